"""One site on each builder that has our plugin, or MkDocs' own, with the themes that go with them.

Zensical, which runs no plugin: tests/browser/test_zensical.py.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from posixpath import dirname, normpath

import pytest

ROOT = Path(__file__).resolve().parents[3]
# What takes the place of MkDocs, or of Material: make test puts each into a folder of its own, beside the environment,
# all of which lessons can look at.
APART = {"mkdocs-ng": "ng", "materialx": "materialx"}
CONFIG = """\
site_name: Lessons
theme: {{name: {theme}}}
plugins: [search, lessons]
nav: [index.md, "{{lessons}}", recall.md, glossary.md]
"""
HOME = "# Home\n\n{lessons: start}\n\n{lessons: player transactions/rollback-and-on-commit}\n\n{lessons: tracks}\n"
PAGE = "transactions/rollback-and-on-commit/index.html"
BUILDERS = {
    "mkdocs": ("mkdocs", "material"),
    "properdocs": ("properdocs", "material"),
    "mkdocs-ng": ("mkdocs", "material"),
    "materialx": ("mkdocs", "materialx"),
    "readthedocs": ("mkdocs", "readthedocs"),
    "plain mkdocs": ("mkdocs", "mkdocs"),
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The site as each of the builders makes it."""
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "lesson_data/transactions", project / "lesson_data/transactions")
    (project / "docs").mkdir()
    (project / "docs/index.md").write_text(HOME)
    return {name: built(project, name) for name in BUILDERS}


def built(project: Path, name: str) -> Path:
    module, theme = BUILDERS[name]
    (project / f"{theme}.yml").write_text(CONFIG.format(theme=theme))
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    if name in APART:
        folder = ROOT / ".venv-builders" / APART[name]
        assert folder.is_dir(), "make test installs what it needs"
        environment["PYTHONPATH"] = str(folder)
    site = project / "sites" / name.replace(" ", "-")
    done = subprocess.run(
        [sys.executable, "-m", module, "build", "--strict", "-f", f"{theme}.yml", "--site-dir", str(site)],
        cwd=project, capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return site


def text_of(site: Path, path: str = PAGE) -> str:
    return (site / path).read_text(encoding="utf-8")


def modes_of(html: str) -> list[str]:
    return re.findall(r'<section class="lesson-mode[^"]*" id="([^"]+)"', html)


@pytest.mark.parametrize("name", BUILDERS)
def test_a_lesson_has_all_its_modes_and_what_it_loads(name: str, sites: dict[str, Path]) -> None:
    site = sites[name]
    html = text_of(site)
    assert modes_of(html) == modes_of(text_of(sites["mkdocs"])) != []
    ours = [
        path
        for path in re.findall(r'(?:href|src)="([^"]+)"', html)
        if "lessons." in path or "ground." in path
    ]
    assert len({path.rpartition("/")[2] for path in ours}) >= 2
    for path in ours:
        assert (site / normpath(f"{dirname(PAGE)}/{path.partition('?')[0]}")).is_file(), path
    for path in ("recall/index.html", "glossary/index.html", "transactions/index.html"):
        assert "lesson" in text_of(site, path)
    assert "lesson-watch" in text_of(site, "index.html")


@pytest.mark.parametrize("name", ["properdocs", "mkdocs-ng", "materialx"])
def test_builders_of_one_family_make_the_same_of_it(name: str, sites: dict[str, Path]) -> None:
    def article(site: Path) -> str:
        found = re.search(r'<div class="lesson-body">.*?</section>', text_of(site), re.DOTALL)
        assert found
        return found[0]

    assert article(sites[name]) == article(sites["mkdocs"])


@pytest.mark.parametrize("name", BUILDERS)
def test_another_theme_gets_the_ground_that_our_pages_stand_on(
    name: str, sites: dict[str, Path]
) -> None:
    html = text_of(sites[name])
    is_other = name in ("readthedocs", "plain mkdocs")
    assert ('<article class="lesson-in-theme md-typeset">' in html) == is_other
    assert ("assets/ground.css" in html) == is_other
    assert (sites[name] / "assets/ground.css").is_file() == is_other
