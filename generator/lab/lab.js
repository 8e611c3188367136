// <lesson-lab>: the code of a lesson in an editor, and Django in a worker that runs it.

import { keep, kept, lesson } from "./store.js";

const here = new URL("./", import.meta.url);
const PATIENCE = 20_000; // milliseconds that a run may take before its worker is replaced
const PATH = /^(?!.*\.\.)[\w-]+(\/[\w.-]+)*\.(py|html|txt|json|css|xml)$/; // of a file beside views.py
const FIELDS = ["method", "path", "data", "json", "files", "headers", "client", "tab", "clock"]; // of a request
const SWITCHES = ["form", "follow"];
const MOST = 50; // requests
const MANAGE = "manage.py"; // in the place of a method
const LATEST = 315_576_000; // seconds: ten years
const UNPACKED = 1_000_000; // characters that the code of a link may have
const HEADER = /^\s*([\w-]+)\s*:(.*)$/;
const LITTLE = 1; // GB of memory of a device that has too little

/** Makes an element; text is text. */
function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Packs text into letters that an address may hold, and back. */
async function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/[+/=]/g, (mark) => ({ "+": "-", "/": "_", "=": "" })[mark]);
}

async function unpacked(letters) {
  const bytes = Uint8Array.from(atob(letters.replace(/[-_]/g, (mark) => ({ "-": "+", _: "/" })[mark])), (letter) => letter.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
    if (text.length > UNPACKED) throw new RangeError("this is more code than anybody writes");
  }
}

/** Says whether a file may have a path beside others: none is the folder of another. */
function isPath(path, others) {
  const isFolder = (one, other) => other.startsWith(`${one}/`);
  return path.length <= 100 && PATH.test(path) && !others.some((one) => isFolder(one, path) || isFolder(path, one));
}

const REFUSED = "script, style, iframe, frame, object, embed, link, meta, base, portal, template";

/**
 * Gives the nodes of HTML without anything that runs. It is that of our templates, which escape what was captured; but the
 * code of a reader, or of a link, runs in the same worker, and could say anything in their name.
 */
