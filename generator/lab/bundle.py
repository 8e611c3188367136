"""Make the folder of the Lab: Python for browsers, Django, our own code, and an editor.

What it takes of other people's comes from the registry of npm, by a lock file, and from the
environment that this runs in.
"""

import gzip
import hashlib
import importlib.metadata
import importlib.resources
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.translation import LOCALE

HERE = Path(__file__).parent
LIST = "lab.json"
ARCHIVE = "python.zip.xz"
_NODE = "node_modules"
_PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
_PYODIDE_LIST = "pyodide-lock.json"
_PACKAGES = (
    "asgiref",
    "babel",
    "django",
    "jinja2",
    "markdown",
    "markupsafe",
    "mypy_extensions",
    "pygments",
    "pymdownx",
    "sqlglot",
    "sqlparse",
    "yaml",
)
# What no lesson can reach in a browser, and what is for other languages and other databases.
_LEFT_OUT = (
    "*/__pycache__/*",
    "*.c",
    "*.h",
    "*.pyd",
    "*.pyi",
    "*.pyx",
    "*.so",
    "*/py.typed",
    "django/conf/app_template/*",
    "django/conf/project_template/*",
    "django/contrib/admin/static/*",
    "django/contrib/admindocs/*",
    "django/contrib/gis/*",
    "django/contrib/postgres/*",
    "django/db/backends/mysql/*",
    "django/db/backends/oracle/*",
    "django/db/backends/postgresql/*",
    "django/test/*",
    "proven_lessons/generator/building/*",
    "proven_lessons/generator/cli.py",
    "proven_lessons/generator/lab/browser/*",
    "proven_lessons/generator/lab/playground/*",
    "proven_lessons/generator/lab/*.js*",
    "proven_lessons/generator/mkdocs_plugin/*",
    "proven_lessons/generator/pages/elements/*",
    "proven_lessons/generator/pages/font/*",
    "proven_lessons/generator/pages/picture.py",
    "proven_lessons/generator/pages/scripts/*",
    "proven_lessons/generator/pages/standalone/*",
    "proven_lessons/generator/pages/styles/*",
    "proven_lessons/generator/pages/vendor/*",
    "proven_lessons/runner/processes/*",
)
_OF_LANGUAGE = ("django/*/locale/*", "django/conf/locale/*", "babel/locale-data/*")
# The parts of these that are loaded for what the pages hold; each has one for every language.
_BY_NEED = (
    "babel/*.py",
    "markdown/*.py",
    "pygments/*.py",
    "pymdownx/*.py",
    "sqlglot/*.py",
)
_WHAT_IS_LOADED = """\
import sys
import markdown
from babel.core import Locale
from babel.numbers import format_decimal
from pygments.lexers import get_lexer_by_name
from proven_lessons.generator.pages.cards import EXTENSIONS
from proven_lessons.generator.pages.render import Renderer
from proven_lessons.generator.modes.sample import _LANGUAGES
import proven_lessons.generator.pages.render
import sqlglot
from pygments.formatters import HtmlFormatter
HtmlFormatter().get_style_defs()
for name in {*_LANGUAGES.values(), "diff", "python", "html", "sql", "text"}:
    get_lexer_by_name(name)
sqlglot.parse("SELECT 1", dialect="sqlite")[0].sql(dialect="sqlite")
for language in ("en", "de"):
    Renderer(language).language.text(1000)
    format_decimal(1000, locale=language)
markdown.markdown("```python\\n1\\n```\\n| a |\\n| - |", extensions=list(EXTENSIONS))
for module in list(sys.modules.values()):
    if getattr(module, "__file__", None):
        print(module.__file__)
"""
_ZONES = ("UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Chicago",
          "America/Los_Angeles", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney")  # fmt: skip


def bundle(folder: Path, told: Callable[[str], None] = lambda _line: None) -> int:
    """Write the Lab into `folder`; return how many bytes a browser loads, as servers send them.

    Raise UsageError for what is missing here.
    """
    with tempfile.TemporaryDirectory(prefix="lab-") as name:
        work = Path(name)
        made = work / "made"
        told("Getting Python for browsers, and the editor")
        _install(work)
        told("Bundling the editor")
        _bundle_editor(work, made)
        told("Compiling Django and the runner for the browser")
        version = _compile(work, made)
        for file in ("download.js", "lab.css", "lab.js", "worker.js", "browser/start.py"):
            shutil.copy(HERE / file, made / Path(file).name)
        shutil.copy(HERE.parent / "pages" / "scripts" / "store.js", made / "store.js")
        (made / "LICENSES.txt").write_text(_licences(work / _NODE), encoding="utf-8")
        size = _listed(made, version)
        _put(made, folder)
    return size


def sources_digest() -> str:
    """Return a digest of all of ours that the Lab is made from, or may be."""
    digest = hashlib.sha256()
    for path, source in _of_ours():
        if "__pycache__" not in path:
            digest.update(path.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:16]


def made_from(folder: Path) -> str | None:
    """Return the digest of what the Lab in `folder` was made from; None if there is no Lab."""
    found = _read(folder).get("sources")
    return found if isinstance(found, str) else None


def size_of(folder: Path) -> int | None:
    """Return how many bytes a browser loads of the Lab in `folder`; None if there is no Lab."""
    size = _read(folder).get("transferred")
    return size if isinstance(size, int) else None


# Private


def _read(folder: Path) -> dict[str, Any]:
    """Return the list of a Lab; empty if there is none."""
    try:
        found = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _node() -> str:
    found = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
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
    (made / "pyodide").mkdir(parents=True)
    for file in _PYODIDE:
        shutil.copy(pyodide / file, made / "pyodide" / file)
    (made / "pyodide" / _PYODIDE_LIST).write_text(_without_packages(work), encoding="utf-8")
    _gather(work / "python")
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


def _gather(into: Path) -> None:
    """Copy the Python files that a browser needs into a folder."""
    loaded = _loaded()
    for path, source in (*_of_others(), *_of_ours()):
        if _is_wanted(path, source, loaded):
            _copy(source, into / path)
    _copy(HERE / "browser" / "pydantic.py", into / "pydantic.py")
    for file in importlib.metadata.files("markdown") or []:  # names its extensions
        if file.name in ("METADATA", "entry_points.txt"):
            _copy(Path(str(file.locate())), into / file)
    zones = Path(str(importlib.resources.files("tzdata") / "zoneinfo"))
    for zone in _ZONES:
        _copy(zones / zone, into / "zones" / zone)


def _of_others() -> Iterator[tuple[str, Path]]:
    for name in _PACKAGES:
        yield from _files_of(name)


def _of_ours() -> Iterator[tuple[str, Path]]:
    """Yield the files of our packages, by the paths that they are imported from."""
    for package in ("generator", "runner"):
        root = HERE.parent.parent / package
        for source in sorted(root.rglob("*")):
            if source.is_file():
                yield f"proven_lessons/{package}/{source.relative_to(root).as_posix()}", source


def _files_of(name: str) -> Iterator[tuple[str, Path]]:
    """Yield the files of a package with their paths; of a module alone, its one."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise UsageError(f"the Lab needs {name}, which is not installed here")
    origin = Path(spec.origin)
    if origin.name != "__init__.py":
        yield origin.name, origin
        return
    for path in sorted(origin.parent.rglob("*")):
        if path.is_file():
            yield path.relative_to(origin.parent.parent).as_posix(), path


def _is_wanted(path: str, source: Path, loaded: frozenset[str]) -> bool:
    if any(fnmatch(path, pattern) for pattern in _LEFT_OUT):
        return False
    if any(fnmatch(path, pattern) for pattern in _OF_LANGUAGE):
        return _is_of_our_languages(path)
    if any(fnmatch(path, pattern) for pattern in _BY_NEED):
        return str(source) in loaded
    return path.endswith(".py") or not path.startswith(("sqlglot/", "pygments/"))


def _is_of_our_languages(path: str) -> bool:
    """Return whether a file is for one of the languages that pages have, or for all."""
    languages = {"en", "root", *(one.stem for one in LOCALE.glob("*.po"))}
    if path.startswith("babel/"):
        return Path(path).stem in languages
    after = path.partition("/locale/")[2]
    return "/" not in after or after.partition("/")[0] in languages


def _loaded() -> frozenset[str]:
    """Return the files of the modules that are loaded for what pages hold."""
    done = subprocess.run(
        [sys.executable, "-c", _WHAT_IS_LOADED], capture_output=True, text=True, check=True
    )
    return frozenset(done.stdout.splitlines())


def _copy(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, to)


def _listed(made: Path, version: str) -> int:
    """Write the list of what a browser loads; return the bytes of it, as servers compress them."""
    wanted = {ARCHIVE, "start.py", *(f"pyodide/{name}" for name in (*_PYODIDE[1:], _PYODIDE_LIST))}
    digest = hashlib.sha256()
    files, transferred = [], 0
    for path in sorted(one for one in made.rglob("*") if one.is_file()):
        name, content = path.relative_to(made).as_posix(), path.read_bytes()
        digest.update(name.encode() + b"\0" + content)
        transferred += _transferred(name, content)
        if name in wanted:
            files.append({"path": name, "size": len(content)})
    found = {
        "digest": digest.hexdigest()[:16],
        "django": importlib.metadata.version("django"),
        "version": version,
        "python": ARCHIVE,
        "transferred": transferred,
        "sources": sources_digest(),
        "files": files,
    }
    (made / LIST).write_text(json.dumps(found, indent=2), encoding="utf-8")
    return transferred


def _transferred(name: str, content: bytes) -> int:
    """Return how many bytes a browser gets for a file: what is compressed is sent as it is."""
    if name.endswith((".zip", ".xz")):
        return len(content)
    return 0 if name == "LICENSES.txt" else len(gzip.compress(content))


def _put(made: Path, folder: Path) -> None:
    """Put what was made into the place of what is there; what is somebody else's stays."""
    if folder.exists() and any(folder.iterdir()) and size_of(folder) is None:
        raise UsageError(f"{folder} holds something else than a Lab; name another folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(made, folder)


def _licences(modules: Path) -> str:
    """Return the licences of all that the Lab brings, one below the other."""
    parts = []
    for name in _PACKAGES:
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
