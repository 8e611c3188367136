"""Where a kind of work spends its time: `python -m benchmarks.profiled KIND SITE FILE`."""

import cProfile
import io
import os
import pstats
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

from proven_lessons.generator.building.build import Builder
from proven_lessons.runner.processes.recorder import Recorder

ROWS = 25


def _builder(work: Callable[[Builder], object]) -> None:
    with Recorder() as recorder:
        work(Builder(Path("lesson_data"), recorder))


def _site() -> None:
    config = load_config("mkdocs.yml")
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()


KINDS: dict[str, Callable[[], None]] = {
    "record": lambda: _builder(lambda builder: builder.record(force=True)),  # this process only
    "derive": lambda: _builder(lambda builder: builder.build()),
    "build": _site,
    "again": _site,
}


def main(kind: str, site: str, target: str) -> None:
    file = Path(target).resolve()
    os.chdir(site)
    if kind in ("derive", "build"):
        shutil.rmtree(".cache", ignore_errors=True)
    profile = cProfile.Profile()
    profile.runcall(KINDS[kind])
    text = io.StringIO()
    stats = pstats.Stats(profile, stream=text).strip_dirs()
    stats.sort_stats("cumulative").print_stats(ROWS)
    stats.sort_stats("tottime").print_stats(ROWS)
    lines = [line.rstrip() for line in text.getvalue().splitlines()]
    file.write_text("\n".join(lines).strip() + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
