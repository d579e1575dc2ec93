// The review of a closed attempt tells which answers still wait on this device: they came too late.

import { KeptAnswers } from "./kept_answers.js";

const place = document.getElementById("kept");
const kept = new KeptAnswers(place.dataset);
const MOST = 200; // As many as the server reads at once.

function drop(answers) {
  for (const { uuid } of answers) kept.drop(uuid);
}

function discard(answers) {
  drop(answers);
  const line = document.createElement("p");
  line.className = "ui";
  line.textContent = place.dataset.discarded;
  // The button that had the focus is gone, and who reads by ear goes on from here.
  line.tabIndex = -1;
  place.replaceChildren(line);
  line.focus();
}

async function tell(answers) {
  const response = await fetch(place.dataset.address, {
    method: "POST",
    body: JSON.stringify({ seen: 0, answers: answers.slice(-MOST) }),
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": place.querySelector("[name=csrfmiddlewaretoken]").value,
    },
  });
  if (response.status === 204) drop(answers); // They are stored, or say what counts anyway.
  if (response.status !== 200) return; // They wait on, and the next visit asks again.
  place.innerHTML = await response.text();
  place.querySelector("[data-discard]").addEventListener("click", () => discard(answers));
}

const answers = kept.all();
if (answers.length > 0) tell(answers).catch(() => {});
