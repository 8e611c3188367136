"""What the command takes, and what it refuses with what it expected."""

import pytest

from proven_lessons.generator.arguments import parser


def test_every_command_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["--help"])
    shown = capsys.readouterr().out
    for name in ("record", "check", "merge", "diff", "export", "anki", "review", "facts", "new"):
        assert f"\n    {name} " in shown


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["record", "--shard", "4/3"], "expected a part such as 3/10, found '4/3'"),
        (["check", "--jobs", "0"], "expected a number from 1, found '0'"),
        (["check", "--format", "xml"], "choose from"),
        (["export"], "the following arguments are required: DIR"),
    ],
)
def test_what_is_refused(
    given: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(given)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
