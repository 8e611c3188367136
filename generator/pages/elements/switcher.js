// <lesson-switcher>: the switcher. It shows one mode of the lesson at a time, or all of them, and remembers which.

import { addressed, isTyping, lessonKey, Part } from "../scripts/page.js";
import { look } from "../scripts/steps.js";
import { keep, kept, lesson } from "../scripts/store.js";

const EVERYTHING = "everything";
const OVERVIEW = "overview";
const WIDE = matchMedia("(min-width: 86em)"); // as in switcher.css
const STEP = /^step-(\d+)$/;

class LessonSwitcher extends Part {
  #mode = "";

  begin(signal) {
    addEventListener("hashchange", () => this.#follow(), { signal });
    document.addEventListener("keydown", (event) => this.#help(event), { signal });
    this.#article.addEventListener("click", (event) => this.#click(event), { signal });
    this.#article.addEventListener("beforematch", (event) => this.#found(event), { signal });
    this.querySelector(".lesson-keys").addEventListener("click", () => this.#toggleHelp(), { signal });
    WIDE.addEventListener("change", () => this.#fold(), { signal });
    document.addEventListener("click", (event) => this.#close(event), { signal });
    this.addEventListener("keydown", (event) => this.#escape(event), { signal });
    this.#fold();
    this.#keepPlace();
    if (!this.#follow()) this.#show(this.#remembered());
  }

  get #article() {
    return this.closest("article") ?? document.body;
  }

  get #sections() {
    return [...this.#article.querySelectorAll(".lesson-mode[id]:not(.lesson-mode-top)")];
  }

  get #groups() {
    return this.querySelectorAll(".lesson-group > details");
  }

  /** Show the groups in the row where there is room; else each is a menu, and one of them at most is open. */
  #fold() {
    for (const group of this.#groups) {
      group.open = WIDE.matches;
      if (WIDE.matches) group.removeAttribute("name");
      else group.name = "lesson-modes";
      group.querySelector("summary").tabIndex = WIDE.matches ? -1 : 0;
    }
    this.#nameGroups();
  }

  /** A menu is called by the mode in it that is shown. */
  #nameGroups() {
    for (const group of this.#groups) {
      const summary = group.querySelector("summary");
      const shown = !WIDE.matches && group.querySelector("a[aria-current]");
      summary.dataset.name ??= summary.textContent;
      summary.textContent = shown ? shown.textContent : summary.dataset.name;
    }
  }

  #close(event) {
    if (WIDE.matches) return;
    for (const group of this.#groups) if (!group.contains(event.target)) group.open = false;
  }

  #escape(event) {
    const group = event.target.closest(".lesson-group > details");
    if (event.key !== "Escape" || WIDE.matches || !group?.open) return;
    group.open = false;
    group.querySelector("summary").focus();
  }

  #remembered() {
    if (kept().settings.view === EVERYTHING) return EVERYTHING;
    return document.getElementById(OVERVIEW) ? OVERVIEW : (this.#sections[0]?.id ?? EVERYTHING);
  }

  /** Give the mode that was looked at last in this lesson: a step that is loaded anew is shown there. */
  #last() {
    const all = kept();
    return all.settings.view ?? all.lessons[lessonKey(this)]?.mode;
  }

  #show(name) {
    this.#mode = name;
    this.#article.dataset.mode = name;
    let shown = null;
    for (const section of this.#sections) {
      const isShown = name === EVERYTHING || section.id === name;
      if (section.id === name) shown = section;
      // What is hidden in this way is still found by the browser's own search.
      section.hidden = isShown ? false : "until-found";
    }
    for (const code of this.#article.querySelectorAll(".lesson-mode-top")) {
      code.hidden = shown !== null && !("code" in shown.dataset) && "until-found";
    }
    for (const link of this.querySelectorAll(".lesson-switch a")) {
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    this.#nameGroups();
    this.#article.dispatchEvent(new CustomEvent("lesson:mode", { detail: { name } }));
  }

  /** Keep where the reader is, so that other pages can lead back to it. */
  #keepPlace() {
    const place = { title: this.dataset.title, path: location.pathname, seen: new Date().toISOString() };
    keep((all) => Object.assign(lesson(all, lessonKey(this)), place));
  }

