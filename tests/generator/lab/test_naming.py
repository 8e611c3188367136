"""Each file of the Lab has a name that changes with it, and is asked for by that name."""

from pathlib import Path

from proven_lessons.generator.lab.naming import PYODIDE, named_by_digest

TEXTS = {
    "pyodide/pyodide.mjs": "export const a = 1;",
    "python.zip.xz": "packed",
    "start.py": "pass",
    "editor.js": "export class Editor {}",
    "store.js": "export const kept = 1;",
    "python.js": "export const unpacked = 1;",
    "files.json": '{"folder": "pyodide/", "python": "python.zip.xz", "files": ["pyodide/pyodide.mjs"]}',
    "worker.js": 'import a from "./pyodide/pyodide.mjs"; import "./python.js"; const L = "files.json";',
    "lab.js": 'import "./store.js"; new Worker(new URL("worker.js", here)); const other = "my worker.js";',
    "lab.css": "p {}",
}


def made(folder: Path, **changed: str) -> dict[str, str]:
    """Write the files of a Lab, and name them; give the names."""
    folder.mkdir()
    (folder / PYODIDE).mkdir()
    for path, text in TEXTS.items():
        (folder / path).write_text(changed.get(path.partition(".")[0].rpartition("/")[2], text))
    return named_by_digest(folder)


def test_what_names_a_file_names_it_as_it_is_called_then(tmp_path: Path) -> None:
    names = made(tmp_path / "lab")
    assert {path.name for path in (tmp_path / "lab").iterdir()} == set(names.values())
    stems = {name: name.partition(".")[0] for name in names}
    assert all(new.startswith(f"{stems[name]}-") for name, new in names.items())
    listed, worker, lab = (
        (tmp_path / "lab" / names[name]).read_text()
        for name in ("files.json", "worker.js", "lab.js")
    )
    folder = names["pyodide"]
    assert listed == (
        f'{{"folder": "{folder}/", "python": "{names["python.zip.xz"]}", '
        f'"files": ["{folder}/pyodide.mjs"]}}'
    )
    assert worker == (
        f'import a from "./{folder}/pyodide.mjs"; import "./{names["python.js"]}"; '
        f'const L = "{names["files.json"]}";'
    )
    assert lab == (
        f'import "./{names["store.js"]}"; new Worker(new URL("{names["worker.js"]}", here)); '
        'const other = "my worker.js";'
    )


def test_a_change_gives_new_names_to_what_leads_to_it_and_to_nothing_else(tmp_path: Path) -> None:
    before = made(tmp_path / "a")
    assert made(tmp_path / "b") == before
    of_python = made(tmp_path / "c", python="other")
    assert {name for name, new in of_python.items() if new != before[name]} == {
        "python.zip.xz", "python.js", "files.json", "worker.js", "lab.js",
    }  # fmt: skip
    of_pyodide = made(tmp_path / "d", pyodide="other")
    assert {name for name, new in of_pyodide.items() if new != before[name]} == {
        "pyodide", "files.json", "worker.js", "lab.js",
    }  # fmt: skip
