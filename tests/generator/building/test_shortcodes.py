"""What a hand-written page can show of the lessons."""

from pathlib import Path

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.shortcodes import filled_in
from proven_lessons.generator.errors import UsageError
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import write_lesson


def test_a_fragment_stands_on_a_line_of_its_own_and_not_in_code() -> None:
    text = "a {lessons: x}\n{lessons: tracks}  \n```\n{lessons: tracks}\n```\n~~~~\n```\n{lessons: y}\n~~~~~\n{lessons: z}"
    assert filled_in(text, lambda wanted: f"<{wanted}>") == (
        "a {lessons: x}\n<tracks>\n```\n{lessons: tracks}\n```\n~~~~\n```\n{lessons: y}\n~~~~~\n<z>"
    )


def test_tracks_and_players_are_what_there_is(recorder: Recorder, tmp_path: Path) -> None:
    write_lesson(tmp_path)
    builder = Builder(tmp_path, recorder)
    builder.build()
    assert "- [Track](../track/index.md)" in builder.fragment("tracks", "../")
    assert "[Start with: A lesson](../track/one.md)" in builder.fragment("start", "../")
    assert "<lesson-watch" in builder.fragment("player track/one")
    for wanted, hint in (
        ("player track/on", "did you mean 'track/one'"),
        ("lessons", "expected {lessons: tracks}"),
    ):
        with pytest.raises(UsageError) as caught:
            builder.fragment(wanted)
        assert hint in str(caught.value)


@pytest.mark.parametrize("name", ["recall", "assets"])
def test_a_track_can_not_have_a_name_that_the_site_needs(
    recorder: Recorder, tmp_path: Path, name: str
) -> None:
    folder = write_lesson(tmp_path, f"{name}/one")
    (problem,) = Builder(tmp_path, recorder).build().problems
    assert (
        str(problem)
        == f"{folder.parent}: the site has something else under the name '{name}': rename the track"
    )
