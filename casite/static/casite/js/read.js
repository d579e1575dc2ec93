// A section is marked as read when its end has been on the screen as long as reading it takes.
// Without this script the button at the end of the section does the same.

import { watch } from "./reading_time.js";

function done(form) {
  const line = document.createElement("p");
  line.className = "end ui";
  line.setAttribute("role", "status");
  line.innerHTML = '<svg class="tile" aria-hidden="true"><use href="#t2"/></svg> ';
  line.append(form.dataset.read);
  const pressed = form.contains(document.activeElement);
  form.replaceWith(line);
  if (pressed) {
    // The button that had the focus is gone, and who reads by ear goes on from here.
    line.tabIndex = -1;
    line.focus();
  }
  showInRail(line.closest("section").id);
}

function showInRail(key) {
  const link = document.querySelector(`.rail a[href="#${key}"]`);
  if (!link) return;
  link.querySelector("use").setAttribute("href", "#t2");
  link.querySelector(".vh").textContent = link.closest("ol").dataset.read;
}

async function send(form) {
  const response = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Requested-With": "fetch" },
  });
  if (response.status !== 204) throw new Error(`not marked: ${response.status}`);
  done(form);
}

// With the button the reader decides; when the network is down, the form is posted as it would be without a script.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-read]");
  if (!form) return;
  event.preventDefault();
  send(form).catch(() => form.submit());
});

// When it fails the button is still there.
for (const form of document.querySelectorAll("form[data-read]")) watch(form, () => send(form).catch(() => {}));
