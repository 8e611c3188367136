// Compiles Python with the Python that will run it: node pack.mjs PYODIDE SOURCES FOLDER
//
// FOLDER gets what a browser loads: that part of the standard library from which Pyodide starts, and everything else.
// The archive of that is compressed as a whole, which takes a third less than file by file.

import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , pyodide, sources, folder] = process.argv;
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${pyodide}/` });
for (const [name, root] of [["/sources", sources], ["/pyodide", pyodide]]) {
  python.FS.mkdirTree(name);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, name);
}
python.runPython(`
import ast, importlib.util, io, lzma, sys, zipfile
from pathlib import Path

# What nothing in a worker can use: other shells, processes and machines, and what is there in C.
LEFT_OUT = (
    "_pydatetime", "_pydecimal", "_pyio", "_pyrepl/", "bdb", "cProfile", "cmd.py", "compileall", "ctypes/_aix",
    "ctypes/wintypes", "filecmp", "fileinput", "getopt", "py_compile", "symtable", "sysconfig/__main__",
    "urllib/robotparser", "wsgiref/validate", "curses/", "dbm/", "doctest", "ensurepip/", "ftplib",
    "idlelib/", "imaplib", "lib2to3/", "mailbox", "modulefinder", "netrc", "optparse", "pdb", "pickletools",
    "plistlib", "poplib", "smtplib", "profile.py", "pstats", "pyclbr", "shelve", "tabnanny", "wave", "zipapp",
    # Django imports the package, and nothing of what begins a process.
    *(f"multiprocessing/{name}" for name in (
        "connection", "dummy/", "forkserver", "heap", "managers", "pool", "popen_", "queues", "resource_", "shared",
        "spawn", "synchronize",
    )),
    "pydoc", "pydoc_data/", "tkinter/", "trace.py", "turtle", "venv/", "xmlrpc/",
)
CODECS = ("aliases", "ascii", "charmap", "cp1252", "cp437", "hex_codec", "idna", "iso8859_1", "iso8859_15", "latin_1",
          "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "utf_16", "utf_32", "utf_7", "utf_8")


def is_wanted(name):
    codec = name.removeprefix("encodings/")
    if codec != name and not codec.startswith(("_", *CODECS)):
        return False
    return not name.startswith(LEFT_OUT) and not name.endswith("/")


# What is loaded by now starts Pyodide, and unpacks the rest.
inside = f"/lib/python{sys.version_info[0]}{sys.version_info[1]}.zip"
# A package is whole, or Python would look for the rest of it in the same place.
first = {
    module.__file__.removeprefix(f"{inside}/").partition("/")[0]
    for module in list(sys.modules.values())
    if (getattr(module, "__file__", None) or "").startswith(f"{inside}/")
}


def compiled(name, content, place):
    """Return the name and the bytes of a module as Python reads it without its source.

    Docstrings go, assertions stay: a reader's code may come upon those of Django.
    """
    tree = ast.parse(content)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            if ast.get_docstring(node, clean=False) is not None:
                node.body[:1] = [] if len(node.body) > 1 else [ast.copy_location(ast.Pass(), node.body[0])]
    code = compile(tree, f"{place}/{name}", "exec", dont_inherit=True, optimize=0)
    digest = importlib.util.source_hash(content)
    return f"{name}c", importlib._bootstrap_external._code_to_hash_pyc(code, digest, checked=False)


def archived(files, place, how):
    """Return an archive of files, whose bytes depend on nothing else."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how, compresslevel=9) as archive:
        for name, content in files:
            if name.endswith(".py"):
                name, content = compiled(name, content, place)
            one = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            one.compress_type = how
            archive.writestr(one, content)
    return made.getvalue()


with zipfile.ZipFile("/pyodide/python_stdlib.zip") as given:
    library = [(name, given.read(name)) for name in sorted(given.namelist()) if is_wanted(name)]
root = Path("/sources")
ours = [
    (path.relative_to(root).as_posix(), path.read_bytes())
    for path in sorted(root.rglob("*"))
    if path.is_file()
]
ours += [(name, content) for name, content in library if name.partition("/")[0] not in first]
library = [(name, content) for name, content in library if name.partition("/")[0] in first]
library = archived(library, inside, zipfile.ZIP_DEFLATED)
ours = archived(ours, "/lab/site-packages", zipfile.ZIP_STORED)
# A dictionary as large as the archive, and no larger: a browser has to make room for it. Bytes are not in groups.
LZMA = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": len(ours), "lc": 4, "pb": 0}
ours = lzma.compress(ours, filters=[LZMA])
version = ".".join(map(str, sys.version_info[:3]))
`);
writeFileSync(`${folder}/pyodide/python_stdlib.zip`, python.globals.get("library").toJs());
writeFileSync(`${folder}/python.zip.xz`, python.globals.get("ours").toJs());
console.log(python.globals.get("version"));
