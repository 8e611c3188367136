"""Transcript: the author's, or narrated from the trace."""

from pathlib import Path

from generator.modes.transcript import TranscriptBlock, TranscriptMode
from runner.recorder import Recorder
from tests.builders import LESSON, material, write_lesson


def test_the_run_is_narrated(recorder: Recorder, tmp_path: Path) -> None:
    block = TranscriptMode().derive(material(recorder, write_lesson(tmp_path)))
    assert block == TranscriptBlock(
        authored="",
        told=(
            (
                "",
                (
                    "The browser sends GET / without a cookie.",
                    "Request received, session not read yet.",
                    "Line 5: set 'a' = 1 in session.",
                    "Line 6: create response.",
                    "Send response back.",
                    "The response left with status 200. Before it left, SessionMiddleware saved the session.",
                ),
            ),
        ),
    )


def test_the_author_can_tell_it(recorder: Recorder, tmp_path: Path) -> None:
    given = material(recorder, write_lesson(tmp_path, yaml=LESSON + "transcript: It was {{ response.text }}.\n"))
    assert TranscriptMode().derive(given).authored == "It was <code class=\"lesson-value\"><bdi>'ok'</bdi></code>."
