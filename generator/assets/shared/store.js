// What a reader has done: kept in this browser, one entry for the whole site, and sent nowhere.

// Sites that share a host are told apart by their path, which the theme knows.
const KEY = `proven-lessons:${globalThis.__md_scope?.pathname ?? "/"}`;
const EMPTY = { format: 1, lessons: {}, cards: {}, settings: {} };

/** Give what is kept: lessons and cards by their names, and settings. Without storage, nothing is. */
export function kept() {
  try {
    return checked(JSON.parse(localStorage.getItem(KEY))) ?? structuredClone(EMPTY);
  } catch {
    return structuredClone(EMPTY);
  }
}

/** Change what is kept with a function that gets it. */
export function keep(change) {
  const all = kept();
  change(all);
  replace(all);
}

/** Put something else in the place of what is kept. */
export function replace(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // Private windows may have no storage: everything works, and nothing is remembered.
  }
  document.dispatchEvent(new CustomEvent("lesson:kept"));
}

/** Give what a file holds if it is ours, else null. */
export function checked(all) {
  const isOurs = all?.format === 1 && ["lessons", "cards", "settings"].every((name) => isPlain(all[name]));
  return isOurs && [all.lessons, all.cards].every((one) => Object.values(one).every(isPlain)) ? all : null;
}

/** Give what is kept of one lesson, to be changed in place. */
export function lesson(all, key) {
  return (all.lessons[key] ??= {});
}

/** Forget everything. */
export function forget() {
  replace(structuredClone(EMPTY));
}

function isPlain(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
