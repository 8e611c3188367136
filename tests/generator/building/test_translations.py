"""A site in a language shows what is translated, and says what is not; the command keeps count."""

import re
from pathlib import Path

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.library import Library
from proven_lessons.generator.building.translations import fill, problems_of, status
from proven_lessons.generator.cli import main
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import loaded, write_lesson

YAML = """\
title: A title
summary: A summary.
view: view
quiz:
  - ask: What is the status?
    answer: response.status
    options: [{option: 404, because: There is a route.}]
"""
TEXTS = """\
texts:
  - {from: A title, to: Ein Titel}
  - {from: What is the status?, to: Welcher Status ist es?}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_lesson(tmp_path, "t/l", yaml=YAML)
    write_lesson(tmp_path, "u/m", yaml=YAML)
    (tmp_path / "t/l/lesson.de.yml").write_text(TEXTS)
    return tmp_path


def test_each_language_has_its_texts_and_they_share_the_trace(
    data: Path, recorder: Recorder
) -> None:
    english = Builder(data, recorder, "en").build()
    traces = [path.read_bytes() for path in sorted(data.glob("*/*/trace.json"))]
    builder = Builder(data, recorder, "de")
    german = builder.build()
    assert (english.problems, german.problems, german.recorded) == ([], [], [])
    assert [path.read_bytes() for path in sorted(data.glob("*/*/trace.json"))] == traces
    page = german.pages["t/l.md"]
    assert "# Ein Titel" in page
    assert "Welcher Status ist es?" in page
    assert "2 Texte sind noch nicht übersetzt" in page
    assert '<span class="lesson-original" lang="">A summary.</span>' in page
    assert (
        "because: There" not in page and '<span class="lesson-original" lang="">There is a' in page
    )
    assert "lesson-original" not in english.pages["t/l.md"]
    # Nobody has begun with this one, which is told as that beside the others.
    assert "4 Texte sind noch nicht übersetzt" in german.pages["u/m.md"]
    assert '<span class="lesson-original" lang="">A summary.</span>' in german.pages["u/m.md"]
    assert "Ein Titel" not in english.pages["t/l.md"]
    assert german.navigation[0].inside[0].title == "Ein Titel"
    assert "Ein Titel" in german.pages["t/index.md"]
    names = [
        re.findall(r'data-question="([^"]+)"', one.pages["t/l.md"]) for one in (english, german)
    ]
    assert names[0] == names[1] != []

    # Kept, and made anew when the translation changes.
    assert Builder(data, recorder, "de").build().pages == german.pages
    (data / "t/l/lesson.de.yml").write_text(TEXTS.replace("Ein Titel", "Der Titel"))
    again = builder.build()
    assert "# Der Titel" in again.pages["t/l.md"]
    assert again.recorded == []


def test_a_translation_that_is_wrong_has_its_page_in_that_language_only(
    data: Path, recorder: Recorder
) -> None:
    (data / "t/l/lesson.de.yml").write_text("texts: [{from: A title, to: Titel 7}]\n")
    assert Builder(data, recorder, "en").build().problems == []
    german = Builder(data, recorder, "de").build()
    (problem,) = german.problems
    assert "has the number '7', and its text does not" in problem.message
    assert "Titel 7" not in german.pages["t/l.md"].split("---")[2].splitlines()[0]


def test_what_is_wrong_is_found_by_check(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--data", str(data)]
    assert main(["record", "-q", *given]) == 0
    assert main(["check", *given]) == 0
    (data / "t/l/lesson.de.yml").write_text("texts: [{from: A title, to: Titel 7}]\n")
    (data / "t/track.de.yml").write_text("text: []\n")
    capsys.readouterr()
    assert main(["check", *given]) == 1
    said = capsys.readouterr().err
    assert "lesson.de.yml:1:" in said
    assert "track.de.yml:1:1: unknown key 'text' (did you mean 'texts'?)" in said
    assert len(list(problems_of(loaded(data / "t/l")))) == 1


def test_how_far_it_is(data: Path) -> None:
    lines, problems = status(Library(data), "de", [])
    assert problems == []
    assert [line for line in lines if "/" in line] == ["t/l: 2 of 4 texts", "u/m: 0 of 4 texts"]
    assert status(Library(data), "de", ["u"])[0][-1] == "u/m: 0 of 4 texts"
    (data / "t/l/lesson.yml").write_text(YAML.replace("A title", "Another title"))
    lines, _ = status(Library(data), "de", ["t/l"])
    assert lines == ["t/l: 1 of 4 texts, and 1 that is no longer there"]


def test_what_is_missing_is_added_at_the_end_and_nothing_else_changes(data: Path) -> None:
    path = data / "t/l/lesson.de.yml"
    wrote, problems = fill(Library(data), "de", ["t/l"])
    assert (wrote, problems) == ([path], [])
    assert path.read_text().startswith(TEXTS)
    assert status(Library(data), "de", ["t/l"])[0] == ["t/l: 2 of 4 texts"]
    assert fill(Library(data), "de", ["t/l"]) == ([], [])
    assert (data / "u/m/lesson.de.yml").exists() is False


def test_the_command(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--data", str(data)]
    assert main(["translate", "--into", "de", "--status", "t", *given]) == 0
    assert "t/l: 2 of 4 texts\n" in capsys.readouterr().out
    assert main(["translate", "--into", "fr", "u/m", *given]) == 0
    assert capsys.readouterr().out == f"wrote {data}/u/m/lesson.fr.yml\n"
    assert main(["translate", "--into", "fr", "u/m", *given]) == 0
    assert capsys.readouterr().out == "No text is missing.\n"
    assert main(["translate", "--into", "fr", "u/x", *given]) == 2
    with pytest.raises(SystemExit):
        main(["translate", "--into", "Deutsch", *given])


@pytest.mark.parametrize(
    "said", ["<script>x</script>", "a <iframe src=x></iframe>", "</div></section>b"]
)
def test_html_in_a_translation_is_refused(
    said: str, data: Path, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "t/l/lesson.de.yml").write_text(
        f"texts: [{{from: What is the status?, to: '{said}'}}]\n"
    )
    assert main(["check", "--data", str(data)]) == 1
    assert "lesson.de.yml: " in (told := capsys.readouterr().err)
    assert "is HTML; a text is Markdown" in told
    built = Builder(data, recorder, "de").build()
    assert "is HTML" in str(built.problems[0])
    assert said not in built.pages["t/l.md"]


def test_a_file_to_which_nothing_can_be_added_is_left_as_it_is(data: Path) -> None:
    path = data / "t/l/lesson.de.yml"
    path.write_text("texts: [{from: A title, to: Ein Titel}]\n")
    wrote, problems = fill(Library(data), "de", ["t/l"])
    assert wrote == []
    assert "expected each text on lines of its own" in str(problems[0])
    assert path.read_text() == "texts: [{from: A title, to: Ein Titel}]\n"


def test_a_file_with_no_language_in_its_name_is_no_translation(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "t/l/lesson.DE.yml").write_text(TEXTS)
    assert main(["check", "--data", str(data)]) == 1
    assert "lesson.DE.yml: this is no translation" in capsys.readouterr().err


LONG = """\
summary: A summary.
snapshot: |
  - One `thing`.
  - Another.
