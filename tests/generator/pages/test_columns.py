"""The columns of a table: those that say something, in their order, with what has changed marked."""

from pathlib import Path

from proven_lessons.generator.aspects import Folded, Mark, Rows
from proven_lessons.generator.markup import Code
from proven_lessons.generator.modes.tables import tables_of
from proven_lessons.generator.pages.columns import (
    SHOWN_ROWS,
    ShortRow,
    ShortTable,
    columns_of,
    parts_of,
    short,
)
from proven_lessons.runner.probes.cache import CacheRead
from proven_lessons.runner.probes.logs import Logged
from proven_lessons.runner.probes.session.events import SessionSave
from proven_lessons.runner.trace import Exchange, ResponseState, Step
from tests.builders import (
    LESSON,
    a_run,
    a_session,
    a_step,
    a_value,
    an_exchange,
    at_once,
    loaded,
    words_of,
    write_lesson,
)

HIT = CacheRead(key=a_value("a"), result=a_value(1), found=True)
LOG = Logged(logger="a", level="INFO", message="x")


def columns(folder: Path, *steps: Step, yaml: str = "") -> dict[str, list[str]]:
    lesson = loaded(write_lesson(folder, yaml=LESSON + yaml))
    (table,) = tables_of(a_run(an_exchange(*steps)), lesson)
    return {
        column.name: [
            "*" * cell.changed + " ".join(words_of(parts_of(part)[1]) for part in cell.parts)
            for cell in column.cells
        ]
        for column in columns_of(table)
    }


def test_columns_that_say_nothing_are_left_out_and_the_others_in_their_order(
    tmp_path: Path,
) -> None:
    found = columns(tmp_path, a_step(LOG), a_step(HIT), a_step(value=a_value(3)))
    assert list(found) == ["Value retrieved", "Cache", "Log"]
    assert found["Cache"] == ["", "", "*get 'a': 1.", "", ""]
    assert found["Value retrieved"] == ["", "", "", "*3", "3"]


def test_an_event_is_news_though_it_is_like_the_last_one(tmp_path: Path) -> None:
    found = columns(tmp_path, a_step(HIT), a_step(HIT), a_step(), a_step(HIT))
    assert found["Cache"] == ["", "*get 'a': 1.", "*get 'a': 1.", "", "*get 'a': 1.", ""]


def test_a_lesson_chooses(tmp_path: Path) -> None:
    found = columns(tmp_path, a_step(LOG, HIT, value=a_value(3)), yaml="show: [cache]\n")
    assert list(found) == ["Cache"]


def test_each_part_of_a_cell_has_a_form_for_the_template() -> None:
    assert parts_of(Folded(summary="a", body=("b",), kind="k")) == ("folded", "a", ("b",), "k")
    assert parts_of(Rows(summary="a", items=("b",), kind="k")) == ("rows", "a", ("b",), "k")
    assert parts_of(Mark(said="a", kind="k")) == ("mark", "a", (), "k")
    assert parts_of(Code("a")) == ("said", Code("a"), (), "")


def test_a_column_stays_where_its_emptiness_is_the_point(tmp_path: Path) -> None:
    lesson = loaded(write_lesson(tmp_path, yaml=LESSON))
    tables = tables_of(a_run(an_exchange(a_step(HIT, LOG)), an_exchange(a_step())), lesson)
    assert [[column.name for column in columns_of(table)] for table in tables] == [
        ["Cache", "Log"],
        ["Cache"],
    ]


def test_a_change_in_place_is_news_in_its_own_row_only(tmp_path: Path) -> None:
    def held(*items: int) -> Step:
        return a_step(session=a_session("modified", a=list(items)))

    found = columns(tmp_path, held(1), held(1, 2), held(1, 2))["Session state"]
    assert [cell.startswith("*") for cell in found] == [False, True, True, False, False]


def shortened(*exchanges: Exchange, folder: Path, yaml: str = "") -> list[ShortTable]:
    lesson = loaded(write_lesson(folder, yaml=LESSON + yaml))
    return short(tables_of(a_run(*exchanges), lesson))


def numbers(table: ShortTable) -> list[object]:
    """Give the numbers of the steps in a short table, and in brackets how many are left out."""
    return [row.row.step.number if isinstance(row, ShortRow) else [row] for row in table.rows]


def test_of_a_long_table_the_ends_and_what_is_news_are_seen_first(tmp_path: Path) -> None:
    steps = [a_step(HIT) if number in (5, 9) else a_step() for number in range(20)]
    (table,) = shortened(an_exchange(*steps), folder=tmp_path, yaml="show: [cache]\n")
    assert [words_of(title) for title in table.titles] == ["Cache"]
    assert sum(isinstance(row, ShortRow) for row in table.rows) == SHOWN_ROWS
    assert numbers(table) == [1, 2, 3, 4, 5, 6, 7, 8, [2], 11, [10], 22]
    assert sum(row if isinstance(row, int) else 1 for row in table.rows) == 22, "all are counted"


def test_of_a_short_table_everything_is_seen(tmp_path: Path) -> None:
    (table,) = shortened(an_exchange(a_step(value=a_value(3))), folder=tmp_path)
    assert numbers(table) == [1, 2, 3]
    assert [words_of(title) for title in table.titles] == ["Value retrieved"]


def test_several_requests_share_the_room(tmp_path: Path) -> None:
    one = an_exchange(*[a_step(HIT) for _ in range(6)])
    tables = shortened(*[one] * 9, folder=tmp_path, yaml="show: [cache]\n")
    assert len(tables) == 5  # the page counts those that are left out
    assert [numbers(table)[-1] for table in tables] == [8, 16, 24, 32, 40]
    assert numbers(tables[0]) == [1, 2, [5], 8], "a single step takes no more room than its count"
    assert not any([1] in numbers(table) for table in tables)


def test_a_long_value_is_folded_and_its_head_says_that_it_goes_on(tmp_path: Path) -> None:
    hashed = a_session("loaded", color="blue", _auth_user_hash="3" * 64)
    long = ResponseState(status=200, text="words " * 20)
    steps = [a_step(session=hashed), a_step(response=long, session=hashed)]
    (table,) = shortened(an_exchange(*steps), folder=tmp_path)
    parts = [
        part
        for row in table.rows
        if isinstance(row, ShortRow)
        for cell in row.cells
        for part in cell.parts
        if isinstance(part, Folded)
    ]
    heads = {str(part.summary): [str(whole) for whole in part.body] for part in parts}
    assert heads["{'color': 'blue',…"] == [f"{{'color': 'blue', '_auth_user_hash': '{'3' * 64}'}}"]
    assert heads["words words words words words words…"] == ["words " * 20]


def test_what_another_request_has_saved_is_no_change_of_a_step(tmp_path: Path) -> None:
    """Of two at once, the store may change between two steps of one of them."""
    lesson = loaded(write_lesson(tmp_path))
    found = [a_session(stored={"a": 1}, a=1), a_session(stored={"a": 2}, a=1)]
    reads = an_exchange(*(a_step(session=session) for session in found))
    saves = an_exchange(
        a_step(), a_step(SessionSave(data={}, key=None, created=True), session=found[1])
    )
    run = at_once("aabbbbaa", reads, saves)
    first, second = tables_of(run, lesson)
    changed = [
        [
            cell.changed
            for column in columns_of(table)
            if column.name == "In the store"
            for cell in column.cells
        ]
        for table in (first, second)
    ]
    assert changed == [[False] * 4, [False, False, True, False]]
    assert [row.meanwhile is not None for row in first.rows] == [False, False, True, False]
