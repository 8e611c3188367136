// <lesson-progress>: says on lists of lessons what a reader has started, finished, and is to meet again.

import { Part } from "../scripts/page.js";
import { due, lessonOf } from "../scripts/cards.js";
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
      place.toggleAttribute("data-finished", keys.length > 0 && keys.every((key) => all.lessons[key]?.finished));
    }
    for (const place of article.querySelectorAll(".lesson-go")) goOn(place, all);
  }
}

/** Lead on to where the reader was last, if that is not finished. */
function goOn(place, all) {
  const keys = place.dataset.lessons.split(" ").filter(Boolean);
  const isMeant = ([key, one]) => isPlace(one) && !one.finished && (!keys.length || keys.includes(key));
  const seen = Object.entries(all.lessons).filter(isMeant).map(([, one]) => one);
  const last = seen.reduce((newest, one) => (newest?.seen > one.seen ? newest : one), null);
  const link = place.querySelector("a");
  if (!last) return;
  link.textContent = _("Continue: {title}", { title: last.title });
  link.href = last.path;
}

/** Say whether what is kept of a lesson names a page of this site. */
function isPlace({ title, path, seen }) {
  const texts = [title, path, seen].every((one) => typeof one === "string");
  return texts && path.startsWith(globalThis.__md_scope?.pathname ?? "/") && path[1] !== "/";
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
