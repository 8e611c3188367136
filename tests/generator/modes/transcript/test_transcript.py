"""Transcript: the author's, or narrated from the trace."""

from pathlib import Path

from proven_lessons.generator.markup import as_code
from proven_lessons.generator.modes.transcript import TranscriptBlock, TranscriptMode
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, material, write_lesson


def test_the_run_is_narrated(recorder: Recorder, tmp_path: Path) -> None:
    block = TranscriptMode().derive(material(recorder, write_lesson(tmp_path)))
    assert block == TranscriptBlock(
        authored="",
        told=(
            (
                "",
                (
                    f"The browser sends {as_code('GET /')} without a cookie. Django calls the view {as_code('view')}. "
                    "The session is not loaded yet: nothing has asked for it.",
                    f"First, line 5 puts {as_code('1')} into the session under {as_code("'a'")}. "
                    f"The session in memory is now {as_code("{'a': 1}")}. It is not saved yet. "
                    f"Finally, line 6 makes the response, which says {as_code('ok')}.",
                    "Before the response leaves, SessionMiddleware saves the session. "
                    f"For that, Django reads from the table {as_code('django_session')} and inserts a row into it. "
                    f"The response tells the browser to keep the cookie {as_code('sessionid')}. "
                    "The response leaves with status 200.",
                ),
            ),
        ),
    )


def test_the_author_can_tell_it(recorder: Recorder, tmp_path: Path) -> None:
    given = material(recorder, write_lesson(tmp_path, yaml=LESSON + "transcript: It was {{ response.text }}.\n"))
    assert TranscriptMode().derive(given).authored == 'It was <code class="lesson-value"><bdi>ok</bdi></code>.'
