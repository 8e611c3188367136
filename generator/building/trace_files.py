"""The traces beside the lessons: which are fresh, which differ, and how they are written."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from proven_lessons.generator.building.trace_words import between_traces
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons import loader
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner import codec
from proven_lessons.runner.errors import TraceFormatError
from proven_lessons.runner.freshness import why_stale
from proven_lessons.runner.trace import Trace

TOLD = 10  # differences that are told of one lesson


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The trace beside a lesson, None if there is none that can be read, and why it is not fresh.

    `is_there` says whether there is a file for it.
    """

    trace: Trace | None
    why_stale: str | None
    is_there: bool = True


def trace_beside(lesson: Lesson) -> Beside:
    """Return the trace beside the lesson, and whether its runs are what the lesson does now.

    Nothing is run for that: the trace has a digest of itself, and of all that its runs read.
    """
    try:
        text = (lesson.folder / loader.TRACE_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Beside(trace=None, why_stale="there was no trace", is_there=False)
    except (OSError, UnicodeDecodeError) as error:
        return Beside(trace=None, why_stale=f"its trace can't be read: {error}")
    try:
        trace = codec.loads(text)
    except TraceFormatError as error:
        return Beside(trace=None, why_stale=f"its trace is broken: {error}")
    if not codec.is_untouched(text):
        return Beside(trace=trace, why_stale="its trace is not as it was recorded: it was edited")
    return Beside(trace=trace, why_stale=why_stale(trace, scenario_of(lesson)))


def difference(folder: Path, trace: Trace) -> list[Problem]:
    """Return whether the trace on disk is the one that was just made."""
    path = folder / loader.TRACE_FILE
    hint = "run `lessons record` and review the change"
    try:
        written = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return [Problem(path.as_posix(), "there is no trace to compare with", hint=hint)]
    if written.replace("\r\n", "\n") == codec.dumps(trace) or _differs_in_version_only(
        written, trace
    ):
        return []
    try:
        lines = between_traces(codec.loads(written), trace)
    except TraceFormatError as error:
        lines = [f"not a trace that can be compared: {error}"]
    if not lines and not codec.is_untouched(written):
        lines = ["its trace is not as it was recorded: it was edited"]
    lines = lines or [
        "made from other files or by another version of the runner, though its runs are the same"
    ]
    if len(lines) > TOLD:
        lines = [
            *lines[:TOLD],
            f"and {len(lines) - TOLD} more differences; `lessons diff` tells all",
        ]
    return [
        Problem(path.as_posix(), words, hint=hint if words is lines[-1] else "") for words in lines
    ]


def write_atomically(path: Path, text: str) -> None:
    """Write `text` to `path`: a reader sees the old file or the new one, never half of one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


# Private


def _differs_in_version_only(written: str, trace: Trace) -> bool:
    """Return whether another Django, Python or set of probes made a trace with the same outcome."""
    try:
        before = codec.loads(written)
    except TraceFormatError:
        return False
    if not codec.is_untouched(written):
        return False
    old, new = before.made_from, trace.made_from
    is_other = (old.django, old.python, old.watched, old.imported) != (
        *(new.django, new.python, new.watched, new.imported),
    )
    return (
        is_other
        and (old.digest, old.probes) == (new.digest, new.probes)
        and before.runs == trace.runs
    )
