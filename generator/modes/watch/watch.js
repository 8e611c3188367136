// <lesson-watch>: the player. It goes through the steps, with the code and the state side by side.

import { copies, isTyping, make, Part, tell } from "../../pages/scripts/page.js";
import { current, look, onLook, steps } from "../../pages/scripts/steps.js";
import { keep, kept } from "../../pages/scripts/store.js";
import { _ } from "../../pages/scripts/strings.js";

const PAUSE = 1800; // milliseconds for a step at speed 1
// Not guessed: it goes along with what reads it.
const SHOWN_ONLY = "Value retrieved";

class LessonWatch extends Part {
  #steps = [];
  #lines = {};
  #at = 0;
  #timer = 0;
  #isAsked = false;
  #left = -1; // the step at which a guess was left
  #stops = []; // whether the way onward stops at a step
  #teaching = []; // whether it changes something that no step before has changed
  #changing = new Set(); // the columns in which something changes at some step of the run

  begin(signal) {
    const scope = this.closest(".lesson-body") ?? document.body;
    this.#steps = steps(scope);
    if (!this.#steps.length) return;
    this.#findLines(scope, signal);
    this.#changing = new Set(this.#steps.flatMap(({ cells }) => cells.filter(isChanged).map((cell) => cell.dataset.column)));
    this.#findStops();
    this.tabIndex = 0;
    this.#guess.checked = kept().settings.guess ?? true;
    this.addEventListener("click", (event) => this.#press(event), { signal });
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.#range.addEventListener("input", () => this.#move(Number(this.#range.value) - this.#steps[0].number), { signal });
    this.#guess.addEventListener("change", () => this.#remember(), { signal });
    this.querySelector("select").addEventListener("change", () => this.#timer && this.#play(), { signal });
    // Who goes on to something else does not want it to play on.
    this.closest("article")?.addEventListener("lesson:mode", () => this.checkVisibility() || this.#pause(), { signal });
    onLook(signal, (number, by) => by !== this && this.#goTo(number));
    this.#draw();
    this.#goTo(current());
  }

  end() {
    this.#pause();
  }

  get #range() {
    return this.querySelector("input[type=range]");
  }

  get #guess() {
    return this.querySelector("input[type=checkbox]");
  }

  /** Find the line of the source that each number stands for, and let a click on it go to a step that runs it. */
  #findLines(scope, signal) {
    for (const block of scope.querySelectorAll(".highlight")) {
      const file = block.querySelector(".filename")?.textContent.trim();
      if (!file) continue;
      // Of a file that is shown in parts, and then as a whole, the part comes first.
      const lines = (this.#lines[file] ??= []);
      for (const line of block.querySelectorAll("[id^=__span]")) {
        const number = +line.id.split("-")[2];
        lines[number - 1] ??= line;
        line.addEventListener("click", () => this.#goToLine(file, number), { signal });
      }
    }
  }

  /** Steps like an earlier one go by in one, but for the first of each request and the last of all. Where something new changes, it is guessed. */
  #findStops() {
    const [likes, changes] = [new Set(), new Set()];
    const isNew = (all, one) => all.size !== all.add(one).size;
    this.#steps.forEach((step, index) => {
      const { file, line, depth } = step.row.dataset;
      const changed = this.#changed(step);
      const isLast = index === this.#steps.length - 1;
      // What it did, without values: a key that is missing this time is not like one that was there.
      const states = [...step.row.querySelectorAll(".lesson-changed .lesson-status")].map((one) => one.textContent);
      const deed = step.cells[0].textContent.replace(/'[^']*'|\d+/g, "") + states;
      const isFirst = this.#steps[index - 1]?.exchange !== step.exchange;
      this.#stops.push(isNew(likes, JSON.stringify([file, line, depth, step.row.className, changed, deed])) || isFirst || isLast);
      this.#teaching.push(this.#stops[index] && index > 0 && changed.filter((one) => isNew(changes, one)).length > 0);
    });
  }

  /** Give the index of the step that comes next on the way onward. */
  get #onward() {
    const found = this.#stops.indexOf(true, this.#at + 1);
    return found < 0 ? this.#steps.length - 1 : found;
  }

