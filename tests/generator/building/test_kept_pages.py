"""A page that nothing has changed for is not derived again, in another process neither."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from proven_lessons.generator.building import deriving, kept_pages
from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.pages import Built
from proven_lessons.generator.building.store import clear, folder_of
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import write_lesson


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "lesson_data"
    for name in ("one", "two", "three"):
        write_lesson(data, f"t/{name}")
    lesson = data / "t/one/lesson.yml"
    lesson.write_text(
        lesson.read_text() + "snapshot: It is *one*, {{ exchanges[0].response.status }}.\n"
    )
    (data / "t/track.yml").write_text("title: T\nsummary: Lessons.\nlessons: [one, two, three]\n")
    return data


@pytest.fixture
def derived(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the lessons that are derived."""
    found: list[str] = []
    derive = deriving.derive

    def noted(lesson, *rest, **named):  # type: ignore[no-untyped-def] # as it is
        found.append(lesson.key.partition("/")[2])
        return derive(lesson, *rest, **named)

    monkeypatch.setattr(deriving, "derive", noted)
    return found


@pytest.fixture
def built(data: Path, recorder: Recorder, derived: list[str]) -> Callable[..., Built]:
    """Give what builds as another process would, and empties `derived` before."""

    def build(language: str = "en", *, is_strict: bool = False) -> Built:
        derived.clear()
        return Builder(data, recorder, language).build(is_strict=is_strict)

    return build


def same(one: Built, other: Built) -> bool:
    return (one.pages, one.decks, one.pictures, one.navigation, one.problems) == (
        *(other.pages, other.decks, other.pictures, other.navigation, other.problems),
    )


def test_what_is_kept_is_what_would_be_made(
    data: Path, built: Callable[..., Built], derived: list[str]
) -> None:
    first = built()
    assert sorted(derived) == ["one", "three", "two"]
    assert "It is *one*, " in first.pages["t/cheat-sheet.md"]
    again = built()
    assert derived == []
    assert same(first, again)
    assert clear(data)
    assert same(first, built())
    assert len(derived) == 3


def test_in_a_clone_with_the_cache_nothing_is_derived(
    data: Path, built: Callable[..., Built], derived: list[str]
) -> None:
    first = built()
    for path in data.rglob("*.*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    assert same(first, built(is_strict=True))
    assert derived == []


def test_each_language_has_its_own(built: Callable[..., Built], derived: list[str]) -> None:
    english, german = built(), built("de")
    assert len(derived) == 3
    assert english.pages != german.pages
    assert same(german, built("de"))
    assert same(english, built())
    assert derived == []


@pytest.mark.parametrize(
    ("edit", "again"),
    [
        (("t/two/lesson.yml", "title: ", "title: New "), ["one", "two"]),
        (("t/two/views.py", "return ", "return  "), ["two"]),
        (("t/track.yml", "title: T", "title: Other"), ["one", "three", "two"]),
        (("t/track.yml", "[one, two, three]", "[one, three, two]"), ["one", "three", "two"]),
    ],
)
def test_what_changes_makes_those_pages_be_derived_that_show_it(
    edit: tuple[str, str, str],
    again: list[str],
    data: Path,
    built: Callable[..., Built],
    derived: list[str],
) -> None:
    file, old, new = edit
    built()
    path = data / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    changed = built()
    assert sorted(derived) == again
    clear(data)
    assert same(changed, built())


def test_what_another_version_made_is_made_again(
    built: Callable[..., Built], derived: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    built()
    monkeypatch.setattr(kept_pages, "code_digest", lambda: "other code")
    built()
    assert len(derived) == 3


def test_what_is_false_is_told_each_time(data: Path, built: Callable[..., Built]) -> None:
    lesson = data / "t/one/lesson.yml"
    lesson.write_text(lesson.read_text() + "notes: [It is {{ step.gone }}.]\n")
    first = built()
    assert len(first.problems) == 1
    assert same(first, built())


def test_a_broken_lesson_is_not_kept(data: Path, built: Callable[..., Built]) -> None:
    built()
    lesson = data / "t/one/lesson.yml"
    content = lesson.read_text()
    lesson.write_text("title: [")
    broken = built()
    assert len(broken.problems) == 1
    assert "t/one/lesson.yml" in broken.pages["t/one.md"]
    lesson.write_text(content)
    assert built().problems == []


def test_a_trace_is_read_again_where_a_page_is_needed_as_data(
    data: Path, recorder: Recorder, derived: list[str]
) -> None:
    Builder(data, recorder).build()
    builder = Builder(data, recorder)
    builder.build()
    derived.clear()
    assert "lesson-player" in builder.fragment("player t/one")
    assert derived == ["one"]


def test_a_trace_that_is_removed_is_recorded_again(data: Path, recorder: Recorder) -> None:
    builder = Builder(data, recorder)
    first = builder.build()
    trace = data / "t/one/trace.json"
    content = trace.read_bytes()
    trace.unlink()
    again = builder.build()
    assert [one.key for one in again.recorded] == ["t/one"]
    assert trace.read_bytes() == content
    assert same(first, again)
    assert folder_of(data).is_dir()
