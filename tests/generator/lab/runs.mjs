// Runs scenarios in the Python of the Lab: node runs.mjs LAB FOLDER, which has given.json and gets left.json.
//
// With `keeps`, they are run in a Python that begins with the memory of another one.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , lab, folder] = process.argv;
const genuine = Date.now;
let stopped = null;
Date.now = () => stopped ?? genuine();
globalThis.stopClock = (milliseconds) => {
  stopped = milliseconds ?? null;
};
try {
  const { names } = JSON.parse(readFileSync(`${lab}/lab.json`, "utf8"));
  const indexURL = `${lab}/${names.pyodide}/`;
  const { loadPyodide } = await import(pathToFileURL(`${indexURL}pyodide.mjs`));
  const { unpacked, restored } = await import(pathToFileURL(`${lab}/${names["python.js"]}`));
  const { texts = [], labs = [], keeps = false } = JSON.parse(readFileSync(`${folder}/given.json`, "utf8"));
  const given = {
    packed: new Uint8Array(readFileSync(`${lab}/${names["python.zip.xz"]}`)),
    start: readFileSync(`${lab}/${names["start.py"]}`, "utf8"),
    language: "en",
    keeps,
  };
  const made = await unpacked(loadPyodide, indexURL, given);
  const python = keeps ? await restored(loadPyodide, indexURL, made) : made.python;
  python.globals.set("texts", python.toPy(texts));
  python.globals.set("labs", python.toPy(labs));
  const left = python.runPython(`
from proven_lessons.runner.worker import run_text
ran = [run_text(text) for text in texts]
ran += [opened(lesson, "").run(wanted) for lesson, wanted in labs]
"[" + ",".join(ran) + "]"
`);
  writeFileSync(`${folder}/left.json`, left);
} catch (error) {
  console.error(String(error.message ?? error).slice(-2500));
  process.exit(1);
}
