// <lesson-rebuild>: lines to be put in order by buttons, by keys and by drag; the orders were run.

import { make, section, tell } from "../shared/page.js";
import { _ } from "../shared/strings.js";

class LessonRebuild extends HTMLElement {
  #ending;
  #bar;
  #first = [];

  connectedCallback() {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    this.#first = this.#pieces;
    for (const piece of this.#first) this.#equip(piece, signal);
    if (this.#first.some((piece) => "false" in piece.dataset)) {
      this.#bar = make("li", { class: "lesson-bar" }, _("not in the view"));
      this.#list.append(this.#bar);
    }
    this.addEventListener("click", (event) => this.#press(event), { signal });
  }

  disconnectedCallback() {
    this.#ending.abort();
    this.#bar?.remove();
    for (const buttons of this.#list?.querySelectorAll(".lesson-moves") ?? []) buttons.remove();
  }

  get #list() {
    return section(this).querySelector(".lesson-pieces");
  }

  get #pieces() {
    return [...this.#list.querySelectorAll("li[data-piece]")];
  }

  #equip(piece, signal) {
    const code = piece.querySelector("code").textContent;
    const button = (words, way, sign) =>
      make("button", { type: "button", class: "lesson-button", "data-way": way, "aria-label": `${words}: ${code}` }, sign);
    piece.append(make("span", { class: "lesson-moves" }, button(_("Move up"), -1, "↑"), button(_("Move down"), 1, "↓")));
    piece.addEventListener("click", (event) => {
      const way = event.target.closest("[data-way]");
      if (way) this.#move(piece, Number(way.dataset.way), way);
    }, { signal });
    piece.addEventListener("keydown", (event) => {
      const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!way || !event.altKey) return;
      event.preventDefault();
      this.#move(piece, way, document.activeElement);
    }, { signal });
    piece.addEventListener("pointerdown", (event) => this.#drag(event, piece), { signal });
  }

  #move(piece, way, focused) {
    const other = way < 0 ? piece.previousElementSibling : piece.nextElementSibling;
    if (other && way < 0) other.before(piece);
    else if (other) other.after(piece);
    focused?.focus();
    const place = [...this.#list.children].indexOf(piece) + 1;
    const isOut = this.#bar && piece.compareDocumentPosition(this.#bar) & Node.DOCUMENT_POSITION_PRECEDING;
    this.#tell(isOut ? _("not in the view") : _("line {place}", { place }));
  }

  /** Drag with a mouse, a finger or a pen: the line goes where the pointer is. */
  #drag(event, piece) {
    if (event.target.closest("button") || event.button !== 0) return;
    event.preventDefault();
    piece.setPointerCapture(event.pointerId);
    piece.classList.add("lesson-dragged");
    const ending = new AbortController();
    const { signal } = ending;
    piece.addEventListener("pointermove", ({ clientY }) => {
      for (const other of this.#list.children) {
        if (other === piece) continue;
        const { top, height } = other.getBoundingClientRect();
        const isBelow = piece.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
        if (isBelow && clientY > top + height / 2) other.after(piece);
        else if (!isBelow && clientY < top + height / 2) {
          other.before(piece);
          break;
        }
      }
      if (!piece.hasPointerCapture(event.pointerId)) piece.setPointerCapture(event.pointerId);
    }, { signal });
    const end = () => {
      piece.classList.remove("lesson-dragged");
      ending.abort();
      this.#tell("");
    };
    piece.addEventListener("pointerup", end, { signal });
    piece.addEventListener("pointercancel", end, { signal });
  }

  #press(event) {
    const what = event.target.closest("[data-do]")?.dataset.do;
    if (what === "check") this.#check();
    if (what === "shuffle") {
      this.#list.append(...this.#first, ...(this.#bar ? [this.#bar] : []));
      this.#tell("");
    }
  }

  #check() {
    const children = [...this.#list.children];
    const inside = this.#bar ? children.slice(0, children.indexOf(this.#bar)) : children;
    const wrong = inside.find((piece) => "false" in piece.dataset);
    const own = this.#pieces.filter((piece) => !("false" in piece.dataset));
    const orders = JSON.parse(this.#list.dataset.orders);
    const order = inside.map((piece) => Number(piece.dataset.piece));
    const ended = orders[order.join(" ")];
    if (wrong) {
      this.#tell(_("This line belongs to another run: {code}", { code: wrong.querySelector("code").textContent }), false);
    } else if (inside.length < own.length) this.#tell(_("A line of the view is missing."), false);
    else if (order.at(-1) !== own.length) this.#tell(_("What stands below the last return never runs."), false);
    else if (ended === undefined) this.#tell(_("We have not run this order, so we can't say."), false);
    else if (ended) this.#tell(_("We ran this order: {what}.", { what: ended }), false);
    else if (order.every((number, index) => number === index + 1)) this.#tell(_("Right. This is the lesson's own order."), true);
    else this.#tell(_("Right. This is another order that runs the same."), true);
  }

  #tell(words, isRight) {
    tell(this.querySelector(".lesson-score"), words, isRight);
  }
}

customElements.define("lesson-rebuild", LessonRebuild);
