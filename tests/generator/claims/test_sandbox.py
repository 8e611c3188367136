"""An expression reads, compares and counts; whatever else it tries is an error that says so."""

from typing import Any

import pytest

from proven_lessons.generator.claims.namespace import Names
from proven_lessons.generator.claims.sandbox import LENGTH_LIMIT, Chain, ExpressionError, Sandbox
from proven_lessons.runner.probes.session.events import SessionSet
from tests.builders import a_lesson, a_session, a_step, a_trace, a_value, an_exchange

SANDBOX = Sandbox()
STEP = a_step(
    SessionSet(key=a_value("a"), value=a_value(1)),
    session=a_session("modified", {}, a=1, items=[1, 2]),
)
NAMES = Names(a_lesson(), a_trace(an_exchange(STEP)))


def value(expression: str) -> Any:
    return SANDBOX.evaluate(expression, NAMES.open())


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("step.set.session.data.a", 1),
        ("step.set.session.data['items'] | length", 2),
        ("step[2].session.status == 'modified'", True),
        ("response.status in [200, 404] and not sql", True),
        ("response.status + 1", 201),
        ("steps | length", 3),
        ("response.text", "ok"),
        ("session is none", True),
    ],
)
def test_it_reads_compares_and_counts(expression: str, expected: object) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("nothing", "nothing"),
        ("response.stats", "a response has no 'stats'"),
        ("response", "not a value of it"),
        ("exchanges[9].view", "has no item 9"),
        ("1 +", "not an expression"),
        ("x" * (LENGTH_LIMIT + 1), f"at most {LENGTH_LIMIT}"),
        ("(" * 3000, "at most"),
        ("'a' * 100000", ""),
        ("9 ** 9 ** 9", ""),
        ("range(3)", ""),
        ("response.text.__class__", ""),
        ("response.text.upper()", ""),
        ("response.text | attr('upper')", ""),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_whatever_else_it_tries_is_an_error(expression: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value(expression)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "chain"),
    [
        ("step.set.session.data", Chain(parts=("step", "set", "session", "data"), counted=False)),
        ("exchanges[0]['view']", Chain(parts=("exchanges", 0, "view"), counted=False)),
        ("sql | length", Chain(parts=("sql",), counted=True)),
        ("sql | count", Chain(parts=("sql",), counted=True)),
        ("sql | first", None),
        ("step.set == 1", None),
        ("steps[n]", None),
        ("1", None),
        ("step.", None),
    ],
)
def test_a_path_into_a_run_is_told_from_whatever_is_more(
    expression: str, chain: Chain | None
) -> None:
    assert SANDBOX.chain(expression) == chain


@pytest.mark.parametrize(
    ("expression", "is_of_run"),
    [
        ("response.status", True),
        ("sql | length", True),
        ("200", False),
        ("'a' if response.status == 200 else 'b'", False),
        ("response.status == 200", True),
        ("1 +", False),
    ],
)
def test_what_is_typed_is_told_from_what_the_run_has(expression: str, *, is_of_run: bool) -> None:
    assert SANDBOX.is_of_run(expression) is is_of_run


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("plain", [(False, "plain")]),
        ("a {{ sql }} b", [(False, "a "), (True, "sql"), (False, " b")]),
        ("{{ 'a}}' }}", [(True, "'a}}'")]),
        (r"\{{ name }} \{% if %}", [(False, "{{ name }} {% if %}")]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_what_is_plain_and_what_is_looked_up(
    text: str, pieces: list[tuple[bool, str]]
) -> None:
    assert list(SANDBOX.pieces(text)) == pieces


@pytest.mark.parametrize("text", ["{% if x %}", "{# a #}", "{{ a", "{{ 'a }}"])
def test_a_text_that_holds_more_is_an_error(text: str) -> None:
    with pytest.raises(ExpressionError):
        list(SANDBOX.pieces(text))
