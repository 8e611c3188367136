// <lesson-explain>: a place to answer in one's own words first; what was written stays in this browser.

import { lessonKey, Part } from "../../pages/scripts/page.js";
import { keep, kept, lesson } from "../../pages/scripts/store.js";

class LessonExplain extends Part {
  begin(signal) {
    const text = this.querySelector("textarea");
    const { moment } = this.dataset;
    const show = () => (text.value = kept().lessons[lessonKey(this)]?.said?.[moment] ?? "");
    show();
    // What is written in another tab; here, who is writing goes on.
    document.addEventListener("lesson:kept", () => document.activeElement === text || show(), { signal });
    const store = () =>
      keep((all) => {
        (lesson(all, lessonKey(this)).said ??= {})[moment] = text.value;
      });
    text.addEventListener("input", store, { signal });
  }
}

customElements.define("lesson-explain", LessonExplain);
