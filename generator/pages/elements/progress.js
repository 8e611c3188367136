// <lesson-progress>: says on lists of lessons what a reader has started, finished, and is to meet again.

import { due, lessonOf } from "../scripts/cards.js";
import { Part } from "../scripts/part.js";
import { kept } from "../scripts/store.js";
import { _ } from "../scripts/strings.js";

class LessonProgress extends Part {
  begin(signal) {
    document.addEventListener("lesson:kept", () => this.#show(), { signal });
    this.#show();
  }

  #show() {
    const all = kept();
    const waiting = due(all).map(lessonOf);
    const article = this.closest("article") ?? document.body;
    for (const place of article.querySelectorAll(".lesson-stand")) {
      const keys = place.dataset.lessons.split(" ").filter(Boolean);
      place.textContent = stand(keys, all, waiting);
    }
  }
}

function stand(keys, all, waiting) {
  const finished = keys.filter((key) => all.lessons[key]?.finished).length;
  const started = keys.filter((key) => all.lessons[key]?.started).length;
  const back = waiting.filter((key) => keys.includes(key)).length;
  const told = [];
  if (keys.length === 1) {
    if (finished) told.push(_("finished"));
    else if (started) told.push(_("started"));
  } else if (started) {
    told.push(_("{finished} of {count} finished", { finished, count: keys.length }));
    if (started > finished) told.push(_("{count} started", { count: started - finished }));
  }
  if (back) told.push(back === 1 ? _("1 question due") : _("{count} questions due", { count: back }));
  return told.join(", ");
}

customElements.define("lesson-progress", LessonProgress);
