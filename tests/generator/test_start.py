"""The command ends in one way on Ctrl-C, even while it is being loaded."""

import sys
from importlib.machinery import ModuleSpec

import pytest

from proven_lessons.generator import start


class Interrupting:
    """Somebody who presses Ctrl-C while the command is looked for."""

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        if name == "proven_lessons.generator.cli":
            raise KeyboardInterrupt
        return None


def test_an_interrupt_while_loading_is_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "proven_lessons.generator.cli", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    assert start.main() == 130
    assert capsys.readouterr() == ("", "lessons: stopped\n")


def test_the_command_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["lessons", "record", "--data", "nowhere"])
    assert start.main() == 2
    assert "there is no folder nowhere" in capsys.readouterr().err
