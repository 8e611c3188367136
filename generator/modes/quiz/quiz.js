// <lesson-quiz>: checks the questions of the lesson, keeps the score, and lets their cards come back.

import { AGAIN, GOOD, note } from "../../pages/scripts/cards.js";
import { lessonKey, Part, section, tell } from "../../pages/scripts/page.js";
import { Question } from "../../pages/scripts/question.js";
import { keep, kept, lesson } from "../../pages/scripts/store.js";
import { _ } from "../../pages/scripts/strings.js";

class LessonQuiz extends Part {
  #questions = [];
  #noting = new Set(); // the names of those whose card is being made

  begin(signal) {
    const forms = [...section(this).querySelectorAll("form.lesson-question")];
    this.#questions = forms.map((form) => new Question(form, (...given) => this.#answered(...given), signal));
    this.#restore();
    section(this).addEventListener("lesson:unsaid", (event) => this.#picked(event.target), { signal });
    this.#button.addEventListener("click", () => this.#again(), { signal });
    this.#count();
  }

  get #button() {
    return this.querySelector("button");
  }

  /** A question can be left, and taken up later: what was chosen is still chosen, and not yet judged. */
  #restore() {
    const { answers = {}, picked = {} } = kept().lessons[lessonKey(this)] ?? {};
    for (const question of this.#questions) {
      if (picked[question.name]) question.pick(picked[question.name]);
      else if (answers[question.name]) question.restore(answers[question.name]);
    }
  }

  #picked(form) {
    const question = this.#questions.find((one) => one.name === form.dataset.question);
    keep((all) => {
      (lesson(all, lessonKey(this)).picked ??= {})[question.name] = question.picked;
    });
    this.#count();
  }

  /** Only the first answer says how well a reader knew it: after a wrong one, the right one is easy. */
  #answered(question, answer) {
    keep((all) => {
      const mine = lesson(all, lessonKey(this));
      mine.started ??= new Date().toISOString();
      (mine.answers ??= {})[question.name] = answer;
      delete mine.picked?.[question.name];
      if (this.#questions.every((one) => one.isRight)) mine.finished ??= new Date().toISOString();
    });
    if (!kept().cards[question.name] && !this.#noting.has(question.name)) {
      // The scheduler may still be on its way when the next answer comes.
      this.#noting.add(question.name);
      note(question.name, question.isRight ? GOOD : AGAIN).then(() => this.#noting.delete(question.name));
    }
    this.#count();
  }

  #again() {
    keep((all) => {
      const mine = lesson(all, lessonKey(this));
      delete mine.answers;
      delete mine.picked;
    });
    for (const question of this.#questions) question.reset();
    this.#count();
    section(this).querySelector("form.lesson-question input")?.focus();
  }

  #count() {
    const count = this.#questions.length;
    const right = this.#questions.filter((one) => one.isRight).length;
    const told = this.#questions.some((one) => one.isRight !== null);
    this.#button.disabled = !told;
    const all = count === 1 ? _("Right. The lesson is finished.") : _("All {count} right. The lesson is finished.", { count });
    const words = right === count ? all : _("{right} of {count} right", { right, count });
    tell(this.querySelector(".lesson-score"), words, right === count || undefined);
  }
}

customElements.define("lesson-quiz", LessonQuiz);
