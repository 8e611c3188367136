// What a reader means who writes a value in another way than Python would.

import { canonical, isSame, string } from "./literals.js";

const WORDS = { true: "True", false: "False", none: "None", null: "None" };
const EMPTY = { "dict()": "{}", "list()": "[]", "tuple()": "()", "str()": "''", "none": "None" };
// A text in quotes, or words without.
const PIECES = /('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|([A-Za-z_][\w.-]*(?: +[A-Za-z_][\w.-]*)*)/g;
const KEYWORD = /(^|[,(]\s*)([A-Za-z_]\w*)\s*=(?!=)/g;

/**
 * Judge what was given for a value: "right" as Python writes it, "meant" if it is right but is written in another way,
 * "almost" if only case, spaces or the stop at its end differ, else "wrong".
 */
export function judge(given, value, isText) {
  if (isText) return judgeText(given, value);
  if (isSame(given, value)) return "right";
  const ways = readings(given);
  if (string(value) !== null && plain(given) === string(value)) return "meant";
  if (ways.some((way) => isSame(way, value)) || numberIn(given) === value) return "meant";
  const expected = loose(canonical(value) ?? value);
  return [given, ...ways].some((way) => loose(canonical(way) ?? way) === expected) ? "almost" : "wrong";
}

/** Give a text with the quotes and signs of a keyboard in the place of those that phones write. */
export function plain(text) {
  return text
    .trim()
    .replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033]/g, '"')
    .replace(/[\u2018\u2019\u201a\u201b\u2032]/g, "'")
    .replace(/[\u2212\u2013]/g, "-")
    .replace(/\u2026/g, "...")
    .replace(/\u00a0/g, " ");
}

/** Say whether something that was given can be read as a value, if not as Python writes it. */
export function isValue(given) {
  return [given, ...readings(given)].some((way) => isSame(way, way));
}

/** Say whether a quote or a bracket is without its other half. */
export function isOpen(given) {
  const text = plain(given).replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "");
  const count = (pattern) => (text.match(pattern) ?? []).length;
  return /['"]/.test(text) || count(/[[({]/g) !== count(/[\])}]/g);
}

/** Give the only number in some words, as "302" in "302 Found"; `[302]` and `302,` are other values. */
function numberIn(given) {
  return /^[^\d"'[({]*?(-?\d+)(?:[\s:][^\d"']*)?$/.exec(plain(given))?.[1];
}

function judgeText(given, value) {
  if (given.trim() === value.trim() || string(given) === value) return "right";
  const meant = plain(given);
  if (meant === plain(value) || string(meant) === value) return "meant";
  return [meant, string(meant) ?? meant].some((way) => loose(way) === loose(value)) ? "almost" : "wrong";
}

/** Give what a text that is no literal may stand for. */
function readings(given) {
  const text = plain(given);
  const call = /^dict\s*\((.*)\)$/s.exec(text);
  const body = call ? `{${call[1].replace(KEYWORD, "$1'$2': ")}}` : text;
  const quoted = body.replace(PIECES, (all, inQuotes, words) => inQuotes ?? WORDS[words.toLowerCase()] ?? `'${words}'`);
  return [text, EMPTY[text.toLowerCase().replace(/\s/g, "")] ?? text, body, quoted];
}

function loose(text) {
  return plain(text).toLowerCase().replace(/\s+/g, " ").replace(/[.!?]+(?=["']?$)/, "").replace(/[.!?]+(?=["'])/g, "");
}
