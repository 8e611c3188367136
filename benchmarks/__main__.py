"""Measure, and print each figure beside what it is compared with."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks import corpus, migrations
from benchmarks.lessons import scenario, write_lessons
from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.lessons.folders import find_lessons
from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import runs_of
from proven_lessons.runner.trace import Trace

ROOT = Path(__file__).resolve().parent.parent


class Spent:
    """CPU and wall seconds of this process and of those that it has waited for."""

    cpu = 0.0
    wall = 0.0


@contextmanager
def spent() -> Iterator[Spent]:
    result, before, start = Spent(), os.times(), time.perf_counter()
    yield result
    after = os.times()
    result.wall = time.perf_counter() - start
    result.cpu = sum(after[:4]) - sum(before[:4])


def recording() -> None:
    """100 lessons, cold: isolated, traced, all probes on; against one plain process.

    To reach: 2.5.
    """
    count = 100
    with spent() as floor:
        subprocess.run([sys.executable, "-m", "benchmarks.floor", str(count)], cwd=ROOT, check=True)
    with spent() as ours, Recorder() as recorder:
        recorder.run({number: scenario(number) for number in range(count)})
    print(
        f"recording {count} lessons: {ours.cpu:.2f} s CPU, floor {floor.cpu:.2f}; ratio {ours.cpu / floor.cpu:.2f}"
    )
    with spent() as more, Recorder() as recorder:
        recorder.run({number: scenario(number) for number in range(3 * count)})
    print(f"  each further lesson: {(more.cpu - ours.cpu) / (2 * count) * 1000:.1f} ms CPU")


def twice() -> None:
    """Each lesson here with all its runs, six times over: run twice against once. To reach: 1.3."""
    lessons = [load_lesson(folder)[0] for folder in find_lessons(ROOT / "lesson_data").values()]
    scenarios = [scenario_of(lesson) for lesson in lessons if lesson]
    copies = [
        replace(one, lesson=f"{one.lesson}-{number}") for one in scenarios for number in range(6)
    ]
    with spent() as once, Recorder() as recorder:
        recorder.run(
            {(one.lesson, name): run for one in copies for name, run in runs_of(one).items()}
        )
    with spent() as both, Recorder() as recorder:
        recorder.record(copies)
    print(
        f"recording {len(copies)} lessons twice: {both.cpu:.1f} s CPU, once {once.cpu:.1f}; "
        f"ratio {both.cpu / once.cpu:.2f}"
    )


def watching() -> None:
    """One request traced against the same untraced, both in one process. To reach: 1.3."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.requests"], cwd=ROOT, capture_output=True, check=True
    )
    plain, traced = json.loads(done.stdout)
    print(
        f"watching a request: {traced * 1000:.2f} ms, unwatched {plain * 1000:.2f}; ratio {traced / plain:.2f}"
    )


def building() -> None:
    """Lessons: cold, and when nothing has changed.

    To reach for 500: less than 0.5 s to know that nothing has.
    """
    for count in (100, 500):
        with tempfile.TemporaryDirectory() as folder:
            data, recorder = Path(folder), Recorder()
            write_lessons(data, count)
            with spent() as cold:
                assert not Builder(data, recorder).build().problems
                recorder.close()  # what it spent is counted when it has ended
            with spent() as fresh:
                assert not Builder(data, recorder).record().recorded
            builder = Builder(data, recorder)
            builder.build()
            with spent() as again:
                builder.build()
        print(
            f"{count} lessons: cold {cold.cpu:.1f} s CPU (without what MkDocs adds); "
            f"nothing changed {fresh.wall:.2f} s, within a server {again.wall:.2f} s"
        )


def site() -> None:
    """A corpus of realistic lessons: recorded, built, and its pages built by mkdocs-material alone."""
    count = 60
    with tempfile.TemporaryDirectory() as name:
        folder, plain = Path(name, "ours"), Path(name, "plain")
        corpus.write(folder, count)
        env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        lessons, mkdocs = (
            [str(Path(sys.executable).parent / command)] for command in ("lessons", "mkdocs")
        )

        def seconds(command: list[str], where: Path) -> float:
            with spent() as found:
                subprocess.run(command, cwd=where, env=env, check=True, stdout=subprocess.DEVNULL)
            return found.cpu

        recorded = seconds([*lessons, "record", "-q"], folder)
        again = seconds([*lessons, "record", "-q"], folder)
        built = seconds([*mkdocs, "build", "-q"], folder)
        plain.mkdir()
        subprocess.run([*lessons, "export", "-q", str(plain / "docs")], cwd=folder, check=True)
        (plain / "mkdocs.yml").write_text(corpus.plain_config())
        alone = seconds([*mkdocs, "build", "-q"], plain)
        traces = (folder / "lesson_data").glob("*/*/trace.json")
        runs = sum(len(json.loads(path.read_text())["runs"]) for path in traces)
    print(
        f"{count} realistic lessons: record {recorded / count:.2f} s CPU a lesson with "
        f"{runs / count:.1f} runs, nothing changed {again / count:.3f}; "
        f"build {built / count:.2f} a lesson, mkdocs-material alone on the same pages "
        f"{alone / count:.2f}; ratio {built / alone:.2f}"
    )


def migrated() -> None:
    """Lessons of a project with 60 migrations more, against the same without. To reach: 1.5 a lesson."""
    used = []
    for count in (0, 60):
        with tempfile.TemporaryDirectory() as name:
            all_ = migrations.scenarios(Path(name), count)
            with spent() as few, Recorder() as recorder:
                recorder.record(all_[:2])
            with spent() as many, Recorder() as recorder:
                outcomes = recorder.record(all_)
            assert all(isinstance(one, Trace) for one in outcomes.values()), outcomes
        used.append((many.cpu - few.cpu) / (len(all_) - 2))
    plain, migrating = used
    print(
        f"a lesson of a project with 60 migrations: {migrating * 1000:.0f} ms CPU, without "
        f"{plain * 1000:.0f}; ratio {migrating / plain:.2f}; migrated once, {few.cpu:.1f} s with two lessons"
    )


BENCHMARKS: dict[str, Callable[[], None]] = {
    "recording": recording,
    "twice": twice,
    "watching": watching,
    "building": building,
    "site": site,
    "migrated": migrated,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
