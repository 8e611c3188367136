"""Files of the Lab get names that change with what is in them, so that a browser may keep each."""

import hashlib
import re
from pathlib import Path

PYODIDE = "pyodide"
# Each before those that name it, as they do in a text of their own: "./store.js".
_ORDER = (
    PYODIDE,
    "python.zip.xz",
    "start.py",
    "editor.js",
    "store.js",
    "python.js",
    "files.json",
    "worker.js",
    "lab.js",
    "lab.css",
)
_DIGITS = 12


def named_by_digest(folder: Path) -> dict[str, str]:
    """Rename what is in a folder, also where a text of it names it; return the new names.

    A folder in it is renamed as a whole: what is in that is asked for by names that are not ours.
    """
    names: dict[str, str] = {}
    for name in _ORDER:
        path = folder / name
        if path.suffix in (".js", ".json"):
            path.write_text(_renaming(path.read_text(encoding="utf-8"), names), encoding="utf-8")
        stem, dot, ending = name.partition(".")
        names[name] = f"{stem}-{_digest(path)}{dot}{ending}"
        path.rename(folder / names[name])
    return names


# Private


def _renaming(text: str, names: dict[str, str]) -> str:
    """Return a text with the new name of each file that a whole string of it names."""
    for name, new in names.items():
        text = re.sub(rf'(?<=["/]){re.escape(name)}(?=["/])', new, text)
    return text


def _digest(path: Path) -> str:
    """Return the digest of a file, or of all files in a folder with their names."""
    found = hashlib.sha256()
    for one in sorted(path.iterdir()) if path.is_dir() else [path]:
        content = hashlib.sha256(one.read_bytes()).hexdigest()
        found.update(f"{one.name} {content}\n".encode())
    return found.hexdigest()[:_DIGITS]
