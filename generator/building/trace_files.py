"""The traces beside the lessons: which are fresh, which differ, and how they are written."""

import os
import tempfile
from pathlib import Path

from proven_lessons.generator.building.trace_words import between_traces
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons import loader
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner import codec
from proven_lessons.runner.errors import TraceFormatError
from proven_lessons.runner.freshness import is_fresh
from proven_lessons.runner.trace import Trace

TOLD = 10  # differences that are told of one lesson


def fresh_trace(lesson: Lesson) -> Trace | None:
    """Return the trace beside the lesson if nothing that its runs read has changed since."""
    try:
        trace = codec.loads((lesson.folder / loader.TRACE_FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, TraceFormatError):
        return None
    return trace if is_fresh(trace, scenario_of(lesson)) else None


def difference(folder: Path, trace: Trace) -> list[Problem]:
    """Return whether the trace on disk is the one that was just made."""
    path = folder / loader.TRACE_FILE
    hint = "run `lessons record` and review the change"
    try:
        written = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return [Problem(path.as_posix(), "there is no trace to compare with", hint=hint)]
    if written == codec.dumps(trace) or _differs_in_version_only(written, trace):
        return []
    try:
        lines = between_traces(codec.loads(written), trace)
    except TraceFormatError as error:
        lines = [f"not a trace that can be compared: {error}"]
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
    old, new = before.made_from, trace.made_from
    is_other = (old.django, old.python, old.watched) != (new.django, new.python, new.watched)
    return (
        is_other
        and (old.digest, old.probes) == (new.digest, new.probes)
        and before.runs == trace.runs
    )
