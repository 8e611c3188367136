// <lesson-recall>: the page on which questions come back. <lesson-keep>: progress as a file. <lesson-due>: what a lesson
// says of its own.

import { AGAIN, GOOD, due, lessonOf, nextDue, note } from "../../pages/scripts/cards.js";
import { lessonKey, make, Part } from "../../pages/scripts/page.js";
import { Question } from "../../pages/scripts/question.js";
import { checked, forget, kept, replace } from "../../pages/scripts/store.js";
import { _ } from "../../pages/scripts/strings.js";

class LessonRecall extends Part {
  #loaded = new Map(); // a lesson's key to a promise of its cards
  #questions = new Map();
  #left = new Set();
  #asked = null;
  #isRated = false;
  #signal;
  #parts;

  begin(signal) {
    this.#signal = signal;
    this.#parts = Object.fromEntries(["rate", "go-on", "leave"].map((name) => [name, this.querySelector(`.lesson-${name}`)]));
    for (const place of Object.values(this.#parts)) place.addEventListener("click", (event) => this.#press(event), { signal });
    document.addEventListener("lesson:replaced", () => this.#next(), { signal });
    this.#next();
  }

  /** Questions that are no longer in any lesson are kept, and not asked. Those that were left come last. */
  get #due() {
    const known = due().filter((name) => deckOf(name) !== null);
    return [...known.filter((name) => !this.#left.has(name)), ...[...this.#left].filter((name) => known.includes(name))];
  }

  async #next() {
    const waiting = this.#due;
    const asked = waiting[0] ?? null;
    this.#asked = asked;
    this.#isRated = false;
    for (const part of Object.values(this.#parts)) part.hidden = true;
    this.querySelector(".lesson-due").textContent = this.#stand(waiting.length);
    if (asked) await this.#load(lessonOf(asked));
    if (asked !== this.#asked) return; // something else has come in between
    for (const [name, { question, card }] of this.#questions) {
      card.classList.toggle("lesson-asked", name === asked);
      if (name === asked) question.reset();
    }
    for (const part of this.querySelectorAll(".lesson-recalled")) {
      part.classList.toggle("lesson-asked", part.querySelector(".lesson-card.lesson-asked") !== null);
    }
    const card = this.#questions.get(asked)?.card;
    if (!card) return;
    card.append(...Object.values(this.#parts));
    this.#parts.leave.hidden = waiting.length < 2;
  }

  /** Load the cards of a lesson, once. */
  #load(key) {
    if (!this.#loaded.has(key)) this.#loaded.set(key, this.#bring(key));
    return this.#loaded.get(key);
  }

  async #bring(key) {
    const deck = document.querySelector(`[data-lesson="${CSS.escape(key)}"][data-names]`);
    const lesson = deck.querySelector("a");
    try {
      const answer = await fetch(deck.querySelector(".lesson-deck").href, { signal: this.#signal });
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.#show(document.importNode(page.querySelector(".lesson-recalled"), true), lesson);
    } catch (error) {
      if (this.#signal.aborted) return;
      console.info(error);
      this.#loaded.delete(key);
      const place = this.querySelector(".lesson-due");
      place.append(" ", make("a", { href: lesson.href }, _("They can't be loaded here: answer them in their lesson.")));
    }
  }

  #show(part, lesson) {
    // A step that is named is a row of the lesson's own page.
    for (const link of part.querySelectorAll('a[href^="#"]')) link.href = lesson.href.replace(/#.*/, "") + link.hash;
    part.querySelector(".lesson-card-of").replaceChildren(make("a", { href: lesson.href }, lesson.textContent));
    this.querySelector(".lesson-cards").append(part);
    for (const told of part.querySelectorAll("details[data-question]")) {
      const question = { name: told.dataset.question, isRight: true, reset: () => (told.open = false) };
      told.addEventListener("toggle", () => told.open && this.#answered(question), { signal: this.#signal });
      this.#questions.set(question.name, { question, card: told.closest(".lesson-card") });
    }
    for (const form of part.querySelectorAll("form.lesson-question")) {
      const question = new Question(form, (one) => this.#answered(one), this.#signal);
      this.#questions.set(question.name, { question, card: form.closest(".lesson-card") });
    }
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
    this.#parts.leave.hidden = true;
    if (question.isRight) {
      this.#parts.rate.hidden = false;
      this.#parts.rate.querySelector(`[data-rating="${GOOD}"]`).focus({ preventScroll: true });
    } else {
      note(question.name, AGAIN).then(() => {
        this.#parts["go-on"].hidden = false;
      });
    }
  }

  async #press(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.rating) {
      this.#parts.rate.hidden = true; // a second click is for nothing
      await note(this.#asked, Number(button.dataset.rating));
    } else if (button.closest(".lesson-leave")) {
      this.#left.delete(this.#asked);
      this.#left.add(this.#asked);
    }
    await this.#next();
    this.#questions.get(this.#asked)?.card.querySelector("input, summary").focus();
  }
}

/** Give the place in the list of all questions of the lesson that has a card, null if none has it now. */
function deckOf(name) {
  const deck = document.querySelector(`[data-lesson="${CSS.escape(lessonOf(name))}"][data-names]`);
  return deck?.dataset.names.split(" ").includes(name.slice(name.lastIndexOf(":") + 1)) ? deck : null;
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

// A task that was solved in the Lab.
document.addEventListener("lesson:solved", ({ detail }) => note(detail, GOOD));
customElements.define("lesson-recall", LessonRecall);
customElements.define("lesson-keep", LessonKeep);
customElements.define("lesson-due", LessonDue);
