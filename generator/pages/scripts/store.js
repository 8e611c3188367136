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

/** Put something else in the place of what is kept; say whether the browser has kept it. */
export function replace(all) {
  let isKept = true;
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    isKept = false; // Private windows may have no storage: everything works, and nothing is remembered.
  }
  document.dispatchEvent(new CustomEvent("lesson:kept"));
  return isKept;
}

/** Give what a file holds if it is ours, without what nobody can use; else null. */
export function checked(all) {
  if (all?.format !== 1 || !["lessons", "cards", "settings"].every((name) => isPlain(all[name]))) return null;
  return { format: 1, lessons: only(all.lessons, isLesson), cards: only(all.cards, isCard), settings: all.settings };
}

/** Give what is kept of one lesson, to be changed in place. */
export function lesson(all, key) {
  return (all.lessons[key] ??= {});
}

/** Forget everything. */
export function forget() {
  replace(structuredClone(EMPTY));
}

function only(all, isGood) {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => isGood(value)));
}

function isLesson(value) {
  const parts = ["answers", "predicted", "said"].map((name) => value?.[name]).filter((part) => part !== undefined);
  return isPlain(value) && parts.every((part) => isPlain(part) && Object.values(part).every((text) => typeof text === "string"));
}

function isCard(value) {
  const numbers = ["stability", "difficulty", "scheduled_days", "reps", "lapses", "state"];
  return isPlain(value) && numbers.every((name) => Number.isFinite(value[name])) && !Number.isNaN(Date.parse(value.due));
}

function isPlain(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
