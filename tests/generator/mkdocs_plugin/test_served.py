"""What is served after any edits is what a build makes, byte for byte."""

import logging
import os
import shutil
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from proven_lessons.generator.building import deriving
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.pages.derive import derive
from tests.builders import view, write_lesson
from tests.projects import write_project
from tests.sites import CONFIG, Sites

LESSON = "title: {title}\nsummary: A lesson.\nview: view\ntags: [{tag}]\n"
NAMES = st.sampled_from(["one", "two", "three"])
TAGS = st.sampled_from(["red", "green", "blue"])
WITH_OVERRIDES = CONFIG.replace("theme: {", "theme: {custom_dir: overrides, ")
OVERRIDE = '{{% extends "base.html" %}}\n{{% block announce %}}{words}{{% endblock %}}\n'
EXAMPLES, STEPS = int(os.environ.get("FAULTS", "2")), 10


def test_tags_and_what_is_found_outlive_an_edit(sites: Sites) -> None:
    write_lesson(sites.data, "t/one", yaml=LESSON.format(title="One", tag="red"))
    write_lesson(sites.data, "t/two", yaml=LESSON.format(title="Two", tag="red"))
    sites.site("serve")
    (sites.folder / "docs" / "index.md").write_text("# Home, changed\n\n{lessons: tracks}\n")
    sites.assert_same()
    assert b'id="tag:red"' in sites.site("serve")["tags/index.html"]


def test_a_title_is_text_wherever_it_stands(sites: Sites) -> None:
    title = "What a <form> and an <input> send <img src=x onerror=alert(1)>"
    tag = "a <b>"
    write_lesson(sites.data, "t/one", yaml=LESSON.format(title=f"'{title}'", tag=f"'{tag}'"))
    (sites.data / "t/track.yml").write_text(f"title: '{title}'\nsummary: It is for a test.\n")
    for path, content in sites.site("build").items():
        if path.endswith(".html"):
            for tag_ in (b"<form>", b"<input>", b"<img src=x", b"<b>"):
                assert tag_ not in content, path


def test_edits_of_a_project_are_followed(sites: Sites) -> None:
    root = write_project(sites.folder / "shop")
    project = "{lessons: {project: {path: shop, settings: shop.settings}}}"
    (sites.folder / "mkdocs.yml").write_text(CONFIG.replace("lessons]", f"{project}]"))
    folder = sites.data / "t/one"
    folder.mkdir(parents=True)
    (folder / "lesson.yml").write_text(
        "title: One\nsummary: A lesson.\nwatch: [orders.views]\nrequests: ['GET /cart/?name=tea']\n"
    )
    (folder.parent / "track.yml").write_text("title: T\nsummary: It is for a test.\n")
    assert b"3 True" in sites.site("serve")["t/one/index.html"]
    for path, old, new, shown in (
        ("orders/views.py", "total_of(names)", "100 + total_of(names)", b"103 True"),
        ("orders/templates/orders/cart.html", "<p>", "<p>of ", b"of 103 True"),
        ("catalog/services.py", "total = 0", "total = 1", b"of 104 True"),
    ):
        file = root / path
        file.write_text(file.read_text().replace(old, new))
        assert shown in sites.site("serve")["t/one/index.html"], path
    sites.assert_same()


def test_an_edited_template_changes_all_pages_and_reads_none(
    sites: Sites, caplog: pytest.LogCaptureFixture
) -> None:
    write_lesson(sites.data, "t/one", yaml=LESSON.format(title="One", tag="red"))
    write_lesson(sites.data, "t/two", yaml=LESSON.format(title="Two", tag="red"))
    (sites.folder / "mkdocs.yml").write_text(WITH_OVERRIDES)
    main = sites.folder / "overrides" / "main.html"
    main.parent.mkdir()
    main.write_text(OVERRIDE.format(words="Hello"))
    sites.site("serve")
    caplog.set_level(logging.INFO, "mkdocs.plugins.lessons")
    main.write_text(OVERRIDE.format(words="Good day"))
    served = sites.site("serve")
    assert all(b"Good day" in served[f"{path}index.html"] for path in ("", "t/one/", "t/two/"))
    assert "Built only what has changed: 0 file(s)" in caplog.text
    sites.assert_same()


