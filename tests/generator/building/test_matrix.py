"""What is different between versions is told for each step from one to the next."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from proven_lessons.generator.building.matrix import Row, matrix, page
from proven_lessons.generator.cli import main
from proven_lessons.generator.errors import UsageError
from proven_lessons.runner import codec
from tests.builders import view, write_lesson


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two lessons, recorded here."""
    for key in ("t/a", "t/b"):
        write_lesson(tmp_path / "data", key)
    assert main(["record", "-q", "--data", str(tmp_path / "data")]) == 0
    return tmp_path / "data"


def elsewhere(data: Path, django: str, status: int) -> Path:
    """Return a copy of the lessons, as another Django would have run them: one with another status."""
    place = data.with_name(f"on-{django}")
    shutil.copytree(data, place)
    for path in place.glob("*/*/trace.json"):
        trace = codec.loads(path.read_text())
        (exchange,) = trace.runs["main"].exchanges
        if path.parent.name == "a":
            response = dataclasses.replace(exchange.response, status=status)
            exchange = dataclasses.replace(exchange, response=response)
        run = dataclasses.replace(trace.runs["main"], exchanges=(exchange,))
        made = dataclasses.replace(trace.made_from, django=django)
        path.write_text(
            codec.dumps(dataclasses.replace(trace, made_from=made, runs=trace.runs | {"main": run}))
        )
    return place


def test_each_version_is_compared_with_the_next(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, older = elsewhere(data, "5.2.1", 200), elsewhere(data, "4.2", 201)
    given = ["matrix", str(old), str(older), "--data", str(data), "--page", str(tmp_path / "v.md")]
    capsys.readouterr()
    assert main(given) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 1
    assert said[0].startswith("t/a: from Django 4.2, Python 3.")
    assert "to Django 5.2.1" in said[0]
    assert "status was 201, is 200" in said[0]
    text = (tmp_path / "v.md").read_text()
    listed = [line.split(",")[0] for line in text.splitlines() if line.startswith("- Django")]
    assert listed[:2] == ["- Django 4.2", "- Django 5.2.1"]
    assert len(listed) == 3
    assert "Of 2 lessons, 1 lesson ran differently:" in text
    assert "(t/a.md)" in text
    assert "(t/b.md)" not in text


def test_lessons_that_run_the_same_are_said_to(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["matrix", str(elsewhere(data, "5.2.1", 200)), "--data", str(data)]) == 0
    assert capsys.readouterr().out == "All lessons run in the same way.\n"


def test_other_lessons_and_missing_traces_are_refused(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    place = elsewhere(data, "5.2.1", 200)
    (place / "t/a/views.py").write_text(view("return HttpResponse('other')"))
    (place / "t/b/trace.json").unlink()
    assert main(["matrix", str(place), "--data", str(data), "--page", str(tmp_path / "v.md")]) == 1
    said = capsys.readouterr().err
    assert "t/a: this is not the lesson as it is here" in said
    assert "its trace can't be read" in said
    assert not (tmp_path / "v.md").exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        matrix({}, [tmp_path / "gone"])


def test_a_page_escapes_and_leaves_out_what_nobody_sees() -> None:
    row = Row(
        key="t/a",
        title="<b> & *c*",
        versions=("Django 5.2", "Django 6.1"),
        changes=(("step 1: <i> | `x`" + "y" * 900, "automatic what-ifs differ: once more"),),
    )
    text = page([row])
    assert "<b>" not in text
    assert "<i>" not in text
    assert "automatic" not in text
    assert max(map(len, text.splitlines())) < 900
    quiet = dataclasses.replace(row, changes=(("automatic what-ifs differ: x",),))
    assert "1 lesson of 1 ran in the same way on each." in page([quiet])
