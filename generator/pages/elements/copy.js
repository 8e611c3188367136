// <lesson-copy>: a button that puts the code it stands in on the clipboard.

import { Part } from "../scripts/page.js";
import { _ } from "../scripts/strings.js";

class LessonCopy extends Part {
  begin(signal) {
    // There is no clipboard on a page that came over plain http.
    this.hidden = !navigator.clipboard;
    this.querySelector("button").addEventListener("click", () => this.#copy(), { signal });
  }

  async #copy() {
    const status = this.querySelector("[role=status]");
    const button = this.querySelector("button");
    try {
      await navigator.clipboard.writeText(this.closest(".lesson-code").querySelector("code").textContent);
      button.textContent = status.textContent = _("Copied");
    } catch {
      button.textContent = status.textContent = _("Not copied");
    }
    setTimeout(() => (button.textContent = _("Copy")), 2000);
  }
}

customElements.define("lesson-copy", LessonCopy);
