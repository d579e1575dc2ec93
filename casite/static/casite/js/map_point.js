// A click on the map of a question writes its point into the field below it. Without this one writes it oneself.
// A place and a point are alternatives: giving one takes the other back.

const RADIANS = Math.PI / 180;
const DIGITS = 2; // About a kilometre: less than the finest pointer can aim at.

// The projection of lessons/figures/projection.py, whose numbers the map brings.
function projectionOf(map) {
  const [n, c, rho, scale, left, top, lon] = map.dataset.projection.split(" ").map(Number);
  return {
    toPoint({ x, y }) {
      const east = (x - left) / scale;
      const north = rho - (top - y) / scale;
      const sine = (c - (east ** 2 + north ** 2) * n ** 2) / (2 * n);
      return [Math.asin(Math.min(Math.max(sine, -1), 1)) / RADIANS, lon + Math.atan2(east, north) / n / RADIANS];
    },
    toSpot([lat, degrees]) {
      const radius = Math.sqrt(Math.max(c - 2 * n * Math.sin(lat * RADIANS), 0)) / n;
      const angle = n * (degrees - lon) * RADIANS;
      return [left + scale * radius * Math.sin(angle), top - scale * (rho - radius * Math.cos(angle))];
    },
  };
}

const partsOf = (question) => ({
  map: question.querySelector("svg[data-projection]"),
  mine: question.querySelector("[data-mine]"),
  field: question.querySelector("input[type=text]"),
  radios: [...question.querySelectorAll("input[type=radio]")],
});

// Shows on the map what the fields hold.
function show(question) {
  const { map, mine, field, radios } = partsOf(question);
  const numbers = field.value.match(/^\s*(-?\d+(?:\.\d+)?)[\s,;]+(-?\d+(?:\.\d+)?)\s*$/);
  if (numbers) {
    mine.setAttribute("transform", `translate(${projectionOf(map).toSpot(numbers.slice(1).map(Number)).join(" ")})`);
    mine.removeAttribute("display");
  } else mine.setAttribute("display", "none");
  for (const radio of radios) {
    map.querySelector(`label[for="${CSS.escape(radio.id)}"]`).classList.toggle("on", radio.checked && !field.value);
  }
}

function point(question, event) {
  const { map, field } = partsOf(question);
  const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
  field.value = projectionOf(map).toPoint(spot).map((degrees) => Number(degrees.toFixed(DIGITS))).join(", ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const map = event.target.closest("svg[data-projection]");
  if (map && !event.target.closest("label")) point(map.closest("[data-map]"), event);
});

// Before the listeners of the page, which save what the fields hold.
document.addEventListener("input", ({ target }) => {
  const question = target.closest("[data-map]");
  if (!question) return;
  const { field, radios } = partsOf(question);
  if (target.type === "radio") field.value = "";
  else if (field.value.trim()) for (const radio of radios) radio.checked = false;
  show(question);
}, { capture: true });

for (const question of document.querySelectorAll("[data-map]")) {
  question.querySelector("[data-map-words]").hidden = false;
  question.classList.add("live");
  show(question);
}
