// <lesson-explain>: a place to answer in one's own words first; what was written stays in this browser.

import { lessonKey } from "../../pages/scripts/page.js";
import { Part } from "../../pages/scripts/part.js";
import { keep, kept, lesson } from "../../pages/scripts/store.js";

class LessonExplain extends Part {
  begin(signal) {
    const text = this.querySelector("textarea");
    const { moment } = this.dataset;
    text.value = kept().lessons[lessonKey(this)]?.said?.[moment] ?? "";
    const store = () =>
      keep((all) => {
        (lesson(all, lessonKey(this)).said ??= {})[moment] = text.value;
      });
    text.addEventListener("input", store, { signal });
  }
}

customElements.define("lesson-explain", LessonExplain);
