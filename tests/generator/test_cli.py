"""The `lessons` command does what its help says, and its exit status tells how it went."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from proven_lessons.generator.cli import main
from tests.builders import LESSON, view, write_lesson
from tests.projects import write_project


def test_a_lesson_from_new_to_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path / "data")]
    assert main(["new", "forms/first-form", *data]) == 0
    assert main(["record", *data]) == 0
    assert main(["record", *data]) == 0
    assert main(["check", *data]) == 0
    assert main(["export", str(tmp_path / "out"), *data]) == 0
    assert capsys.readouterr().out == (
        f"wrote {tmp_path}/data/forms/first-form/lesson.yml\n"
        f"wrote {tmp_path}/data/forms/first-form/views.py\n"
        f"wrote {tmp_path}/data/forms/track.yml\n"
        f"wrote {tmp_path}/data/lesson.schema.json\n"
        f"wrote {tmp_path}/data/track.schema.json\n"
        "mkdocs serve shows it at /forms/first-form/\n"
        "recorded forms/first-form: there was no trace\n"
        "Every trace is fresh.\n"
        "Everything on the pages is what the runs say.\n"
        f"5 pages in {tmp_path}/out\n"
    )
    assert sorted(
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.md")
    ) == [
        "forms/cheat-sheet.md",
        "forms/first-form.md",
        "forms/index.md",
        "glossary.md",
        "recall.md",
    ]
    assert "lesson-watch" in (tmp_path / "out" / "assets" / "lessons.js").read_text()
    assert "lesson-watch" in (tmp_path / "out" / "assets" / "lessons.css").read_text()


def test_lessons_at_fault_are_exit_status_1_and_a_line_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = write_lesson(tmp_path, source=view("import sys\nsys.exit()"))
    two = write_lesson(tmp_path, "track/two", yaml="titel: x\n")
    for command in (["record"], ["check"], ["export", str(tmp_path / "out")]):
        assert main([*command, "--data", str(tmp_path)]) == 1
        written = capsys.readouterr()
        assert f"{one}/views.py:6: it called sys.exit(None), which ends a server\n" in written.err
        assert f"{two}/lesson.yml:1:1: unknown key 'titel' (did you mean 'title'?)\n" in written.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["record", "no/lesson"], "lessons: there is no lesson 'no/lesson' in"),
        (["facts", "track"], "lessons: 'track' is a track; name a lesson: track/one"),
        (["review", "track"], "lessons: 'track' is a track; name a lesson: track/one"),
        (
            ["record", "--data", "nowhere"],
            "lessons: there is no folder nowhere; name the folder of the lessons",
        ),
        (
            ["new", "One Lesson"],
            "lessons: expected TRACK/NAME in small letters, digits and hyphens, found 'One Lesson'",
        ),
        (["new", "track/one"], "is there already"),
        (["record", "--jobs", "-1"], "expected a number from 1, found '-1'"),
        (["what"], "invalid choice: 'what'"),
        ([], "the following arguments are required: command"),
    ],
)
def test_wrong_usage_is_exit_status_2(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lesson(tmp_path)
    data = (
        []
        if "--data" in arguments or not arguments or arguments == ["what"]
        else ["--data", str(tmp_path)]
    )
    try:
        status = main([*arguments, *data])
    except SystemExit as ended:
        status = int(ended.code or 0)
    assert status == 2
    assert message in capsys.readouterr().err


def test_problems_can_annotate_a_pull_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = "key_moments:\n  - ask: Q\n    answer: A\n    proof: [\"'100%' == response.text\"]\n"
    folder = write_lesson(tmp_path, yaml=LESSON + claim)
    assert main(["record", "--data", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["check", "--format", "github", "--data", str(tmp_path)]) == 1
    written = capsys.readouterr()
    assert written.err == ""
    assert written.out == (
        f"::error file={folder}/lesson.yml,line=7,col=13,title=lessons check::the run says otherwise: "
        "'100%25' == response.text; response.text is 'ok' (it looks at step 4)\n"
    )


def test_a_check_that_finds_nothing_says_so_in_every_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lesson(tmp_path)
    assert main(["record", "--data", str(tmp_path)]) == 0
    for style in ("text", "github"):
        capsys.readouterr()
        assert main(["check", "--format", style, "--data", str(tmp_path)]) == 0
        assert capsys.readouterr().out == "Everything on the pages is what the runs say.\n"


def test_review_shows_what_is_to_be_read_and_the_mark_to_keep(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_lesson(tmp_path)
    assert main(["review", "track/one", "--data", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "lesson.yml:2: summary\n" in printed
    mark = printed.strip().rpartition("reviewed: ")[2]
    with (folder / "lesson.yml").open("a", encoding="utf-8") as file:
        file.write(f"reviewed: {mark}\n")
    assert main(["export", str(tmp_path / "out"), "--data", str(tmp_path)]) == 0
    page = (tmp_path / "out" / "track" / "one.md").read_text(encoding="utf-8")
    assert f"prose read against this run on {mark[:10]}" in page


def test_what_is_recorded_is_said_unless_nobody_wants_to_hear(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lesson(tmp_path)
    said = []
    for more in (["--quiet"], ["--force"], [], ["-q"]):
        assert main(["record", "--data", str(tmp_path), *more]) == 0
        said.append(capsys.readouterr().out)
    assert said == ["", "recorded track/one: as it was asked for\n", "Every trace is fresh.\n", ""]


def test_a_version_says_what_traces_are_made_with(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert re.fullmatch(r"lessons \d\S* \(Django \d\S*, Python \d\S*\)\n", capsys.readouterr().out)


def test_a_lesson_of_a_project_begins_with_what_it_watches(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path / "shop")
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path / "site")
    (tmp_path / "site/mkdocs.yml").write_text(
        "plugins:\n- lessons: {data: own, project: {path: ../shop, settings: shop.settings}}\n"
    )
    assert main(["new", "shop/cart", "--watch", "orders.views"]) == 0
    lesson = tmp_path / "site/own/shop/cart/lesson.yml"
    assert sorted(path.name for path in lesson.parent.iterdir()) == ["lesson.yml"]
    lesson.write_text(lesson.read_text().replace("GET /", "GET /cart/?name=tea"))
    assert main(["record"]) == 0
    assert main(["check", "-q"]) == 0
    assert "orders/views.py" in (lesson.parent / "trace.json").read_text()
    capsys.readouterr()
    (tmp_path / "shop/orders/views.py").write_text("def cart(:\n")
    assert main(["check"]) == 1
    assert "../shop/orders/views.py:1:10: Python can't read it" in capsys.readouterr().err


def test_a_reader_that_has_had_enough_is_no_mistake() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "proven_lessons.generator.start", "schema", "--trace"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "{\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode in (0, 141)
