// Small things that the elements share: making nodes, and finding what belongs together on a page.

/** Make an element. Text is text: nothing that was captured ever becomes HTML here. */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Copy what a node holds, without its ids: those must stay unique. */
export function copies(node) {
  const copy = node.cloneNode(true);
  for (const one of copy.querySelectorAll("[id]")) one.removeAttribute("id");
  // A word is explained where it stands first, and not in a copy.
  for (const one of copy.querySelectorAll(".lesson-explained")) {
    one.classList.remove("lesson-explained");
    for (const name of ["tabindex", "aria-describedby"]) one.removeAttribute(name);
  }
  return [...copy.childNodes];
}

/** Give the section of a mode that `node` stands in, or else its page. */
export function section(node) {
  return node.closest(".lesson-mode") ?? node.closest("article") ?? document.body;
}

/** Give the key of the lesson that `node` belongs to. */
export function lessonKey(node) {
  const part = node.closest("[data-lesson]") ?? node.closest("article")?.querySelector("lesson-switcher");
  return part?.dataset.lesson ?? "";
}

/** Give the name that the address ends in, empty if it has none. */
export function addressed() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // no name of ours has such a percent sign
  }
}

/** Say whether a key that was pressed belongs to a field and not to us. */
export function isTyping(event) {
  const target = event.composedPath()[0];
  return event.ctrlKey || event.metaKey || target.matches?.("textarea, select, input:not([type=checkbox], [type=radio])");
}

/** Say in an element, and to those who listen to the page, how something turned out. */
export function tell(place, text, isRight) {
  place.textContent = text;
  place.classList.toggle("lesson-is-right", isRight === true);
  place.classList.toggle("lesson-is-wrong", isRight === false);
}

/**
 * An element that comes to life when it is put on a page, and ends with it: the theme puts pages in each other's place.
 * `begin` gets a signal that ends its listeners.
 */
export class Part extends HTMLElement {
  #ending;

  connectedCallback() {
    this.#ending = new AbortController();
    this.begin(this.#ending.signal);
  }

  disconnectedCallback() {
    this.#ending.abort();
    this.end?.();
  }
}