  #goToLine(file, line) {
    const runs = (step) => step.row.dataset.file === file && step.row.dataset.line <= line && line <= step.row.dataset.end;
    const later = this.#steps.findIndex((step, index) => index > this.#at && runs(step));
    const found = later < 0 ? this.#steps.findIndex(runs) : later;
    if (found >= 0) this.#move(found);
  }

  #goTo(number) {
    const found = this.#steps.findIndex((step) => step.number === number);
    if (found >= 0 && found !== this.#at) {
      this.#at = found;
      this.#unask();
      this.#draw();
    }
  }

  #press(event) {
    const go = event.target.closest("[data-go]")?.dataset.go;
    if (go) this.#go(go);
    const choice = event.target.closest("[data-choice]");
    if (choice) this.#judge(choice);
  }

  #key(event) {
    if (isTyping(event) || event.altKey || event.shiftKey) return;
    if (event.key === "Escape" && this.#isAsked) {
      this.#left = this.#at;
      this.#unask();
      this.#mark(this.#at);
      event.preventDefault();
      return;
    }
    const isButton = event.target.matches("button, input, select, summary, a");
    const choices = [...this.querySelectorAll("[data-choice]")];
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (way && choices.includes(event.target)) {
      choices.at((choices.indexOf(event.target) + way) % choices.length).focus();
      event.preventDefault();
      return;
    }
    const keys = { ArrowRight: "next", ArrowLeft: "back", Home: "first", End: "last", ...(isButton ? {} : { " ": "play" }) };
    if (!keys[event.key]) return;
    event.preventDefault();
    this.#go(keys[event.key]);
  }

  #go(where) {
    if (where === "play") {
      if (this.#timer) this.#pause();
      else this.#play();
      return;
    }
    this.#pause();
    const last = this.#steps.length - 1;
    if (where === "next" && this.#at < last) this.#next();
    else this.#move({ first: 0, back: this.#at - 1, next: last, last }[where]);
  }

  /** Go on; ask for a guess first where something new changes, and never pass one that nobody has seen. */
  #next() {
    const next = this.#onward;
    if (this.#isAsked && !isInView(this.querySelector(".lesson-guess"))) {
      this.#showGuess();
    } else if (!this.#isAsked && this.#guess.checked && this.#teaching[next] && this.#left !== this.#at) {
      const passed = this.#passed(next);
      if (passed) this.#move(next - 1); // what is asked for is the very next step
      this.#ask();
      if (passed) tell(this.querySelector(".lesson-guessed"), passed);
    } else {
      const wasAsked = this.#isAsked;
      const words = [this.#passed(next), wasAsked ? _("This step changes: {what}.", { what: this.#what(this.#steps[next]) }) : ""];
      this.#move(next);
      tell(this.querySelector(".lesson-guessed"), words.filter(Boolean).join(" "));
    }
  }

  /** Say which steps go by on the way to the one at `next`. */
  #passed(next) {
    const [first, last] = [this.#steps[this.#at + 1].number, this.#steps[next].number - 1];
    if (last < first) return "";
    if (last === first) return _("Step {first} went by: it is like an earlier one.", { first });
    return _("Steps {first} to {last} went by: they are like earlier ones.", { first, last });
  }

  #move(index) {
    this.#at = Math.max(0, Math.min(index, this.#steps.length - 1));
    this.#unask();
    this.#draw();
    const step = this.#steps[this.#at];
    this.querySelector(".lesson-live").textContent = spoken(step, this.#steps.length);
    // The address follows, and the way back stays short.
    history.replaceState(history.state, "", `#step-${step.number}`);
    look(step.number, this);
  }

  #play() {
    this.#pause();
    if (this.#at === this.#steps.length - 1) this.#move(0);
    const speed = Number(this.querySelector("select").value);
    this.#timer = setInterval(() => {
      this.#move(this.#onward);
      if (this.#at === this.#steps.length - 1) this.#pause();
    }, PAUSE / speed);
    this.querySelector("[data-go=play]").textContent = _("Pause");
  }

  #pause() {
    clearInterval(this.#timer);
    this.#timer = 0;
    const button = this.querySelector("[data-go=play]");
    if (button) button.textContent = _("Play");
  }

  #ask() {
    this.#isAsked = true;
    const next = this.#steps[this.#onward];
    const choices = [...this.#columns(next).map((cell) => cell.dataset.label), _("a variable"), _("none of these")];
    const made = choices.map((words) => make("button", { type: "button", class: "lesson-button", "data-choice": words }, words));
    this.querySelector(".lesson-choices").replaceChildren(...made);
    this.#quote(next, this.querySelector(".lesson-guess .lesson-code"));
    this.querySelector(".lesson-guess small").textContent = next.row.dataset.line ? where(next, this.#steps.length) : next.cells[0].textContent;
    this.querySelector(".lesson-guess").hidden = false;
    tell(this.querySelector(".lesson-guessed"), "");
    this.#mark(this.#onward);
    this.#showGuess();
  }

  #showGuess() {
    const guess = this.querySelector(".lesson-guess");
    guess.scrollIntoView({ block: "nearest" });
    guess.focus({ preventScroll: true }); // not on a choice: a second Enter would take it
  }

  #unask() {
    const wasInside = this.querySelector(".lesson-guess").contains(document.activeElement);
    this.#isAsked = false;
    this.querySelector(".lesson-guess").hidden = true;
    tell(this.querySelector(".lesson-guessed"), "");
    if (wasInside) this.querySelector("[data-go=next]").focus({ preventScroll: true });
  }

  #judge(choice) {
    const next = this.#steps[this.#onward];
    const found = this.#columns(next).filter(isChanged);
    const changed = this.#changed(next);
    // Where only a status is another one, nobody is wrong who sees no change in the data.
    const before = this.#steps.findLast((step) => step.number < next.number && step.exchange === next.exchange);
    const isOnlyStatus = found.every((cell) => isSameCode(cell, before));
    const isNothing = !Object.keys(next.changes).length && isOnlyStatus;
    const isRight = changed.includes(choice.dataset.choice) || (isNothing && choice.dataset.choice === _("none of these"));
    const what = this.#what(next);
    const words = isRight ? _("Right. This step changes: {what}.", { what }) : _("Not this time. This step changes: {what}.", { what });
    this.#move(this.#onward);
    tell(this.querySelector(".lesson-guessed"), words, isRight);
  }

  /** Give what a step changes, as a reader can choose it. */
  #changed(step) {
    const changed = this.#columns(step).filter(isChanged).map((cell) => cell.dataset.label);
    return Object.keys(step.changes).length ? [...changed, _("a variable")] : changed;
  }

  #what(step) {
    return this.#changed(step).join(", ") || _("none of these");
  }

  #remember() {
    keep((all) => {
      all.settings.guess = this.#guess.checked;
    });
    this.#unask();
  }

  #draw() {
    const step = this.#steps[this.#at];
    this.#range.value = step.number;
    this.#range.setAttribute("aria-valuetext", where(step, this.#steps.length));
    const last = this.#steps.length - 1;
    const ends = { first: this.#at === 0, back: this.#at === 0, next: this.#at === last, last: this.#at === last };
    for (const [name, isEnd] of Object.entries(ends)) {
      // A button that vanishes under the finger takes the focus away: it stays, and does nothing.
      this.querySelector(`[data-go=${name}]`).setAttribute("aria-disabled", isEnd);
    }
    this.querySelector(".lesson-where").textContent = where(step, this.#steps.length);
    this.querySelector(".lesson-action").replaceChildren(...copies(step.cells[0]));
    this.querySelector(".lesson-action").dataset.depth = step.row.dataset.depth;
    this.#quote(step, this.querySelector(".lesson-state .lesson-code"));
    this.querySelector("dl").replaceChildren(...step.cells.slice(1).flatMap(fact), ...variables(step));
    this.#mark(this.#at);
  }

  /** Give the cells of the columns in which something changes at some step of the run: a reader may guess those. */
  #columns(step) {
    return step.cells.filter(({ dataset }) => dataset.column !== SHOWN_ONLY && this.#changing.has(dataset.column));
  }

  /** Show the lines of a step beside what is said of it: on a phone the code itself may be out of sight. */
  #quote(step, place) {
    place.hidden = !step.row.dataset.line;
    place.firstElementChild.textContent = this.#code(step);
  }

  #code(step) {
    const { file, line, end } = step.row.dataset;
    const texts = (this.#lines[file] ?? []).slice(line - 1, end).map((one) => one.textContent.replace(/\n$/, ""));
    const indent = Math.min(...texts.map((text) => text.search(/\S|$/)));
    return texts.map((text) => text.slice(indent)).join("\n");
  }

  /** Mark the line that is running; while the reader guesses, that is the one to come. */
  #mark(index) {
    const { file, line, end } = this.#steps[index].row.dataset;
    for (const [path, lines] of Object.entries(this.#lines)) {
      lines.forEach((one, at) => one.classList.toggle("lesson-running", path === file && line <= at + 1 && at + 1 <= end));
    }
  }
}

