"""Any program with Python-Markdown shows a lesson on a page; what does not hold is refused."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import markdown
import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.errors import UsageError
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import write_lesson

NAME = "proven_lessons.generator.markdown_extension"
PAGE = """\
# A page

{lessons: player t/one}

{lessons: tracks}

```
{lessons: player t/one}
```
"""


@pytest.fixture
def data(tmp_path: Path, recorder: Recorder) -> Path:
    write_lesson(tmp_path / "lessons", "t/one")
    (tmp_path / "lessons/t/track.yml").write_text("title: T\nsummary: S.\n")
    assert Builder(tmp_path / "lessons", recorder).build().problems == []
    return tmp_path / "lessons"


def converted(page: str, data: Path, **more: Any) -> str:
    return markdown.markdown(
        page, extensions=[NAME], extension_configs={NAME: {"data": str(data), **more}}
    )


def test_a_page_shows_a_lesson_and_leads_to_the_site(data: Path) -> None:
    html = converted(PAGE, data)
    assert 'data-mode="trace"' in html and 'data-mode="sample"' in html
    assert 'id="__span-' in html, "the player goes by the lines"
    assert "///" not in html and html.count("{lessons: player t/one}") == 1
    assert re.findall(r'<a href="([^#][^"]*)"', html) == ["/t/"]


@pytest.mark.parametrize(
    ("more", "address"),
    [
        ({"root": "/shop/"}, "/shop/t/"),
        (
            {"root": "https://x.example", "use_directory_urls": False},
            "https://x.example/t/index.html",
        ),
    ],
)
def test_the_site_may_be_anywhere(more: dict[str, Any], address: str, data: Path) -> None:
    assert f'<a href="{address}"' in converted(PAGE, data, **more)


def test_extensions_of_a_site_stay_as_they_are_set(data: Path) -> None:
    options = {
        NAME: {"data": str(data)},
        "pymdownx.highlight": {"line_spans": "__span", "anchor_linenums": True},
    }
    for order in (["pymdownx.highlight", NAME], [NAME, "pymdownx.highlight"]):
        html = markdown.markdown(PAGE, extensions=[*order, "toc"], extension_configs=options)
        assert '<h1 id="a-page">' in html and 'data-mode="trace"' in html


def test_what_does_not_hold_is_refused(data: Path, tmp_path: Path) -> None:
    assert "It runs" not in converted(PAGE, data)
    with pytest.raises(UsageError, match="did you mean 't/one'"):
        converted("{lessons: player t/on}", data)
    with pytest.raises(UsageError, match="name the folder of the lessons"):
        converted(PAGE, tmp_path / "nowhere")
    views = data / "t/one/views.py"
    views.write_text(
        views.read_text().replace("HttpResponse(", "HttpResponse('now', status=404) or (")
    )
    with pytest.raises(UsageError, match="this trace does not hold"):
        converted(PAGE, data)


def test_a_site_of_mkdocs_without_the_plugin_names_it_shortly(data: Path) -> None:
    project = data.parent
    (project / "docs").mkdir()
    (project / "docs/index.md").write_text(PAGE)
    (project / "mkdocs.yml").write_text(
        "site_name: S\ntheme: {name: mkdocs}\nmarkdown_extensions: [lessons: {data: lessons}]\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert 'data-mode="trace"' in (project / "site/index.html").read_text()
