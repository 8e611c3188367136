"""Rebuild: the statements, the false ones, and what other orders do."""

from pathlib import Path

from proven_lessons.generator.modes.rebuild import RebuildBlock, RebuildMode
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, derived, material, view, write_lesson

SOURCE = view("a = 1\nb = 2\nrequest.session['sum'] = a + b\nreturn HttpResponse(str(a + b))")
WHAT_IF = """\
what_if:
  three:
    title: b were `3`
    edits: [{replace: b = 2, with: b = 3}]
"""


def block(recorder: Recorder, folder: Path) -> RebuildBlock:
    found = derived(RebuildMode(), material(recorder, folder))
    assert found is not None
    return found


def orders(found: RebuildBlock) -> dict[str, str]:
    """Give what each order does, empty for the same as the lesson."""
    return {" ".join(map(str, one.order)): str(one.words or "") for one in found.judged}


def test_each_order_was_run(recorder: Recorder, tmp_path: Path) -> None:
    found = block(recorder, write_lesson(tmp_path, source=SOURCE))
    assert found.view == "view"
    assert [piece.text for piece in found.own] == SOURCE.replace("    ", "").splitlines()[4:]
    assert orders(found) == {
        "1 2 3 4": "",
        "2 1 3 4": "",  # runs the same
        "1 3 2 4": "it ends in UnboundLocalError",
        "2 3 1 4": "it ends in UnboundLocalError",
        "3 1 2 4": "it ends in UnboundLocalError",
        "3 2 1 4": "it ends in UnboundLocalError",
    }
    assert [one.order for one in found.judged if one.is_same] == [(1, 2, 3, 4), (2, 1, 3, 4)]


def test_another_answer_is_told(recorder: Recorder, tmp_path: Path) -> None:
    source = view(
        "request.session['n'] = 1\nn = request.session.get('n', 0)\nreturn HttpResponse(f'n is {n}')"
    )
    found = block(recorder, write_lesson(tmp_path, source=source))
    assert orders(found) == {"1 2 3": "", "2 1 3": "the response says 'n is 0'"}


def test_what_only_the_store_tells_is_told_as_that(recorder: Recorder, tmp_path: Path) -> None:
    source = view("request.session['n'] = 1\nrequest.session['n'] = 2\nreturn HttpResponse('x')")
    found = block(recorder, write_lesson(tmp_path, source=source))
    assert orders(found)["2 1 3"] == "the session store holds {'n': 1} after it"


def test_an_order_is_not_called_the_same_where_the_record_does_not_decide(
    recorder: Recorder, tmp_path: Path
) -> None:
    # More than is read to its end: what follows may be another text.
    source = view("a = 'x'\nb = 'y'\nreturn HttpResponse((a + b) * 1_500_000)")
    found = block(recorder, write_lesson(tmp_path, source=source))
    assert orders(found) == {"1 2 3": "", "2 1 3": "whether it does the same is not known"}


def test_false_statements_come_from_what_ifs(recorder: Recorder, tmp_path: Path) -> None:
    found = block(recorder, write_lesson(tmp_path, source=SOURCE, yaml=LESSON + WHAT_IF))
    assert [(piece.number, piece.text, piece.title) for piece in found.false] == [
        (5, "b = 3", "b were `3`")
    ]


def test_statements_are_shown_in_another_order_that_stays(
    recorder: Recorder, tmp_path: Path
) -> None:
    folder = write_lesson(tmp_path, source=SOURCE)
    first, again = block(recorder, folder), block(recorder, folder)
    assert first == again
    assert [piece.number for piece in first.pieces] != [1, 2, 3, 4]


def test_a_view_without_an_order_has_no_such_mode(recorder: Recorder, tmp_path: Path) -> None:
    assert derived(RebuildMode(), material(recorder, write_lesson(tmp_path))) is None
    failing = write_lesson(
        tmp_path,
        "track/two",
        yaml=f"{LESSON}raises: KeyError\n",
        source=view("x = 1\ny = 2\nreturn {}[x]"),
    )
    assert derived(RebuildMode(), material(recorder, failing)) is None


def test_what_is_left_elsewhere_tells_orders_apart(recorder: Recorder, tmp_path: Path) -> None:
    source = view(
        "from django.core.cache import cache\ntotal = 1\ncache.set('total', total)\ntotal += 1\nreturn HttpResponse('x')"
    )
    found = block(recorder, write_lesson(tmp_path, source=source))
    assert (
        orders(found)["1 2 4 3 5"]
        == "it writes something else to the database, the cache, the outbox or the log"
    )


def test_a_header_that_differs_is_named(recorder: Recorder, tmp_path: Path) -> None:
    source = view("url = '/a/'\nurl = '/b/'\nreturn HttpResponseRedirect(url)")
    found = block(recorder, write_lesson(tmp_path, source=source))
    assert orders(found)["2 1 3"] == "the response has another header Location"


def test_only_a_view_that_was_asked_for_whole_is_rebuilt(
    recorder: Recorder, tmp_path: Path
) -> None:
    source = (
        SOURCE.replace("def view", "def other")
        + "\n\ndef view(request):\n    return HttpResponse('x')\n"
    )
    routes = LESSON.replace("view: view", "routes: {'': view, 'b/': other}")
    assert (
        derived(
            RebuildMode(), material(recorder, write_lesson(tmp_path, source=source, yaml=routes))
        )
        is None
    )
    early = view(
        "if not request.GET:\n    return HttpResponse('none')\nx = 1\ny = 2\nreturn HttpResponse('x')"
    )
    assert (
        derived(
            RebuildMode(), material(recorder, write_lesson(tmp_path, "track/two", source=early))
        )
        is None
    )


def test_an_order_that_can_not_be_run_says_so(recorder: Recorder, tmp_path: Path) -> None:
    source = view("go = 0\ngo = 1\nwhile not go:\n    pass\nreturn HttpResponse('x')")
    found = block(recorder, write_lesson(tmp_path, source=source))
    assert orders(found)["2 1 3 4"] == "the view can't be run"  # it never ends
    assert orders(found)["1 3 2 4"] == "the view can't be run"
    assert orders(found)["2 3 1 4"] == ""


def test_a_setting_that_needs_an_interpreter_of_its_own_is_not_worth_it(
    recorder: Recorder, tmp_path: Path
) -> None:
    yaml = LESSON + "settings: {LANGUAGE_CODE: de}\n"
    assert (
        derived(RebuildMode(), material(recorder, write_lesson(tmp_path, source=SOURCE, yaml=yaml)))
        is None
    )


def test_a_text_over_several_lines_is_shown_as_it_is(recorder: Recorder, tmp_path: Path) -> None:
    source = view("a = 1\nb = '''x\n  y'''\nreturn HttpResponse(b)")
    found = block(recorder, write_lesson(tmp_path, source=source))
    assert [piece.text for piece in found.own][1] == "    b = '''x\n      y'''"