  #remember(name) {
    keep((all) => {
      all.settings.view = name === EVERYTHING ? EVERYTHING : undefined;
      const mine = lesson(all, lessonKey(this));
      mine.mode = name;
      mine.started ??= new Date().toISOString();
    });
  }

  /** Follow a link within the page. The theme would load the page anew, and what a reader has typed would be gone. */
  #click(event) {
    const link = event.target.closest("a[href]");
    if (!link?.hash || link.origin + link.pathname !== location.origin + location.pathname) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.stopPropagation();
    event.preventDefault();
    // The way back leads to the mode that is left, which may have had no address yet.
    if (!location.hash) history.replaceState(history.state, "", `#${this.#mode}`);
    if (link.hash !== location.hash) history.pushState(history.state, "", link.hash);
    dispatchEvent(new HashChangeEvent("hashchange"));
    if (link.matches(".lesson-switch a, .lesson-next a, .lesson-practise a")) this.#choose(link);
  }

  /** Show the mode that a link chose, with its head where that of each mode is: the code may be long. */
  #choose(link) {
    const name = link.hash.slice(1);
    this.#remember(name);
    this.#fold();
    const section = this.#article.querySelector(`.lesson-mode[id="${CSS.escape(name)}"]:not(#overview)`);
    (section ?? this.#article.querySelector(".lesson-body"))?.scrollIntoView();
    enter(section?.querySelector("h2"));
  }

  /** Show what the address names: a mode, a step, or anything inside of a mode. Say whether it names something. */
  #follow() {
    const id = addressed();
    const step = STEP.exec(id);
    const target = document.getElementById(id);
    const section = target?.closest(".lesson-mode");
    if (id === EVERYTHING || this.#sections.includes(target)) this.#show(id);
    else if (step && target) this.#showStep(Number(step[1]), target);
    else if (section && this.#sections.includes(section)) this.#reveal(target, section);
    else return false;
    return true;
  }

  /** A step is shown by the player, or in the table for those who are reading that. */
  #showStep(number, row) {
    const inTable = ["trace", EVERYTHING].includes(this.#mode || this.#last()) || !document.getElementById("watch");
    const isOther = this.#mode !== "watch";
    if (inTable) this.#reveal(row, row.closest(".lesson-mode"));
    else this.#showPlayer(row.closest(".lesson-mode"));
    look(number, this);
    if (inTable) return;
    document.getElementById("watch").scrollIntoView({ block: isOther ? "start" : "nearest" });
    if (isOther) enter(document.querySelector("#watch h2"));
  }

  /** Show the player. While the page loads, the browser would reveal the row that the address names, and go there. */
  #showPlayer(table) {
    this.#show("watch");
    if (document.readyState === "complete") return;
    table.hidden = true;
    const findable = () => setTimeout(() => table.hidden && this.#show(this.#mode));
    addEventListener("load", findable, { once: true });
  }

  #reveal(target, section) {
    if (!this.#mode && this.#remembered() === EVERYTHING) this.#show(EVERYTHING);
    if (this.#mode !== EVERYTHING && this.#mode !== section.id) this.#show(section.id);
    for (let node = target.closest("details"); node; node = node.parentElement.closest("details")) node.open = true;
    this.#article.querySelector(".lesson-target")?.classList.remove("lesson-target");
    target.classList.add("lesson-target");
    target.scrollIntoView();
    enter(target);
  }

  /** The browser's search has found something in a hidden mode. */
  #found(event) {
    const section = event.target.closest(".lesson-mode");
    // It also shows the row of a step that the address names, which is shown by the player.
    if (STEP.test(location.hash.slice(1))) setTimeout(() => this.#show(this.#mode));
    else if (section) this.#show(section.id);
  }

  #help(event) {
    if (event.key === "?" && !isTyping(event)) this.#toggleHelp();
  }

  #toggleHelp() {
    const dialog = this.querySelector(".lesson-help");
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }
}

/** Go on from here by keys; whoever hears the page hears what it is. */
function enter(place) {
  if (!place) return;
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

customElements.define("lesson-switcher", LessonSwitcher);