def test_another_title_of_a_track_is_on_the_cards_and_makes_no_page_of_a_lesson(
    sites: Sites, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("one", "two", "three"):
        write_lesson(sites.data, f"t/{name}", yaml=LESSON.format(title=name.title(), tag="red"))
    track = sites.data / "t" / "track.yml"
    track.write_text("title: A track\nsummary: Some lessons.\n")
    sites.site("serve")
    track.write_text("title: Another\nsummary: Some lessons.\n")
    made = []

    def noted(lesson: Lesson, *rest: Any, **named: Any) -> Any:
        made.append(lesson.key)
        return derive(lesson, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deriving, "derive", noted)
        sites.site("serve")
    assert made == ["t/two"]  # it leads on to the page of the track
    sites.assert_same()


class Edits(RuleBasedStateMachine):
    """Everything that an author may do to a project while it is served."""

    compared: ClassVar[list[int]] = []

    def __init__(self) -> None:
        super().__init__()
        self.sites = Sites(WITH_OVERRIDES)
        self.broken: Path | None = None

    def teardown(self) -> None:
        self.sites.close()

    @initialize()
    def begin(self) -> None:
        (self.sites.folder / "overrides").mkdir()
        self.edit_a_template("Hello")
        write_lesson(self.sites.data, "t/one", yaml=LESSON.format(title="One", tag="red"))
        write_lesson(self.sites.data, "u/one", yaml=LESSON.format(title="Else", tag="green"))
        self.sites.site("serve")

    @rule(name=NAMES, tag=TAGS)
    def write(self, name: str, tag: str) -> None:
        folder = self.sites.data / "t" / name
        if not folder.exists():
            write_lesson(self.sites.data, f"t/{name}")
        (folder / "lesson.yml").write_text(LESSON.format(title=name, tag=tag))

    @rule(name=NAMES, value=st.integers(0, 2))
    def edit_the_view(self, name: str, value: int) -> None:
        path = self.sites.data / "t" / name / "views.py"
        if path.exists():
            path.write_text(view(f"request.session['a'] = {value}\nreturn HttpResponse('ok')"))

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        shutil.rmtree(self.sites.data / "t" / name, ignore_errors=True)

    @rule(name=NAMES, to=st.sampled_from(["four", "five"]))
    def rename(self, name: str, to: str) -> None:
        path = self.sites.data / "t" / name
        if path.exists() and not (path.parent / to).exists():
            path.rename(path.parent / to)

    @rule(title=st.sampled_from(["A track", "Another"]))
    def edit_the_track(self, title: str) -> None:
        (self.sites.data / "t" / "track.yml").write_text(
            f"title: {title}\nsummary: Some lessons.\n"
        )

    @rule(words=st.sampled_from(["Home", "Welcome"]))
    def edit_a_page(self, words: str) -> None:
        (self.sites.folder / "docs" / "index.md").write_text(f"# {words}\n\n{{lessons: tracks}}\n")

    @rule(words=st.sampled_from(["Hello", "Good day"]))
    def edit_a_template(self, words: str) -> None:
        text = OVERRIDE.format(words=words)
        (self.sites.folder / "overrides" / "main.html").write_text(text)

    @rule(color=st.sampled_from(["red", "blue"]))
    def edit_a_style(self, color: str) -> None:
        path = self.sites.folder / "docs" / "extra.css"
        path.write_text(f"body {{ color: {color} }}\n")

    @rule()
    def add_a_page_or_take_it_away(self) -> None:
        path = self.sites.folder / "docs" / "more.md"
        if path.exists():
            path.unlink()
        else:
            path.write_text("---\ntags: [green]\n---\n# More\n\n[home](index.md)\n")

    @rule(name=st.sampled_from(["Test", "Other"]))
    def edit_the_config(self, name: str) -> None:
        (self.sites.folder / "mkdocs.yml").write_text(
            WITH_OVERRIDES.replace("site_name: Test", f"site_name: {name}")
        )

    @rule(feature=st.sampled_from(["sections", "prune", "tabs"]))
    def edit_the_navigation(self, feature: str) -> None:
        (self.sites.folder / "mkdocs.yml").write_text(
            WITH_OVERRIDES.replace("navigation.sections", f"navigation.{feature}")
        )

    @rule(status=st.sampled_from(["new", "deprecated"]))
    def edit_a_status(self, status: str) -> None:
        (self.sites.folder / "docs" / "tags.md").write_text(
            f"---\nstatus: {status}\n---\n# Tags\n\n<!-- material/tags -->\n"
        )

    @precondition(lambda self: self.broken is None)
    @rule(name=NAMES)
    def break_a_lesson(self, name: str) -> None:
        path = self.sites.data / "t" / name / "lesson.yml"
        if path.exists():
            self.broken = path
            path.write_text("title: [\n")
            self.sites.site("serve")

    @precondition(lambda self: self.broken is not None)
    @rule()
    def mend_it(self) -> None:
        assert self.broken is not None
        if self.broken.exists():
            self.broken.write_text(LESSON.format(title="Mended", tag="blue"))
        self.broken = None

    # Not a rule: of those hypothesis leaves out some in each example.
    @precondition(lambda self: self.broken is None)
    @invariant()
    def is_as_built(self) -> None:
        self.sites.assert_same()
        self.compared.append(1)


def test_what_is_served_after_any_edits_is_what_is_built() -> None:
    run_state_machine_as_test(
        Edits,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
        ),
    )  # fmt: skip
    assert len(Edits.compared) >= EXAMPLES * STEPS / 3
