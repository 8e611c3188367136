// The worker of the Lab: Python, Django, the runner and what tells of a run, in a thread of their own.
//
// It is told {start: {lesson, language, memory}}, where that is the device's in GB if it says, {run: {files, requests}},
// {pack: files} and {check: true}, and answers {progress: {what, loaded, total}}, {ready: {django, python}}, {ran: {...}} and
// then {steps: html}, {packed: bytes}, {sound: true | false}, or {failed: "why"}.

import { loadPyodide } from "./pyodide/pyodide.mjs";
import { restored, unpacked } from "./python.js";

// All that Python here knows of the time of day comes from this function.
const genuine = Date.now;
let stopped = null;
Date.now = () => stopped ?? genuine();
globalThis.stopClock = (milliseconds) => {
  stopped = milliseconds ?? null;
};

// Python's memory grows by this function. Beyond the bound, Python says MemoryError, and the page stays as quick as it was.
const BOUND = 768 * 2 ** 20; // bytes; Django at rest takes 60 MB of it
const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * 2 ** 16 > BOUND) throw new RangeError("no more memory");
  return grow.call(this, pages);
};

const here = import.meta.url; // changes with all that there is: each file has a name that changes with it
const folder = new URL("./", here).href;
const CACHE = "lesson-lab";
const LIST = "files.json";
const KEPT = `kept/${here.slice(folder.length)}`;
const [ZIP, MEMORY] = [`${KEPT}/files`, `${KEPT}/memory`]; // addresses in the cache, not on the server
const REST = 3000; // milliseconds after the start in which the reader's first run comes before anything else
const ROOM = 4; // GB of memory of a device that has enough to keep more than what is transferred
let session = null;
let fresh = null; // what a Python that was just unpacked leaves

/** Gives a file, from what this browser keeps if it has it, and says how far it is. */
async function fetched(cache, address, told = () => {}) {
  const kept = await cache?.match(address).catch(() => null);
  if (kept) {
    const content = await kept.arrayBuffer();
    told(content.byteLength);
    return content;
  }
  const answer = await fetch(address).catch((error) => ({ ok: false, status: error.message }));
  if (!answer.ok) throw new Error(`${address.split("/").pop()} can't be loaded (${answer.status})`);
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
async function opened() {
  try {
    return await caches.open(CACHE);
  } catch {
    return null;
  }
}

/** Forgets what is kept of what was here before. */
async function tidied(cache, list) {
  try {
    const wanted = new Set([LIST, ZIP, MEMORY, ...list.files.map(({ path }) => path)].map((one) => new URL(one, here).href));
    for (const { url } of await cache.keys()) {
      if (url.startsWith(folder) && !wanted.has(url)) await cache.delete(url);
    }
  } catch {
    // Then it stays.
  }
}

/** Gives what a Python that was unpacked here before has left: the archive of its files, and its memory. */
async function memoryIn(cache) {
  const [zip, memory] = await Promise.all([ZIP, MEMORY].map((name) => cache?.match(new URL(name, here))));
  if (!zip || !memory) return null;
  const [files, bytes] = await Promise.all([zip, memory].map((one) => whole(one.body.pipeThrough(new DecompressionStream("gzip")))));
  return { zip: files, memory: bytes };
}

/** Keeps the archive and the memory of a Python for the next visit, compressed: they take 20 MB then. */
async function keepMemory(cache) {
  if (!fresh) return;
  const { zip, memory } = fresh;
  fresh = null;
  try {
    for (const [name, content] of [[ZIP, zip], [MEMORY, memory]]) {
      const packed = await whole(new Blob([content]).stream().pipeThrough(new CompressionStream("gzip")));
      await cache.put(new URL(name, here), new Response(packed));
    }
  } catch {
    await forgetMemory(cache); // there is no room for it: then it is unpacked again the next time
  }
}

async function forgetMemory(cache) {
  for (const name of [ZIP, MEMORY]) await cache?.delete(new URL(name, here)).catch(() => false);
}

async function whole(stream) {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Loads the files that a list names; gives their contents by their addresses. */
async function loaded(cache, list, files) {
  let bytes = 0;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const told = (size) => postMessage({ progress: { what: "load", loaded: (bytes += size), total } });
  const all = files.map(async ({ path }) => {
    const address = new URL(path, here).href;
    return [address, await fetched(cache, address, told)];
  });
  return new Map(await Promise.all(all));
}

/** Does something while what Pyodide asks for is what has been loaded. */
async function served(contents, act) {
  const types = { wasm: "application/wasm", json: "application/json", zip: "application/zip" };
  const real = globalThis.fetch;
  globalThis.fetch = async (what, options) => {
    const address = new URL(what.url ?? what, here).href;
    const content = contents.get(address);
    if (!content) return real(what, options);
    return new Response(content, { headers: { "Content-Type": types[address.split(".").pop()] ?? "" } });
  };
  try {
    return await act();
  } finally {
    globalThis.fetch = real;
  }
}

/** Starts Python: with the memory that is kept, or from what is transferred. */
async function python(cache, list, { language, memory }) {
  const indexURL = new URL(list.folder, here).href;
  const ofPyodide = ({ path }) => path.startsWith(list.folder);
  const kept = await memoryIn(cache).catch(() => null);
  if (kept) {
    try {
      const contents = await loaded(cache, list, list.files.filter(ofPyodide));
      postMessage({ progress: { what: "start" } });
      return await served(contents, () => restored(loadPyodide, indexURL, kept));
    } catch {
      await forgetMemory(cache); // it is of no use, for whatever reason
    }
  }
  const contents = await loaded(cache, list, list.files);
  postMessage({ progress: { what: "start" } });
  const of = (path) => contents.get(new URL(path, here).href);
  const given = { packed: new Uint8Array(of(list.python)), start: new TextDecoder().decode(of(list.start)), language, keeps: cache && (memory ?? ROOM) >= ROOM };
  const made = await served(contents, () => unpacked(loadPyodide, indexURL, given));
  if (made.memory) fresh = made;
  return made.python;
}

async function start({ lesson, language, memory }) {
  const cache = await opened();
  const list = JSON.parse(new TextDecoder().decode(await fetched(cache, new URL(LIST, here).href)));
  await tidied(cache, list);
  const begun = await python(cache, list, { language, memory });
  session = begun.globals.get("opened")(lesson, list.django);
  postMessage({ ready: { django: list.django, python: begun.globals.get("VERSION") } });
  setTimeout(() => keepMemory(cache), REST);
}

const acts = {
  start,
  run: (wanted) => {
    postMessage({ ran: JSON.parse(session.run(JSON.stringify(wanted))) });
    postMessage({ steps: session.steps() });
  },
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
