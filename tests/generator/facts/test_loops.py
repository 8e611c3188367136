"""The middle iterations of a long loop are folded; nothing is lost, and short loops stay as they are."""

from pathlib import Path

import pytest

from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Limits
from tests.builders import LESSON, derived, exchange, material, view, write_lesson
from tests.generator.pages.test_render import rendered


def shape(
    recorder: Recorder, body: str, limits: Limits | None = None
) -> list[str | tuple[int, int]]:
    found = exchange(recorder, f"{body}\nreturn HttpResponse('x')", limits=limits)
    pieces = folded(found.steps)
    flat = [
        one for piece in pieces for one in (piece.steps if isinstance(piece, Fold) else [piece])
    ]
    assert flat == list(found.steps), "in order, and nothing lost"
    return [
        (piece.iterations, len(piece.steps))
        if isinstance(piece, Fold)
        else f"{piece.kind} {piece.outcome or ''}".strip()
        for piece in pieces
    ][1:-2]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "for i in range(9):\n    x = i",
            ["loop iteration", "assign", (7, 14), "loop iteration", "assign", "loop done"],
        ),
        ("for i in range(4):\n    x = i", ["loop iteration", "assign"] * 4 + ["loop done"]),
        (
            "for i in range(5):\n    if i == 3:\n        break",
            ["loop iteration", "condition false"] * 3
            + ["loop iteration", "condition true", "break"],
        ),
        (
            "n = 0\nwhile n < 6:\n    n += 1",
            ["assign", "loop iteration", "assign", (4, 8), "loop iteration", "assign", "loop done"],
        ),
        (
            "for i in range(30):\n    x = i",
            [
                "loop iteration",
                "assign",
                (23, 46),
                "loop iteration",
                "assign",
                "skipped",
                "loop done",
            ],
        ),
    ],
)
def test_middle_iterations_are_folded(
    body: str, expected: list[object], recorder: Recorder
) -> None:
    assert shape(recorder, body) == expected


def test_a_loop_in_a_loop_goes_with_its_iteration(recorder: Recorder) -> None:
    pieces = shape(
        recorder,
        "for i in range(5):\n    for j in range(5):\n        x = i * j",
        Limits(iterations=99),
    )
    assert pieces[0] == "loop iteration"
    assert (
        sum(isinstance(piece, tuple) for piece in pieces) == 3
    )  # inside of the first round, all others, of the last


def test_a_page_shows_how_many_iterations_are_folded(recorder: Recorder, tmp_path: Path) -> None:
    source = view("for i in range(9):\n    request.session['n'] = i\nreturn HttpResponse('x')")
    text = rendered(recorder, write_lesson(tmp_path, yaml=LESSON, source=source))
    assert "<summary>7 more iterations: steps 4 to 17</summary>" in text
    assert text.count('id="step-9"') == 1
    assert "7 more iterations follow." in text
    given = material(recorder, write_lesson(tmp_path / "2", yaml=LESSON, source=source))
    from proven_lessons.generator.modes.flow import FlowMode

    boxes = derived(FlowMode(), given).exchanges[0].boxes
    assert [
        (box.words, box.first, box.last)
        for box in boxes
        if box.first != box.last or box.words == "Loop"
    ] == [
        ("Loop", 2, 2),
        ("7 more iterations", 4, 17),
        ("Loop", 18, 18),
        ("Loop", 20, 20),
    ]
