"""The chapters of a book; what Chromium prints of them: tests/browser/test_lms.py."""

import re

from proven_lessons.generator.building import paper
from proven_lessons.generator.building.pages import Built, Entry
from proven_lessons.generator.translation import Language

PAGE = """\
# One

///////// html | section.lesson-mode#overview

Shown on a screen.

/////////

<p id="here"><label for="here">x</label> <a href="#here">there</a></p>

[Two](two.md#x)

<details class="lesson-answer"><summary>Answer</summary><p id="why">Because.</p></details>
"""
TRACK = Entry(
    title="T",
    path="t/index.md",
    inside=(Entry(title="One", path="t/one.md"), Entry(title="Two", path="t/two.md")),
)
BUILT = Built(pages={"t/index.md": "# T", "t/one.md": PAGE, "t/two.md": PAGE})


def test_names_are_apart_and_answers_come_last() -> None:
    chapters = paper._chapters(BUILT, TRACK, Language("en"))
    assert [(name, title) for name, title, _ in chapters] == [
        ("t-index", "T"), ("t-one", "One"), ("t-two", "Two"), ("answers", "Answers"),
    ]  # fmt: skip
    whole = "".join(content for _, _, content in chapters)
    names = re.findall(r'id="([^"]+)"', whole)
    assert len(names) == len(set(names))
    one = chapters[1][2]
    assert '<label for="t-one--here">' in one
    assert 'href="#t-one--here"' in one
    assert 'href="#t-two"' in one
    assert "Shown on a screen" not in one
    assert "Because" not in one
    assert re.search(
        r"<h2>One</h2>\s*<details.* open.*Because.*<h2>Two</h2>", chapters[3][2], re.DOTALL
    )


def test_no_answers_no_chapter() -> None:
    built = Built(pages={"t/index.md": "# T"})
    chapters = paper._chapters(built, Entry(title="T", path="t/index.md"), Language("en"))
    assert [name for name, _, _ in chapters] == ["t-index"]
