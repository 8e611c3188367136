// <lesson-explain>: a place to answer in one's own words first; what was written stays in this browser.

import { lessonKey } from "../shared/page.js";
import { keep, kept, lesson } from "../shared/store.js";

class LessonExplain extends HTMLElement {
  #ending;

  connectedCallback() {
    this.#ending = new AbortController();
    const text = this.querySelector("textarea");
    const { moment } = this.dataset;
    text.value = kept().lessons[lessonKey(this)]?.said?.[moment] ?? "";
    const store = () =>
      keep((all) => {
        (lesson(all, lessonKey(this)).said ??= {})[moment] = text.value;
      });
    text.addEventListener("change", store, { signal: this.#ending.signal });
  }

  disconnectedCallback() {
    this.#ending.abort();
  }
}

customElements.define("lesson-explain", LessonExplain);
