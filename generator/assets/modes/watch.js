// <lesson-watch>: the player. It goes through the steps, with the code and the state side by side.

import { copies, isTyping, make, tell } from "../shared/page.js";
import { current, look, onLook, steps } from "../shared/steps.js";
import { keep, kept } from "../shared/store.js";
import { _ } from "../shared/strings.js";

const PAUSE = 1800; // milliseconds for a step at speed 1
// What a reader is asked about; the other columns are shown, and not guessed.
const GUESSED = ["Session state", "Response content", "In the store"];

class LessonWatch extends HTMLElement {
  #ending;
  #steps = [];
  #lines = new Map();
  #at = 0;
  #timer = 0;
  #isAsked = false;

  connectedCallback() {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    const scope = this.closest(".lesson-body") ?? document.body;
    this.#steps = steps(scope);
    if (!this.#steps.length) return;
    this.#findLines(scope);
    this.tabIndex = 0;
    this.#guess.checked = kept().settings.guess ?? true;
    this.addEventListener("click", (event) => this.#press(event), { signal });
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.#range.addEventListener("input", () => this.#move(Number(this.#range.value) - this.#steps[0].number), { signal });
    this.#guess.addEventListener("change", () => this.#remember(), { signal });
    onLook(signal, (number, by) => by !== this && this.#goTo(number));
    this.#draw();
    this.#goTo(current());
  }

  disconnectedCallback() {
    this.#pause();
    this.#ending.abort();
  }

  get #range() {
    return this.querySelector("input[type=range]");
  }

  get #guess() {
    return this.querySelector("input[type=checkbox]");
  }

  /** Find the line of the source that each number stands for, and let a click on it go to a step that runs it. */
  #findLines(scope) {
    for (const block of scope.querySelectorAll(".highlight")) {
      const file = block.querySelector(".filename")?.textContent.trim();
      if (!file || this.#lines.has(file)) continue;
      const lines = [...block.querySelectorAll("code [id^='__span-']")];
      this.#lines.set(file, lines);
      lines.forEach((line, index) =>
        line.addEventListener("click", () => this.#goToLine(file, index + 1), { signal: this.#ending.signal }),
      );
    }
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
    const isButton = event.target.matches("button, input, select, summary, a");
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
    if (where === "next" && this.#guess.checked && !this.#isAsked && this.#at < last) this.#ask();
    else this.#move({ first: 0, back: this.#at - 1, next: this.#at + 1, last }[where]);
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
    if (this.#at === this.#steps.length - 1) this.#move(0);
    const speed = Number(this.querySelector("select").value);
    this.#timer = setInterval(() => {
      this.#move(this.#at + 1);
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
    const columns = this.#steps[this.#at + 1].cells.filter((cell) => GUESSED.includes(cell.dataset.column));
    const choices = [...columns.map((cell) => cell.dataset.label), _("a variable"), _("none of these")];
    const made = choices.map((words) => make("button", { type: "button", class: "lesson-button", "data-choice": words }, words));
    this.querySelector(".lesson-choices").replaceChildren(...made);
    this.querySelector(".lesson-guess").hidden = false;
    tell(this.querySelector(".lesson-guessed"), "");
    this.#mark(this.#at + 1);
    made[0].focus({ preventScroll: true });
  }

  #unask() {
    const wasInside = this.querySelector(".lesson-guess").contains(document.activeElement);
    this.#isAsked = false;
    this.querySelector(".lesson-guess").hidden = true;
    tell(this.querySelector(".lesson-guessed"), "");
    if (wasInside) this.querySelector("[data-go=next]").focus({ preventScroll: true });
  }

  #judge(choice) {
    const next = this.#steps[this.#at + 1];
    const found = next.cells.filter((cell) => GUESSED.includes(cell.dataset.column) && isChanged(cell));
    const changed = found.map((cell) => cell.dataset.label);
    if (Object.keys(next.changes).length) changed.push(_("a variable"));
    if (!changed.length) changed.push(_("none of these"));
    const isRight = changed.includes(choice.dataset.choice);
    this.#move(this.#at + 1);
    const words = isRight ? _("Right. This step changes: {what}.") : _("Not this time. This step changes: {what}.");
    tell(this.querySelector(".lesson-guessed"), words.replace("{what}", changed.join(", ")), isRight);
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
    this.querySelector(".lesson-code").hidden = !step.row.dataset.line;
    this.querySelector(".lesson-code code").textContent = this.#code(step);
    this.querySelector("dl").replaceChildren(...step.cells.slice(1).flatMap(fact), ...variables(step));
    this.#mark(this.#at);
  }

  /** Give the lines of a step: on a phone the code itself may be out of sight. */
  #code(step) {
    const { file, line, end } = step.row.dataset;
    const lines = this.#lines.get(file)?.slice(line - 1, end) ?? [];
    const texts = lines.map((one) => one.textContent.replace(/\n$/, ""));
    const indent = Math.min(...texts.map((text) => text.search(/\S|$/)));
    return texts.map((text) => text.slice(indent)).join("\n");
  }

  /** Mark the line that is running; while the reader guesses, that is the one to come. */
  #mark(index) {
    const { file, line, end } = this.#steps[index].row.dataset;
    for (const [path, lines] of this.#lines) {
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

function isChanged(cell) {
  return cell.classList.contains("lesson-changed");
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
