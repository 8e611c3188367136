// <lesson-share>: what to write into another site to show the lesson there. In such a frame, its height is told.

import { Part } from "../scripts/page.js";
import { _ } from "../scripts/strings.js";

const HEARS = "addEventListener('message',e=>{for(const f of document.querySelectorAll('iframe'))if(f.contentWindow===e.source&&e.data.lessonHeight)f.height=e.data.lessonHeight})";

class LessonShare extends Part {
  begin(signal) {
    if (document.documentElement.matches(".lesson-embed")) this.#beFramed(signal);
    else this.#offer(signal);
  }

  #offer(signal) {
    this.hidden = !this.dataset.embed || location.protocol === "file:";
    const text = this.querySelector("textarea");
    const status = this.querySelector("[role=status]");
    this.querySelector("details").addEventListener("toggle", () => (text.value = this.#snippet()), { signal });
    this.closest("article")?.addEventListener("lesson:mode", () => (text.value = this.#snippet()), { signal });
    text.addEventListener("focus", () => text.select(), { signal });
    const copy = async () => {
      text.select();
      await navigator.clipboard?.writeText(text.value);
      status.textContent = navigator.clipboard ? _("Copied") : "";
    };
    this.querySelector("button").addEventListener("click", () => copy().catch(() => (status.textContent = _("Not copied"))), { signal });
  }

  #snippet() {
    const address = new URL(this.dataset.embed, location.href);
    address.hash = this.closest("article")?.dataset.mode ?? "";
    const title = this.dataset.title.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    return `<iframe src="${address}" title="${title}" width="100%" height="600" style="border:0" loading="lazy"></iframe>\n<script>${HEARS}</script>`;
  }

  /** In a frame: light or dark as the reader's system is, and as high as what is shown. */
  #beFramed(signal) {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const color = () => (document.body.dataset.mdColorScheme = dark.matches ? "slate" : "default");
    color();
    dark.addEventListener("change", color, { signal });
    const tell = () => parent.postMessage({ lessonHeight: Math.ceil(document.querySelector("main").getBoundingClientRect().height) + 1 }, "*");
    const observer = new ResizeObserver(tell);
    observer.observe(document.querySelector("main"));
    signal.addEventListener("abort", () => observer.disconnect());
  }
}

customElements.define("lesson-share", LessonShare);
