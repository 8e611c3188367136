"""What decides whether a trace is fresh: a digest of all that its runs can read, and of the runner itself."""

import functools
import hashlib
import importlib.metadata
import json
import platform
from pathlib import Path

from proven_lessons.runner.scenario import Scenario, to_json
from proven_lessons.runner.trace import FORMAT_VERSION, MadeFrom


def made_from(scenario: Scenario) -> MadeFrom:
    """Give what decides whether a trace of `scenario` is fresh: all that its runs can read."""
    digest = hashlib.sha256(_runner_digest())
    main = to_json(scenario)
    variants = {
        name: {
            "edits": [[edit.action, edit.find, edit.put, edit.file] for edit in variant.edits],
            "requests": None if variant.requests is None else [str(request) for request in variant.requests],
            "settings": None if variant.settings is None else dict(variant.settings),
            "optional": variant.optional,
            "kept": variant.kept,
        }
        for name, variant in (scenario.variants or {}).items()
    }
    digest.update(json.dumps([FORMAT_VERSION, main, variants], sort_keys=True).encode())
    return MadeFrom(
        digest=f"sha256:{digest.hexdigest()}",
        django=_django_version(),
        python=".".join(platform.python_version_tuple()[:2]),
    )


# Private


@functools.cache
def _django_version() -> str:
    return importlib.metadata.version("django")


@functools.cache  # the runner that this process has loaded does not change
def _runner_digest() -> bytes:
    """Give a digest of the runner itself: a trace that another runner made is stale."""
    folder = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()
