// <lesson-flow>: the box of the concept flow that holds the step which is looked at is marked.

import { section } from "../shared/page.js";
import { current, onLook } from "../shared/steps.js";

class LessonFlow extends HTMLElement {
  #ending;

  connectedCallback() {
    this.#ending = new AbortController();
    const boxes = [...section(this).querySelectorAll(".lesson-flow > li")];
    const mark = (number) => {
      for (const box of boxes) {
        if (box.dataset.first <= number && number <= box.dataset.last) box.setAttribute("aria-current", "step");
        else box.removeAttribute("aria-current");
      }
    };
    mark(current());
    onLook(this.#ending.signal, mark);
  }

  disconnectedCallback() {
    this.#ending.abort();
  }
}

customElements.define("lesson-flow", LessonFlow);
