"""Snapshot: the author's card, filled in."""

from proven_lessons.generator.modes.snapshot import SnapshotMode
from tests.builders import a_lesson, a_material, derived, problems_of


def test_the_card_is_filled_in() -> None:
    given = a_material(lesson=a_lesson(snapshot="- {{ response.status }}"))
    expected = '- <code class="lesson-value" translate="no"><bdi>200</bdi></code>'
    assert derived(SnapshotMode(), given).text == expected


def test_what_is_false_in_it_is_a_problem() -> None:
    given = a_material(lesson=a_lesson(snapshot="- {{ response.stats }}"))
    assert len(problems_of(SnapshotMode(), given)) == 1


def test_without_a_card_there_is_no_block() -> None:
    assert derived(SnapshotMode(), a_material()) is None
