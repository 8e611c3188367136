"""Try to publish something false through lesson.yml, in every way that comes to mind: each is told, with its place."""

from pathlib import Path

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, view, write_lesson

SOURCE = view(
    "request.session['color'] = 'blue'\nfavorite = request.session.get('color', 'red')\n"
    "return HttpResponse(f'It is {favorite}')"
)
TRUE = """\
title: A lesson
summary: The color is {{ step.get.value }}.
view: view
steps:
  - at: favorite = request.session
    id: ask
    action: Ask for the color
what_if:
  green:
    title: the color were 'green'
    edits:
      - replace: "'blue'"
        with: "'green'"
key_moments:
  - ask: What does {{ step.ask }} do?
    answer: It gives {{ step.ask.value }}, and with the change {{ what_if.green.step.ask.value }}.
    proof:
      - step.ask.value == "blue"
quiz:
  - ask: What does the page say?
    answer: response.text
    options:
      - what_if.green.response.text
      - {option: '"It is red"', because: The key is there.}
    hint: Look at the last row.
    because: It was set to {{ step.ask.value }}.
snapshot: It holds {{ final.session.data }}.
"""

LIES = [
    # (what was right, what is wrong now, the line that tells, what it says)
    ('== "blue"', '== "green"', 18, "the run says otherwise: step.ask.value == \"green\"; step.ask.value is 'blue'"),
    ('step.ask.value == "blue"', "'true'", 18, "it looks at no run, so it proves nothing: true"),
    ('step.ask.value == "blue"', "true", 18, "key_moments 1, proof 1: expected text, found True"),
    ('step.ask.value == "blue"', "'\"blue\"'", 18, 'it looks at no run, so it proves nothing: "blue"'),
    ('step.ask.value == "blue"', "step.ask.valu", 18, "step 3 has no 'valu': step.ask.valu; it has number, kind"),
    ('step.ask.value == "blue"', "step.ask.value", 18, "the run says otherwise: step.ask.value; it is 'blue', expected"),
    ('step.ask.value == "blue"', "1 in step", 18, "the run says otherwise: 1 in step"),
    ('step.ask.value == "blue"', "not step.ask.value.nothing", 18, "'blue' is a plain value and has no 'nothing'"),
    ('step.ask.value == "blue"', "step.ask.value == ''.__class__", 18, "names that begin with an underscore"),
    ('step.ask.value == "blue"', "step.ask.value.upper() == 'BLUE'", 18, "nothing can be called in an expression"),
    ("answer: response.text", "answer: '\"It is green\"'", 21, 'the key is typed: "It is green"'),
    ("answer: response.text", "answer: exchanges[1].response.text", 21, "the list has no item 1; they are 0 to 0"),
    ("- what_if.green.response.text", "- response.text", 23, "the option 'It is blue' is the right answer, too"),
    ("- what_if.green.response.text", "- what_if.gren.response.text", 23, "what_if has no 'gren'; it has green; did you"),
    ("hint: Look at the last row.", "hint: It says It is blue.", 25, "the hint names the answer, 'It is blue'"),
    ("It was set to {{ step.ask.value }}.", "It was set to 'green'.", None, None),  # true of the what-if
    ("It was set to {{ step.ask.value }}.", "It was set to 'pink'.", 26, "'pink' looks like a key or a value"),
    ("It was set to {{ step.ask.value }}.", "It was set to {{ 'pink' }}.", 26, "this is typed, and says nothing about "),
    ("It holds {{ final.session.data }}.", "\"It holds `{'color': 'pink'}`.\"", 27, "{'color': 'pink'} looks like a value"),
    ("It holds {{ final.session.data }}.", "It is set in step 2.", 27, "'step 2' is a typed step number"),
    ("It holds {{ final.session.data }}.", "It has status 404.", 27, "'status 404': no response has this status"),
    ("It holds {{ final.session.data }}.", "A {% raw %}{% endraw %}", 27, "texts may hold {{ names }}, not {% statements %}"),
    ("It holds {{ final.session.data }}.", "'{% for a in steps %}{{ a }}{% endfor %}'", 27, "texts may hold {{ names }}"),
    ("title: A lesson", "title: 'Of {{ step.set }}'", 1, "title: this is shown where no run is at hand, so it can't hold"),
    ("The color is {{ step.get.value }}.", "The color is {{ step.set.value.x }}.", 2, "None is a plain value and has no 'x'"),
    ("action: Ask for the color", "action: Ask for 'colour'", 7, "'colour' looks like a key or a value"),
    ("- replace: \"'blue'\"", "- replace: \"'\"", 12, "\"'\" matches "),
    ("- replace: \"'blue'\"", "- replace: \"'pink'\"", 12, "\"'pink'\" is on no line of views.py"),
    ("with: \"'green'\"", "with: \"'green\"", 12, "with these edits, views.py, line 5 (\"request.session['co"),
    ("    title: the color were 'green'", "    title: X\n    raises: KeyError", 11, "expected the run to end in KeyError, it ends"),
    ("view: view", "view: view\nraises: KeyError", 4, "expected the run to end in KeyError, it ends in no exception"),
]  # fmt: skip


