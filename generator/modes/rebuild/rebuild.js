// <lesson-rebuild>: lines to be put in order by buttons, by keys and by drag; the orders were run.

import { lessonKey, make, Part, section, tell } from "../../pages/scripts/page.js";
import { keep, kept, lesson } from "../../pages/scripts/store.js";
import { _ } from "../../pages/scripts/strings.js";

class LessonRebuild extends Part {
  #bar;
  #first = [];

  begin(signal) {
    this.#first = this.#pieces;
    for (const piece of this.#first) this.#equip(piece, signal);
    if (this.#first.some((piece) => "false" in piece.dataset)) {
      this.#bar = make("li", { class: "lesson-bar" }, _("not in the view"));
      this.#list.append(this.#bar);
    }
    this.#restore();
    this.addEventListener("click", (event) => this.#press(event), { signal });
  }

  end() {
    this.#bar?.remove();
    for (const added of this.#list?.querySelectorAll(".lesson-moves, .lesson-handle") ?? []) added.remove();
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
    piece.prepend(make("span", { class: "lesson-handle", "aria-hidden": "true" }, "⠿"));
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
    this.#changed(isOut ? _("not in the view") : _("line {place}", { place }));
  }

  /** Drag with a mouse, a finger or a pen: the line goes where the pointer is. */
  #drag(event, piece) {
    if (event.target.closest("button") || event.button !== 0) return;
    // A finger on the line itself wants to scroll.
    if (event.pointerType !== "mouse" && !event.target.closest(".lesson-handle")) return;
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
      this.#changed("");
    };
    piece.addEventListener("pointerup", end, { signal });
    piece.addEventListener("pointercancel", end, { signal });
  }

  #press(event) {
    const what = event.target.closest("[data-do]")?.dataset.do;
    if (what === "check") this.#check();
    if (what === "shuffle") {
      this.#list.append(...this.#first, ...(this.#bar ? [this.#bar] : []));
      this.#changed("");
    }
  }

  #check() {
    const children = [...this.#list.children];
    const inside = this.#bar ? children.slice(0, children.indexOf(this.#bar)) : children;
    const wrong = inside.find((piece) => "false" in piece.dataset);
    const own = this.#pieces.filter((piece) => !("false" in piece.dataset));
    const orders = JSON.parse(this.#list.dataset.orders);
    const order = inside.map((piece) => Number(piece.dataset.piece));
    // Two lines may say the same: then it is all one which of them stands where.
    const words = Object.fromEntries(own.map((piece) => [piece.dataset.piece, text(piece)]));
    const mine = inside.map(text).join("\0");
    const known = Object.keys(orders).find((one) => one.split(" ").map((number) => words[number]).join("\0") === mine);
    const ended = orders[known];
    const isOwn = known === own.map((piece, index) => index + 1).join(" ");
    if (wrong) {
      this.#tell(_("This line belongs to another run: {code}", { code: wrong.querySelector("code").textContent }), false);
    } else if (inside.length < own.length) this.#tell(_("A line of the view is missing."), false);
    else if (known === undefined && order.at(-1) !== own.length) this.#tell(_("What stands below the last return never runs."), false);
    else if (ended === undefined) this.#tell(_("We have not run this order, so we can't say."));
    else if (ended) this.#tell(_("In this order: {what}.", { what: ended }), false);
    else if (isOwn) this.#tell(_("Right. This is the lesson's own order."), true);
    else this.#tell(_("Right. This is another order that runs the same."), true);
  }

  /** Keep the order, by the texts of the lines: an edited lesson begins anew. */
  #changed(words) {
    this.#tell(words);
    keep((all) => {
      lesson(all, lessonKey(this)).rebuilt = [...this.#list.children].map(text);
    });
  }

  #restore() {
    const before = kept().lessons[lessonKey(this)]?.rebuilt;
    const children = [...this.#list.children];
    if (!Array.isArray(before) || [...before].sort().join("\0") !== children.map(text).sort().join("\0")) return;
    this.#list.append(...before.map((words) => children.splice(children.findIndex((one) => text(one) === words), 1)[0]));
  }

  #tell(words, isRight) {
    tell(this.querySelector(".lesson-score"), words, isRight);
  }
}

/** Give what a line says; the bar says nothing. */
function text(piece) {
  return piece.querySelector("code")?.textContent ?? "";
}

customElements.define("lesson-rebuild", LessonRebuild);
