// Rows of options in the admin: Up, Down and Add at once. Without this script the same buttons post the form.

const place = (row) => row.querySelector('input[name$="-ORDER"]');
const button = (row, direction) => row.querySelector(`button[name="move"][value$=":${direction}"]`);

function renumber(body) {
  const rows = [...body.rows];
  rows.forEach((row, index) => {
    place(row).value = index + 1;
    button(row, "up").disabled = index === 0;
    button(row, "down").disabled = index === rows.length - 1;
  });
}

function move(body, row, direction) {
  if (direction === "up") row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  renumber(body);
  const pressed = button(row, direction);
  // A disabled button would drop the focus to the top of the page.
  (pressed.disabled ? button(row, direction === "up" ? "down" : "up") : pressed).focus();
}

function add(fieldset, body) {
  const total = fieldset.querySelector('input[name$="-TOTAL_FORMS"]');
  const number = Number(total.value);
  const html = fieldset.querySelector("template").innerHTML;
  body.insertAdjacentHTML(
    "beforeend",
    html.replaceAll("__prefix__", number).replaceAll("__number__", number + 1),
  );
  total.value = number + 1;
  renumber(body);
  body.lastElementChild.querySelector('input[name$="-key"]').focus();
}

for (const fieldset of document.querySelectorAll("[data-option-rows]")) {
  const body = fieldset.querySelector("tbody");
  fieldset.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed || !["move", "add"].includes(pressed.name)) return;
    event.preventDefault();
    if (pressed.name === "add") add(fieldset, body);
    else move(body, pressed.closest("tr"), pressed.value.split(":")[1]);
  });
}
