// Saves the answers of an attempt as they are given. Without it the buttons of the form do.

import { Countdown } from "./countdown.js";
import { KeptAnswers } from "./kept_answers.js";
import { Outbox } from "./outbox.js";

const PAUSE = { text: 1500, choice: 300 };
const TRY_AGAIN = 5000;

const form = document.getElementById("sheet");
const line = document.getElementById("saved");
const device = document.getElementById("device");
const logIn = line.querySelector("[data-log-in]");
const toReview = line.querySelector("[data-review]");
const clockPlace = document.getElementById("clock");
const cells = document.querySelector(".cells");
const seen = form.elements.namedItem("seen");
const token = form.elements.namedItem("csrfmiddlewaretoken");
const dirty = new Map(); // Items that have changed since they were last put into the outbox, with their timers.
const refused = new Map(); // Reasons, by position.
const tooLate = new Map(); // Words about kept answers that do not count any more, by position.
let leaving = false;
let handingIn = false;
let countdown = null;

// A status is read out whenever its words change, and only then.
function write(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

function say(words, { saved = false, link = null } = {}) {
  write(line.querySelector("[data-words]"), words);
  line.querySelector("[data-mark]").hidden = !saved;
  for (const each of [logIn, toReview]) each.hidden = each !== link;
  line.classList.toggle("saved", saved);
  line.classList.toggle("warn", !saved);
}

function sayWaiting(words, link = null) {
  say(`${words} ${device.textContent ? line.dataset.open : line.dataset.kept}`, { link });
}

function clock(time) {
  const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  try {
    return new Intl.DateTimeFormat(document.documentElement.lang, { ...parts, timeZone: line.dataset.zone }).format(time);
  } catch {
    return new Intl.DateTimeFormat(document.documentElement.lang, parts).format(time);
  }
}

function isAnswered(value) {
  return Object.values(value).some((member) => member.length > 0);
}

function showStored({ position, value }) {
  refused.delete(position);
  const cell = cells.querySelector(`[data-cell="${position}"]`);
  const answered = isAnswered(value);
  cell.classList.toggle("done", answered);
  cell.classList.toggle("none", !answered);
  cell.querySelector(".vh").textContent = answered ? cells.dataset.answered : cells.dataset.open;
}

function showSaved(reply) {
  seen.value = outbox.seen;
  token.value = outbox.token;
  countdown?.sync(reply.seconds_left);
  if (dirty.size > 0) return; // There is more to come: not all is saved.
  if (countdown?.isOver) return handIn();
  if (reply.late.length > 0) return say(line.dataset.late, { link: toReview });
  if (tooLate.size > 0) {
    sayTooLate();
  } else if (refused.size === 0 && outbox.seen < reply.sequence) {
    say(line.dataset.newer); // What was on its way is stored, but there is more that this page does not show.
  } else if (refused.size === 0) {
    say(line.dataset.saved.replace("%time%", clock(new Date(reply.server_time))), { saved: true });
  } else {
    const [[position, reason]] = refused;
    say(`${line.dataset.refused.replace("%item%", position)} ${reason}`, { link: reply.closed ? toReview : null });
  }
}

function sayTooLate() {
  const [[position, words]] = tooLate;
  tooLate.clear();
  say(words.replace("%item%", position));
}

// When the time is up: once all that was answered is saved. Whoever is offline then tries on; what was saved before
// counts in any case.
async function handIn() {
  [...dirty.keys()].forEach(put);
  if (handingIn || !outbox.isEmpty) return;
  handingIn = true;
  say(line.dataset.handingIn);
  if (await outbox.post(form.dataset.submit)) {
    leaving = true;
    location.assign(form.dataset.review);
  } else {
    setTimeout(() => {
      handingIn = false;
      if (countdown.isOver) handIn(); // It may have been given more time.
    }, TRY_AGAIN);
  }
}

// A device that slept, or an instructor who gave more time: the server knows.
async function askTheTime() {
  const state = await outbox.state();
  if (state) countdown.sync(state.seconds_left);
}

const reports = {
  stored: showStored,
  saved: showSaved,
  refused: ({ position, reason }) => refused.set(position, reason),
  slow: () => sayWaiting(line.dataset.slow),
  offline: () => sayWaiting(line.dataset.offline),
  loggedOut: () => sayWaiting(line.dataset.loggedOut, logIn),
  stranger: () => sayWaiting(line.dataset.stranger),
  kept: (all) => write(device, all ? "" : device.dataset.refuses),
  stopped: (words) => say(words || line.dataset.gone),
};

const outbox = new Outbox({
  saveAddress: form.dataset.save,
  stateAddress: form.dataset.state,
  token: token.value,
  seen: Number(seen.value),
  kept: new KeptAnswers(form.dataset),
  report: (state, detail) => reports[state](detail),
});

// The value as the question types store it: ticked boxes are a list, everything else is a string.
function answerOf(item) {
  const answer = { position: Number(item.dataset.position), value: {}, certainty: "" };
  const prefix = `${item.id}-`;
  for (const field of item.querySelectorAll("input, select, textarea")) {
    if (!field.name.startsWith(prefix)) continue;
    const name = field.name.slice(prefix.length);
    if (field.type === "checkbox") {
      answer.value[name] ??= [];
      if (field.checked) answer.value[name].push(field.value);
    } else if (field.type !== "radio" || field.checked) {
      if (name === "certainty") answer.certainty = field.value;
      else answer.value[name] = field.value;
    }
  }
  return answer;
}

// Whoever logs in again comes back to the item at hand: the one last touched, or else the first one in sight.
function aimLogIn(item) {
  const here = `${location.pathname}${location.search}#${item.id}`;
  logIn.search = new URLSearchParams({ next: here });
}

function inSight() {
  const items = [...form.querySelectorAll(".item")];
  return items.find((item) => item.getBoundingClientRect().bottom > innerHeight / 4) ?? items.at(-1);
}

function put(item) {
  clearTimeout(dirty.get(item));
  dirty.delete(item);
  outbox.put(answerOf(item));
}

form.addEventListener("focusin", ({ target }) => {
  const item = target.closest(".item");
  if (item) aimLogIn(item);
});

form.addEventListener("input", ({ target }) => {
  const item = target.closest(".item");
  if (!item) return;
  aimLogIn(item); // Not every browser gives the focus to what is clicked.
  clearTimeout(dirty.get(item));
  const pause = ["radio", "checkbox", "select-one"].includes(target.type) ? PAUSE.choice : PAUSE.text;
  dirty.set(item, setTimeout(put, pause, item));
});

// An answer that was kept on this device may be older than the one that counts by now, which was perhaps given
// elsewhere. Only the page of its item can tell whether they differ, so it waits until that page is open.
const isOlder = ({ position, sequence }) =>
  sequence <= Number(cells.querySelector(`[data-cell="${position}"]`)?.dataset.sequence);
const itemOf = ({ position }) => form.querySelector(`.item[data-position="${position}"]`);

function differs({ position, value, certainty }) {
  return JSON.stringify(answerOf(itemOf({ position }))) !== JSON.stringify({ position, value, certainty });
}

function showKept(answer) {
  const { position, value, certainty } = answer;
  if (isOlder(answer)) {
    if (differs(answer)) tooLate.set(position, line.dataset.older);
    return;
  }
  for (const [name, given] of Object.entries({ ...value, certainty })) {
    const chosen = [given].flat();
    for (const field of form.querySelectorAll(`[name="i${position}-${name}"]`)) {
      if (["radio", "checkbox"].includes(field.type)) field.checked = chosen.includes(field.value);
      else field.value = given;
    }
  }
}

form.addEventListener("submit", () => {
  leaving = true; // The form takes along what is not saved yet, and what is on its way is this window's own.
  [...dirty.keys()].forEach(put); // Should the form not arrive, it is kept here.
  if (refused.size === 0) seen.value = outbox.sent;
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    outbox.deliver(); // Perhaps after a log-in in another window.
    if (countdown) askTheTime();
  } else if (!leaving) {
    [...dirty.keys()].forEach(put);
  }
});

