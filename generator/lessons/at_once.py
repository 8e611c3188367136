"""Check what lesson.yml says of two requests at once: their barriers, and what they can't have."""

from collections.abc import Iterator

from proven_lessons.generator.errors import Problem, did_you_mean
from proven_lessons.generator.lessons.lesson import Lesson, YamlPath
from proven_lessons.generator.lessons.request import RequestWritten


def check(lesson: Lesson) -> Iterator[Problem]:
    """Check the barriers of requests at once, and that nothing else is asked for beside them."""
    yield from _check_requests(lesson)
    yield from _check_barriers(lesson)
    yield from _check_others(lesson)


def all_requests(lesson: Lesson) -> Iterator[tuple[YamlPath, list[RequestWritten]]]:
    """Yield each list of requests with its place."""
    yield ("requests",), lesson.written.requests
    for name, one in lesson.written.what_if.items():
        yield ("what_if", name, "requests"), one.requests or []
    for number, task in enumerate(lesson.written.lab):
        yield ("lab", number, "requests"), task.requests or []


# Private


def _check_requests(lesson: Lesson) -> Iterator[Problem]:
    """Check that each of two at once is one request."""
    for where, requests in all_requests(lesson):
        for index, request in enumerate(requests):
            for nth, one in enumerate(request.together or ()):
                for name in _NOT_IN_TWO:
                    if getattr(one, name):
                        at = (*where, index, "together", nth, name)
                        message = f"each of two at once is one request: leave out {name}"
                        yield _at(lesson, at, message)


# What would be a command, two more, another request after it, and a clock of its own.
_NOT_IN_TWO = ("run", "together", "follow", "clock")


def _check_barriers(lesson: Lesson) -> Iterator[Problem]:
    """Check that the steps behind which requests wait have names."""
    ids = [note.id for note in lesson.written.steps if note.id]
    for where, requests in all_requests(lesson):
        for index, request in enumerate(requests):
            for nth, barrier in enumerate(request.barriers):
                if barrier not in ids:
                    at = (*where, index, "barriers", nth)
                    message = f"no step has the id {barrier!r}"
                    yield _at(lesson, at, message, did_you_mean(barrier, ids))


def _check_others(lesson: Lesson) -> Iterator[Problem]:
    """Check that nothing is asked for that two requests at once, or a server, can't have."""
    written = lesson.written
    is_at_once = any(one.together for _at_place, sent in all_requests(lesson) for one in sent)
    for is_so, what, why in (
        (is_at_once, "with two requests at once", "a browser has no threads"),
        (written.database != "sqlite", "on PostgreSQL", "a browser has no PostgreSQL"),
    ):
        if is_so:
            yield from _check_tests(lesson, what)
            yield from _check_tasks(lesson, f"{why}, so a lesson {what} has no Lab")


def _check_tests(lesson: Lesson, what: str) -> Iterator[Problem]:
    for where, requests in all_requests(lesson):
        for index, request in enumerate(requests):
            if (request.run or "").startswith("test "):
                yield _at(lesson, (*where, index, "run"), f"a lesson {what} can't run tests, too")


def _check_tasks(lesson: Lesson, message: str) -> Iterator[Problem]:
    written = lesson.written
    tasks: list[YamlPath] = [("lab", number) for number in range(len(written.lab))]
    tasks += [("what_if", name, "task") for name, one in written.what_if.items() if one.task]
    for path in tasks:
        yield _at(lesson, path, message, "leave the task out")


def _at(lesson: Lesson, path: YamlPath, message: str, hint: str = "") -> Problem:
    place = lesson.source.place(path)
    return Problem(lesson.source.file, message, place.line, place.column, hint)
