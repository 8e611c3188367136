"""JupyterLite, which is Python in a browser as the Lab is: what its first result takes."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext

from benchmarks.peers import environment, versions
from proven_lessons.generator.lab.bundle import _npm

# The version of Pyodide that the kernel asks for, and what it has Pyodide load before it says anything.
PYODIDE = "314.0.6"
WANTED = (
    "comm",
    "executing",
    "ipython",
    "jedi",
    "micropip",
    "packaging",
    "prompt-toolkit",
    "pygments",
    "typing-extensions",
)
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "defaultKernelName": "python",
        "litePluginSettings": {
            "@jupyterlite/pyodide-kernel-extension:kernel": {
                "pyodideUrl": "/pyodide/pyodide.mjs",
                "disablePyPIFallback": True,
            }
        },
    },
}


def site(work: Path) -> tuple[Path, str]:
    """Build a JupyterLite that asks for nothing elsewhere; give its folder, and its versions."""
    packages = ("jupyterlite-core", "jupyterlite-pyodide-kernel")
    commands = environment("jupyterlite", *packages)
    source, built = work / "source", work / "built"
    source.mkdir(parents=True)
    (source / "jupyter-lite.json").write_text(json.dumps(SETTINGS))
    subprocess.run(
        [commands / "jupyter-lite", "build", "--apps", "repl", "--output-dir", built],
        cwd=source, check=True, capture_output=True, env={"PATH": f"{commands}:/usr/bin:/bin"},
    )  # fmt: skip
    subprocess.run(
        [*_npm(), "pack", "-s", f"pyodide@{PYODIDE}"], cwd=work, check=True, capture_output=True
    )
    shutil.unpack_archive(work / f"pyodide-{PYODIDE}.tgz", work / "unpacked")
    shutil.move(work / "unpacked/package", built / "pyodide")
    _bring_packages(built / "pyodide", commands)
    return built, f"{versions(commands, *packages)}, pyodide {PYODIDE}"


def first_result(context: BrowserContext) -> float:
    """Give the seconds from opening its page to what a line of Python says."""
    page = context.new_page()
    began = page.evaluate("Date.now()")
    page.goto("/repl/index.html?kernel=python&code=print(6*7)")
    page.locator(".jp-OutputArea-output").filter(has_text="42").first.wait_for(timeout=120_000)
    ended: float = page.evaluate("Date.now()")
    return (ended - began) / 1000


def _bring_packages(pyodide: Path, commands: Path) -> None:
    """Put the wheels that are loaded beside Pyodide, and no others into its list."""
    listed = pyodide / "pyodide-lock.json"
    data = json.loads(listed.read_text())
    known: dict[str, Any] = data["packages"]
    kept: dict[str, Any] = {}
    for name in _with_dependencies(WANTED, known):
        entry = known.get(
            name, {**known["decorator"], "name": name, "imports": [name], "depends": []}
        )
        pinned = f"{name}=={entry['version']}" if name in known else name
        folder = pyodide / "wheels" / name
        subprocess.run(
            [commands / "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "--python-version", "3.14", "-d", folder, pinned],
            check=True,
        )  # fmt: skip
        (wheel,) = folder.iterdir()
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        where = wheel.relative_to(pyodide).as_posix()
        kept[name] = {
            **entry,
            "version": wheel.name.split("-")[1],
            "file_name": where,
            "sha256": digest,
        }
    listed.write_text(json.dumps({**data, "packages": kept}))


def _with_dependencies(names: tuple[str, ...], known: dict[str, Any]) -> list[str]:
    found: list[str] = []
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found and (name in known or name in names):
            found.append(name)
            todo += known.get(name, {}).get("depends", [])
    return sorted(found)
