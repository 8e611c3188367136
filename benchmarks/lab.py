"""Measure the Lab in Chromium on loopback: python -m benchmarks.lab, with a Lab in .lab (`make .lab/lab.json`).

From the click to the first table of what ran, on a first visit, and on later ones; beside it
JupyterLite, from its page to the first result of a line of Python, and what the Lab's Python takes
alone to say what 1 + 1 is, which no program in a browser's Python can do without.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from benchmarks import lite
from proven_lessons.generator.lab.bundle import names_in
from tests.browser.conftest import BROWSERS, FLAGS
from tests.browser.keeping import served

ROOT = Path(__file__).resolve().parent.parent
LESSON = "/sessions/visit-counter/lab/"
BEGIN = """() => {
  const [status, result] = [".lesson-lab-status", ".lesson-lab-result"].map((one) => document.querySelector(one));
  const begun = performance.now();
  new MutationObserver(() => {
    if (/ready/.test(status.textContent)) document.querySelector("[data-act=run]").click();
  }).observe(status, { childList: true, characterData: true, subtree: true });
  const shown = new Promise((done) => new MutationObserver(() => {
    if (result.querySelector("[data-mode=trace] table")) done(performance.now() - begun);
  }).observe(result, { childList: true }));
  document.querySelector("[data-act=start]").click();
  return shown;
}"""
AGAIN = """() => {
  const begun = performance.now();
  const result = document.querySelector(".lesson-lab-result");
  let first = null;
  const shown = new Promise((done) => new MutationObserver(() => {
    first ??= performance.now() - begun;
    if (result.querySelector("[data-mode=trace] table")) done([first, performance.now() - begun]);
  }).observe(result, { childList: true }));
  document.querySelector("[data-act=run]").click();
  return shown;
}"""
ALONE = """async (indexURL) => {
  const begun = performance.now();
  const { loadPyodide } = await import(`${indexURL}pyodide.mjs`);
  const python = await loadPyodide({ indexURL });
  if (python.runPython("1 + 1") !== 2) throw new Error("no Python");
  return performance.now() - begun;
}"""
KEPT = """async () => {
  for (const name of await caches.keys()) {
    if ((await (await caches.open(name)).keys()).some(({ url }) => url.endsWith("/memory"))) return true;
  }
  return false;
}"""


def built(project: Path) -> Path:
    """Return this project's site with its Lab."""
    for name in ("docs", "lesson_data", "mkdocs.yml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, project / name)
    env = {**os.environ, "LAB": str(ROOT / ".lab"), "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"], cwd=project, env=env, check=True
    )
    return project / "site"


def opened(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(LESSON)
    page.wait_for_load_state("networkidle")
    return page


def visits(playwright: Playwright, profile: Path, address: str) -> Iterator[BrowserContext]:
    """Yield a browser for each of three visits of the same reader."""
    for _ in range(3):
        with playwright.chromium.launch_persistent_context(
            profile, executable_path=next(filter(None, map(shutil.which, BROWSERS))), args=FLAGS, base_url=address
        ) as context:  # fmt: skip
            yield context


def of_lab(context: BrowserContext, pyodide: str) -> tuple[float, float, float, float]:
    """Give the seconds of a visit: to the first table, of Python alone, of a run and with its steps."""
    alone: float = opened(context).evaluate(ALONE, pyodide)
    page = opened(context)
    shown: float = page.evaluate(BEGIN)
    page.wait_for_timeout(1000)
    runs: list[list[float]] = []
    for _ in range(5):
        runs.append(page.evaluate(AGAIN))
        page.wait_for_timeout(500)  # it looks whether Django is as it was
    while not page.evaluate(KEPT):
        page.wait_for_timeout(500)
    said, whole = sorted(runs)[2]
    return shown / 1000, alone / 1000, said / 1000, whole / 1000


def main() -> None:
    pyodide = f"/assets/lab/{names_in(ROOT / '.lab')['pyodide']}/"
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "project").mkdir()
        peer, named = lite.site(folder / "lite")
        print(f"beside {named}")
        with served(built(folder / "project")) as ours, served(peer) as theirs:
            addresses = [f"http://127.0.0.1:{one.server_port}" for one in (ours, theirs)]
            pairs = zip(
                visits(playwright, folder / "ours", addresses[0]),
                visits(playwright, folder / "theirs", addresses[1]),
                ("first", "second", "third"),
                strict=True,
            )
            for context, other, visit in pairs:
                shown, alone, said, whole = of_lab(context, pyodide)
                result = lite.first_result(other)
                print(
                    f"{visit} visit: Lab, click to the first table {shown:.2f} s, a run until it is told "
                    f"{said:.3f}, with its steps {whole:.3f}; "
                    f"its Python alone {alone:.2f}; JupyterLite, page to the first result {result:.2f}; "
                    f"ratio {shown / result:.2f}"
                )


if __name__ == "__main__":
    main()
