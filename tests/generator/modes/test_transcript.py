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
                    "The browser sends GET / without a cookie. Django calls the view view. "
                    "The session is not loaded yet: nothing has asked for it.",
                    "First, line 5 puts 1 into the session under 'a'. "
                    "The session in memory is now {'a': 1}; nothing is saved yet. "
                    "Finally, line 6 makes the response, which says: ok.",
                    "Before the response leaves, SessionMiddleware saves the session. "
                    "For that, Django sends 4 SQL statements to the database. "
                    "The response tells the browser to keep the cookie sessionid. The response leaves with status 200.",
                ),
            ),
        ),
    )


def test_the_author_can_tell_it(recorder: Recorder, tmp_path: Path) -> None:
    given = material(recorder, write_lesson(tmp_path, yaml=LESSON + "transcript: It was {{ response.text }}.\n"))
    assert TranscriptMode().derive(given).authored == "It was <code class=\"lesson-value\"><bdi>'ok'</bdi></code>."
