"""What is evaluated without the compiler gives what compiled code gives, errors among it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proven_lessons.generator.claims import sandbox as module
from proven_lessons.generator.claims.listing import facts
from proven_lessons.generator.claims.namespace import Names
from proven_lessons.generator.claims.plain import NotPlainError
from proven_lessons.generator.claims.sandbox import ExpressionError, Sandbox
from proven_lessons.generator.lessons.folders import find_lessons
from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.runner import codec
from proven_lessons.runner.probes.session.events import SessionSet
from tests.builders import a_lesson, a_session, a_step, a_trace, a_value, an_exchange

DATA = Path(__file__).resolve().parents[3] / "lesson_data"
STEP = a_step(
    SessionSet(key=a_value("a"), value=a_value(1)),
    session=a_session("modified", {}, a=1, items=[1, 2]),
)
NAMES = Names(a_lesson(), a_trace(an_exchange(STEP), an_exchange(STEP)))
PATHS = st.sampled_from(
    [
        "step.set.session.data", "step.set.session.data.a", "step.set.session.data['items']",
        "step[2].session.stored", "exchanges[0].response.status", "exchanges[7].view", "exchanges",
        "steps", "response.text", "response.stats", "session", "sql", "variables.a", "'ok'", "200",
        "none", "[1, 2]", "[200, 'ok']", "what_if.other.response.status", "step.set.number", "''",
    ]
)  # fmt: skip
SIDES = (
    PATHS | PATHS.map(lambda path: f"{path} | length") | PATHS.map(lambda path: f"{path} is none")
)
COMPARED = st.builds(
    "({} {} {})".format, SIDES, st.sampled_from(["==", "!=", "<", ">=", "in", "not in"]), SIDES
)
EXPRESSIONS = st.recursive(
    SIDES | COMPARED,
    lambda inner: (
        st.builds("({} and {})".format, inner, inner)
        | st.builds("({} or {})".format, inner, inner)
        | inner.map(lambda one: f"(not {one})")
    ),
    max_leaves=4,
)


def never(*_arguments: object) -> None:
    raise NotPlainError


def both(expression: str, names: Names) -> list[Any]:
    """Give what both ways say, and what they have looked at."""
    found = []
    for is_plain in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not is_plain:
                patch.setattr(module, "plain_value", never)
            space = names.open()
            try:
                value = Sandbox().evaluate(expression, space)
            except ExpressionError as error:
                value = str(error)
            found.append((repr(value), space.seen.steps, list(space.seen.leaves)))
    return found


@given(EXPRESSIONS)
def test_any_expression_gives_the_same_both_ways(expression: str) -> None:
    plain, compiled = both(expression, NAMES)
    assert plain == compiled


@pytest.mark.parametrize("key", ["sessions/set-and-get", "users/login-and-logout"])
def test_every_name_of_a_lesson_gives_the_same_both_ways(key: str) -> None:
    folder = find_lessons(DATA)[key]
    lesson, _problems = load_lesson(folder)
    assert lesson is not None
    trace = codec.loads((folder / "trace.json").read_text())
    names = Names(lesson, trace)
    expressions = [name for name, _value in facts(lesson, trace)]
    assert len(expressions) > 50
    for expression in expressions:
        plain, compiled = both(expression, names)
        assert plain == compiled, expression
