// Elements to be put in order: buttons and dragging. Without this script the numbers beside them do alone.

const rows = (list) => [...list.children];
const place = (row) => row.querySelector("select");
const button = (row, direction) => row.querySelector(`[data-move="${direction}"]`);
const indexOf = (row) => rows(row.parentElement).indexOf(row);

// Only the others are taken out of the page: the row itself keeps the focus, and the pointer that drags it.
function moveTo(row, index) {
  while (indexOf(row) > index) row.after(row.previousElementSibling);
  while (indexOf(row) < index) row.before(row.nextElementSibling);
}

function markEnds(list) {
  rows(list).forEach((row, index, { length }) => {
    button(row, "up").disabled = index === 0;
    button(row, "down").disabled = index === length - 1;
  });
}

// What has a place stands there; what has none, or one that is taken, fills the others as it was dealt.
function arrange(list) {
  const all = rows(list);
  const placed = new Map();
  for (const row of all) if (place(row).value && !placed.has(place(row).value)) placed.set(place(row).value, row);
  const others = all.filter((row) => placed.get(place(row).value) !== row);
  list.append(...all.map((_row, index) => placed.get(String(index + 1)) ?? others.shift()));
  markEnds(list);
}

// After a move everything has the place where it stands.
function settle(question, row) {
  const all = rows(row.parentElement);
  all.forEach((each, index) => {
    place(each).value = index + 1;
  });
  markEnds(row.parentElement);
  question.querySelector("[data-unfinished]")?.remove();
  question.querySelector("[role=status]").textContent = question.dataset.moved
    .replace("%place%", indexOf(row) + 1)
    .replace("%count%", all.length)
    .replace("%element%", () => row.querySelector("label").textContent);
  place(row).dispatchEvent(new Event("input", { bubbles: true }));
}

function press(question, pressed) {
  const row = pressed.closest("li");
  const { move } = pressed.dataset;
  moveTo(row, indexOf(row) + (move === "up" ? -1 : 1));
  settle(question, row);
  // A disabled button would drop the focus to the top of the page.
  (pressed.disabled ? button(row, move === "up" ? "down" : "up") : pressed).focus();
}

function drag(question, grip, { pointerId }) {
  const row = grip.closest("li");
  const start = indexOf(row);
  const ended = new AbortController();
  const { signal } = ended;
  const end = (drop) => {
    ended.abort();
    row.classList.remove("dragged");
    if (!drop) moveTo(row, start);
    else if (indexOf(row) !== start) settle(question, row);
  };
  grip.setPointerCapture(pointerId);
  row.classList.add("dragged");
  grip.addEventListener("pointermove", ({ clientY }) => {
    const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
    moveTo(row, rows(row.parentElement).filter((other) => other !== row && middle(other) < clientY).length);
  }, { signal });
  grip.addEventListener("pointerup", () => end(true), { signal });
  grip.addEventListener("pointercancel", () => end(false), { signal });
}

for (const question of document.querySelectorAll("[data-order]")) {
  const list = question.querySelector("ul");
  arrange(list);
  addEventListener("pageshow", () => arrange(list)); // The browser may have brought back what was chosen before.
  for (const tools of list.querySelectorAll(".moves")) tools.hidden = false;
  list.addEventListener("click", ({ target }) => {
    const pressed = target.closest("[data-move]");
    if (pressed) press(question, pressed);
  });
  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button > 0) return;
    event.preventDefault();
    drag(question, grip, event);
  });
  list.addEventListener("change", ({ target }) => {
    if (!target.value) return;
    moveTo(target.closest("li"), Number(target.value) - 1);
    settle(question, target.closest("li"));
  });
}
