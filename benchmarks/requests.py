"""How long a request takes, from the WSGI environ to the closed response.

Unwatched and watched, the median of each.

Run as a script: prints two numbers of seconds as JSON.
"""

import json
import statistics
from time import perf_counter
from typing import Any

from benchmarks.lessons import scenario
from proven_lessons.runner.scenario import to_json
from proven_lessons.runner.site.project import Project
from proven_lessons.runner.worker import run_text

ROUNDS = 8


def main() -> None:
    taken: list[float] = []
    send = Project._send

    def timed(project: Project, spec: Any) -> Any:
        start = perf_counter()
        answer = send(project, spec)
        taken.append(perf_counter() - start)
        return answer

    Project._send = timed  # type: ignore[method-assign]
    medians: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(ROUNDS):  # in turns, so that a noisy moment hits both
        for traced, found in medians.items():
            taken.clear()
            run_text(json.dumps(to_json(scenario(0, requests=60, traced=traced))))
            found.append(statistics.median(taken))
    print(json.dumps([min(found) for found in medians.values()]))


if __name__ == "__main__":
    main()