def test_what_is_true_is_published(tmp_path: Path, recorder: Recorder) -> None:
    write_lesson(tmp_path, yaml=TRUE, source=SOURCE)
    assert [str(problem) for problem in Builder(tmp_path, recorder).build().problems] == []


@pytest.mark.parametrize("lie", LIES)
def test_what_is_false_is_not(
    lie: tuple[str, str, int | None, str | None], tmp_path: Path, recorder: Recorder
) -> None:
    right, wrong, line, told = lie
    assert right in TRUE
    write_lesson(tmp_path, yaml=TRUE.replace(right, wrong), source=SOURCE)
    built = Builder(tmp_path, recorder).build()
    if told is None:
        assert [str(problem) for problem in built.problems] == []
        return
    assert [(problem.line, problem.message[: len(told)]) for problem in built.problems] == [
        (line, told)
    ]
    assert 'role="alert"' in built.pages["track/one.md"]


CUT = """\
title: T
summary: S
view: view
key_moments:
  - ask: Q
    answer: A
    proof: [variables.a == variables.b]
"""


def test_values_that_were_cut_are_never_proven_to_be_equal(
    tmp_path: Path, recorder: Recorder
) -> None:
    source = view("a = 'x' * 3000 + 'left'\nb = 'x' * 3000 + 'rite'\nreturn HttpResponse('ok')")
    write_lesson(tmp_path, yaml=CUT, source=source)
    (problem,) = Builder(tmp_path, recorder).build().problems
    assert problem.message.startswith("the run says otherwise"), "their digests differ"
    other = tmp_path / "other"
    source = view("a = [object()] * 3\nb = [object()] * 3\nreturn HttpResponse('ok')")
    write_lesson(other, yaml=CUT, source=source)
    (problem,) = Builder(other, recorder).build().problems
    assert problem.message.startswith("recorded by its text only, so it can't be compared")


def test_a_value_that_is_no_literal_is_not_shown_as_a_string(
    tmp_path: Path, recorder: Recorder
) -> None:
    source = view(
        "from decimal import Decimal\na = Decimal('1.50')\nb = float('inf')\nreturn HttpResponse('ok')"
    )
    text = LESSON + "snapshot: '{{ variables.a }} and {{ variables.b }}.'\n"
    write_lesson(tmp_path, yaml=text, source=source)
    page = Builder(tmp_path, recorder).build().pages["track/one.md"]
    assert (
        '<bdi>Decimal&#40;\'1.50\'&#41;</bdi></code> and <code class="lesson-value" translate="no"><bdi>inf</bdi></code>.'
        in page
    )


