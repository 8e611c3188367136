// Runs scenarios in the Python of the Lab: node runs.mjs LAB FOLDER, which has given.json and gets left.json.
//
// With `groups` of scenarios, each group is run in a Python of its own, which begins with the memory of another one.

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
  const { texts = [], labs = [], groups = null } = JSON.parse(readFileSync(`${folder}/given.json`, "utf8"));
  const given = {
    packed: new Uint8Array(readFileSync(`${lab}/${names["python.zip.xz"]}`)),
    start: readFileSync(`${lab}/${names["start.py"]}`, "utf8"),
    language: "en",
    keeps: groups !== null,
  };
  const made = await unpacked(loadPyodide, indexURL, given);
  const left = [];
  for (const group of groups ?? [texts]) {
    const python = groups ? await restored(loadPyodide, indexURL, made) : made.python;
    python.globals.set("texts", python.toPy(group));
    python.globals.set("labs", python.toPy(labs));
    const ran = python.runPython(`
from proven_lessons.runner.worker import run_text
ran = [run_text(text) for text in texts]
ran += [opened(lesson, "").run(wanted) for lesson, wanted in labs]
"[" + ",".join(ran) + "]"
`);
    left.push(ran.slice(1, -1));
  }
  writeFileSync(`${folder}/left.json`, `[${left.join(",")}]`);
} catch (error) {
  console.error(String(error.message ?? error).slice(-2500));
  process.exit(1);
}
