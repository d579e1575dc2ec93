// The forms to sign up, to log in and to join bring along what was read in this browser, and say how much that is.

import { allKept } from "./visitor_store.js";

const field = document.querySelector("input[data-brings-read]");
if (field) {
  const kept = allKept();
  const here = Object.values(kept).reduce((sum, keys) => sum + keys.length, 0);
  if (here) {
    field.value = JSON.stringify(kept);
    const note = document.getElementById("read-before");
    note.hidden = false;
    const words = note.querySelector("[data-here]");
    words.textContent = words.dataset.here.replace("%number%", here);
  }
}
