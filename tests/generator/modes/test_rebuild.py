"""Rebuild: the statements, the false ones, and what other orders do."""

from pathlib import Path

from generator.modes.rebuild import RebuildBlock, RebuildMode
from runner.recorder import Recorder
from tests.builders import LESSON, material, view, write_lesson

SOURCE = view("a = 1\nb = 2\nrequest.session['sum'] = a + b\nreturn HttpResponse(str(a + b))")
WHAT_IF = """\
what_if:
  three:
    title: b were `3`
    edits: [{replace: b = 2, with: b = 3}]
"""


def block(recorder: Recorder, folder: Path) -> RebuildBlock:
    found = RebuildMode().derive(material(recorder, folder))
    assert found is not None
    return found


def test_each_order_was_run(recorder: Recorder, tmp_path: Path) -> None:
    found = block(recorder, write_lesson(tmp_path, source=SOURCE))
    assert found.view == "view"
    assert [piece.text for piece in found.own] == SOURCE.replace("    ", "").splitlines()[4:]
    assert found.orders == {
        "1 2 3 4": "",
        "2 1 3 4": "",  # runs the same
        "1 3 2 4": "the request ends in UnboundLocalError",
        "2 3 1 4": "the request ends in UnboundLocalError",
        "3 1 2 4": "the request ends in UnboundLocalError",
        "3 2 1 4": "the request ends in UnboundLocalError",
    }
    assert [one.order for one in found.judged if one.is_same] == [(1, 2, 3, 4), (2, 1, 3, 4)]


def test_another_answer_is_told(recorder: Recorder, tmp_path: Path) -> None:
    source = view("request.session['n'] = 1\nn = request.session.get('n', 0)\nreturn HttpResponse(f'n is {n}')")
    found = block(recorder, write_lesson(tmp_path, source=source))
    assert found.orders == {"1 2 3": "", "2 1 3": "the request is answered with 'n is 0'"}


def test_what_only_the_store_tells_is_told_as_that(recorder: Recorder, tmp_path: Path) -> None:
    source = view("request.session['n'] = 1\nrequest.session['n'] = 2\nreturn HttpResponse('x')")
    found = block(recorder, write_lesson(tmp_path, source=source))
    assert found.orders["2 1 3"] == "after the request the browser or the store holds something else"


def test_false_statements_come_from_what_ifs(recorder: Recorder, tmp_path: Path) -> None:
    found = block(recorder, write_lesson(tmp_path, source=SOURCE, yaml=LESSON + WHAT_IF))
    assert [(piece.number, piece.text, piece.title) for piece in found.false] == [(5, "b = 3", "b were `3`")]


def test_statements_are_shown_in_another_order_that_stays(recorder: Recorder, tmp_path: Path) -> None:
    folder = write_lesson(tmp_path, source=SOURCE)
    first, again = block(recorder, folder), block(recorder, folder)
    assert first == again
    assert [piece.number for piece in first.pieces] != [1, 2, 3, 4]


def test_a_view_without_an_order_has_no_such_mode(recorder: Recorder, tmp_path: Path) -> None:
    assert RebuildMode().derive(material(recorder, write_lesson(tmp_path))) is None
    failing = write_lesson(
        tmp_path, "track/two", yaml=f"{LESSON}raises: KeyError\n", source=view("x = 1\ny = 2\nreturn {}[x]")
    )
    assert RebuildMode().derive(material(recorder, failing)) is None
