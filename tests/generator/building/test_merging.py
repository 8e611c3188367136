"""What is recorded in parts comes together as if it had been recorded at once."""

import shutil
from pathlib import Path

import pytest

from proven_lessons.generator.building.merging import Shard, shard_of
from proven_lessons.generator.cli import main
from proven_lessons.runner import codec
from tests.builders import view, write_lesson


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "here" / "lesson_data"
    for name in ("one", "two", "three"):
        write_lesson(data, f"t/{name}")
    return data


def elsewhere(data: Path, name: str) -> Path:
    """Give a copy of the lessons, as another machine has it."""
    return Path(shutil.copytree(data, data.parent.parent / name / "lesson_data"))


def record(data: Path, *more: str) -> None:
    assert main(["record", "--quiet", "--data", str(data), *more]) == 0


def traces(data: Path) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in data.rglob("trace.json")}


@pytest.mark.parametrize("of", [1, 2, 3, 7, 10])
def test_each_lesson_is_in_one_part(of: int) -> None:
    lessons = {f"t/{number}": number for number in range(7)}
    parts = [Shard(number=number, of=of).picked(lessons) for number in range(1, of + 1)]
    assert sorted(key for part in parts for key in part) == sorted(lessons)
    sizes = [len(part) for part in parts]
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize("text", ["", "1", "0/3", "4/3", "a/b", "1/0", "-1/3", "1/3/4", "1.5/3"])
def test_what_names_no_part_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="expected a part such as 3/10"):
        shard_of(text)
    with pytest.raises(SystemExit):
        main(["record", f"--shard={text}"])
    assert "expected a part such as 3/10" in capsys.readouterr().err


def test_parts_make_what_is_made_at_once(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = []
    for number in (1, 2):
        part = elsewhere(data, f"part-{number}")
        record(part, "--shard", f"{number}/2")
        parts.append(str(part))
    assert [len(traces(Path(part))) for part in parts] == [2, 1]
    assert main(["merge", "--data", str(data), *parts]) == 0
    assert capsys.readouterr().out == "Took over 3 traces.\n"
    merged = traces(data)
    record(data, "--force")
    assert traces(data) == merged
    assert main(["merge", "--data", str(data), *parts]) == 0
    assert capsys.readouterr().out == "Took over 0 traces.\n", "they are here"


def test_a_lesson_that_no_part_has_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part = elsewhere(data, "part")
    record(part, "--shard", "1/2")
    assert main(["merge", "--data", str(data), str(part)]) == 1
    shown = capsys.readouterr()
    assert "Took over 2 traces." in shown.out
    assert "t/three: no folder has a fresh trace of it" in shown.err


def test_what_is_stale_there_is_not_taken(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part = elsewhere(data, "part")
    record(part)
    (data / "t/one/views.py").write_text(view("return HttpResponse('other')"))
    assert main(["merge", "--data", str(data), str(part)]) == 1
    told = capsys.readouterr().err
    assert (
        "t/one: no folder has a fresh trace of it: its files, or the runner, have changed" in told
    )
    assert sorted(traces(data)) == ["three", "two"]


def test_traces_that_tell_of_different_runs_are_not_chosen_from(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = [elsewhere(data, "a"), elsewhere(data, "b")]
    for part in parts:
        record(part)
    path = parts[1] / "t/one/trace.json"
    trace = codec.loads(path.read_text())
    (exchange,) = trace.runs["main"].exchanges[:1]
    object.__setattr__(exchange, "steps", exchange.steps[:-1])
    path.write_text(codec.dumps(trace))
    assert main(["merge", "--data", str(data), *map(str, parts)]) == 1
    assert "tell of different runs" in capsys.readouterr().err
    assert sorted(traces(data)) == ["three", "two"]


def test_a_folder_that_is_not_there_is_wrong_usage(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["merge", "--data", str(data), str(data / "gone")]) == 2
    assert "there is no folder" in capsys.readouterr().err
