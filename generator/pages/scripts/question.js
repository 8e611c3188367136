// A question with radio buttons: checked, explained, and asked again.

import { make, tell } from "./page.js";
import { _ } from "./strings.js";

/** Bring a question's form to life; `answered` hears of each answer that is checked. */
export class Question {
  #form;
  #answered;
  isRight = null;

  constructor(form, answered, signal) {
    this.#form = form;
    this.#answered = answered;
    this.name = form.dataset.question;
    form.addEventListener("submit", (event) => this.#check(event), { signal });
    form.addEventListener("change", () => this.#change(), { signal });
  }

  /** Ask anew, with the options in another order. */
  reset() {
    this.isRight = null;
    this.#form.reset();
    this.#quiet();
    this.#shuffle();
  }

  /** Show an answer that was given before. */
  restore(answer) {
    const option = this.pick(answer);
    if (option) this.#judge(option);
  }

  /** Choose an option by what it says, and give it. */
  pick(answer) {
    const option = [...this.#form.querySelectorAll("li")].find((one) => said(one) === answer);
    if (option) option.querySelector("input").checked = true;
    return option;
  }

  /** What the option says that is chosen. */
  get picked() {
    return said(this.#form.querySelector("input:checked").closest("li"));
  }

  /** Another option is chosen: what was said of the one before is no longer so. */
  #change() {
    this.isRight = null;
    this.#quiet();
    this.#form.dispatchEvent(new CustomEvent("lesson:unsaid", { bubbles: true }));
  }

  #check(event) {
    event.preventDefault();
    const chosen = this.#form.querySelector("input:checked");
    if (!chosen) {
      tell(this.#verdict, _("Choose an answer first."));
      return;
    }
    this.#judge(chosen.closest("li"));
    this.#answered(this, said(chosen.closest("li")));
  }

  #judge(option) {
    this.#quiet();
    this.isRight = option.hasAttribute("data-right");
    option.classList.add(this.isRight ? "lesson-is-right" : "lesson-is-wrong");
    const reason = this.#reason(option.dataset.option);
    if (reason) option.append(make("div", { class: "lesson-feedback" }, ...reason));
    const no = reason ? _("Not quite. Read why, and try again.") : _("Not quite. Try again.");
    tell(this.#verdict, this.isRight ? _("Right.") : no, this.isRight);
  }

  #quiet() {
    for (const option of this.#form.querySelectorAll("li")) {
      option.classList.remove("lesson-is-right", "lesson-is-wrong");
      option.querySelector(".lesson-feedback")?.remove();
    }
    tell(this.#verdict, "");
  }

  /** Give the words of the folded answer about one option: what follows the option itself. */
  #reason(letter) {
    const all = this.#parts(".lesson-reason");
    const found = all.find((part) => part.dataset.option === letter);
    if (!found) return null;
    const copy = found.cloneNode(true);
    copy.querySelector(".lesson-lead")?.remove();
    for (const empty of copy.querySelectorAll("p:empty")) empty.remove();
    return copy.textContent.trim() ? [...copy.childNodes] : null;
  }

  /** Letters go with the places, in the options and in the answer, so that a link or a word stays right. */
  #shuffle() {
    const list = this.#form.querySelector(".lesson-options");
    const options = [...list.children];
    for (let at = options.length - 1; at > 0; at -= 1) {
      const other = Math.floor(Math.random() * (at + 1));
      [options[at], options[other]] = [options[other], options[at]];
    }
    list.append(...options);
    options.forEach((option, place) => {
      const letter = String.fromCharCode(65 + place);
      option.querySelector(".lesson-letter").textContent = letter;
      const reason = this.#parts(".lesson-reason").find((part) => part.dataset.option === option.dataset.option);
      const word = reason?.querySelector(".lesson-letter");
      if (word) word.textContent = letter;
    });
  }

  /** Find what belongs to this question: it stands between its form and the next one. */
  #parts(selector) {
    const found = [];
    for (let node = this.#form.nextElementSibling; node && !node.matches("form"); node = node.nextElementSibling) {
      found.push(...node.querySelectorAll(selector));
    }
    return found;
  }

  get #verdict() {
    return this.#form.querySelector(".lesson-verdict");
  }
}

/** Give what an option says: its letter may be another one tomorrow. */
function said(option) {
  return option.querySelector("label code").textContent;
}
