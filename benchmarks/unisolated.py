"""Every run of a corpus once, traced, in one warm process without isolation: `... unisolated FOLDER`."""

import json
import os
import sys
from pathlib import Path

from proven_lessons.generator.lessons.folders import find_lessons
from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner.processes.forkserver import warm_up
from proven_lessons.runner.processes.outcomes import jobs_of
from proven_lessons.runner.scenario import to_json
from proven_lessons.runner.worker import run_text

if __name__ == "__main__":
    os.chdir(sys.argv[1])
    lessons = [load_lesson(folder)[0] for folder in find_lessons(Path("lesson_data")).values()]
    warm_up()
    for lesson in filter(None, lessons):
        for run in jobs_of(scenario_of(lesson)).values():
            assert json.loads(run_text(json.dumps(to_json(run))))
