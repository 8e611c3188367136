"""A warning is told where it came, and what it is about."""

from proven_lessons.generator.aspects.warnings import WarningsAspect
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.runner.probes.warnings import WarningShown
from tests.builders import a_run, a_step, an_exchange, words_of
from tests.generator.aspects import Told, told

WARNING = WarningShown(category="NaiveWarning", message="no zone.", file="views.py", line=5)


def test_it_is_told_in_every_part() -> None:
    assert told(WARNING) == Told(
        actions=["Warn: NaiveWarning"],
        clauses=["Line 5 makes Python warn: NaiveWarning, no zone."],
        box=None,
        arrows=[],
        states=[],
        cells=["NaiveWarning: no zone."],
    )


def test_its_moment_quotes_it() -> None:
    (one,) = numbered(a_run(an_exchange(a_step(WARNING))))
    (moment,) = WarningsAspect().moments(one)
    assert words_of(moment.answer) == (
        "NaiveWarning: no zone. It is only a warning, so the request goes on."
    )
    assert moment.proof == ('step[2].events[0].category == "NaiveWarning"',)
