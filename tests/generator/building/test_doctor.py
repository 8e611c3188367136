"""What there is on a machine is said, and what is not as it should be."""

from importlib import metadata
from pathlib import Path

import pytest

from proven_lessons.generator import cli
from proven_lessons.generator.building import doctor
from proven_lessons.generator.lessons.site import Site
from proven_lessons.runner.processes import namespaces


def lines() -> dict[str, str]:
    return {one.name: str(one) for one in doctor.findings(Site(data=Path("lesson_data")))}


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (None, "mkdocs.yml: none here, nor in a folder around"),
        ("plugins: [search]\n", "mkdocs.yml: has no plugin lessons (without it no lesson is on the site: plugins: [search, lessons])"),
        ("site_name: x\n", "mkdocs.yml: has no plugin lessons (without it no lesson is on the site: plugins: [search, lessons])"),
        ("plugins: [search, lessons]\n", "mkdocs.yml: has the plugin lessons"),
        ("plugins: {lessons: {data: d}}\n", "mkdocs.yml: has the plugin lessons"),
        ("plugins:\n  - lessons:\n      data: d\n", "mkdocs.yml: has the plugin lessons"),
        ("INHERIT: other.yml\n", "mkdocs.yml: has the plugin lessons"),
    ],
)  # fmt: skip
def test_a_site_without_the_plugin_is_told(
    config: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    if config is not None:
        (tmp_path / "mkdocs.yml").write_text(config)
    assert cli.main(["doctor"]) == (1 if "without it" in said else 0)
    told = capsys.readouterr().out
    assert f"{said}\n" in told
    assert ("it runs no plugin" in told) == ("has the plugin" in said)  # Zensical is installed here


def test_it_is_in_order_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor"]) == 0
    said = capsys.readouterr().out
    for name in ("Python: ", "Django: ", "mkdocs-material: ", "click: ", "isolation: ", "limits: "):
        assert name in said


def test_it_is_said_which_server_there_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, postgres: str
) -> None:
    for address, said in (
        (postgres, "PostgreSQL for lessons: PostgreSQL 1"),
        ("", "PostgreSQL for lessons: none: LESSONS_POSTGRES_URL names no server"),
        (
            "postgresql://127.0.0.1:1/x",
            "PostgreSQL for lessons: none (the server that LESSONS_POSTGRES_URL names",
        ),
    ):
        monkeypatch.setenv("LESSONS_POSTGRES_URL", address)
        cli.main(["doctor"])
        assert said in capsys.readouterr().out


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
    monkeypatch.setattr(doctor.bundle, "node", lambda: None)  # is looked for otherwise elsewhere
    monkeypatch.setattr(doctor.sys, "platform", platform)
    assert said in lines()["limits"]


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (None, "nothing: there is no Node (pip install proven-lessons[lab]"),
        ("/bin/node", "/bin/node"),
    ],
)
def test_what_makes_the_lab(node: str | None, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.bundle, "node", lambda: node)
    assert said in lines()["the Lab is made by"]