key_moments:
  - ask: Why?
    answer: |
      Because of `this`,
      and **that**.
    proof: [response.status == 200]
"""


def test_a_text_that_is_missing_is_marked_on_the_page_and_stays_what_it_is(
    data: Path, recorder: Recorder
) -> None:
    (data / "t/l/lesson.yml").write_text(YAML.replace("summary: A summary.\n", LONG))
    (data / "t/l/lesson.de.yml").write_text(
        TEXTS.replace("A title, to: Ein Titel", "Why?, to: Warum?")
    )
    (data / "t/track.yml").write_text("title: T\nsummary: S.\nintro: To *begin*.\n")
    (data / "t/track.de.yml").write_text("texts: [{from: To *begin*., to: Zum *Anfang*.}]\n")
    german = Builder(data, recorder, "de").build()
    assert german.problems == []
    page, track = german.pages["t/l.md"], german.pages["t/index.md"]
    assert '# A title {: lang="" .lesson-original }' in page
    assert '<div class="lesson-original" lang="" markdown="1">\n\n- One `thing`.' in page
    assert '<span class="lesson-original" lang="">Because of `this`,\nand **that**.' in page
    assert "### Warum?" in page
    assert '# T {: lang="" .lesson-original }' in track
    assert '<span class="lesson-original" lang="">S.</span>' in track
    assert "\nZum *Anfang*." in track
