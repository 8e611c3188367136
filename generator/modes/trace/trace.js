// <lesson-trace>: the rows of the execution table lead to their steps, and show which one is looked at.

import { Part, section } from "../../pages/scripts/page.js";
import { look, markCurrent, steps } from "../../pages/scripts/steps.js";

class LessonTrace extends Part {
  begin(signal) {
    const found = steps(section(this));
    for (const { number, row } of found) {
      row.addEventListener("click", (event) => this.#choose(event, number), { signal });
    }
    const rows = found.map(({ row }) => row);
    markCurrent(rows, ({ dataset }, number) => Number(dataset.step) === number, signal);
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