def test_only_the_failure_itself_is_told_of_a_run_that_went_wrong(
    tmp_path: Path, recorder: Recorder
) -> None:
    folder = write_lesson(tmp_path, yaml=TRUE, source=SOURCE.replace("{favorite}", "{favourite}"))
    (problem,) = Builder(tmp_path, recorder).build().problems
    assert str(problem) == (
        f"{folder}/views.py:7: nothing catches NameError: name 'favourite' is not defined, and the response has "
        "status 500 (if that is the lesson, say so: raises: NameError)"
    )


def test_a_view_that_returns_nothing_is_told_at_its_definition(
    tmp_path: Path, recorder: Recorder
) -> None:
    folder = write_lesson(tmp_path, source=view("x = 1"))
    (problem,) = Builder(tmp_path, recorder).build().problems
    assert str(problem).startswith(f"{folder}/views.py:4: nothing catches ValueError")
    assert problem.hint == "a view returns its response: is the return missing?"


def test_the_same_mistake_twice_is_told_at_both_places(tmp_path: Path, recorder: Recorder) -> None:
    text = (
        LESSON
        + "snapshot: |\n  - one {{ step.nope }}, 'purple'\n  - two {{ step.nope }}, 'purple'\n"
    )
    write_lesson(tmp_path, yaml=text)
    places = [
        (problem.line, problem.column) for problem in Builder(tmp_path, recorder).build().problems
    ]
    assert places == [(5, 12), (6, 12), (5, 26), (6, 26)]


def test_a_summary_is_filled_in_wherever_it_is_shown(tmp_path: Path, recorder: Recorder) -> None:
    write_lesson(tmp_path, yaml=TRUE, source=SOURCE)
    pages = Builder(tmp_path, recorder).build().pages
    assert 'description: "The color is \\u0027blue\\u0027."' in pages["track/one.md"]
    shown = '<code class="lesson-value" translate="no"><bdi>\'blue\'</bdi></code>'
    assert f"The color is {shown}." in pages["track/index.md"]


def test_a_question_shows_what_is_wrong_with_it(tmp_path: Path, recorder: Recorder) -> None:
    text = TRUE.replace("hint: Look at the last row.", "hint: It says It is blue.")
    write_lesson(tmp_path, yaml=text, source=SOURCE)
    page = Builder(tmp_path, recorder).build().pages["track/one.md"]
    assert (
        "the hint names the answer"
        in page[page.index("## Quiz") : page.index("## Concept snapshot")]
    )


def test_what_is_false_is_shown_in_its_place(tmp_path: Path, recorder: Recorder) -> None:
    text = TRUE.replace('== "blue"', '== "green"').replace(
        "{{ step.get.value }}", "{{ step.nothing }}"
    )
    write_lesson(tmp_path, yaml=text, source=SOURCE)
    page = Builder(tmp_path, recorder).build().pages["track/one.md"]
    moments = page[page.index("## Key moments") : page.index("## What if")]
    assert "Not proven" in moments
    assert 'class="lesson-false">the run says otherwise' in moments
    flow = page[page.index("## Concept flow") : page.index("## Predict the run")]
    assert 'class="lesson-false"' in flow
    assert "## Execution table" in page  # the rest of the page is there


def test_a_view_that_changes_makes_old_claims_false(tmp_path: Path, recorder: Recorder) -> None:
    folder = write_lesson(tmp_path, yaml=TRUE, source=SOURCE)
    builder = Builder(tmp_path, recorder)
    assert builder.build().problems == []
    (folder / "views.py").write_text(SOURCE.replace("'blue'", "'cyan'"))
    (problem,) = builder.build().problems
    assert "\"'blue'\" is on no line of views.py" in problem.message
    (folder / "views.py").write_text(SOURCE.replace("return", "favorite = 'x'\n    return"))
    assert [problem.message for problem in builder.build().problems] == [
        "the option 'It is x' is the right answer, too"
    ]
