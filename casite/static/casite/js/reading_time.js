// Calls back when the end of a section has been on the screen as long as reading it takes.

const WORDS_PER_SECOND = 5; // A quick reader: nobody shall wait for the mark.
const LAST_PART = 1 / 4; // While the end is in sight, a reader has about the last quarter before them.
const SHORTEST = 4;

function seconds(section) {
  const texts = [...section.querySelectorAll(":scope > .p, :scope > h2")].map((part) => part.innerText);
  const words = texts.join(" ").trim().split(/\s+/).length;
  return Math.max(SHORTEST, (words / WORDS_PER_SECOND) * LAST_PART);
}

const timers = new Map();
const callbacks = new Map();
const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(timers.get(target));
    if (!isIntersecting || !target.isConnected || document.hidden) continue;
    const wait = seconds(target.closest("section")) * 1000;
    timers.set(target, setTimeout(() => target.isConnected && callbacks.get(target)(), wait));
  }
});

export function watch(end, callback) {
  callbacks.set(end, callback);
  seen.observe(end);
}
