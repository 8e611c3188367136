"""One tree of errors: whoever calls the runner catches one class."""

from proven_lessons.runner.errors import LessonFailed, RunnerError, ScenarioError, TraceFormatError


def test_each_is_an_error_of_the_runner() -> None:
    assert all(
        issubclass(one, RunnerError) for one in (LessonFailed, ScenarioError, TraceFormatError)
    )


def test_a_failed_lesson_says_why_and_where() -> None:
    failed = LessonFailed("it loops", file="views.py", line=5, output="so far")
    assert str(failed) == failed.reason == "it loops"
    assert (failed.file, failed.line, failed.output, failed.run) == (
        "views.py",
        5,
        "so far",
        "main",
    )
    assert (LessonFailed("it ended").file, LessonFailed("it ended").line) == (None, None)
