// <lesson-predict>: compares what a reader fills in with what the run left behind.

import { isOpen, isValue, judge } from "../../pages/scripts/meaning.js";
import { copies, lessonKey, make, Part, section, tell } from "../../pages/scripts/page.js";
import { keep, kept, lesson } from "../../pages/scripts/store.js";
import { _ } from "../../pages/scripts/strings.js";

class LessonPredict extends Part {
  #isByKey = false;

  begin(signal) {
    const known = kept().lessons[lessonKey(this)]?.predicted ?? {};
    for (const blank of this.#blanks) {
      // After Enter it is judged already, and what its feedback offers must not vanish when the focus goes there.
      // Who goes through the choices by keys reads them, and has not chosen yet.
      const judge = () => blank.hasAttribute("aria-invalid") || this.#check(blank);
      blank.addEventListener("change", () => this.#isByKey || judge(), { signal });
      blank.addEventListener("blur", () => isChosen(blank) && judge(), { signal });
      blank.addEventListener("pointerdown", () => (this.#isByKey = false), { signal });
      blank.addEventListener("input", () => this.#quiet(blank), { signal });
      blank.addEventListener("keydown", (event) => this.#key(event, blank), { signal });
      const before = known[this.#name(blank)];
      if (before) {
        blank.value = before;
        this.#check(blank);
      }
    }
    this.addEventListener("click", (event) => this.#press(event), { signal });
    this.#count();
  }

  get #blanks() {
    return [...section(this).querySelectorAll(".lesson-blank")];
  }

  #answer(blank) {
    return section(this).querySelector(`.lesson-answer [data-cell="${blank.dataset.cell}"]`);
  }

  /** An answer is kept by what it is to be, so that an edited lesson does not show it as wrong. */
  #name(blank) {
    return `${blank.dataset.cell} ${this.#answer(blank).dataset.value}`;
  }

  #key(event, blank) {
    this.#isByKey = isChosen(blank);
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.#check(blank);
    const blanks = this.#blanks;
    if (blank.classList.contains("lesson-is-right")) blanks[blanks.indexOf(blank) + 1]?.focus();
  }

  #press(event) {
    const what = event.target.closest("[data-do]")?.dataset.do;
    if (what === "check") this.#checkAll();
    if (what === "clear") this.#clear();
  }

  #checkAll() {
    const filled = this.#blanks.filter((blank) => blank.value.trim());
    filled.forEach((blank) => this.#check(blank));
    const [first] = filled.length ? filled.filter((blank) => blank.classList.contains("lesson-is-wrong")) : this.#blanks;
    if (!filled.length) first.after(make("div", { class: "lesson-feedback", role: "status" }, _("Fill in a cell first.")));
    first?.focus();
  }

  #check(blank) {
    this.#quiet(blank);
    if (!blank.value.trim()) return;
    const answer = this.#answer(blank);
    const value = JSON.parse(answer.dataset.value);
    // What is chosen has no spelling to be lenient with.
    const found = isChosen(blank) ? blank.value === value && "right" : judge(blank.value, value, isText(answer));
    const isRight = found === "right" || found === "meant";
    blank.classList.add(isRight ? "lesson-is-right" : "lesson-is-wrong");
    blank.setAttribute("aria-invalid", !isRight);
    const words = isRight ? this.#praise(answer, found) : this.#hint(blank, answer, found);
    blank.after(make("div", { class: "lesson-feedback", role: "status" }, words));
    keep((all) => {
      const mine = (lesson(all, lessonKey(this)).predicted ??= {});
      mine[this.#name(blank)] = blank.value;
    });
    this.#count();
  }

  /** Say that it is right and why; to whoever wrote it in another way, how Python does. */
  #praise(answer, found) {
    const lead = _("Python writes it like this:");
    const given = found === "meant" ? [`${lead} `, ...copies(answer.querySelector(".lesson-given")), ". "] : [];
    return make("span", {}, `${_("Right.")} `, ...given, ...copies(answer.querySelector(".lesson-because")));
  }

  /** What is wrong is not told at once: the reader may try again, or ask. */
  #hint(blank, answer, found) {
    const words = isChosen(blank) || isText(answer) ? wrong(found) : wrong(found, blank.value, JSON.parse(answer.dataset.value));
    const button = make("button", { type: "button", class: "lesson-button" }, _("Show"));
    button.addEventListener("click", () => {
      const parts = [".lesson-given", ".lesson-because"].map((part) => answer.querySelector(part));
      button.parentElement.replaceChildren(...copies(parts[0]), ": ", ...copies(parts[1]));
      blank.focus();
    });
    return make("span", {}, `${words} `, button);
  }

  #quiet(blank) {
    blank.classList.remove("lesson-is-right", "lesson-is-wrong");
    blank.removeAttribute("aria-invalid");
    blank.parentElement.querySelector(".lesson-feedback")?.remove();
    this.#count();
  }

  #clear() {
    for (const blank of this.#blanks) {
      blank.value = "";
      this.#quiet(blank);
    }
    keep((all) => {
      delete lesson(all, lessonKey(this)).predicted;
    });
    this.#blanks[0]?.focus();
  }

  #count() {
    const all = this.#blanks;
    const right = all.filter((blank) => blank.classList.contains("lesson-is-right")).length;
    const words = _("{right} of {count} right", { right, count: all.length });
    const score = this.querySelector(".lesson-score");
    if (score.textContent !== words) tell(score, words, right === all.length || undefined);
  }
}

function isChosen(blank) {
  return blank.matches("select");
}

/** Say what is wrong with something that was given, if need be with an example of a value of this kind. */
function wrong(found, given, value) {
  if (found === "almost") return _("Almost: look at capital letters, spaces, and how it ends.");
  if (given === undefined || isValue(given)) return _("Not quite: the run gave something else.");
  if (isOpen(given)) return _("A quote or a bracket is not closed.");
  const examples = { "{": "{'city': 'Oslo'}", "[": "['Oslo']", "'": "'Oslo'", '"': "'Oslo'" };
  return _("Write it as Python would, for example {example}.", { example: examples[value[0]] ?? "12" });
}

function isText(answer) {
  return "text" in answer.dataset;
}

customElements.define("lesson-predict", LessonPredict);
