"""Measure, and print each figure beside what it is compared with."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.lessons import scenario, write_lessons
from generator.build import Builder
from runner.recorder import Recorder
from runner.scenario import to_json

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
    """100 lessons, cold: isolated, traced, all probes on; against one plain process. To reach: 2.5."""
    count = 100
    with spent() as floor:
        subprocess.run([sys.executable, "-m", "benchmarks.floor", str(count)], cwd=ROOT, check=True)
    with spent() as ours, Recorder() as recorder:
        recorder.run({number: scenario(number) for number in range(count)})
    print(f"recording {count} lessons: {ours.cpu:.2f} s CPU, floor {floor.cpu:.2f}; ratio {ours.cpu / floor.cpu:.2f}")
    with spent() as more, Recorder() as recorder:
        recorder.run({number: scenario(number) for number in range(3 * count)})
    print(f"  each further lesson: {(more.cpu - ours.cpu) / (2 * count) * 1000:.1f} ms CPU")


def watching() -> None:
    """One request traced against the same untraced, in one process. To reach: 1.3."""
    script = """
import json, sys, time
from runner.worker import run_text
jobs = json.load(sys.stdin)
for job in jobs * 2: run_text(json.dumps(job))
best = [1e9] * len(jobs)
for _ in range(12):
    for index, job in enumerate(jobs):
        start = time.perf_counter(); run_text(json.dumps(job)); best[index] = min(best[index], time.perf_counter() - start)
print(json.dumps(best))
"""
    few, many = 5, 105
    jobs = [to_json(scenario(0, requests=n, traced=traced)) for traced in (False, True) for n in (few, many)]
    done = subprocess.run(
        [sys.executable, "-c", script], input=json.dumps(jobs), cwd=ROOT, capture_output=True, text=True, check=True
    )
    plain_few, plain_many, traced_few, traced_many = json.loads(done.stdout)
    plain, traced = (plain_many - plain_few) / (many - few), (traced_many - traced_few) / (many - few)
    print(f"watching a request: {traced * 1000:.2f} ms, unwatched {plain * 1000:.2f}; ratio {traced / plain:.2f}")


def building() -> None:
    """Lessons: cold, and when nothing has changed. To reach for 500: less than 0.5 s to know that nothing has."""
    for count in (100, 500):
        with tempfile.TemporaryDirectory() as folder, Recorder() as recorder:
            data = Path(folder)
            write_lessons(data, count)
            with spent() as cold:
                assert not Builder(data, recorder).build().problems
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


BENCHMARKS: dict[str, Callable[[], None]] = {"recording": recording, "watching": watching, "building": building}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