window.addEventListener("online", () => outbox.deliver());
window.addEventListener("pageshow", () => {
  leaving = false;
});
window.addEventListener("beforeunload", (event) => {
  if (!leaving && (dirty.size > 0 || !outbox.isEmpty)) event.preventDefault();
});

// An item that has been checked takes no answer: what waited here for it is not sent again, and is told unless it is
// the answer that stands fast. That too only its page can tell.
const isFixed = ({ position }) => cells.querySelector(`[data-cell="${position}"]`)?.hasAttribute("data-fixed");

function flat({ value, certainty }) {
  const given = Object.entries(value).flatMap(([name, members]) => [members].flat().map((one) => `${name}=${one}`));
  return JSON.stringify([certainty, ...given.filter((one) => !one.endsWith("=")).sort()]);
}

function giveUp(answer) {
  outbox.drop(answer.uuid);
  if (flat(answer) !== flat(JSON.parse(itemOf(answer).dataset.stored))) {
    tooLate.set(answer.position, line.dataset.fixed);
  }
}

const restored = outbox.restore((answer) => !(isOlder(answer) || isFixed(answer)) || itemOf(answer));
restored.filter(isFixed).forEach(giveUp);
const kept = restored.filter((answer) => !isFixed(answer));
// Of several answers to an item only the last one was meant to stay.
new Map(kept.map((answer) => [answer.position, answer])).forEach(showKept);
aimLogIn(inSight());
// Whoever has had an answer checked reads on at what came of it: later than the browser, which goes to the item.
window.addEventListener("load", () => {
  setTimeout(() => document.getElementById(`${location.hash.slice(1)}-told`)?.focus());
});
if (outbox.isEmpty && tooLate.size > 0) sayTooLate();
countdown = clockPlace && new Countdown(clockPlace, () => handIn());
outbox.deliver();
