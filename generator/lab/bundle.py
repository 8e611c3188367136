"""Make the folder of the Lab: Python for browsers, Django, our own code, and an editor.

What it takes of other people's comes from the registry of npm, by a lock file, and from the
environment that this runs in.
"""

import gzip
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lab.gathering import PACKAGES, gather, sources_digest
from proven_lessons.generator.lab.naming import PYODIDE, named_by_digest

HERE = Path(__file__).parent
LIST = "lab.json"  # for us; `files.json` is that of browsers
ARCHIVE = "python.zip.xz"
START = "start.py"
_NODE = "node_modules"
_PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
_PYODIDE_LIST = "pyodide-lock.json"


def bundle(folder: Path, told: Callable[[str], None] = lambda _line: None) -> int:
    """Write the Lab into `folder`; return how many bytes a browser loads, as servers send them.

    Raise UsageError for what is missing here.
    """
    _require_own(folder)
    with tempfile.TemporaryDirectory(prefix="lab-") as name:
        work = Path(name)
        made = work / "made"
        told("Getting Python for browsers, and the editor")
        _install(work)
        told("Bundling the editor")
        _bundle_editor(work, made)
        told("Compiling Django and the runner for the browser")
        version = _compile(work, made)
        for file in ("lab.css", "lab.js", "worker.js", "python.js", "browser/start.py"):
            shutil.copy(HERE / file, made / Path(file).name)
        shutil.copy(HERE.parent / "pages" / "scripts" / "store.js", made / "store.js")
        (made / "LICENSES.txt").write_text(_licences(work / _NODE), encoding="utf-8")
        size = _listed(made, version)
        _put(made, folder)
    return size


def made_from(folder: Path) -> str | None:
    """Return the digest of what the Lab in `folder` was made from; None if there is no Lab."""
    found = _read(folder).get("sources")
    return found if isinstance(found, str) else None


def size_of(folder: Path) -> int | None:
    """Return how many bytes a browser loads of the Lab in `folder`; None if there is no Lab."""
    size = _read(folder).get("transferred")
    return size if isinstance(size, int) else None


def names_in(folder: Path) -> Mapping[str, str]:
    """Return the names of the files of the Lab in `folder`, by those that they have in our code."""
    names: Mapping[str, str] = _read(folder).get("names", {})
    return names


def node() -> str | None:
    """Return the Node that the Lab is made with; None if there is none."""
    return shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")


# Private


def _read(folder: Path) -> dict[str, Any]:
    """Return the list of a Lab; empty if there is none."""
    try:
        found = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _node() -> str:
    found = node()
    if found is None:
        raise UsageError("the Lab is made with Node; install it: pip install proven-lessons[lab]")
    return found


def _npm() -> list[str]:
    beside = Path(_node()).parent / "npm"
    found = str(beside) if beside.exists() else shutil.which("npm")
    if found is None:
        raise UsageError("the Lab is made with npm; install it: pip install proven-lessons[lab]")
    return [found]


def _install(work: Path) -> None:
    """Install what npm has into a folder."""
    for file in ("package.json", "package-lock.json", "editor.js", "pack.mjs"):
        shutil.copy(HERE / file, work / file)
    _call([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], work)


def _bundle_editor(work: Path, made: Path) -> None:
    esbuild = [_node(), str(work / _NODE / "esbuild/bin/esbuild"), "editor.js", "--bundle"]
    shape = ["--format=esm", "--minify", "--legal-comments=none"]
    _call([*esbuild, *shape, f"--outfile={made / 'editor.js'}"], work)


def _compile(work: Path, made: Path) -> str:
    """Put Python and all that it imports into a folder; return the version of Python."""
    pyodide = work / _NODE / "pyodide"
    (made / PYODIDE).mkdir(parents=True)
    for file in _PYODIDE:
        shutil.copy(pyodide / file, made / PYODIDE / file)
    (made / PYODIDE / _PYODIDE_LIST).write_text(_without_packages(work), encoding="utf-8")
    gather(work / "python")
    packed = [_node(), "pack.mjs", str(pyodide), str(work / "python"), str(made)]
    return _call(packed, work).strip()


def _call(command: list[str], folder: Path) -> str:
    """Return what a command prints; raise UsageError with what it says if it fails."""
    bin_of_node = str(Path(_node()).parent)
    path = f"{bin_of_node}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": path},
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise UsageError(f"{Path(command[0]).name} {command[1]} failed: {said}")
    return done.stdout


def _without_packages(work: Path) -> str:
    """Return Pyodide's list of packages without any: no address of theirs is ever asked."""
    data = json.loads((work / _NODE / "pyodide" / _PYODIDE_LIST).read_text(encoding="utf-8"))
    return json.dumps({**data, "packages": {}})


def _listed(made: Path, version: str) -> int:
    """Name the files by their digests, and list them; return their bytes as servers send them."""
    django = importlib.metadata.version("django")
    wanted = [ARCHIVE, START, *(f"{PYODIDE}/{name}" for name in (*_PYODIDE[1:], _PYODIDE_LIST))]
    files = [{"path": path, "size": (made / path).stat().st_size} for path in sorted(wanted)]
    given = {"django": django, "folder": f"{PYODIDE}/", "python": ARCHIVE, "start": START}
    (made / "files.json").write_text(json.dumps({**given, "files": files}), encoding="utf-8")
    names = named_by_digest(made)
    transferred = sum(_transferred(path) for path in made.rglob("*") if path.is_file())
    found = {
        "django": django,
        "version": version,
        "transferred": transferred,
        "sources": sources_digest(),
        "names": names,
    }
    (made / LIST).write_text(json.dumps(found, indent=2), encoding="utf-8")
    return transferred


def _transferred(path: Path) -> int:
    """Return how many bytes a browser gets for a file: what is compressed is sent as it is."""
    if path.suffix in (".zip", ".xz"):
        return path.stat().st_size
    return 0 if path.name == "LICENSES.txt" else len(gzip.compress(path.read_bytes()))


def _require_own(folder: Path) -> None:
    """Raise UsageError for a folder in which there is something that we have not made."""
    is_free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not is_free and size_of(folder) is None:
        raise UsageError(f"{folder} holds something else than a Lab; name another folder")


def _put(made: Path, folder: Path) -> None:
    """Put what was made into the place of what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(made, folder)


def _licences(modules: Path) -> str:
    """Return the licences of all that the Lab brings, one below the other."""
    parts = []
    for name in PACKAGES:
        parts += [_of_distribution(name)]
    for path in sorted(modules.glob("**/package.json")):
        package = json.loads(path.read_text(encoding="utf-8"))
        if {"name", "version", "license"} <= package.keys():
            own = [one.read_text(encoding="utf-8") for one in sorted(path.parent.glob("LICENSE*"))]
            named = f"{package['name']} {package['version']} ({package['license']})"
            parts.append("\n\n".join([named, *own]))
    return f"\n{'-' * 78}\n".join(parts)


def _of_distribution(module: str) -> str:
    names = importlib.metadata.packages_distributions().get(module, [module])
    files = importlib.metadata.files(names[0]) or []
    texts = [
        Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
        for file in files
        if "LICEN" in file.name.upper() and ".dist-info" in str(file)
    ]
    return f"{names[0]} {importlib.metadata.version(names[0])}\n\n" + "\n".join(texts)
