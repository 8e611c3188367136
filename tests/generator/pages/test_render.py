"""Pages become Markdown that any dialect reads alike; columns that say nothing are left out."""

import html
import re
from pathlib import Path

import pytest

from proven_lessons.generator.markup import Markdown
from proven_lessons.generator.pages.derive import derive
from proven_lessons.generator.pages.page import ErrorPage, LessonCard, TrackPage
from proven_lessons.generator.pages.render import Renderer, renderer_of
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, loaded, recorded, view, write_lesson
from tests.golden import assert_golden

FULL = """\
tags: [a, b]
requests: [GET /, GET /]
key_moments:
  - ask: Why?
    answer: Because of {{ step[2] }}.
    proof: ["step[2].kind == 'session.set'"]
quiz:
  - ask: What?
    answer: step[2].number
    options: [1, {option: 9, because: There are fewer.}]
    hint: Count.
    because: It counts.
snapshot: '- Remember.'
"""


@pytest.fixture
def renderer() -> Renderer:
    return renderer_of()


def rendered(recorder: Recorder, folder: Path) -> str:
    lesson = loaded(folder)
    answer = derive(lesson, recorded(recorder, lesson), topic="Track")
    assert answer.problems == ()
    return renderer_of().lesson(answer.value)


def titles(markdown: str) -> list[str]:
    """Give the column titles of the execution table."""
    table = markdown.partition("## Execution table")[2]
    return re.findall(r'scope="col">(.*?)</th>', table.partition("</thead>")[0])


def test_a_lesson_can_choose_its_columns(recorder: Recorder, tmp_path: Path) -> None:
    text = rendered(recorder, write_lesson(tmp_path, yaml=LESSON + "show: [session, response]\n"))
    assert titles(text) == ["Step", "Action", "Session state", "Response content", "In the store"]


def test_a_page_is_as_it_was_accepted(recorder: Recorder, tmp_path: Path, *, accept: bool) -> None:
    text = rendered(recorder, write_lesson(tmp_path, yaml=LESSON + FULL))
    # The versions are those of whoever runs the tests, and so is what Django asks the database.
    text = re.sub(r"run on Django [\d.]+, Python [\d.]+", "run on Django X, Python Y", text)
    text = re.sub(r'<details class="lesson-sql">.*?</details>', "(SQL)", text)
    assert_golden("page.md", text, accept=accept)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return HttpResponse('x')", ["Session state", "Response content"]),
        ("x = len('ab')\nreturn HttpResponse('x')", ["Session state", "Value retrieved", "Response content"]),
        (
            "request.session['a'] = 1\nreturn HttpResponse('x')",
            ["Session state", "Response content", "In the store", "SQL", "Cookies"],
        ),
        ("response = HttpResponse('x')\nresponse.set_cookie('a', 'b')\nreturn response",
         ["Session state", "Response content", "Cookies"]),
    ],
)  # fmt: skip
def test_columns_that_say_nothing_are_left_out(
    body: str, expected: list[str], recorder: Recorder, tmp_path: Path
) -> None:
    text = rendered(recorder, write_lesson(tmp_path, source=view(body)))
    assert titles(text) == ["Step", "Action", *expected]


def test_code_keeps_its_blank_lines_and_its_fences(recorder: Recorder, tmp_path: Path) -> None:
    source = view("x = '''\n```\n\n\n'''\nreturn HttpResponse(x)")
    text = rendered(recorder, write_lesson(tmp_path, source=source))
    assert f"\n{source.rstrip()}\n````\n" in text


def test_html_blocks_have_no_blank_lines_and_end_with_one(
    recorder: Recorder, tmp_path: Path
) -> None:
    text = rendered(recorder, write_lesson(tmp_path, yaml=LESSON + FULL))
    for name in ("table", "ol", "ul"):
        for block in re.findall(rf"^<{name}\b.*?^</{name}>", text, re.DOTALL | re.MULTILINE):
            assert "\n\n" not in block
    assert not re.search(r"^</(?:div|ol|ul|p)>\n#", text, re.MULTILINE)


