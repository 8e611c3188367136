"""Snapshot: the author's card, filled in."""

from pathlib import Path

from proven_lessons.generator.modes.snapshot import SnapshotMode
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, derived, material, write_lesson


def test_the_card_is_filled_in(recorder: Recorder, tmp_path: Path) -> None:
    given = material(
        recorder, write_lesson(tmp_path, yaml=LESSON + "snapshot: '- {{ response.status }}'\n")
    )
    expected = '- <code class="lesson-value"><bdi>200</bdi></code>'
    assert derived(SnapshotMode(), given).text == expected


def test_without_a_card_there_is_no_block(recorder: Recorder, tmp_path: Path) -> None:
    assert derived(SnapshotMode(), material(recorder, write_lesson(tmp_path))) is None
