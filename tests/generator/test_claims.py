"""Expressions and texts see the run and nothing else; what is wrong with them is told with its place."""

from collections.abc import Iterator

import pytest

from generator.claims import Claims
from runner.recorder import Recorder
from tests.builders import loaded, recorded, view, write_lesson

YAML = """\
title: A lesson
summary: It runs.
view: view
requests: [GET /, GET /]
steps:
  - at: name = request
    id: name
what_if:
  other:
    title: nothing were set
    edits:
      - delete: request.session['a']
"""
SOURCE = view("request.session['a'] = {'n': [1]}\nname = request.session.get('b', 'x<y')\nreturn HttpResponse(name)")


@pytest.fixture(scope="module")
def one(recorder: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Claims]:
    lesson = loaded(write_lesson(tmp_path_factory.mktemp("data"), yaml=YAML, source=SOURCE))
    return Claims(lesson, recorded(recorder, lesson))


@pytest.fixture
def claims(one: Claims) -> Claims:
    one.problems.clear()
    return one


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("step[2].session.data", {"a": {"n": [1]}}),
        ("step[2].session.data == {'a': {'n': [1]}}", True),
        ("exchanges[0].step.set.number", 2),
        ("exchanges[0].step.name.value", "x<y"),
        ("exchanges[1].step.request.session.stored", {"a": {"n": [1]}}),
        ("exchanges[1].request.cookies.sessionid", "session-key-1"),
        ("final.session.status", "saved"),
        ("response.text", "x<y"),
        ("response.status == 200 and not step[1].sql", True),
        ("variables.name", "x<y"),
        ("cookies.sessionid", "session-key-1"),
        ("sql | length", 8),
        ("what_if.other.session.data", {}),
        ("what_if['other'].step[2].kind", "session.get"),
        ("2 * 3", 6),
        ("steps | length", 10),
    ],
)
def test_expressions_see_the_run(expression: str, value: object, claims: Claims) -> None:
    assert claims.value(expression, "quiz", 0, "answer") == value
    assert claims.problems == []


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("step.set.number", "step.set could be step[2] or step[7]"),
        ("step.sett", "there is no step.sett; there are "),
        ("step[99]", "there is no step 99; the steps are 1 to 10"),
        ("step[2].sesion", "step 2 has no 'sesion'; it has number, kind"),
        ("nothing", "'nothing' is undefined"),
        ("nothing == 1", "'nothing' is undefined"),
        ("step[2]", "step[2] is <step 2>, not a value of it"),
        ("1 +", "not an expression: unexpected 'end of template'"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("''.__class__", "names that begin with an underscore can't be used: '__class__'"),
        ("step._steps", "names that begin with an underscore can't be used: '_steps'"),
        ("step[2]['_shown']", "names that begin with an underscore can't be used: '_shown'"),
        ("''['__class__']", "names that begin with an underscore can't be used: '__class__'"),
        ("steps | sort(attribute='_shown')", "names that begin with an underscore can't be used: '_shown'"),
        ("range(10)", "'range' is undefined"),
        ("'%s'.format(1)", "'str object' has no attribute 'format'"),
        ("(1).real()", "'int object' has no attribute 'real'"),
        ("9 ** 9 ** 9", "** is not for expressions about a run"),
        ("'x' * 1000000000", "* is not for expressions about a run"),
        ("[1] | map('string')", "No filter named 'map'."),
        ("(" * 500 + "1" + ")" * 500, "nested too deep"),
    ],
)
def test_expressions_that_say_nothing_are_told(expression: str, message: str, claims: Claims) -> None:
    assert claims.value(expression, "quiz", 0, "answer") is None
    assert next(problem.message for problem in claims.problems).startswith(message) or message in str(
        claims.problems[0]
    )
    assert len(claims.problems) == 1


def test_texts_are_filled_in_and_values_escaped(claims: Claims) -> None:
    assert claims.text("See {{ step[2] }}: {{ response.text }}, {'a': 1}", "snapshot") == (
        'See <a class="lesson-step" href="#step-2">step 2</a>: '
        "<code class=\"lesson-value\"><bdi>'x&#60;y'</bdi></code>, {'a': 1}"
    )
    assert claims.plain("a < b in {{ step[2] }}", "steps", 0, "action") == (
        'a &#60; b in <a class="lesson-step" href="#step-2">step 2</a>'
    )
    assert claims.problems == []


@pytest.mark.parametrize(
    "text",
    [
        "{% for x in steps %}{% endfor %}",
        "{{ step }}",
        "{{ step.nothing }}",
        "{{ nothing }}",
        "{{ ",
        "{# comment #}",
        "{{ steps | join(steps | join(steps | join)) }}",
    ],
)
def test_texts_that_can_not_be_filled_in_are_told(text: str, claims: Claims) -> None:
    assert claims.text(text, "snapshot") == ""
    assert len(claims.problems) == 1


def test_a_proof_must_be_true(claims: Claims) -> None:
    claims.prove("step[2].session.stored is none", "key_moments", 0, "proof", 0)
    assert claims.problems == []
    claims.prove("step[2].session.stored == {'a': 1}", "key_moments", 0, "proof", 0)
    claims.prove("step[2].number", "key_moments", 0, "proof", 0)
    claims.prove("response.text is none", "key_moments", 0, "proof", 0)
    assert [problem.message for problem in claims.problems] == [
        "the run says otherwise: step[2].session.stored == {'a': 1}; step[2].session.stored is None",
        "the run says otherwise: step[2].number",
        "the run says otherwise: response.text is none; response.text is 'x<y'",
    ]
