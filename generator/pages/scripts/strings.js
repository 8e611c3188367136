// The words of the interface in the language of the site.

import words from "./words.js";

/** Give an English text in the language of the site, with its {names} filled in. */
export function _(english, values = {}) {
  return (words[english] ?? english).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}