def test_hostile_values_do_not_reach_markdown_or_html(recorder: Recorder, tmp_path: Path) -> None:
    evil = "</code><script>alert(1)</script>|`*{{ 7 * 7 }}\\n\\n# x"
    source = view(f'evil = "{evil}"\nrequest.session[evil] = evil\nreturn HttpResponse(evil)')
    text = rendered(recorder, write_lesson(tmp_path, source=source))
    pages = text.replace(source.rstrip(), "")
    assert "<script" not in pages
    assert "{{" not in pages
    assert "`*" not in pages


def test_a_track_lists_its_lessons(renderer: Renderer) -> None:
    cards = (
        LessonCard(
            key="t/one", name="one", title="One *1*", summary="First.", minutes=3, level="beginner"
        ),
        LessonCard(key="t/two", name="two", title="Two", summary="", minutes=None, level=""),
    )
    text = renderer.track(
        TrackPage(
            key="t",
            title="Track",
            summary="All.",
            promise="All.",
            intro=Markdown("**Hello**"),
            lessons=cards,
        )
    )
    assert "1. [One &#42;1&#42;](one.md)" in text
    # Indented: a part of its station.
    assert "\n    *beginner, about 3 minutes*" in text
    assert "\n    *This lesson has a problem; see its page.*" in text
    assert "[Start with: One &#42;1&#42;](one.md){: .md-button .md-button--primary }" in text
    assert "**Hello**" in text


def test_an_error_page_shows_every_problem_as_text(renderer: Renderer) -> None:
    page = ErrorPage(
        key="a/b", title="A <b>", problems=("x.py:1: <script>", "y"), output="printed\n<b>"
    )
    text = renderer.error(page)
    assert "<script>" not in text
    assert text.count("<li>") == 2
    assert "printed&#10;&#60;b&#62;" in text


def test_an_arrow_says_from_which_lane_to_which_it_goes_however_many_there_are(
    recorder: Recorder, tmp_path: Path
) -> None:
    source = view(
        "from django.contrib.auth.models import User\nfrom django.core.cache import cache\n"
        "request.session['a'] = User.objects.count()\ncache.set('a', 1)\nreturn HttpResponse('x')"
    )
    text = rendered(recorder, write_lesson(tmp_path, source=source))
    lanes = re.search(r'style="--lanes: 6">.*?</ol>', text, re.DOTALL)
    assert lanes is not None
    places = re.findall(r'style="--from: (\d); --to: (\d)".*?title="[^"]*">([^<]*)<', lanes[0])
    assert ("1", "2", "GET /") in places
    assert ("3", "5", "sets 'a'") in [(one, to, html.unescape(words)) for one, to, words in places]
    assert all(1 <= int(one) <= int(to) <= 6 for one, to, _words in places)


def test_what_an_author_does_not_show_is_not_told_and_can_be_claimed(
    recorder: Recorder, tmp_path: Path
) -> None:
    moment = (
        "key_moments:\n  - ask: Is it there?\n    answer: No.\n"
        '    proof: ["step.get.events[0].found == false"]\n'
    )
    body = "page = request\nx = getattr(page, NAME).get('a')\nreturn HttpResponse(x)"
    source = "NAME = 'ses' + 'sion'\n" + view(body)
    for number, more in enumerate((moment, "")):
        yaml = LESSON.replace("view: view", "view: view\nshow: [value]\n") + more
        text = rendered(recorder, write_lesson(tmp_path / str(number), yaml=yaml, source=source))
        text = text.replace("step.get.events", "").replace("sessions/", "")
        # The middleware of that name is in the way of each request, whoever speaks of it.
        assert not re.findall(r"[^<>]*\b[Ss]ession\b(?!-)[^<>]*", text)
