"""Every lesson that is published loads, runs, proves its claims, and has a trace that is up to date."""

from pathlib import Path

import pytest
from packaging.version import Version

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.lessons.folders import find_lessons
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.generator.modes import Material
from proven_lessons.generator.modes.explain import ExplainBlock, ExplainMode
from proven_lessons.generator.pages.derive import derive, shown
from proven_lessons.runner import codec
from proven_lessons.runner.freshness import made_from
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import (
    ambiguous_questions,
    empty_hints,
    recorded,
    right_letters,
    true_or_false,
    words_of,
)

DATA = Path(__file__).resolve().parents[2] / "lesson_data"
LESSONS = find_lessons(DATA)


def name_server(request: pytest.FixtureRequest, lesson: Lesson) -> None:
    """Name a database server where a lesson needs one; the others can be run without."""
    if lesson.written.database == "postgresql":
        request.getfixturevalue("postgres")


@pytest.mark.parametrize("key", LESSONS)
def test_a_lesson_is_true_on_this_django(
    key: str, recorder: Recorder, request: pytest.FixtureRequest
) -> None:
    lesson, problems = load_lesson(LESSONS[key])
    assert lesson is not None, problems
    name_server(request, lesson)
    answer = derive(lesson, recorded(recorder, lesson), topic="")
    assert [str(problem) for problem in answer.problems] == []


# What a Django before this one does otherwise than the one in the lock file, though the lesson is as true.
OTHERWISE = {
    "forms/token-after-login": ("6.1", "the page of a 403 looks different"),
    "queries/half-done-command": ("6.1", "the condition of a boolean is a comparison"),
    "queries/lost-prefetch": ("6.1", "the conditions of a prefetch have no parentheses"),
    "requests/trailing-slash": ("6.0", "a redirect has no Content-Length"),
    "users/login-and-logout": ("6.1", "login() takes None in the place of a user otherwise"),
    "transactions/cache-for-everybody": ("6.1", "the keys of the cache are other ones"),
}


@pytest.mark.parametrize("key", LESSONS)
def test_a_lessons_trace_is_what_the_run_says(
    key: str, recorder: Recorder, request: pytest.FixtureRequest
) -> None:
    lesson, _ = load_lesson(LESSONS[key])
    assert lesson is not None
    name_server(request, lesson)
    found = recorded(recorder, lesson)
    text = (LESSONS[key] / "trace.json").read_text()
    before = codec.loads(text)
    since = Version(OTHERWISE.get(key, ("0", ""))[0])
    # Lessons do the same on every Django and Python that is supported; one that does not says so.
    assert (before.runs == found.runs) is (Version(found.made_from.django) >= since)
    if before.made_from == found.made_from:
        assert text == codec.dumps(found)


def test_the_traces_belong_to_this_version_of_the_lessons_and_the_runner(
    request: pytest.FixtureRequest,
) -> None:
    from proven_lessons.generator.plan.scenarios import scenario_of

    for key, folder in LESSONS.items():
        lesson, _ = load_lesson(folder)
        assert lesson is not None
        name_server(request, lesson)
        recorded_from = codec.loads((folder / "trace.json").read_text()).made_from
        known = made_from(scenario_of(lesson), ())
        assert recorded_from.digest == known.digest, f"{key}: run `lessons record`"
        assert recorded_from.watched == known.watched, f"{key}: run `lessons record`"


def test_the_lessons_build_without_a_problem(recorder: Recorder, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(DATA, tmp_path / "data")
    builder = Builder(tmp_path / "data", recorder)
    built = builder.build()
    assert ambiguous_questions(builder) == []
    assert empty_hints(builder) == []
    assert [str(problem) for problem in built.problems] == []
    right = true_or_false(builder)
    assert 1 / 3 < right.count("True") / len(right) < 2 / 3
    for count, letters in right_letters(builder).items():
        assert max(map(letters.count, letters)) <= 1 + 1.4 * len(letters) / count
    assert {f"{key}.md" for key in LESSONS} <= set(built.pages)


# What the key moments of a lesson must say without a word of its author's.
POINTS = {
    "forms/file-without-enctype": "It was sent as text.",
    "forms/token-after-login": "tokens from before it are worth nothing",
    "queries/lost-prefetch": "were prefetched, and are not used here",
    "queries/stale-instance": "no instance that was fetched before",
    "queries/template-that-asks": "These ask the database while the template is rendered",
    "requests/mixin-order": "LoginRequiredMixin does, with status 302.",
    "requests/not-modified": "The view has run all the same",
    "requests/trailing-slash": "They are lost. CommonMiddleware answered",
    "transactions/cache-for-everybody": "one copy for all who ask",
    "transactions/rollback-and-on-commit": "A rollback takes back rows of the database",
}


@pytest.mark.parametrize("key", POINTS)
def test_the_point_of_a_lesson_is_among_its_moments(key: str) -> None:
    lesson, _problems = load_lesson(LESSONS[key])
    assert lesson is not None and not lesson.written.key_moments
    trace = codec.loads((LESSONS[key] / "trace.json").read_text())
    material = Material(lesson=lesson, trace=shown(lesson, trace), claims=Claims(lesson, trace))
    block = ExplainMode().derive(material).value
    assert isinstance(block, ExplainBlock)
    assert any(POINTS[key] in words_of(moment.answer) for moment in block.moments)
