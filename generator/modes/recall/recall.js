// <lesson-recall>: the page on which questions come back. <lesson-keep>: progress as a file. <lesson-due>: what a lesson
// says of its own.

import { AGAIN, GOOD, due, lessonOf, nextDue, note } from "../../pages/scripts/cards.js";
import { lessonKey, make } from "../../pages/scripts/page.js";
import { Part } from "../../pages/scripts/part.js";
import { Question } from "../../pages/scripts/question.js";
import { checked, forget, kept, replace } from "../../pages/scripts/store.js";
import { _ } from "../../pages/scripts/strings.js";

class LessonRecall extends Part {
  #questions = new Map();
  #asked = null;
  #isRated = false;
  #rate;
  #further;

  begin(signal) {
    const article = this.closest("article") ?? document.body;
    for (const form of article.querySelectorAll("form.lesson-question")) {
      const question = new Question(form, (one) => this.#answered(one), signal);
      this.#questions.set(question.name, { question, card: form.closest(".lesson-card") });
    }
    this.#rate = this.querySelector(".lesson-rate");
    this.#further = this.querySelector(".lesson-onward");
    for (const place of [this.#rate, this.#further]) place.addEventListener("click", (event) => this.#press(event), { signal });
    document.addEventListener("lesson:replaced", () => this.#next(), { signal });
    this.#next();
  }

  /** Questions that are no longer in any lesson are kept, and not asked. */
  get #due() {
    return due().filter((name) => this.#questions.has(name));
  }

  #next() {
    const waiting = this.#due;
    this.#asked = waiting[0] ?? null;
    this.#isRated = false;
    for (const [name, { question, card }] of this.#questions) {
      card.classList.toggle("lesson-asked", name === this.#asked);
      if (name === this.#asked) question.reset();
    }
    for (const part of document.querySelectorAll(".lesson-recalled")) {
      part.classList.toggle("lesson-asked", part.querySelector(".lesson-card.lesson-asked") !== null);
    }
    this.#rate.hidden = true;
    this.#further.hidden = true;
    this.querySelector(".lesson-due").textContent = this.#stand(waiting.length);
  }

  #stand(count) {
    if (count) return count === 1 ? _("1 question is due.") : _("{count} questions are due.", { count });
    const time = nextDue();
    if (!time) return _("Nothing to recall yet: answer the quiz of a lesson first.");
    const day = time.toLocaleDateString(document.documentElement.lang || undefined, { dateStyle: "long" });
    return _("Nothing is due. The next question comes back on {day}.", { day });
  }

  /** The first answer counts. A wrong one needs no word of the reader on how it was. */
  #answered(question) {
    if (this.#isRated || question.name !== this.#asked) return;
    this.#isRated = true;
    // What comes next stands where the reader is.
    this.#questions.get(question.name).card.append(this.#rate, this.#further);
    if (question.isRight) {
      this.#rate.hidden = false;
      this.#rate.querySelector(`[data-rating="${GOOD}"]`).focus();
    } else {
      note(question.name, AGAIN).then(() => {
        this.#further.hidden = false;
      });
    }
  }

  async #press(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.rating) {
      this.#rate.hidden = true; // a second click is for nothing
      await note(this.#asked, Number(button.dataset.rating));
      this.#onward();
    } else if (button.closest(".lesson-onward")) this.#onward();
  }

  #onward() {
    this.#next();
    const card = this.#questions.get(this.#asked)?.card;
    card?.querySelector("input").focus();
  }
}

class LessonKeep extends Part {
  begin(signal) {
    const forgetting = this.querySelector("[data-do=forget]");
    this.querySelector("[data-do=export]").addEventListener("click", () => this.#save(), { signal });
    forgetting.addEventListener("click", () => this.#forget(forgetting), { signal });
    forgetting.addEventListener("blur", () => ask(forgetting, false), { signal });
    this.querySelector("input[type=file]").addEventListener("change", (event) => this.#load(event), { signal });
  }

  #save() {
    const file = new Blob([JSON.stringify(kept(), null, 2)], { type: "application/json" });
    const link = make("a", { href: URL.createObjectURL(file), download: "lessons-progress.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    this.#tell(_("Saved to the file {name}.", { name: link.download }));
  }

  async #load(event) {
    const [file] = event.target.files;
    let found = null;
    try {
      found = checked(JSON.parse(await file.text()));
    } catch {
      // What is no JSON is none of ours either.
    }
    if (found) {
      const isKept = replace(found);
      document.dispatchEvent(new CustomEvent("lesson:replaced"));
      this.#tell(isKept ? _("Loaded.") : _("This browser keeps nothing, or has no room for this file."));
    } else this.#tell(_("This file holds no progress of lessons; nothing was changed."));
    event.target.value = "";
  }

  /** What can't be taken back is asked for twice. */
  #forget(button) {
    if (!button.dataset.sure) {
      ask(button, true);
      return;
    }
    ask(button, false);
    forget();
    document.dispatchEvent(new CustomEvent("lesson:replaced"));
    this.#tell(_("Everything is forgotten."));
  }

  #tell(words) {
    this.querySelector(".lesson-told").textContent = words;
  }
}

function ask(button, isSure) {
  if (isSure) button.dataset.sure = "asked";
  else delete button.dataset.sure;
  button.textContent = isSure ? _("Really forget everything?") : _("Forget everything");
}

class LessonDue extends Part {
  begin(signal) {
    document.addEventListener("lesson:kept", () => this.#show(), { signal });
    this.#show();
  }

  #show() {
    const mine = Object.entries(kept().cards).filter(([name]) => lessonOf(name) === lessonKey(this));
    const times = mine.map(([, card]) => new Date(card.due).getTime());
    const place = this.querySelector(".lesson-due");
    if (!times.length) place.textContent = _("No question of this lesson has been answered yet.");
    else if (Math.min(...times) <= Date.now()) place.textContent = _("Questions of this lesson are due.");
    else {
      const day = new Date(Math.min(...times)).toLocaleDateString(document.documentElement.lang || undefined, { dateStyle: "long" });
      place.textContent = _("The first question of this lesson comes back on {day}.", { day });
    }
  }
}

customElements.define("lesson-recall", LessonRecall);
customElements.define("lesson-keep", LessonKeep);
customElements.define("lesson-due", LessonDue);
