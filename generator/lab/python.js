// Starts the Python of the Lab: unpacked, which takes a while, or as its memory was after that, which does not.
//
// Pyodide can give its memory and begin with it. Both options are its own (they begin with "_"): the version is that of our
// lock file, a memory is used with the very files that it was made with, and where anything of it fails, Python is unpacked.

const LAB = "/lab/site-packages";
const PAGE = 2 ** 16; // bytes of WebAssembly's memory
const DIRECTORY = 0x06054b50; // the end of a zip file, and the size of that
const ENDING = 22;

/** Writes the files of an archive, which is not compressed, below a folder of Python's; they share its memory. */
function unzip(python, zip, folder) {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const at = zip.length - ENDING;
  if (view.getUint32(at, true) !== DIRECTORY) throw new Error("this is no archive");
  let place = view.getUint32(at + 16, true);
  const names = new TextDecoder();
  const made = new Set();
  for (let left = view.getUint16(at + 10, true); left > 0; left -= 1) {
    const [size, name, extra, comment] = [view.getUint32(place + 20, true), ...[28, 30, 32].map((field) => view.getUint16(place + field, true))];
    const start = view.getUint32(place + 42, true);
    const path = `${folder}/${names.decode(zip.subarray(place + 46, place + 46 + name))}`;
    const begin = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(parent)) python.FS.mkdirTree(parent);
    made.add(parent);
    python.FS.writeFile(path, zip.subarray(begin, begin + size), { canOwn: true });
    place += 46 + name + extra + comment;
  }
}

/** Gives what is compressed, as an archive. Python does it: a browser has no xz. */
function decompressed(python, packed) {
  python.FS.mkdirTree("/lab");
  python.FS.writeFile("/lab/packed", packed);
  python.runPython(`
import lzma, os, shutil
with lzma.open("/lab/packed") as packed, open("/lab/unpacked", "wb") as unpacked:
    shutil.copyfileobj(packed, unpacked, 2**20)
os.remove("/lab/packed")
`);
  const zip = python.FS.readFile("/lab/unpacked");
  python.FS.unlink("/lab/unpacked");
  return zip;
}

/** Starts Python from what is transferred; gives it, the archive of its files, and its memory where it is to be kept. */
export async function unpacked(loadPyodide, indexURL, { packed, start, language, keeps }) {
  const python = await loadPyodide({ indexURL, _makeSnapshot: true });
  const zip = decompressed(python, packed);
  unzip(python, zip, LAB);
  python.globals.set("language", language);
  python.runPython(start);
  return { python, zip, memory: keeps ? python.makeMemorySnapshot() : null };
}

/** Starts Python with the files and the memory that `unpacked` has given. */
export async function restored(loadPyodide, indexURL, { zip, memory }) {
  const [, begin] = new Uint32Array(memory.buffer, memory.byteOffset, 2);
  const ended = withMemoryOf(memory.length - begin);
  try {
    const python = await loadPyodide({ indexURL, _loadSnapshot: memory });
    unzip(python, zip, LAB);
    return python;
  } finally {
    ended();
  }
}

/** Has WebAssembly begin with so much memory, which Pyodide copies the one that is kept into; gives what ends that. */
function withMemoryOf(bytes) {
  const genuine = {};
  for (const name of ["instantiate", "instantiateStreaming"]) {
    genuine[name] = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await genuine[name].apply(WebAssembly, given);
      const held = (made.instance ?? made).exports.memory;
      const missing = Math.ceil((bytes - (held?.buffer.byteLength ?? bytes)) / PAGE);
      if (missing > 0) held.grow(missing);
      return made;
    };
  }
  return () => Object.assign(WebAssembly, genuine);
}
