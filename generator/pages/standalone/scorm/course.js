// The frame of a course in an LMS: it shows the lessons, and tells the LMS (SCORM 1.2) what has been answered.

const MOST = 4096; // characters that an LMS keeps for a course
const SAVED = "1"; // the form of what is kept there
const frame = document.querySelector("iframe");
const status = document.querySelector("[role=status]");
const links = [...document.querySelectorAll("nav a")];
// Each question by the short name under which its answer is kept.
const questions = new Map(
  links.flatMap((link) => (link.dataset.questions ?? "").split(" ").filter(Boolean).map((pair) => pair.split("="))),
);
const short = new Map([...questions].map(([name, question]) => [question, name]));
const given = new Map(); // the letter of the last answer to each question
const right = new Map(); // whether it was right
const began = Date.now();
let told = 0; // answers in this sitting

/** Give the API of the LMS: in a window around this one, or around the one that opened it. */
function found() {
  for (const first of [window, window.opener]) {
    for (let one = first, left = 20; one && left; one = one === one.parent ? null : one.parent, left -= 1) {
      try {
        if (one.API) return one.API;
      } catch {
        break; // of another origin
      }
    }
  }
  return null;
}

const api = found();
const isOpen = api?.LMSInitialize("") === "true";
const ask = (name) => (isOpen ? api.LMSGetValue(name) : "");
const set = (name, value) => isOpen && api.LMSSetValue(name, String(value));

function restored() {
  const [form, answers = ""] = ask("cmi.suspend_data").split(":");
  if (form !== SAVED) return;
  for (const [, name, mark, letter] of answers.matchAll(/([0-9a-f]{6})([+-])([A-Z])/g)) {
    if (!questions.has(name)) continue; // a question of an older course
    given.set(name, letter);
    right.set(name, mark === "+");
  }
}

function report() {
  const count = [...right.values()].filter(Boolean).length;
  const isDone = given.size === questions.size;
  const score = questions.size ? Math.round((100 * count) / questions.size) : 0;
  const answers = [...given].map(([name, letter]) => `${name}${right.get(name) ? "+" : "-"}${letter}`).join("");
  set("cmi.suspend_data", `${SAVED}:${answers}`.slice(0, MOST));
  set("cmi.core.score.min", 0);
  set("cmi.core.score.max", 100);
  set("cmi.core.score.raw", score);
  set("cmi.core.lesson_status", isDone ? "completed" : "incomplete");
  set("cmi.core.exit", isDone ? "" : "suspend");
  if (isOpen) api.LMSCommit("");
  status.textContent = status.dataset.words.replace("{right}", count).replace("{count}", questions.size);
  for (const link of links) {
    const names = (link.dataset.questions ?? "").split(" ").filter(Boolean).map((pair) => pair.split("=")[0]);
    link.classList.toggle("is-done", names.length > 0 && names.every((name) => right.get(name)));
  }
}

/** An answer that was checked on the page: the last one counts, and each is an interaction for the teacher. */
function answered(form) {
  const name = short.get(form.dataset.question);
  const option = form.querySelector("input:checked")?.closest("li");
  if (!name || !option) return;
  const letter = option.dataset.option;
  const isRight = option.dataset.right !== undefined;
  given.set(name, letter);
  right.set(name, isRight);
  const at = `cmi.interactions.${told++}`;
  set(`${at}.id`, name);
  set(`${at}.type`, "choice");
  set(`${at}.student_response`, letter.toLowerCase());
  set(`${at}.correct_responses.0.pattern`, form.querySelector("li[data-right]")?.dataset.option.toLowerCase() ?? "");
  set(`${at}.result`, isRight ? "correct" : "wrong");
  report();
}

/** A lesson is shown: what was answered in another sitting is answered again, and nothing is told of that. */
function shown() {
  const page = frame.contentDocument;
  const here = links.find((link) => link.href === frame.contentWindow.location.href.split("#")[0]);
  for (const link of links) link === here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  here?.scrollIntoView({ block: "nearest" });
  if (here) set("cmi.core.lesson_location", here.getAttribute("href"));
  for (const form of page.querySelectorAll("form.lesson-question")) {
    const letter = given.get(short.get(form.dataset.question));
    const option = letter && form.querySelector(`li[data-option="${letter}"] input`);
    if (!option || option.checked) continue;
    option.checked = true;
    form.requestSubmit();
  }
  page.addEventListener("submit", (event) => answered(event.target));
}

function ended() {
  if (!isOpen || ended.done) return;
  ended.done = true;
  const seconds = Math.floor((Date.now() - began) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  set("cmi.core.session_time", `${String(Math.floor(seconds / 3600)).padStart(4, "0")}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`);
  api.LMSFinish("");
}

// What pages remember is kept apart for each learner of the LMS, who may share a computer.
window.lessonsOf = `scorm:${document.documentElement.dataset.course}:${ask("cmi.core.student_id")}`;
restored();
report();
frame.addEventListener("load", shown);
addEventListener("pagehide", ended);
const last = ask("cmi.core.lesson_location");
const start = links.find((link) => link.getAttribute("href") === last) ?? links[0];
frame.src = start.href;
