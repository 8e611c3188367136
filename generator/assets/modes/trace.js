// <lesson-trace>: the rows of the execution table lead to their steps, and show which one is looked at.

import { section } from "../shared/page.js";
import { current, look, onLook, steps } from "../shared/steps.js";

class LessonTrace extends HTMLElement {
  #ending;

  connectedCallback() {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    const found = steps(section(this));
    for (const { number, row } of found) {
      row.addEventListener("click", (event) => this.#choose(event, number), { signal });
    }
    const mark = (number) => {
      for (const step of found) {
        if (step.number === number) step.row.setAttribute("aria-current", "step");
        else step.row.removeAttribute("aria-current");
      }
    };
    mark(current());
    onLook(signal, mark);
  }

  disconnectedCallback() {
    this.#ending.abort();
  }

  /** A click anywhere on a row is meant for its step, unless it opens something or marks text. */
  #choose(event, number) {
    if (event.target.closest("a, summary, button") || !getSelection().isCollapsed) return;
    event.stopPropagation();
    history.replaceState(history.state, "", `#step-${number}`);
    look(number, this);
  }
}

customElements.define("lesson-trace", LessonTrace);
