"""The plugin: MkDocs sees virtual pages, and a broken lesson ends a build but never a server."""

import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import traceback
import urllib.error
import urllib.request
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner
from markdown import Markdown
from mkdocs.__main__ import cli
from mkdocs.commands.build import build
from mkdocs.config import load_config

from proven_lessons.generator.mkdocs_plugin import plugin
from tests.builders import view, write_lesson

assert plugin  # is there before a test borrows its recorder

CONFIG = """\
site_name: Test
theme: {name: material, font: false, features: [content.action.edit]}
repo_url: https://example.org/repo
edit_uri: edit/main/docs/
plugins: [search, lessons]
nav:
  - Home: index.md
  - "{lessons}"
  - About: about.md
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[A lesson](track/one.md)\n")
    (tmp_path / "docs" / "about.md").write_text("# About\n")
    write_lesson(tmp_path / "lesson_data")
    return tmp_path


def mkdocs(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Give what the command does in this process, where all that it needs has been imported."""
    with contextlib.chdir(project):
        done = CliRunner().invoke(cli, arguments, prog_name="mkdocs")
    error = "".join(traceback.format_exception(done.exception)) if _is_bug(done.exception) else ""
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr + error)


def _is_bug(error: BaseException | None) -> bool:
    return error is not None and not isinstance(error, SystemExit)


