"""What keeps a run from ending well is told with its reason, and its place in the lesson."""

from pathlib import Path
from typing import Any

import pytest

from proven_lessons.runner.errors import LessonFailed, ScenarioError
from proven_lessons.runner.failures import failure, uncaught
from proven_lessons.runner.own import Own, owning
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Limits, Scenario
from proven_lessons.runner.trace import Run
from proven_lessons.runner.tracing.tracer import StepLimitReached
from tests.builders import scenario, view

OK = 'return HttpResponse("ok")'


def failing(body: str) -> Scenario:
    return scenario(view(body), limits=Limits(seconds=2, steps=5000))


def test_recursion_without_end_is_djangos_error_page_as_it_would_be_anywhere(
    recorder: Recorder,
) -> None:
    outcome = recorder.run({"it": scenario(view("def f():\n    return f()\nreturn f()"))})["it"]
    assert isinstance(outcome, Run)
    exchange = outcome.exchanges[0]
    assert (exchange.response.status, exchange.error and exchange.error.type) == (
        500,
        "RecursionError",
    )


def test_a_lesson_that_fails_tells_what_it_printed(recorder: Recorder) -> None:
    outcome = recorder.run({"it": failing("print('so far')\nwhile True: pass")})["it"]
    assert isinstance(outcome, LessonFailed)
    assert outcome.output == "so far\n"


@pytest.mark.parametrize(
    ("files", "place", "reason"),
    [
        ({"views.py": "import nothere\n"}, ("views.py", 1), "ModuleNotFoundError: No module named 'nothere'"),
        ({"views.py": "def view(request:\n"}, ("views.py", 1), "Python can't read it: '(' was never closed"),
        ({"views.py": view(OK), "prepare.py": "def prepare():\n    1 / 0\n"}, ("prepare.py", 2), "ZeroDivisionError: division by zero"),
        ({"views.py": "x = 1\n"}, (None, None), "views.py has no 'view', which the route '' names"),
    ],
)  # fmt: skip
def test_a_lesson_that_can_not_start_says_why(
    files: dict[str, str], place: tuple[str | None, int | None], reason: str, recorder: Recorder
) -> None:
    outcome = recorder.run({"it": scenario(files["views.py"], files=files)})["it"]
    assert isinstance(outcome, LessonFailed)
    assert (outcome.file, outcome.line, outcome.reason) == (*place, reason)


def failing_in(package: Path, error: BaseException) -> LessonFailed:
    """Return what a failure is for a lesson in `package`."""
    with owning(Own(package=str(package))):
        return failure(error)


def raised(error: BaseException, package: Path) -> BaseException:
    """Give an error as it was raised by a line of a lesson."""
    path = package / "views.py"
    path.write_text("def view(error):\n    raise error\n")
    names: dict[str, Any] = {}
    exec(compile(path.read_text(), str(path), "exec"), names)
    try:
        names["view"](error)
    except BaseException as caught:
        return caught
    raise AssertionError


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ScenarioError("no such file"), "no such file"),
        (StepLimitReached(), "it executed more statements than it may (limits: steps); does a loop never end?"),
        (MemoryError(), "it needs more memory than it may have (limits: memory)"),
        (SystemExit(2), "it called sys.exit(2), which ends a server"),
        (RecursionError("deep"), "it went too deep: RecursionError"),
        (ValueError("no"), "ValueError: no"),
        (ValueError(), "ValueError"),
    ],
)  # fmt: skip
def test_an_error_is_told_with_its_place(error: BaseException, reason: str, tmp_path: Path) -> None:
    failed = failing_in(tmp_path, raised(error, tmp_path))
    assert (failed.reason, failed.file, failed.line) == (reason, "views.py", 2)


def test_an_error_from_elsewhere_has_no_place(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    failed = failing_in(tmp_path / "lesson", raised(ValueError("no"), other))
    assert (failed.file, failed.line, failed.reason) == (None, None, "ValueError: no")


def test_an_error_without_words_has_those_of_its_cause(tmp_path: Path) -> None:
    error = OSError("problem with it: ")
    error.__cause__ = ValueError("line 3 is bad")
    assert failing_in(tmp_path, error).reason == "OSError: problem with it: line 3 is bad"


def test_a_folder_whose_name_only_begins_alike_is_another(tmp_path: Path) -> None:
    (tmp_path / "lesson-two").mkdir()
    error = raised(ValueError("no"), tmp_path / "lesson-two")
    assert failing_in(tmp_path / "lesson", error).file is None
    syntax = SyntaxError("bad")
    syntax.filename = str(tmp_path / "lesson-two" / "views.py")
    assert failing_in(tmp_path / "lesson", syntax).file is None


def test_a_failure_stays_what_it_is(tmp_path: Path) -> None:
    failed = LessonFailed("it ended", file="views.py", line=3)
    assert failing_in(tmp_path, failed) is failed


def test_what_django_turned_into_a_response_has_its_statement(tmp_path: Path) -> None:
    error = raised(ValueError("no"), tmp_path)
    with owning(Own(package=str(tmp_path))):
        found = uncaught(error)
    assert (found.type, found.message) == ("ValueError", "no")
    assert found.at is not None
    assert (found.at.file, found.at.line, found.at.code, found.at.function) == (
        "views.py",
        2,
        "raise error",
        "view",
    )
    assert uncaught(ValueError("no")).at is None
