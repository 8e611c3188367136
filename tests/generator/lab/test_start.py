"""In a browser's Python each run is that of the page: traces are compared part by part, in Node."""

import json
import subprocess
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from proven_lessons.generator.lab.bundle import _node
from proven_lessons.generator.lessons.crossing import to_plain
from proven_lessons.generator.lessons.edits import edits_of
from proven_lessons.generator.lessons.folders import find_lessons
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.modes.lab import has_lab
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner import codec
from proven_lessons.runner.codec import to_data
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Edit, apply_edit, keeps_steps, runs_of, to_json
from proven_lessons.runner.site.config import needs_new_process
from proven_lessons.runner.trace import Run
from tests.builders import loaded
from tests.runner.corpus import scenarios

ROOT = Path(__file__).resolve().parents[3]
SCENARIOS = scenarios()
DATA = ROOT / "lesson_data"
# What a browser's Python does otherwise, by the scenarios in which that shows, and why.
OTHERWISE = {
    "answers: files of the lesson folder": "Emscripten has other numbers for errors of the system",
    "python: recursion, and too much of it": "Python 3.14 counts the depth of the stack otherwise",
    "runtime: exc_info, frames, inspect and locals": "the runner's own files are named otherwise",
    "runtime: threads and context variables": "there are no threads",
    "runtime: time and chance": "a hash has 32 bits",
    "services: mail with an attachment": "Python 3.14 folds headers otherwise",
    "services: a logger of the lesson": "a traceback names the files of Django",
    "services: a language chosen by header and cookie": "only the languages of pages are there",
    "services: an error that is mailed to the admins": "the mail names Python and its files",
    "session_api: missing keys and wrong types": "Python 3.14 says more of an unhashable key",
    "stores: a serializer of the lesson: pickle keeps tuples, sets and dates": "Python 3.14 pickles otherwise",
}


def in_node(lab: Path, folder: Path, **given: Any) -> list[dict[str, Any]]:
    """Run scenarios one after another in the Python of the Lab; give what each left."""
    (folder / "given.json").write_text(json.dumps(given))
    done = subprocess.run(
        [_node(), str(Path(__file__).parent / "runs.mjs"), str(lab), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: list[dict[str, Any]] = json.loads((folder / "left.json").read_text())
    return found


def differences(ours: Any, theirs: Any, place: str = "") -> list[str]:
    """Give where two traces differ, with both values."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        names = [*ours, *(name for name in theirs if name not in ours)]
        nothing = "nothing"
        return [
            one
            for name in names
            for one in differences(
                ours.get(name, nothing), theirs.get(name, nothing), f"{place}/{name}"
            )
        ]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs, strict=True))
        return [one for index, pair in pairs for one in differences(*pair, f"{place}/{index}")]
    return [] if ours == theirs else [f"{place}: {ours!r} is {theirs!r}"]


def test_every_run_of_a_lesson_leaves_the_trace_that_is_published(
    lab: Path, tmp_path: Path
) -> None:
    names, texts, published = [], [], []
    for key, folder in find_lessons(DATA).items():
        lesson = loaded(folder)
        scenario = scenario_of(lesson)
        if not has_lab(lesson):
            continue
        trace = codec.loads((folder / "trace.json").read_text())
        for name, one in runs_of(scenario).items():
            if keeps_steps(scenario, name) and name in trace.runs:
                names.append(f"{key} {name}")
                texts.append(json.dumps(to_json(one)))
                published.append(json.loads(json.dumps(to_data(trace.runs[name]))))
    left = in_node(lab, tmp_path, texts=texts)
    found = {
        name: differences(ours, one.get("run", one))[:3]
        for name, ours, one in zip(names, published, left, strict=True)
    }
    assert {name: each for name, each in found.items() if each} == {}
    assert len(names) > 100


def test_the_scenarios_of_the_corpus_leave_the_same_traces(
    lab: Path, recorder: Recorder, tmp_path: Path
) -> None:
    wanted = {name: one for name, one in SCENARIOS.items() if one.project is None}
    outcomes = recorder.run({name: runs_of(one)["main"] for name, one in wanted.items()})
    ran = {name: one for name, one in outcomes.items() if isinstance(one, Run)}
    # Settings that Django reads early are those of a process.
    groups = [list(names) for _settings, names in groupby(sorted(ran, key=early), early)]
    texts = [
        [json.dumps(to_json(runs_of(wanted[name])["main"])) for name in group] for group in groups
    ]
    # As on every visit but the first: in a Python that begins with the memory of another.
    left = in_node(lab, tmp_path, groups=texts)
    found = {
        name: differences(json.loads(json.dumps(to_data(ran[name]))), one.get("run", one))[:3]
        for name, one in zip(chain.from_iterable(groups), left, strict=True)
    }
    assert {name for name, each in found.items() if each} == OTHERWISE.keys(), found
    assert len(ran) > 50


def test_every_task_is_done_by_its_solution_and_by_nothing(lab: Path, tmp_path: Path) -> None:
    lessons = [one for one in map(loaded, find_lessons(DATA).values()) if has_lab(one)]
    tried = [
        (lesson, number, edits)
        for lesson in lessons
        for number, edits in enumerate([(), *solutions_of(lesson)])
    ]
    labs = [
        (
            json.dumps(to_plain(lesson)),
            json.dumps({"files": edited(lesson, edits), "requests": None}),
        )
        for lesson, _number, edits in tried
    ]
    reached = {
        f"{lesson.key} {number}": one["reached"]
        for (lesson, number, _edits), one in zip(
            tried, in_node(lab, tmp_path, labs=labs), strict=True
        )
    }
    wanted = {
        f"{lesson.key} {number}": [number == at for at in range(1, len(solutions_of(lesson)) + 1)]
        for lesson, number, _edits in tried
    }
    assert reached == wanted
    assert all(solutions_of(lesson) for lesson in lessons)


def solutions_of(lesson: Lesson) -> list[tuple[Edit, ...]]:
    """Give the edits that do each task of a lesson, in the order in which its page has them."""
    written = lesson.written
    solved = [one.edits for one in written.what_if.values() if one.task]
    return [edits_of(edits) for edits in (*solved, *(task.solution for task in written.lab))]


def edited(lesson: Lesson, edits: tuple[Edit, ...]) -> dict[str, str]:
    """Give the texts of the files that edits change."""
    files = lesson.files
    for edit in edits:
        files = apply_edit(files, edit)
    return {one.path: one.content.decode() for one in files if one not in lesson.files}


def early(name: str) -> str:
    """Give the settings of a scenario that need a process of their own."""
    settings = SCENARIOS[name].settings or {}
    return json.dumps(settings) if needs_new_process(settings) else ""
