"""Watch: the reach of the player."""

from pathlib import Path

from proven_lessons.generator.modes.watch import WatchBlock, WatchMode
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, derived, material, write_lesson


def test_the_player_goes_from_the_first_step_to_the_last(
    recorder: Recorder, tmp_path: Path
) -> None:
    given = material(recorder, write_lesson(tmp_path, yaml=LESSON + "requests: [GET /, GET /]\n"))
    assert derived(WatchMode(), given) == WatchBlock(first=1, last=8)
