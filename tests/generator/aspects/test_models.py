"""What models do otherwise than it looks is told in every part, and is a moment."""

import pytest

from proven_lessons.generator.aspects.models import ModelsAspect
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.runner.probes.models import LockLeftOut, RowGot, SignalsSkipped
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Event
from tests.builders import a_run, a_step, an_exchange, words_of
from tests.generator.aspects import Told, cells_of, told

MADE = RowGot(
    method="get_or_create", model="Tag", created=True, lookups=("name",), defaults=("size",)
)
FOUND = RowGot(
    method="get_or_create", model="Tag", created=False, lookups=("name",), defaults=("size",)
)
UPDATED = RowGot(
    method="update_or_create", model="Tag", created=False, lookups=("name",), defaults=("size",)
)
SKIPPED = SignalsSkipped(method="update", model="Tag", unheard=("log_it",))
LOCK = LockLeftOut(model="Tag")
SENT = Query(sql="SELECT 1", params=(), rows=None)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            MADE,
            Told(
                actions=["get_or_create: a new row of Tag"],
                clauses=["Line 5 calls get_or_create(), which finds no such row of Tag and creates one."],
                box=None,
                arrows=["get_or_create: a new row of Tag"],
                states=[("Row of Tag", "created")],
                cells=["get_or_create: created."],
            ),
        ),
        (
            FOUND,
            Told(
                actions=["get_or_create: a row of Tag is there"],
                clauses=["Line 5 calls get_or_create(), which finds a row of Tag."],
                box=None,
                arrows=["get_or_create: a row of Tag is there"],
                states=[("Row of Tag", "found")],
                cells=["get_or_create: found."],
            ),
        ),
        (
            SKIPPED,
            Told(
                actions=[],
                clauses=["Line 5 calls update(), which sends no signals for the rows, so no receiver runs: log_it."],
                box=None,
                arrows=[],
                states=[],
                cells=["update without signals: not heard by log_it."],
            ),
        ),
        (
            LOCK,
            Told(
                actions=[],
                clauses=["Line 5 asks for rows of Tag to be locked, and the database has no such lock."],
                box=None,
                arrows=[],
                states=[],
                cells=[],
            ),
        ),
    ],
)  # fmt: skip
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected


@pytest.mark.parametrize(
    ("event", "rank", "answer", "proof"),
    [
        (MADE, 6, "Yes. get_or_create() finds no row by name, and creates one.", "{}.created"),
        (
            FOUND,
            3,
            "No. get_or_create() finds a row by name, and gives it as it is: the defaults (size) "
            "are for a new row only.",
            "not {}.created",
        ),
        (
            UPDATED,
            3,
            "No. update_or_create() finds a row by name, and updates size.",
            "not {}.created",
        ),
        (
            SKIPPED,
            1,
            "update() writes the rows and saves no instance. So neither pre_save nor post_save is "
            "sent for them, and no save() runs.",
            '{}.method == "update"',
        ),
        (
            LOCK,
            2,
            "Not here. The database of this run has no locks on rows, so Django leaves FOR UPDATE "
            "out of the statement, and says nothing.",
            '{}.model == "Tag"',
        ),
    ],
)
def test_each_is_a_moment(event: Event, rank: int, answer: str, proof: str) -> None:
    (one,) = numbered(a_run(an_exchange(a_step(event, SENT))))
    (moment,) = ModelsAspect().moments(one)
    assert (moment.rank, words_of(moment.answer)) == (rank, answer)
    assert moment.proof[0] == proof.format("step[2].events[0]")


def test_a_lock_is_told_where_rows_were_asked_for() -> None:
    step = a_step(LOCK, SENT)
    assert cells_of(ModelsAspect(), step, an_exchange(step)) == ["no lock on Tag."]
    (one,) = numbered(a_run(an_exchange(a_step(LOCK))))
    assert list(ModelsAspect().moments(one)) == []


def test_without_lookups_of_its_own_nothing_is_said_of_them() -> None:
    got = RowGot(method="get_or_create", model="Tag", created=True, lookups=(), defaults=())
    (one,) = numbered(a_run(an_exchange(a_step(got))))
    assert list(ModelsAspect().moments(one)) == []