def mkdocs_alone(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_a_project_may_have_packages_of_its_own_called_as_our_folders(project: Path) -> None:
    for name in ("runner", "generator", "tests"):
        (project / name).mkdir()
        (project / name / "__init__.py").write_text("raise RuntimeError('this is not ours')\n")
    done = mkdocs_alone(project, "build", "--strict")  # its folder stands first on the path
    assert done.returncode == 0, done.stderr
    assert "in session" in (project / "site" / "track" / "one" / "index.html").read_text()


def test_a_build_has_the_pages_the_navigation_and_the_styles(project: Path) -> None:
    done = mkdocs(project, "build", "--strict")
    assert done.returncode == 0, done.stderr
    page = (project / "site" / "track" / "one" / "index.html").read_text()
    assert '<h1 id="a-lesson">A lesson' in page
    assert "Set 'a' = 1 in session" in page
    assert "assets/lessons.css" in page
    assert (project / "site" / "assets" / "lessons.css").exists()
    assert re.findall(r'href="(https://example.org/repo/edit[^"]*)"', page) == [
        "https://example.org/repo/edit/main/lesson_data/track/one/lesson.yml"
    ]
    home = (project / "site" / "index.html").read_text()
    named = re.findall(r'class="md-ellipsis">\s*([^<]+?)\s*<', home.partition("md-nav--primary")[2])
    # A section with a page of its own is named twice.
    assert [
        name for name in dict.fromkeys(named) if name in ("Home", "Track", "A lesson", "About")
    ] == [
        "Home",
        "Track",
        "A lesson",
        "About",
    ]
    assert not list((project / "docs").glob("track*")), "pages are virtual"
    trace = project / "lesson_data" / "track" / "one" / "trace.json"
    assert not trace.exists(), "a strict build changes nothing"
    assert mkdocs_alone(project, "build").returncode == 0
    trace.write_text(trace.read_text().replace("200", "201"))
    done = mkdocs_alone(project, "build", "--strict")
    assert done.returncode == 1
    assert "trace.json: this trace does not hold: its trace is not as it was" in done.stderr


def test_a_build_is_the_same_each_time(project: Path) -> None:
    pages = []
    for _ in range(2):
        assert mkdocs(project, "build", "--strict").returncode == 0
        pages.append((project / "site" / "track" / "one" / "index.html").read_bytes())
    assert pages[0] == pages[1]


def test_a_build_with_a_broken_lesson_fails_with_its_message(project: Path) -> None:
    assert mkdocs(project, "build").returncode == 0
    good = (project / "site" / "track" / "one" / "index.html").read_text()
    (project / "lesson_data" / "track" / "one" / "views.py").write_text("def view(request:\n")
    done = mkdocs(project, "build")
    assert done.returncode == 1
    assert (
        "lesson_data/track/one/views.py:1:9: Python can't read it: '(' was never closed"
        in done.stderr
    )
    assert "Traceback" not in done.stderr
    assert (project / "site" / "track" / "one" / "index.html").read_text() == good, (
        "the last good site is still there"
    )


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def shows(address: str, text: str) -> bool:
    """Wait until the lesson's page holds `text`."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}track/one/", timeout=10) as answer:
                if text in answer.read().decode():
                    return True
        except (urllib.error.URLError, TimeoutError):
            pass
        time.sleep(0.1)
    return False


def drafts_at(address: str) -> int:
    """Give how often the page of a draft says that it is one."""
    with urllib.request.urlopen(f"{address}drafts/d/", timeout=10) as answer:
        count: int = answer.read().count(b"mkdocs-draft-marker")
    return count


CARDS = '<details class="lesson-card-code" markdown="1">'


def test_serving_converts_only_the_pages_that_changed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    converted: list[str] = []
    convert = Markdown.convert

    def noting(self: Markdown, source: str) -> str:
        converted.extend(line for line in source.splitlines()[:1])
        return convert(self, source)

    def built(*, as_if: Literal["serve", "build"]) -> dict[str, str]:
        converted.clear()
        config = load_config(
            "mkdocs.yml"
        )  # as MkDocs does; the plugin stays, because it has `on_startup`
        config.plugins.on_startup(command=as_if, dirty=False)
        build(config)
        return {path.as_posix(): path.read_text() for path in (project / "site").rglob("*.html")}

    (project / "mkdocs.yml").write_text(
        CONFIG.replace("About: about.md", "about.md")
    )  # its title is its heading
    monkeypatch.setattr(Markdown, "convert", noting)
    monkeypatch.chdir(project)
    first = built(as_if="serve")
    assert sorted(converted) == [
        "# A lesson", "# About", "# Glossary", "# Home", "# Recall", "# Track", CARDS,
    ]  # fmt: skip
    assert built(as_if="serve") == first
    assert converted == []
    (project / "docs" / "about.md").write_text("# About us\n\n[Home](index.md#home)\n")
    about = built(as_if="serve")
    assert converted == ["# About us"]
    index = json.loads((project / "site" / "search" / "search_index.json").read_text())
    found = {entry["location"]: entry["title"] for entry in index["docs"]}
    assert found["about/"] == "About us"
    assert found["track/one/"] == "A lesson", "what did not change is still found"
    assert len(found) == len(index["docs"])
    assert "About us" in about[(project / "site" / "index.html").as_posix()], (
        "the navigation of kept pages follows"
    )
    (project / "docs" / "new.md").write_text("# New\n")
    built(as_if="serve")
    assert converted == ["# New"], "no link leads to it"
    built(as_if="build")
    assert converted == [], "it is kept for the next build"
    shutil.rmtree(project / ".cache")
    built(as_if="build")
    assert len(converted) == 7
    load_config("mkdocs.yml").plugins.on_shutdown()


def test_serve_follows_edits_and_survives_a_broken_lesson(project: Path) -> None:
    lesson = project / "lesson_data" / "track" / "one"
    port = free_port()
    (project / "mkdocs.yml").write_text(
        f"{CONFIG}dev_addr: 127.0.0.1:{port}\ndraft_docs: drafts/\n"
    )
    (project / "docs/drafts").mkdir()
    (project / "docs/drafts/d.md").write_text("# Draft\n")
    command = [sys.executable, "-m", "mkdocs", "serve"]
    with (project / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=project, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}/"
        assert shows(address, "Set 'a' = 1 in session"), (project / "log").read_text()
        assert drafts_at(address) == 1
        written = (lesson / "lesson.yml").read_text()
        (lesson / "lesson.yml").write_text(written.replace("title: ", "title: Renamed "))
        assert shows(address, "Renamed")
        assert drafts_at(address) == 1, "it is built again, and MkDocs puts that before it"
        (lesson / "views.py").write_text(
            view("request.session['b'] = 2\nreturn HttpResponse('ok')")
        )
        assert shows(address, "Set 'b' = 2 in session"), (project / "log").read_text()
        (lesson / "views.py").write_text("def view(request:\n")
        assert shows(address, "was never closed"), (project / "log").read_text()
        (lesson / "views.py").write_text(
            view("request.session['c'] = 3\nreturn HttpResponse('ok')")
        )
        assert shows(address, "Set 'c' = 3 in session"), (project / "log").read_text()
        with (lesson / "lesson.yml").open("a") as file:
            file.write("snapshot: It holds {{ step.gone }}.\n")
        assert shows(address, '<strong class="lesson-false">'), (project / "log").read_text()
        assert shows(address, "Set 'c' = 3 in session"), "the rest of the page is there"
        (project / "lesson_data").rename(project / "away")  # as on a branch without lessons
        time.sleep(1)
        (project / "away" / "track" / "one" / "views.py").write_text(
            view("request.session['d'] = 4\nreturn HttpResponse('ok')")
        )
        (project / "away").rename(project / "lesson_data")
        assert shows(address, "Set 'd' = 4 in session"), (project / "log").read_text()
        time.sleep(1.5)  # long enough for the watcher to see our own trace, if it looked
        builds = (project / "log").read_text().count("Building documentation")
        # One at the start and one for each edit; an edit that is seen half-written costs one more at the most.
        assert builds <= 8, "writing a trace started a build"
    finally:
        process.terminate()
        process.wait(20)


LOOKS = """\
import json, pathlib

def on_page_markdown(markdown, page, **_):
    with pathlib.Path("seen").open("a") as file:
        print(json.dumps([page.file.src_uri, page.meta.get("render_macros"), page.file.abs_src_path, page.meta.get("title")]), file=file)
"""


def test_other_plugins_see_where_a_page_comes_from_and_that_it_is_no_template(
    project: Path,
) -> None:
    (project / "looks.py").write_text(LOOKS)
    (project / "mkdocs.yml").write_text(f"{CONFIG}hooks: [looks.py]\n")
    done = mkdocs(project, "build")
    assert done.returncode == 0, done.stderr
    seen = {
        path: rest for path, *rest in map(json.loads, (project / "seen").read_text().splitlines())
    }
    track = project.resolve() / "lesson_data" / "track"
    assert seen["track/one.md"] == [False, str(track / "one" / "lesson.yml"), "A lesson"]
    assert seen["track/index.md"][:2] == [False, str(track / "track.yml")]
    assert seen["recall.md"][:2] == [False, str(project.resolve() / "mkdocs.yml")]
    assert seen["about.md"][0] is None, "a page of its author's own"


SLOW = """\
import pathlib, time

def on_env(env, **_):
    begun = pathlib.Path("begun")
    if not begun.exists():
        begun.touch()
        time.sleep(2)
"""


def test_an_edit_during_the_first_build_is_not_lost(project: Path) -> None:
    port = free_port()
    (project / "slow.py").write_text(SLOW)
    (project / "mkdocs.yml").write_text(f"{CONFIG}dev_addr: 127.0.0.1:{port}\nhooks: [slow.py]\n")
    with (project / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve"], cwd=project, stdout=log, stderr=log
        )
    try:
        while not (project / "begun").exists():
            assert process.poll() is None, (project / "log").read_text()
            time.sleep(0.05)
        (project / "lesson_data" / "track" / "one" / "views.py").write_text(
            view("request.session['b'] = 2\nreturn HttpResponse('ok')")
        )
        assert shows(f"http://127.0.0.1:{port}/", "Set 'b' = 2 in session"), (
            project / "log"
        ).read_text()
    finally:
        process.terminate()
        process.wait(20)


def test_a_hand_written_page_in_the_place_of_one_of_ours_ends_a_build(project: Path) -> None:
    (project / "docs" / "recall.md").write_text("# Mine\n")
    done = mkdocs(project, "build")
    assert done.returncode == 1
    assert "recall.md stands where the lessons have a page of their own" in done.stderr


def test_a_fragment_that_there_is_not_ends_a_build(project: Path) -> None:
    (project / "docs" / "about.md").write_text("# About\n\n{lessons: player track/<b>}\n")
    done = mkdocs(project, "build")
    assert done.returncode == 1
    assert "about.md: there is no 'player track/<b>'" in done.stderr


def test_a_page_that_shows_a_lesson_is_checked_against_its_run(project: Path) -> None:
    page = project / "docs" / "about.md"
    page.write_text("# About\n\nIt responds 500.\n\n{lessons: player track/one}\n")
    done = mkdocs(project, "build")
    assert done.returncode == 1
    assert "about.md:3: 'responds 500': no response has this status" in done.stderr
    page.write_text("---\nmeant: [responds 500]\n---\n" + page.read_text())
    assert mkdocs(project, "build").returncode == 0
    page.write_text("# About\n\nIt responds 500.\n")
    assert mkdocs(project, "build").returncode == 0, "it shows no lesson"
