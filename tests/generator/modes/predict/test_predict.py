"""Predict: what is asked, and what is only shown."""

from pathlib import Path

from proven_lessons.generator.modes.predict import Cell, PredictBlock, PredictMode, Sheet
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, derived, material, view, write_lesson


def block(recorder: Recorder, folder: Path) -> PredictBlock:
    found = derived(PredictMode(), material(recorder, folder))
    assert found is not None
    return found


def asked(sheet: Sheet) -> list[tuple[int, str, str]]:
    return [
        (line.step, cell.label, cell.value)
        for line in sheet.lines
        for cell in line.cells
        if isinstance(cell, Cell)
    ]


def test_what_is_new_is_asked_and_what_stays_is_not(recorder: Recorder, tmp_path: Path) -> None:
    source = view(
        "request.session['a'] = 1\nx = request.session['a']\nreturn HttpResponse(f'It is {x}')"
    )
    (sheet,) = block(recorder, write_lesson(tmp_path, source=source)).sheets
    assert sheet.columns == (
        "request.session",
        "x",
        "In the store",
        "Response content",
        "Cookie sessionid",
    )
    assert asked(sheet) == [
        (2, "request.session", "{'a': 1}"),
        (3, "x", "1"),
        (4, "Response content", "It is 1"),
        (5, "In the store", "{'a': 1}"),
        (5, "Cookie sessionid", "set"),
    ]
    assert [
        [cell if isinstance(cell, bool) else cell is not None for cell in line.cells]
        for line in sheet.lines
    ] == [
        [True, False, False, False, False],
        [True, True, False, False, False],
        [True, True, False, True, False],
        [True, True, True, True, True],
    ]
    assert sheet.lines[0].code == "request.session['a'] = 1"


def test_each_answer_is_explained_from_the_trace(recorder: Recorder, tmp_path: Path) -> None:
    source = view("request.session['a'] = 1\nreturn HttpResponse(f'It is {1}')")
    cells = block(recorder, write_lesson(tmp_path, source=source)).cells
    assert [(cell.number, cell.is_words, cell.because) for _, cell in cells] == [
        (1, False, "Set 'a' = 1 in session."),
        (2, True, "Create response."),
        (3, False, "Before the response leaves, SessionMiddleware saves the session."),
        (4, True, "The response sets the cookie sessionid."),
    ]


def test_what_nobody_can_type_is_not_asked(recorder: Recorder, tmp_path: Path) -> None:
    source = view("x = object()\ny = 'long' * 40\nz = 1 + 2\nreturn HttpResponse('<p>' + str(z))")
    (sheet,) = block(recorder, write_lesson(tmp_path, source=source)).sheets
    assert asked(sheet) == [(4, "z", "3")]
    assert sheet.columns == ("z",)


def test_a_lesson_that_is_not_about_the_session_does_not_ask_for_it(
    recorder: Recorder, tmp_path: Path
) -> None:
    source = view("request.session['a'] = 1\nreturn HttpResponse(f'It is {1}')")
    folder = write_lesson(tmp_path, source=source, yaml=LESSON + "show: [response]\n")
    (sheet,) = block(recorder, folder).sheets
    assert sheet.columns == ("Response content",)


def test_there_is_an_end_to_asking(recorder: Recorder, tmp_path: Path) -> None:
    source = view("for n in range(30):\n    x = n * n\nreturn HttpResponse(f'{x}')")
    found = block(
        recorder, write_lesson(tmp_path, source=source, yaml=LESSON + "requests: [GET /, GET /]\n")
    )
    assert [
        sum(isinstance(cell, Cell) for line in sheet.lines for cell in line.cells)
        for sheet in found.sheets
    ] == [
        4,
        3,
    ]
    assert found.is_part


def test_a_run_with_nothing_to_type_has_no_such_mode(recorder: Recorder, tmp_path: Path) -> None:
    source = view("return HttpResponse('<h1>')")
    assert derived(PredictMode(), material(recorder, write_lesson(tmp_path, source=source))) is None


def test_what_was_asked_once_is_shown_when_it_comes_again(
    recorder: Recorder, tmp_path: Path
) -> None:
    source = view(
        "x = 3 - 2\nrequest.session['n'] = request.session.get('n', 0) + x\n"
        "return HttpResponse(f'{x} more')"
    )
    found = block(
        recorder, write_lesson(tmp_path, source=source, yaml=LESSON + "requests: [GET /, GET /]\n")
    )
    first, second = found.sheets
    assert asked(first) == [
        (2, "x", "1"),
        (3, "request.session", "{'n': 1}"),
        (4, "Response content", "1 more"),
        (5, "In the store", "{'n': 1}"),
        (5, "Cookie sessionid", "set"),
    ]
    assert asked(second) == [(8, "request.session", "{'n': 2}"), (10, "In the store", "{'n': 2}")]
    assert not found.is_part


def test_keys_of_djangos_own_are_not_asked_for(recorder: Recorder, tmp_path: Path) -> None:
    source = view("request.session.set_expiry(60)\nreturn HttpResponse(f'{60}')")
    (sheet,) = block(recorder, write_lesson(tmp_path, source=source)).sheets
    assert [label for _, label, _ in asked(sheet)] == ["Response content", "Cookie sessionid"]


def test_rounds_that_are_not_shown_are_counted_and_what_they_did_is_not_asked(
    recorder: Recorder, tmp_path: Path
) -> None:
    source = view("total = 0\nfor n in range(6):\n    total += n\nreturn HttpResponse(f'{total}')")
    (sheet,) = block(recorder, write_lesson(tmp_path, source=source)).sheets
    assert [(line.step, line.iterations) for line in sheet.lines] == [
        (2, 0), (3, 0), (4, 0), (0, 4), (13, 0), (14, 0), (15, 0), (16, 0),
    ]  # fmt: skip
    assert (13, "n", "5") in asked(sheet)
    assert (14, "total", "15") in asked(sheet)


def test_complex_numbers_and_hidden_characters_are_no_trap(
    recorder: Recorder, tmp_path: Path
) -> None:
    source = view("z = 1 + 2j\nj = 'J'.lower()\nreturn HttpResponse('a\\u200db')")
    folder = write_lesson(tmp_path, source=source)
    (sheet,) = block(recorder, folder).sheets
    assert [(label, value) for _, label, value in asked(sheet)] == [
        ("j", "'j'"),
        ("Response content", "a\u200db"),
    ]
