// <lesson-flow>: the box of the concept flow that holds the step which is looked at is marked.

import { Part, section } from "../../pages/scripts/page.js";
import { markCurrent } from "../../pages/scripts/steps.js";

class LessonFlow extends Part {
  begin(signal) {
    const boxes = [...section(this).querySelectorAll(".lesson-flow > li")];
    markCurrent(boxes, ({ dataset }, number) => dataset.first <= number && number <= dataset.last, signal);
  }
}

customElements.define("lesson-flow", LessonFlow);
