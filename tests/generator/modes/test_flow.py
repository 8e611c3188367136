"""Flow: the phases of the run, in order."""

from pathlib import Path

from proven_lessons.generator.modes.flow import FlowMode
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, derived, material, view, write_lesson


def test_the_flow_has_the_boxes_of_the_reference_page(recorder: Recorder, tmp_path: Path) -> None:
    source = view(
        "request.session['a'] = 'b'\nx = request.session.get('a')\nreturn HttpResponse(f'It is {x}')"
    )
    block = derived(FlowMode(), material(recorder, write_lesson(tmp_path, source=source)))
    (exchange,) = block.exchanges
    assert [(box.words, box.first, box.last) for box in exchange.boxes] == [
        ("Request received", 1, 1),
        ("Access session object", 2, 2),
        ("Set session key-value", 2, 2),
        ("Get session value by key", 3, 3),
        ("Use value in response", 4, 4),
        ("Send response back", 5, 5),
    ]
    assert (exchange.title, block.note) == (None, "It runs.")


def test_steps_in_a_row_share_a_box_and_exchanges_have_titles(
    recorder: Recorder, tmp_path: Path
) -> None:
    source = view("x = 1\ny = 2\nif x: y = 3\nreturn HttpResponse('x')")
    yaml = LESSON + "requests: [GET /, {request: GET /, client: ada}]\n"
    block = derived(
        FlowMode(), material(recorder, write_lesson(tmp_path, yaml=yaml, source=source))
    )
    assert [exchange.title for exchange in block.exchanges] == [
        "Request 1: GET /, from the first browser",
        "Request 2: GET /, from the browser 'ada'",
    ]
    assert [(box.words, box.first, box.last) for box in block.exchanges[1].boxes] == [
        ("Request received", 8, 8),
        ("Set a variable", 9, 10),
        ("Decide by condition", 11, 11),
        ("Set a variable", 12, 12),
        ("Create the response", 13, 13),
        ("Send response back", 14, 14),
    ]
