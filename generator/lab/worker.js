// The worker of the Lab: Python, Django, the runner and what tells of a run, in a thread of their own.
//
// It is told {start: {lesson, language}}, {run: {files, requests}}, {pack: files} and {check: true}, and answers
// {progress: {what, loaded, total}}, {ready: {django, python}}, {ran: {...}}, {packed: bytes}, {sound: true | false},
// or {failed: "why"}.

import { loadPyodide } from "./pyodide/pyodide.mjs";

// All that Python here knows of the time of day comes from this function.
const genuine = Date.now;
let stopped = null;
Date.now = () => stopped ?? genuine();
globalThis.stopClock = (milliseconds) => {
  stopped = milliseconds ?? null;
};

// Python's memory grows by this function. Beyond the bound, Python says MemoryError, and the page stays as quick as it was.
const BOUND = 768 * 2 ** 20; // bytes; Django at rest takes 155 MB of it
const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * 2 ** 16 > BOUND) throw new RangeError("no more memory");
  return grow.call(this, pages);
};

let session = null;

/** Gives a file, from what this browser keeps if it has it, and says how far it is. */
async function fetched(cache, address, told) {
  const kept = await cache?.match(address);
  if (kept) {
    const content = await kept.arrayBuffer();
    told(content.byteLength);
    return content;
  }
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const parts = [];
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    told(value.byteLength);
  }
  const content = await new Blob(parts).arrayBuffer();
  try {
    const type = answer.headers.get("Content-Type") ?? "";
    await cache?.put(address, new Response(content, { headers: { "Content-Type": type } }));
  } catch {
    // There is no room for it: then it is loaded again the next time.
  }
  return content;
}

/** Gives what is kept between visits; nothing where a browser keeps nothing. */
async function opened(name) {
  try {
    for (const old of await caches.keys()) {
      if (old.startsWith("lesson-lab-") && old !== name) await caches.delete(old);
    }
    return await caches.open(name);
  } catch {
    return null;
  }
}

async function start({ lesson, language }) {
  const here = new URL("./", import.meta.url);
  const list = await (await fetch(new URL("lab.json", here), { cache: "no-cache" }).catch(() => fetch(new URL("lab.json", here)))).json();
  const cache = await opened(`lesson-lab-${list.digest}`);
  let loaded = 0;
  const total = list.files.reduce((sum, file) => sum + file.size, 0);
  const told = (size) => postMessage({ progress: { what: "load", loaded: (loaded += size), total } });
  const contents = new Map();
  await Promise.all(
    list.files.map(async ({ path }) => {
      const address = new URL(path, here).href;
      contents.set(address, await fetched(cache, `${address}?${list.digest}`, told));
    }),
  );
  postMessage({ progress: { what: "start" } });
  const types = { wasm: "application/wasm", json: "application/json", zip: "application/zip" };
  const real = globalThis.fetch;
  globalThis.fetch = async (what, options) => {
    const address = new URL(what.url ?? what, here).href;
    const content = contents.get(address);
    if (!content) return real(what, options);
    return new Response(content, { headers: { "Content-Type": types[address.split(".").pop()] ?? "" } });
  };
  const python = await loadPyodide({ indexURL: new URL("pyodide/", here).href });
  const decoded = new TextDecoder();
  const packed = new Uint8Array(contents.get(new URL(list.python, here).href));
  const start = decoded.decode(contents.get(new URL("start.py", here).href));
  globalThis.fetch = real;
  contents.clear();
  python.globals.set("packed", python.globals.get("bytes")(packed));
  python.runPython(start);
  session = python.globals.get("opened")(lesson, language, list.django);
  postMessage({ ready: { django: list.django, python: python.globals.get("VERSION") } });
}

const acts = {
  start,
  run: (wanted) => postMessage({ ran: JSON.parse(session.run(JSON.stringify(wanted))) }),
  pack: (files) => postMessage({ packed: session.project(JSON.stringify(files)).toJs() }),
  check: () => postMessage({ sound: session.is_sound() }),
};

addEventListener("message", async ({ data }) => {
  const [[act, given]] = Object.entries(data);
  try {
    await acts[act](given);
  } catch (error) {
    postMessage({ failed: String(error?.message ?? error) });
  }
});
