"""Transcript: the author's, or narrated from the trace."""

from pathlib import Path

from proven_lessons.generator.modes.transcript import TranscriptMode
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, derived, material, write_lesson


def test_the_run_is_narrated(recorder: Recorder, tmp_path: Path) -> None:
    block = derived(TranscriptMode(), material(recorder, write_lesson(tmp_path)))
    assert block.authored is None
    (told,) = block.told
    assert told.title is None
    assert told.paragraphs == (
        "Without a cookie, the browser sends GET /. Django calls the view view. "
        "The session is not loaded yet: nothing has asked for it.",
        "Line 5 puts 1 into the session under 'a'. "
        "The session in memory is now {'a': 1}. It is not saved yet. "
        "Line 6 makes the response, which says ok.",
        "Before the response leaves, SessionMiddleware saves the session. "
        "For that, Django reads from the table django_session and inserts a row into it. "
        "The response tells the browser to keep the cookie sessionid. "
        "The response leaves with status 200.",
    )


def test_the_author_can_tell_it(recorder: Recorder, tmp_path: Path) -> None:
    given = material(
        recorder, write_lesson(tmp_path, yaml=LESSON + "transcript: It was {{ response.text }}.\n")
    )
    assert (
        derived(TranscriptMode(), given).authored
        == 'It was <code class="lesson-value" translate="no"><bdi>ok</bdi></code>.'
    )
