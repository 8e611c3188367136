"""A value in backticks belongs to the name beside it, or it is found."""

import pytest

from proven_lessons.generator.claims.facts import facts_of
from proven_lessons.generator.claims.named import findings
from proven_lessons.runner.trace import Value
from tests.builders import a_lesson, a_session, a_step, a_trace, a_value, an_exchange

THING = Value(type="Thing", repr="<Thing>")
STEPS = [
    a_step(locals={"count": a_value(1), "thing": THING}, session=a_session(color="blue")),
    a_step(locals={"count": a_value(2), "thing": a_value(3)}, session=a_session(color="blue")),
]
FACTS = facts_of(a_lesson(), a_trace(an_exchange(*STEPS)))


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("`count` is `5`.", "`5`"),
        ("Now `count` is now `5`", "`5`"),
        ("`color` holds `'red'`", "`'red'`"),
        ("`session.color` = `'red'`", "`'red'`"),
        ("`count` becomes `2`, and `count` stays `3`.", "`3`"),
    ],
)
def test_a_value_that_the_name_never_has_is_found(text: str, piece: str) -> None:
    (finding,) = findings(text, FACTS)
    assert finding.piece == piece


@pytest.mark.parametrize(
    "text",
    [
        "`count` is `1`, then `count` becomes `2`.",
        "`color` holds `'blue'`",
        "`count` is an integer, `5` is another.",
        "`other` is `5`",
        "`thing` is `5`",
        "`count` is `len(items)`",
    ],
)
def test_what_it_has_or_nobody_can_tell_is_not(text: str) -> None:
    assert list(findings(text, FACTS)) == []


def test_it_is_told_what_the_name_has() -> None:
    (finding,) = findings("`count` is `5`", FACTS)
    assert finding.message == "`count` is never 5; it is 1, 2"
