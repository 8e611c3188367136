// <lesson-words>: where a word of a table is first met, its meaning is shown on hover, focus and tap.

import { make, Part, section } from "../scripts/page.js";

const GRACE = 250; // milliseconds in which the pointer may go from a word to its meaning

class LessonWords extends Part {
  #bubble;
  #hiding = 0;

  begin(signal) {
    this.#bubble?.remove();
    this.#bubble = make("div", { class: "lesson-meaning", popover: "manual", role: "tooltip" });
    this.#bubble.addEventListener("pointerenter", () => clearTimeout(this.#hiding), { signal });
    this.#bubble.addEventListener("pointerleave", () => this.#hideSoon(), { signal });
    const scope = section(this);
    scope.append(this.#bubble); // not in this fold, which may be closed
    const meanings = new Map();
    for (const meaning of this.closest("details").querySelectorAll("dd")) {
      meanings.set(meaning.previousElementSibling.textContent.trim(), meaning);
    }
    for (const word of scope.querySelectorAll(".lesson-table .lesson-status, .lesson-table thead th")) {
      const meaning = meanings.get(word.textContent.trim());
      if (!meaning) continue;
      meanings.delete(word.textContent.trim()); // where it is met first, and not again
      this.#explain(word, meaning, signal);
    }
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#hide(), { signal });
    addEventListener("scroll", () => this.#hide(), { signal, capture: true, passive: true });
  }

  end() {
    this.#hide();
    this.#bubble?.remove();
  }

  #explain(word, meaning, signal) {
    word.classList.add("lesson-explained");
    word.tabIndex = 0;
    meaning.id ||= `meaning-${Math.random().toString(36).slice(2)}`;
    word.setAttribute("aria-describedby", meaning.id);
    const show = () => this.#show(word, meaning.textContent);
    word.addEventListener("pointerenter", show, { signal });
    word.addEventListener("pointerleave", () => this.#hideSoon(), { signal });
    word.addEventListener("focus", show, { signal });
    word.addEventListener("blur", () => this.#hide(), { signal });
    word.addEventListener("click", show, { signal });
  }

  #show(word, text) {
    clearTimeout(this.#hiding);
    this.#bubble.textContent = text;
    this.#bubble.showPopover?.();
    const at = word.getBoundingClientRect();
    const { width, height } = this.#bubble.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
    const below = at.bottom + 6 + height <= innerHeight;
    Object.assign(this.#bubble.style, { left: `${left}px`, top: `${below ? at.bottom + 6 : at.top - height - 6}px` });
  }

  #hideSoon() {
    clearTimeout(this.#hiding);
    this.#hiding = setTimeout(() => this.#hide(), GRACE);
  }

  #hide() {
    clearTimeout(this.#hiding);
    if (this.#bubble?.matches(":popover-open")) this.#bubble.hidePopover();
  }
}

customElements.define("lesson-words", LessonWords);
