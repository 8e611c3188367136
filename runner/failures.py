"""Say where and why a lesson's own code failed, from the exception that came of it."""

import traceback

from proven_lessons.runner import own
from proven_lessons.runner.errors import LessonFailed, ScenarioError
from proven_lessons.runner.failure_places import authors_place
from proven_lessons.runner.together import Deadlock
from proven_lessons.runner.trace import Failure, Place
from proven_lessons.runner.tracing.tracer import StepLimitReached
from proven_lessons.runner.values import message_of, type_name


def uncaught(error: BaseException) -> Failure:
    """Return an exception that Django turned into a response."""
    file, line, code, function = _last_place(error)
    at = None if file is None or line is None else Place(
        file=file, line=line, end_line=line, code=code, function=function
    )  # fmt: skip
    return Failure(type=type_name(error), message=message_of(error), at=at)


def failure(error: BaseException) -> LessonFailed:
    """Return what kept a run from ending well, with its place in the lesson's code."""
    if isinstance(error, LessonFailed):
        return error
    if isinstance(error, SyntaxError) and error.filename:
        file = own.place(error.filename)
        if file is not None:
            return LessonFailed(f"Python can't read it: {error.msg}", file=file, line=error.lineno)
    place, line, _, _ = _last_place(error)
    if place is None:
        place, line = authors_place(error)
    return LessonFailed(_reason(error), file=place, line=line)


# Private


def _reason(error: BaseException) -> str:
    match error:
        case ScenarioError():
            return str(error)
        case StepLimitReached():
            return "it executed more statements than it may (limits: steps); does a loop never end?"
        case Deadlock():
            return "each of the two requests waits for a lock that the other one has: a deadlock"
        case MemoryError():
            return "it needs more memory than it may have (limits: memory)"
        case SystemExit():
            return f"it called sys.exit({error.code!r}), which ends a server"
        case RecursionError():
            return "it went too deep: RecursionError"
    message = message_of(error)
    if error.__cause__ is not None and (not message or message.endswith(": ")):
        message += message_of(error.__cause__)
    return f"{type_name(error)}: {message}" if message else type_name(error)


def _last_place(error: BaseException) -> tuple[str | None, int | None, str, str]:
    """Return file, line, code and function of the innermost frame that is followed."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = own.label(frame.filename)
        if file is not None:
            return file, frame.lineno, frame.line or "", frame.name
    return None, None, "", ""
