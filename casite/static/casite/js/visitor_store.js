// The sections that a visitor has read, by course, in the local storage of this browser: "casite-read:roads".

const PREFIX = "casite-read:";

function keysIn(text) {
  try {
    const keys = JSON.parse(text);
    return Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : [];
  } catch {
    return [];
  }
}

// Browsers may refuse their storage, in private windows for instance; then nothing is kept.
function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export function keptOf(course) {
  return keysIn(storage()?.getItem(PREFIX + course) ?? "[]");
}

// Says whether it is kept.
export function keep(course, key) {
  const keys = keptOf(course);
  if (keys.includes(key)) return true;
  try {
    window.localStorage.setItem(PREFIX + course, JSON.stringify([...keys, key]));
    return true;
  } catch {
    return false;
  }
}

export function allKept() {
  const names = Object.keys(storage() ?? {}).filter((name) => name.startsWith(PREFIX));
  const courses = names.map((name) => name.slice(PREFIX.length));
  return Object.fromEntries(courses.map((course) => [course, keptOf(course)]));
}

export function forget(course) {
  storage()?.removeItem(PREFIX + course);
}
