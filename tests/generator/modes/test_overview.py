"""The overview takes what is to be seen first from the other modes, and derives nothing itself."""

from proven_lessons.generator.modes.explain import ExplainBlock, Moment
from proven_lessons.generator.modes.overview import OverviewBlock, OverviewMode
from proven_lessons.generator.modes.snapshot import SnapshotBlock
from proven_lessons.generator.modes.tables import tables_of
from proven_lessons.generator.modes.trace import TraceBlock
from proven_lessons.generator.translation import _
from tests.builders import a_lesson, a_material, a_run, derived

WORDS = ((_("loaded"), _("It was loaded.")),)
MOMENTS = tuple(
    Moment(name=name, ask=f"{name}?", answer="So.", proofs=()) for name in ("a", "b", "c")
)


def test_it_has_nothing_of_its_own() -> None:
    assert derived(OverviewMode(), a_material()) is None


def test_it_is_made_of_the_table_two_key_moments_and_the_snapshot() -> None:
    tables = tables_of(a_run(), a_lesson())
    block = OverviewMode().compose(
        {
            "trace": TraceBlock(exchanges=tables, words=WORDS),
            "explain": ExplainBlock(moments=MOMENTS),
            "snapshot": SnapshotBlock(text="- So."),
        }
    )
    assert block == OverviewBlock(
        exchanges=tables, words=WORDS, moments=MOMENTS[:2], snapshot="- So."
    )


def test_what_a_lesson_does_not_have_is_not_in_it() -> None:
    assert OverviewMode().compose({}) == OverviewBlock(
        exchanges=(), words=(), moments=(), snapshot=None
    )
