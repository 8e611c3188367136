"""What decides whether a trace is fresh.

Digests of all that its runs can read, and of what the runner means.

Comments, docstrings and line endings of the runner are no part of what it means. A probe counts for
the traces that hold something of it; that another probe has been watching meanwhile is told apart,
because only a run can say whether it would have seen something.
"""

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import platform
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from proven_lessons.runner import imports, postgres, probes
from proven_lessons.runner.meaning import meaning_of
from proven_lessons.runner.scenario import Scenario, Variant, to_json
from proven_lessons.runner.trace import FORMAT_VERSION, MadeFrom, Run, Trace

_FOLDER = Path(__file__).resolve().parent
_PROBES = _FOLDER / "probes"


def made_from(scenario: Scenario, runs: Iterable[Run]) -> MadeFrom:
    """Return what decides whether a trace of `scenario` with these `runs` is fresh."""
    runs = list(runs)
    seen = {
        event.kind
        for run in runs
        for one in run.exchanges
        for step in one.steps
        for event in step.events
    }
    imported = imports.state_of(dict(ChainMap(*(dict(run.imported or {}) for run in runs))))
    on_server = scenario.database == postgres.POSTGRESQL
    return MadeFrom(
        digest=_digest_of(scenario),
        django=_django_version(),
        python=_python_version(),
        probes={name: _probe_digests()[name] for name in _with_something(seen)},
        watched=_watched(),
        database=postgres.version() if on_server else "",
        imported=imported | (imports.versions_of("psycopg") if on_server else {}),
        lesson=_digest_of_lesson(scenario) if on_server else "",
    )


def why_stale(trace: Trace, scenario: Scenario) -> str | None:
    """Return in words what has changed that `trace` was made from, None if it is fresh."""
    made = trace.made_from
    if trace.lesson != scenario.lesson:
        return f"its trace is that of another lesson, {trace.lesson}"
    if not postgres.can_run(scenario.database):
        # It stays what it says it is: runs of this lesson, on those versions.
        is_same = made.lesson == _digest_of_lesson(scenario)
        return None if is_same else "its files have changed"
    for name, then, now in _versions(made, scenario):
        if then != now:
            return f"{name} {then} has become {now}"
    known = _probe_digests()
    if any(known.get(name) != digest for name, digest in made.probes.items()):
        return "the runner has changed"
    if made.digest != _digest_of(scenario):
        return "its files, or the runner, have changed"
    return (
        imports.changed(made.imported)
        if made.imported is not None
        else "what it imports is not recorded"
    )


def versions() -> dict[str, str]:
    """Return what this process makes traces with, by the names that people have for it."""
    runner = hashlib.sha256(_core_digest() + _watched().encode()).hexdigest()[:12]
    return {"Python": _python_version(), "Django": _django_version(), "the runner": runner}


def versions_for(scenario: Scenario) -> dict[str, str]:
    """Return what this process would make a trace of `scenario` with."""
    if scenario.database != postgres.POSTGRESQL:
        return versions()
    return versions() | {"the database server": postgres.version_if_any() or "none"}


def digest_of_contents(contents: Iterable[tuple[str, bytes]]) -> str:
    """Return a digest of what some files mean, by their names: of Python, without its comments."""
    digest = hashlib.sha256()
    for name, content in contents:
        meaning = content
        if name.endswith(".py"):
            with contextlib.suppress(SyntaxError, ValueError):  # it counts byte by byte
                meaning = meaning_of(content.decode())
        digest.update(f"{name}\0{len(meaning)}\0".encode() + meaning)
    return digest.hexdigest()[:32]


def has_unknown_probes(trace: Trace) -> bool:
    """Return whether probes are there now that did not watch `trace`.

    A run must tell whether they see something, where there can be one.
    """
    kind = postgres.POSTGRESQL if trace.made_from.database else ""
    return trace.made_from.watched != _watched() and postgres.can_run(kind)


# Private


def _versions(made: MadeFrom, scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Yield the name of what runs were made with, its version then, and that of now."""
    yield "Django", made.django, _django_version()
    yield "Python", made.python, _python_version()
    on_server = scenario.database == postgres.POSTGRESQL
    now = postgres.version_if_any() if on_server else None
    if now is not None:
        yield "the database server", made.database, now


def _digest_of(scenario: Scenario) -> str:
    """Return a digest of a lesson and of the runner."""
    return _digest_from(scenario, [FORMAT_VERSION], _core_digest())


def _digest_of_lesson(scenario: Scenario) -> str:
    """Return a digest of a lesson alone."""
    return _digest_from(scenario, [], b"")


def _digest_from(scenario: Scenario, beside: list[int], begin: bytes) -> str:
    if scenario.project is not None:  # where it is on this machine does not count
        scenario = replace(scenario, project=replace(scenario.project, root=""))
    digest = hashlib.sha256(begin)
    variants = {name: _plain(variant) for name, variant in (scenario.variants or {}).items()}
    content = [*beside, to_json(scenario), variants]
    digest.update(json.dumps(content, sort_keys=True).encode())
    return f"sha256:{digest.hexdigest()}"


def _plain(variant: Variant) -> dict[str, Any]:
    return {
        "edits": [[edit.action, edit.find, edit.put, edit.file] for edit in variant.edits],
        "requests": None
        if variant.requests is None
        else [str(request) for request in variant.requests],
        "settings": None if variant.settings is None else dict(variant.settings),
        "optional": variant.optional,
        "keeps_steps": variant.keeps_steps,
        "after": variant.after,
    }


def _with_something(kinds: set[str]) -> list[str]:
    """Return the names of the probes that have something in a trace.

    Such an event, or a part of each step.
    """
    names = []
    for name, probe in zip(probes.names(), probes.load(), strict=True):
        samples = probe.sample is not probes.Probe.sample
        if samples or any(event.kind in kinds for event in probe.emits):
            names.append(name)
    return names


# The runner that this process has loaded does not change, nor do Django and Python.


@functools.cache
def _core_digest() -> bytes:
    """Return a digest of the runner but for its probes."""
    paths = [path for path in sorted(_FOLDER.rglob("*.py")) if not path.is_relative_to(_PROBES)]
    return _digest_of_files([*paths, _PROBES / "__init__.py"])


@functools.cache
def _probe_digests() -> Mapping[str, str]:
    digests = {}
    for name in probes.names():
        paths = [_PROBES / f"{name}.py", *sorted((_PROBES / name).rglob("*.py"))]
        digests[name] = _digest_of_files([path for path in paths if path.exists()]).hex()[:16]
    return digests


@functools.cache
def _watched() -> str:
    return hashlib.sha256(json.dumps(_probe_digests(), sort_keys=True).encode()).hexdigest()[:16]


def _digest_of_files(paths: Iterable[Path]) -> bytes:
    digest = hashlib.sha256()
    for path in paths:
        name = path.relative_to(_FOLDER).as_posix().encode()
        digest.update(name + b"\0" + meaning_of(path.read_text(encoding="utf-8")))
    return digest.digest()


@functools.cache
def _django_version() -> str:
    return importlib.metadata.version("django")


@functools.cache
def _python_version() -> str:
    return ".".join(platform.python_version_tuple()[:2])
