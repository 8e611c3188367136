// <lesson-what-if>: lets a reader pick one change, and opens both runs side by side.

import { addressed, make, Part, section } from "../../pages/scripts/page.js";

class LessonWhatIf extends Part {
  begin(signal) {
    const fieldset = this.querySelector("fieldset");
    fieldset.querySelectorAll("label").forEach((label) => label.remove());
    for (const [index, one] of this.#cases.entries()) {
      const input = make("input", { type: "radio", name: "lesson-what-if", value: one.dataset.name, checked: index === 0 });
      const title = one.querySelector("h3").cloneNode(true);
      title.querySelector(".headerlink")?.remove();
      fieldset.append(make("label", {}, input, " ", ...title.childNodes));
    }
    fieldset.addEventListener("change", (event) => this.#pick(event.target.value), { signal });
    addEventListener("hashchange", () => this.#follow(), { signal });
    this.#show(this.#cases[0].dataset.name);
    this.#follow();
  }

  get #cases() {
    return [...section(this).querySelectorAll(".lesson-case")];
  }

  /** Show what a reader picks, under an address that can be sent to others. */
  #pick(name) {
    this.#show(name);
    history.replaceState(history.state, "", `#what-if-${name}`);
  }

  #show(name) {
    for (const one of this.#cases) {
      const isShown = one.dataset.name === name;
      one.hidden = isShown ? false : "until-found";
      if (isShown) one.querySelector(".lesson-sides").open = true;
    }
    for (const input of this.querySelectorAll("input")) input.checked = input.value === name;
  }

  /** An address inside of a case shows that case. */
  #follow() {
    const target = document.getElementById(addressed());
    const one = target?.closest(".lesson-case");
    if (!one || !section(this).contains(one)) return;
    this.#show(one.dataset.name);
    for (let node = target.closest("details"); node; node = node.parentElement.closest("details")) node.open = true;
    target.scrollIntoView();
  }
}

customElements.define("lesson-what-if", LessonWhatIf);
