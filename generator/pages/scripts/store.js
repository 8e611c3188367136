// What a reader has done: kept in this browser, one entry for the whole site, and sent nowhere.

// Sites that share a host are told apart by their path, which the theme knows.
const KEY = "proven-lessons:" + (globalThis.__md_scope?.pathname ?? "/");
// What a schedule can hold, in days where it is a time: a card with more is somebody else's, or broken.
const MOST = { stability: 36500, difficulty: 10, scheduled_days: 36500, reps: 1e6, lapses: 1e6, state: 3 };
const LAST = Date.parse("2200-01-01");
const EMPTY = { format: 1, lessons: {}, cards: {}, settings: {} };

/** Give what is kept: lessons and cards by their names, and settings. Without storage, nothing is. */
export function kept() {
  try {
    return checked(JSON.parse(localStorage.getItem(KEY))) ?? structuredClone(EMPTY);
  } catch {
    return structuredClone(EMPTY);
  }
}

// What is done in another tab is seen in this one. Each change begins with what is kept at that moment: none is lost.
addEventListener("storage", (event) => event.key === KEY && document.dispatchEvent(new CustomEvent("lesson:kept")));

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
  const parts = ["answers", "picked", "predicted", "said"].map((name) => value?.[name]).filter((part) => part !== undefined);
  return isPlain(value) && parts.every((part) => isPlain(part) && Object.values(part).every((text) => typeof text === "string"));
}

function isCard(value) {
  const isInRange = ([name, most]) => Number.isFinite(value[name]) && value[name] >= 0 && value[name] <= most;
  return isPlain(value) && Object.entries(MOST).every(isInRange) && Date.parse(value.due) <= LAST;
}

function isPlain(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