function where(step, count) {
  const place = _("Step {number} of {count}", { number: step.number, count });
  const depth = Number(step.row.dataset.depth);
  const parts = [place, step.exchange, depth > 1 ? _("call depth {depth}", { depth }) : ""];
  return parts.filter(Boolean).join(" · ");
}

function isInView(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}

function isChanged(cell) {
  return cell.classList.contains("lesson-changed");
}

/** Say whether a cell holds the same values as the one of this column in another step. */
function isSameCode(cell, other) {
  const before = other?.cells.find((one) => one.dataset.column === cell.dataset.column);
  const values = (one) => [...(one?.querySelectorAll("code") ?? [])].map((code) => code.textContent).join("\n");
  return cell.dataset.column === "Session state" && values(cell) === values(before);
}

function fact(cell) {
  if (cell.querySelector(":scope > .lesson-nothing")) return [];
  const changed = isChanged(cell) ? { class: "lesson-changed" } : {};
  return [make("div", changed, make("dt", {}, cell.dataset.label), make("dd", {}, ...copies(cell)))];
}

function variables(step) {
  return Object.entries(step.variables).map(([name, value]) => {
    const isNew = name in step.changes;
    const said = isNew ? [make("span", { class: "lesson-only-read" }, `${_("changed:")} `)] : [];
    const code = make("code", { class: "lesson-value" }, make("bdi", {}, value));
    const term = make("dt", {}, make("code", {}, name));
    return make("div", isNew ? { class: "lesson-changed" } : {}, term, make("dd", {}, ...said, code));
  });
}

/** Say a step for those who hear the page: what it does, and what has changed. */
function spoken(step, count) {
  const [action, ...cells] = step.cells;
  const changes = cells.filter(isChanged).map((cell) => `${cell.dataset.label} ${cell.innerText.trim()}`);
  const others = Object.entries(step.changes).map(([name, value]) => `${name} = ${value ?? _("gone")}`);
  return [where(step, count), action.textContent.trim(), ...changes, ...others].join(". ");
}

customElements.define("lesson-watch", LessonWatch);