function cleaned(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const one of parsed.querySelectorAll(REFUSED)) one.remove();
  for (const one of parsed.body.querySelectorAll("*")) {
    for (const { name, value } of [...one.attributes]) {
      const leads = ["href", "src", "action", "formaction", "xlink:href"].includes(name.toLowerCase());
      if (/^on|^srcdoc$|^style$/i.test(name) || (leads && !/^(#|\.\.\/)/.test(value))) one.removeAttribute(name);
    }
  }
  return [...parsed.body.childNodes].map((node) => document.adoptNode(node));
}

class LessonLab extends HTMLElement {
  #ending;
  #words = {};
  #lesson = {};
  #files = {};
  #requests = [];
  #editor = null;
  #worker = null;
  #waiting = null;
  #isReady = false;
  #isTelling = false; // what came of a run is shown, how it went is still to come
  #isLinked = false; // what is shown is from a link, and nothing of it was changed
  #note = "";

  connectedCallback() {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    this.#words = this.#data("words");
    this.#lesson = this.#data("lesson");
    this.#files = this.#own();
    this.#requests = this.#ownRequests();
    this.#find(".lesson-bench").hidden = false;
    const acts = {
      start: () => this.#start(),
      run: () => this.#run(),
      stop: () => this.#stop(),
      reset: () => this.#reset(),
      share: () => this.#share(),
      download: () => this.#download(),
      file: () => this.#addFile(),
      unfile: () => this.#removeFile(),
      add: () => this.#addRequest({ method: "GET", path: "/" }).querySelector("select").focus(),
      own: () => this.#backToOwn(),
    };
    this.addEventListener("click", ({ target }) => acts[target.closest?.("[data-act]")?.dataset.act]?.(), { signal });
    this.addEventListener("input", () => this.#keep(), { signal });
    this.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    addEventListener("click", (event) => this.#scroll(event), { signal, capture: true });
    this.#say(this.#obstacle());
    this.#markDone();
  }

  disconnectedCallback() {
    this.#ending.abort();
    this.#end();
    this.#editor?.end();
    this.#editor = null;
  }

  // Private

  #pressed(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) this.#run();
  }

  /** Goes to a place of this page. The theme would load the page anew for it, and all that was done would be gone. */
  #scroll(event) {
    const isPlain = this.#editor && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const link = isPlain && event.target.closest?.("a[href^='#']");
    const place = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!place) return;
    event.preventDefault();
    event.stopPropagation();
    for (let around = place.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    place.scrollIntoView({ block: "center" });
    if (place.tabIndex < 0) place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }

  #_(english, values = {}) {
    const text = this.#words[english] ?? english;
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  #find(what) {
    return this.querySelector(what);
  }

  /** Gives data of the page. A script would not do: the theme makes each one anew, as one that runs. */
  #data(name) {
    return JSON.parse(this.#find(`template.lesson-lab-${name}`).content.textContent);
  }

  #say(text) {
    this.#find(".lesson-lab-status").textContent = text;
  }

  /** Says why this browser can't run Django; nothing if it can. */
  #obstacle() {
    const _ = (english) => this.#_(english);
    let why = "";
    if (typeof WebAssembly !== "object") why = _("This browser can't run Django: it has no WebAssembly.");
    else if (typeof Worker !== "function") why = _("This browser can't run Django: it has no workers.");
    else if (navigator.deviceMemory < LITTLE) why = _("This device has too little memory to run Django in its browser.");
    if (why) this.#find("[data-act=start]").disabled = true;
    return why;
  }

  /** Gives the texts of the lesson's own files that can be changed, by their paths. */
  #own() {
    const found = {};
    for (const [, , file] of this.#lesson.files) {
      const [, content] = file.content;
      const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
      try {
        found[file.path] = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      } catch {
        continue; // a picture, say
      }
    }
    const first = (path) => (path === "views.py" ? 0 : path.endsWith(".py") ? 1 : 2);
    return Object.fromEntries(Object.entries(found).sort(([a], [b]) => first(a) - first(b) || (a < b ? -1 : 1)));
  }

  /** Gives the lesson's own requests as the fields show them. */
  #ownRequests() {
    const [, , written] = this.#lesson.written;
    return written.requests[1].map(([, , one]) => {
      const [method, path] = one.run ? [MANAGE, one.run.replace(/^command /, "")] : one.request.split(/ (.*)/);
      const headers = Object.entries(one.headers?.[1] ?? {}).map(([name, value]) => `${name}: ${value}`);
      const json = one.json_ === null || one.json_ === undefined ? "" : JSON.stringify(this.#plain(one.json_));
      const [data, files] = [this.#query(one.data), this.#query(one.files)];
      const switches = { form: Boolean(one.form), follow: Boolean(one.follow) };
      return { method, path, data, json, files, ...switches, headers: headers.join("\n"), client: one.client, tab: one.tab ?? "", clock: one.clock };
    });
  }

  #query(data) {
    if (!data) return "";
    const pairs = new URLSearchParams();
    for (const [name, value] of Object.entries(data[1])) {
      for (const one of Array.isArray(value) ? value[1] : [value]) pairs.append(name, one);
    }
    return pairs.toString();
  }

  async #start() {
    if (this.#worker) return;
    this.#find("[data-act=start]").disabled = true;
    this.#begin(); // meanwhile
    try {
      const { Editor } = await import(new URL("editor.js", here));
      if (!this.isConnected) return;
      this.#editor ??= new Editor(this.#find(".lesson-lab-editor"), this.#_("Code"), () => this.#keep(), () => this.#run());
    } catch {
      this.#broken(this.#_("The editor could not be loaded. Are you online?"));
      return;
    }
    await this.#takeUp();
    if (this.#isReady) this.#editor.focus();
    this.#find(".lesson-lab-at-work").hidden = false;
    for (const one of this.closest("article").querySelectorAll(".lesson-element ~ .lesson-code")) one.hidden = true;
  }

  /** Begins with what an address holds, with what was written here before, or with the lesson. */
  async #takeUp() {
    const letters = /^#code=([\w-]+)$/.exec(location.hash)?.[1];
    let written = null;
    try {
      written = JSON.parse(letters ? await unpacked(letters) : (this.#read(this.#name()) ?? "null"));
      this.#isLinked = Boolean(letters);
    } catch {
      this.#note = letters ? this.#_("The code in this address can't be read.") : "";
      if (letters) history.replaceState(null, "", location.pathname + location.search);
    }
    this.#showWritten(written);
    this.#find("[data-act=own]").hidden = !this.#read(this.#before());
  }

  /** Shows what somebody has written, as far as it can be something that is written here. */
  #showWritten(written) {
    const files = { ...this.#files };
    for (const [path, text] of Object.entries(written?.files ?? {})) {
      if (typeof text === "string" && isPath(path, Object.keys(files))) files[path] = text;
    }
    const isRequest = (one) => typeof one?.method === "string" && typeof one.path === "string";
    const sent = written?.requests;
    this.#show(files, Array.isArray(sent) && sent.every(isRequest) ? sent.slice(0, MOST) : this.#requests);
  }

  /** Shows what was there before a link, or the lesson, took its place. */
  #backToOwn() {
    const written = JSON.parse(this.#read(this.#before()) ?? "null");
    this.#setAside();
    this.#showWritten(written);
    this.#editor.mark();
    this.#isLinked = false;
    this.#store();
    this.#find(".lesson-lab-editor").scrollIntoView({ block: "nearest" });
  }

  /** Keeps what is kept now beside what comes into its place. */
  #setAside() {
    const now = this.#read(this.#name());
    if (!now) return;
    this.#write(this.#before(), now);
    this.#find("[data-act=own]").hidden = false;
  }

  /** Keeps what is shown beside what comes into its place; for a link, what was there before it. */
  #keepBeside() {
    const isOwn = !this.#isLinked;
    this.#keep();
    if (isOwn) this.#setAside();
  }

  #show(files, requests) {
    this.#editor.files = files;
    const tabs = this.#find(".lesson-lab-files");
    tabs.replaceChildren(
      ...Object.keys(files).map((path) => {
        const button = make("button", { type: "button", class: "lesson-button", "aria-pressed": path === this.#editor.shown }, path);
        button.addEventListener("click", () => {
          this.#editor.show(path);
          this.#tabs();
        });
        return button;
      }),
    );
    this.#tabs();
    this.#find(".lesson-lab-requests div").replaceChildren();
    for (const one of requests) this.#addRequest(one);
  }

  #tabs() {
    for (const button of this.#find(".lesson-lab-files").children) {
      button.setAttribute("aria-pressed", button.textContent === this.#editor.shown);
    }
    const { shown } = this.#editor;
    const remove = this.#find("[data-act=unfile]");
    remove.hidden = shown in this.#files; // the lesson's own stay
    remove.textContent = this.#_("Remove {path}", { path: shown });
  }

  /** Removes the file that is shown, which the lesson has not. What was in it is kept beside. */
  #removeFile() {
    this.#keepBeside();
    const left = Object.entries(this.#editor.files).filter(([path]) => path !== this.#editor.shown);
    this.#show(Object.fromEntries(left), this.#sent());
    this.#keep();
    this.#find(".lesson-lab-files button").focus();
  }

  #addFile() {
    const field = this.#find("[name=file]");
    const path = field.value.trim();
    if (!isPath(path, Object.keys(this.#editor.files))) {
      this.#say(this.#_("A path has letters, digits, - and _, ends in .py, .html, .txt, .json, .css or .xml, and is no folder of another file."));
      field.focus();
      return;
    }
    this.#show({ ...this.#editor.files, [path]: this.#editor.files[path] ?? "" }, this.#sent());
    field.value = "";
    this.#editor.show(path);
    this.#tabs();
    this.#editor.focus();
    this.#keep();
  }

  #addRequest(one) {
    const fields = this.#find(".lesson-lab-request").content.cloneNode(true).firstElementChild;
    for (const name of FIELDS) {
      fields.querySelector(`[name=${name}]`).value = one[name] ?? { client: "browser", clock: 0 }[name] ?? "";
    }
    for (const name of SWITCHES) fields.querySelector(`[name=${name}]`).checked = Boolean(one[name]);
    fields.querySelector("[data-act=remove]").addEventListener("click", () => {
      const next = fields.nextElementSibling ?? fields.previousElementSibling;
      fields.remove();
      this.#number();
      (next?.querySelector("[data-act=remove]") ?? this.#find("[data-act=add]")).focus();
      this.#keep();
    });
    this.#find(".lesson-lab-requests div").append(fields);
    this.#number();
    return fields;
  }

  #number() {
    this.querySelectorAll(".lesson-lab-requests legend").forEach((legend, place) => {
      legend.textContent = this.#_("Request {number}", { number: place + 1 });
    });
  }

  /** Gives the requests as the fields have them. */
  #sent() {
    return Array.from(this.querySelectorAll(".lesson-lab-requests fieldset"), (fields) => {
      const value = (name) => fields.querySelector(`[name=${name}]`).value.trim();
      const clock = Number(value("clock")) || 0;
      const switches = SWITCHES.map((name) => [name, fields.querySelector(`[name=${name}]`).checked]);
      const texts = FIELDS.map((name) => [name, value(name)]);
      return { ...Object.fromEntries([...texts, ...switches]), client: value("client") || "browser", clock };
    });
  }

  /** Gives the requests as a lesson has them, null for its own. */
  #asWritten() {
    const shape = (all) => JSON.stringify(all.map((one) => [...FIELDS, ...SWITCHES].map((name) => one[name])));
    const sent = this.#sent();
    if (shape(sent) === shape(this.#requests)) return null;
    return sent.map(({ method, path, data, json, files, form, follow, headers, client, tab, clock }) => {
      const fields = new Map();
      for (const [name, value] of new URLSearchParams(data)) {
        fields.set(name, fields.has(name) ? [fields.get(name), value].flat() : value);
      }
      if (method === MANAGE) return { run: path.startsWith("test ") ? path : `command ${path}`, clock };
      const request = { request: `${method} ${path.startsWith("/") || path.startsWith("http") ? path : `/${path}`}`, client, clock };
      if (data) request.data = Object.fromEntries(fields);
      const sentHeaders = new Map();
      for (const line of headers.split("\n").filter((one) => one.trim())) {
        const [name, value] = HEADER.exec(line).slice(1).map((part) => part.trim());
        sentHeaders.set(name, sentHeaders.has(name) ? `${sentHeaders.get(name)}, ${value}` : value);
      }
      if (sentHeaders.size) request.headers = Object.fromEntries(sentHeaders);
      if (json) request.json_text = json; // Python reads it: its numbers are not those of JavaScript
      if (files) request.files = Object.fromEntries(new URLSearchParams(files));
      if (form) request.form = true;
      if (follow) request.follow = true;
      if (tab) request.tab = tab;
      return request;
    });
  }

  #plain(value) {
    if (!Array.isArray(value)) return value;
    const [kind, held] = value;
    if (kind === "mapping") return Object.fromEntries(Object.entries(held).map(([name, one]) => [name, this.#plain(one)]));
    return held.map((one) => this.#plain(one));
  }

  // The worker

  #begin() {
    this.#isReady = false;
    try {
      this.#worker = new Worker(new URL("worker.js", here), { type: "module" });
    } catch (error) {
      this.#broken(this.#_("Django could not be started here: {why}", { why: error.message }));
      return;
    }
    this.#worker.addEventListener("message", ({ data }) => this.#told(data));
    this.#worker.addEventListener("error", () => this.#broken(this.#_("Django could not be started here. Are you online, and are workers allowed?")));
    const wanted = { lesson: JSON.stringify(this.#lesson), language: this.dataset.language, memory: navigator.deviceMemory };
    this.#worker.postMessage({ start: wanted });
    this.#progress({ what: "load" });
  }

  #end() {
    clearTimeout(this.#waiting);
    this.#worker?.terminate();
    this.#worker = null;
    this.#isReady = false;
    this.#isTelling = false;
  }

  #broken(why) {
    this.#end();
    this.#progress(null);
    this.#say(why);
    this.#find("[data-act=start]").disabled = false;
  }

  #told(data) {
    if (typeof data !== "object" || data === null) return; // a reader's code has said it
    if (data.progress) this.#progress(data.progress);
    if (data.ready) this.#ready(data.ready);
    if (data.ran) this.#ran(data.ran);
    if (typeof data.steps === "string") this.#went(data.steps);
    if (data.packed instanceof Uint8Array) this.#save(data.packed);
    if (data.sound === false) {
      this.#end();
      this.#begin(); // the code has changed Django itself, which must not show in the next run
    }
    if (data.failed !== undefined) this.#failed(data.failed);
  }

  #progress(progress) {
    const bar = this.#find(".lesson-lab-progress");
    bar.hidden = !progress;
    if (!progress) return;
    if (progress.total) {
      bar.max = progress.total;
      bar.value = progress.loaded;
      this.#say(this.#_("Loading Django: {percent}%", { percent: Math.floor((100 * progress.loaded) / progress.total) }));
    } else {
      bar.removeAttribute("value");
      this.#say(progress.what === "load" ? this.#_("Loading Django") : this.#_("Starting Django"));
    }
  }

  #ready({ django, python }) {
    this.#isReady = true;
    this.#progress(null);
    this.#find(".lesson-lab-start").hidden = true;
    const ready = this.#_("Django {django} is ready, on Python {python} in this browser.", { django, python });
    this.#say([this.#note, ready].filter(Boolean).join(" "));
    this.#note = "";
    if (this.#find(".lesson-lab-result").childElementCount === 0) this.#editor?.focus();
  }

  #run() {
    if (!this.#editor || this.#waiting) return;
    if (!this.#worker) this.#begin();
    if (!this.#isReady) {
      this.#say(this.#_("Django is still starting. Press Run again in a moment."));
      return;
    }
    const wrong = this.#wrong();
    if (wrong) {
      this.#say(wrong);
      return;
    }
    const wanted = { files: this.#editor.files, requests: this.#asWritten() };
    this.#editor.mark();
    this.#say(this.#_("Running"));
    this.#find("[data-act=run]").disabled = true;
    this.#find("[data-act=stop]").hidden = false;
    this.#waiting = setTimeout(() => this.#tooLong(), this.#patience);
    this.#worker.postMessage({ run: wanted });
  }

  /** Says what is wrong with the requests as they are written; nothing if nothing is. */
  #wrong() {
    const sent = this.#sent();
    const line = sent.flatMap(({ headers }) => headers.split("\n")).find((one) => one.trim() && !HEADER.test(one));
    if (line) return this.#_("A header is a name, a colon and a value, such as Accept-Language: de. This is none: {line}", { line });
    if (sent.length > MOST) return this.#_("At most {count} requests can be sent.", { count: MOST });
    if (sent.some(({ clock }) => clock < 0 || clock > LATEST)) return this.#_("The clock can go on by at most ten years, and not back.");
    for (const { method, data, json } of sent.filter((one) => one.json)) {
      if (data) return this.#_("A request has form fields or a JSON body, and not both.");
      if (["GET", "HEAD"].includes(method)) return this.#_("A {method} request has no body.", { method });
      try {
        JSON.parse(json);
      } catch (error) {
        return this.#_("This is no JSON: {text} ({why})", { text: json, why: error.message });
      }
    }
    return "";
  }

  #rest() {
    clearTimeout(this.#waiting);
    this.#waiting = null;
    this.#find("[data-act=run]").disabled = false;
    this.#find("[data-act=stop]").hidden = true;
  }

  #tooLong() {
    this.#instead(this.#_("The run was stopped: it took more than {seconds} seconds. Does something never end?", { seconds: this.#patience / 1000 }));
  }

  #stop() {
    if (!this.#waiting) return;
    this.#instead(this.#_("You have stopped the run."));
    this.#find("[data-act=run]").focus();
  }

  /** Says why a run has no end. Whatever it was at, the next run begins anew. */
  #instead(why) {
    this.#rest();
    this.#end();
    this.#begin();
    this.#put([make("p", { class: "lesson-false" }, why)]);
  }

  #failed(why) {
    if (!this.#waiting && !this.#isTelling) {
      this.#broken(this.#_("Django could not be started here: {why}", { why }));
      return;
    }
    this.#instead(this.#_("The run ended the Python that it ran in: {why}", { why: why.slice(-500) }));
  }

  #ran({ html, reached, failure }) {
    if (!this.#waiting) return; // nothing was asked for
    this.#rest();
    this.#isTelling = true;
    this.#put(cleaned(String(html)));
    if (failure?.file) {
      this.#editor.mark(failure.file, failure.line, failure.reason);
      this.#tabs();
    }
    const shown = this.#tasks();
    const tasks = shown.map((task) => this.#text(task));
    const before = this.#done();
    const fresh = tasks.filter((text, number) => reached?.[number] === true && !before.includes(text));
    if (fresh.length) this.#solve(fresh);
    // The page makes a card of it, which comes back after some days.
    const cards = shown.filter((task, number) => fresh.includes(tasks[number])).map((task) => task.dataset.card);
    for (const name of cards.filter(Boolean)) document.dispatchEvent(new CustomEvent("lesson:solved", { detail: name }));
    this.#markDone();
    const done = new Set([...this.#done(), ...fresh]);
    const count = tasks.filter((text) => done.has(text)).length;
    const solved = this.#_("Solved: {count} of {total} tasks are done.", { count, total: tasks.length });
    const isKept = fresh.every((text) => this.#done().includes(text));
    const unkept = this.#_("This browser keeps nothing of it.");
    if (fresh.length) this.#say(isKept ? solved : `${solved} ${unkept}`);
    else if (failure) this.#say(this.#_("It did not run to its end."));
    else this.#say(this.#_("It has run."));
  }

  /** Shows how the run went, below what came of it. */
  #went(html) {
    if (!this.#isTelling) return;
    this.#isTelling = false;
    this.#find(".lesson-lab-result").append(...cleaned(html));
    this.#worker.postMessage({ check: true });
  }

  #put(nodes) {
    const place = this.#find(".lesson-lab-result");
    place.replaceChildren(...nodes);
    place.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  // What is kept

  get #patience() {
    return Number(this.dataset.patience) || PATIENCE;
  }

  #name() {
    return `lesson-lab:${this.dataset.key}`;
  }

  /** Names what was here before a link, or the lesson, took its place. */
  #before() {
    return `${this.#name()}:before`;
  }

  #read(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // nothing may be kept here
    }
  }

  #write(name, text) {
    try {
      localStorage.setItem(name, text);
    } catch {
      // There is no room, or nothing may be kept: then it is gone with the page.
    }
  }

  #keep() {
    if (!this.#editor) return;
    if (this.#isLinked) this.#setAside(); // the reader's own, which this takes the place of
    this.#isLinked = false;
    this.#store();
  }

  #store() {
    // An address holds what was shared, and not what was written since.
    if (location.hash.startsWith("#code=")) history.replaceState(null, "", location.pathname + location.search);
    this.#write(this.#name(), JSON.stringify({ files: this.#editor.files, requests: this.#sent() }));
  }

  /** Gives the tasks that are done, by their texts: an author may put them in another order. */
  #done() {
    const solved = kept().lessons[this.dataset.key]?.solved;
    return Array.isArray(solved) ? solved.filter((text) => typeof text === "string") : [];
  }

  #tasks() {
    return [...this.closest("article").querySelectorAll(".lesson-tasks [data-task]")];
  }

  #text(task) {
    return task.querySelector("p").textContent.trim();
  }

  /** Keeps that tasks are done, as everything that a reader has done is kept. */
  #solve(texts) {
    keep((all) => {
      const own = lesson(all, this.dataset.key);
      own.started = true;
      own.solved = [...new Set([...this.#done(), ...texts])];
    });
  }

  #markDone() {
    const done = this.#done();
    for (const task of this.#tasks()) {
      if (!done.includes(this.#text(task)) || task.querySelector(".lesson-done")) continue;
      task.append(make("strong", { class: "lesson-done" }, this.#_("done")));
    }
  }

  #reset() {
    this.#keepBeside();
    this.#show(this.#files, this.#requests);
    this.#editor.mark();
    this.#store();
    this.#say(this.#_("The code is as it was at first. What you had is kept: {button}.", { button: this.#find("[data-act=own]").textContent }));
  }

  async #share() {
    const letters = await packed(JSON.stringify({ files: this.#changed(), requests: this.#sent() }));
    const address = `${location.origin}${location.pathname}#code=${letters}`;
    history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address);
      this.#say(this.#_("The link is copied. Whoever opens it sees your code; it runs when they press Run."));
    } catch {
      this.#say(this.#_("The link is in the address bar. Whoever opens it sees your code; it runs when they press Run."));
    }
  }

  #changed() {
    return Object.fromEntries(Object.entries(this.#editor.files).filter(([path, text]) => text !== this.#files[path]));
  }

  #download() {
    if (this.#isReady && !this.#waiting) this.#worker.postMessage({ pack: this.#editor.files });
  }

  /** Gives a project to the reader, as a file. */
  #save(content) {
    const name = `${this.dataset.key.split("/").pop()}.zip`;
    const address = URL.createObjectURL(new Blob([content], { type: "application/zip" }));
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }
}

if (!customElements.get("lesson-lab")) customElements.define("lesson-lab", LessonLab);
