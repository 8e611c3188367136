"""What there is on a machine is said, and what is not as it should be."""

from importlib import metadata

import pytest

from proven_lessons.generator import cli
from proven_lessons.generator.building import doctor
from proven_lessons.runner.processes import namespaces


def lines() -> dict[str, str]:
    return {one.name: str(one) for one in doctor.findings()}


def test_it_is_in_order_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor"]) == 0
    said = capsys.readouterr().out
    for name in ("Python: ", "Django: ", "mkdocs-material: ", "click: ", "isolation: ", "limits: "):
        assert name in said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("8.2.2", "click: 8.2.2 (expected !=8.2.2,!=8.3.*: with it, `mkdocs serve` does not follow edits)"),
        ("8.3.1", "click: 8.3.1 (expected !=8.2.2,!=8.3.*: with it, `mkdocs serve` does not follow edits)"),
        ("8.2.1", "click: 8.2.1"),
    ],
)  # fmt: skip
def test_a_version_that_does_not_work_is_told(
    found: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "version", lambda _: found)
    assert lines()["click"] == said


def test_what_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "version", missing)
    assert lines()["Django"].startswith("Django: not installed (expected ")
    assert cli.main(["doctor"]) == 1


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (None, "isolation: namespaces: a lesson sees no process, network or file but its own and Python"),
        ("refused", "isolation: a process for each run, and no namespaces: refused"),
    ],
)  # fmt: skip
def test_isolation_is_told_as_it_is(
    reason: str | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(namespaces, "why_not", lambda: reason)
    assert lines()["isolation"] == said


@pytest.mark.parametrize(
    ("platform", "said"), [("linux", "memory"), ("darwin", "not memory"), ("win32", "nothing else")]
)
def test_limits_are_those_of_the_platform(
    platform: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.sys, "platform", platform)
    assert said in lines()["limits"]
