"""A translation is found by the text that it translates, and holds what that holds."""

import dataclasses
from pathlib import Path

import pytest

from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.lessons.loader import load_track
from proven_lessons.generator.lessons.translating import (
    Translation,
    entries,
    texts_of,
    told_in,
    track_in,
    translation_of,
)
from tests.builders import loaded, write_lesson

LESSON = """\
title: A title
summary: It has {{ response.status }}.
view: view
limits: {seconds: 9}
requests: [GET /, {request: POST /x/, data: {a: A title}}]
steps:
  - at: "request.session['a'] = 1"
    id: set
    action: Put `a` away
what_if:
  other: {title: there were none, requests: [GET /]}
quiz:
  - ask: What is it?
    answer: response.status
    hint: [Look., Think.]
    options: [{option: 404, because: It is there.}, 500]
    because: So it is.
key_moments: [{ask: Why 3?, answer: Because., proof: ["true"]}]
snapshot: |
  - One `a`.
  - Two.
"""
TEXTS = [
    "A title", "It has {{ response.status }}.", "Put `a` away", "there were none", "Why 3?", "Because.",
    "What is it?", "Look.", "Think.", "It is there.", "So it is.", "- One `a`.\n- Two.",
]  # fmt: skip


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    return loaded(write_lesson(tmp_path, yaml=LESSON))


def translated(lesson: Lesson, pairs: str, language: str = "de") -> tuple[Translation, list[str]]:
    (lesson.folder / "lesson.de.yml").write_text(f"texts:\n{pairs}")
    translation, problems = translation_of(lesson, language)
    assert translation is not None
    return translation, [
        str(problem).replace(f"{lesson.folder.as_posix()}/", "") for problem in problems
    ]


def test_every_text_is_found_and_nothing_else(lesson: Lesson) -> None:
    assert [text for _path, text in texts_of(lesson.written, lesson.source)] == TEXTS


def test_a_lesson_is_told_in_its_translation_and_runs_as_before(lesson: Lesson) -> None:
    translation, problems = translated(
        lesson,
        "  - {from: A title, to: Ein Titel}\n  - {from: Look., to: Schau.}\n"
        "  - {from: What is it?, to: Was ist es?}\n  - {from: gone, to: weg}\n",
    )
    assert problems == []
    assert (len(translation.said), len(translation.missing), translation.unused) == (
        3,
        9,
        ("gone",),
    )
    told = told_in(lesson, translation)
    assert told.written.title == "Ein Titel"
    assert told.written.quiz[0].hint == ["Schau.", "Think."]
    assert told.written.requests == lesson.written.requests  # data is no text
    assert told.written.limits.seconds == 9
    assert told.files == lesson.files
    assert told.originals["Was ist es?"] == "What is it?"


def test_a_text_that_has_changed_is_told_as_it_was_written(lesson: Lesson) -> None:
    translation, _ = translated(lesson, "  - {from: An older title, to: Ein Titel}\n")
    assert told_in(lesson, translation).written.title == "A title"
    assert "A title" in translation.missing


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (
            "{from: 'It has {{ response.status }}.', to: 'Es hat 200.'}",
            "the name 'response.status' of the text is missing",
        ),
        (
            "{from: 'It has {{ response.status }}.', to: 'Es hat {{ response.text }}.'}",
            "has the name 'response.text', and its text does not",
        ),
        (
            "{from: Put `a` away, to: Leg `b` weg}",
            "has the piece of code 'b', and its text does not",
        ),
        ("{from: Why 3?, to: Warum 4?}", "has the number '4', and its text does not"),
        ("{from: Look., to: 'Schau {{ step.'}", "has the mark '{{'"),
        ("{from: Look., to: 'Schau {% if x %}'}", "has the mark '{%'"),
        (
            "{from: 'It has {{ response.status }}.', to: 'Es hat \\{{ response.status }}.'}",
            "the name 'response.status' of the text is missing",
        ),
        ("{from: Look., to: 'Schau ```'}", "has the mark '```'"),
        ("{from: Why 3?, to: Warum?}", "the number '3' of the text is missing"),
    ],
)
def test_a_translation_that_says_something_else_is_refused(
    pair: str, said: str, lesson: Lesson
) -> None:
    _, problems = translated(lesson, f"  - {pair}\n")
    assert any(said in problem for problem in problems), problems
    assert all(problem.startswith("lesson.de.yml:2:") for problem in problems)


def test_two_translations_of_one_text_are_refused(lesson: Lesson) -> None:
    _, problems = translated(
        lesson, "  - {from: Look., to: Schau.}\n  - {from: Look., to: Sieh.}\n"
    )
    assert problems == [
        "lesson.de.yml:3:23: this text has another translation above (leave one of them out)"
    ]


def test_a_broken_file_is_told_with_its_place(lesson: Lesson) -> None:
    _, problems = translated(lesson, "  - {form: A title, to: x}\n")
    assert problems[0].startswith("lesson.de.yml:2:")
    assert "unknown key 'form' (did you mean 'from'?)" in problems[0]


def test_a_region_has_the_texts_of_its_language(lesson: Lesson) -> None:
    translation, _ = translated(lesson, "  - {from: Look., to: Schau.}\n", language="de-AT")
    assert translation.said == {"Look.": "Schau."}
    assert translation_of(lesson, "fr") == (None, [])


def test_what_is_missing_can_be_added_and_read_back(lesson: Lesson) -> None:
    path = lesson.folder / "lesson.de.yml"
    path.write_text(entries(None, texts_of(lesson.written, lesson.source)))
    translation, problems = translation_of(lesson, "de")
    assert translation is not None
    assert problems == []
    assert translation.missing == tuple(TEXTS)
    assert translation.unused == ()
    assert entries(translation, texts_of(lesson.written, lesson.source)) == ""


def test_a_run_does_not_see_a_translation(lesson: Lesson) -> None:
    translated(lesson, "  - {from: Look., to: Schau.}\n")
    again = loaded(lesson.folder)
    assert again.files == lesson.files


def test_a_track_is_told_and_known_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "track.yml").write_text("title: T\nsummary: S.\norder: 7\nlessons: []\n")
    (tmp_path / "track.de.yml").write_text("texts: [{from: S., to: Z.}]\n")
    track, _ = load_track(tmp_path, [])
    assert track is not None
    translation, problems = translation_of(track, "de")
    assert translation is not None
    assert problems == []
    told = track_in(track, translation)
    assert (told.written.title, told.written.summary, told.written.order) == ("T", "Z.", 7)
    assert told.original == track
    assert translation_of(dataclasses.replace(track, source=None), "de") == (None, [])
