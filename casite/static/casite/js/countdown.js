// The time that is left of an attempt, by the clock of the server. Knows no answers.

const TICK = 500;
const HIDDEN = "casite:time-hidden";

// In seconds; each is said once, aloud, where it is passed. Others would only disturb.
const MARKS = [
  ["five", 300],
  ["one", 60],
];

function remembered() {
  try {
    return localStorage.getItem(HIDDEN) === "yes";
  } catch {
    return false;
  }
}

function remember(hidden) {
  try {
    localStorage.setItem(HIDDEN, hidden ? "yes" : "no");
  } catch {
    // Then it is shown again on the next page.
  }
}

function words(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] > 0 ? parts : parts.slice(1);
  return shown.map((part, place) => (place === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

export class Countdown {
  #place;
  #onEnd;
  #end = 0; // By the clock of this page, which nobody can set.
  #hidden = remembered();
  #marks;
  #over = false;

  constructor(place, onEnd) {
    this.#place = place;
    this.#onEnd = onEnd;
    const half = Math.floor(Number(place.dataset.all) / 2);
    const seconds = Number(place.dataset.seconds);
    // Those that are passed already when the page is opened are not said any more.
    this.#marks = [["half", half], ...MARKS].filter(([name, mark]) => mark < seconds && (name === "half" || mark < half));
    this.#part("drawn").hidden = true;
    this.#part("toggle").hidden = false;
    this.#part("toggle").addEventListener("click", () => this.#toggle());
    this.sync(seconds);
    setInterval(() => this.#draw(), TICK);
  }

  // What a reply of the server says; null where the attempt has no end any more.
  sync(seconds) {
    this.#end = seconds === null ? Infinity : performance.now() + seconds * 1000;
    this.#over &&= seconds === 0;
    this.#draw();
  }

  get isOver() {
    return this.#over;
  }

  #part(name) {
    return this.#place.querySelector(`[data-${name}]`);
  }

  #toggle() {
    this.#hidden = !this.#hidden;
    remember(this.#hidden);
    this.#draw();
  }

  #write(name, text) {
    const part = this.#part(name);
    if (part.textContent !== text) part.textContent = text;
  }

  #draw() {
    const { left, hidden, hide, show, over } = this.#place.dataset;
    const seconds = Math.max(0, Math.ceil((this.#end - performance.now()) / 1000));
    const shown = seconds > 0 ? left.replace("%time%", Number.isFinite(seconds) ? words(seconds) : "∞") : over;
    this.#write("time", this.#hidden && seconds > 0 ? hidden : shown);
    this.#write("toggle", this.#hidden ? show : hide);
    this.#say(seconds);
    if (seconds === 0 && !this.#over) {
      this.#over = true;
      this.#onEnd();
    }
  }

  #say(seconds) {
    const passed = this.#marks.filter(([, mark]) => seconds <= mark);
    if (passed.length === 0) return;
    this.#marks = this.#marks.filter(([, mark]) => seconds > mark);
    this.#write("said", this.#place.dataset[seconds > 0 ? passed.at(-1)[0] : "over"]);
  }
}
