"""What the command takes, and what it refuses with what it expected."""

import shutil
import subprocess
from pathlib import Path

import pytest

from proven_lessons.generator.arguments import parser


def test_every_command_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["--help"])
    shown = capsys.readouterr().out
    for name in ("record", "check", "merge", "diff", "export", "schema", "review", "facts", "new"):
        assert f"\n    {name} " in shown


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["record", "--shard", "4/3"], "expected a part such as 3/10, found '4/3'"),
        (["check", "--jobs", "0"], "expected a number from 1, found '0'"),
        (["check", "--format", "xml"], "choose from"),
        (["chek"], "did you mean 'check'?"),
        (["check", "-q", "-v"], "not allowed with argument"),
        (["schema", "--track", "--trace"], "not allowed with argument"),
        (["export"], "the following arguments are required: TARGET"),
    ],
)
def test_what_is_refused(
    given: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(given)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_what_it_completes(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["--print-completion", shell])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    for word in ("record", "zensical", "shard", "gitlab"):
        assert word in shown


def test_bash_completes_a_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["--print-completion", "bash"])
    script = tmp_path / "lessons.bash"
    script.write_text(capsys.readouterr().out)
    asked = f"""
        . {script}
        COMP_WORDS=(lessons ex) COMP_CWORD=1 COMP_LINE='lessons ex' COMP_POINT=10
        _shtab_lessons lessons ex lessons
        echo "${{COMPREPLY[@]}}"
    """
    bash = shutil.which("bash")
    assert bash
    said = subprocess.run([bash, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["export"]
