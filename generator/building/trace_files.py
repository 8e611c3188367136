"""The traces beside the lessons: which are fresh, which differ, and how they are written."""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from proven_lessons.generator.building.store import digest_of, write_atomically
from proven_lessons.generator.building.trace_words import between_traces
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons import folders
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.lessons.reading import TRACE_LIMIT, read
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner import codec
from proven_lessons.runner.errors import TraceFormatError
from proven_lessons.runner.freshness import why_stale
from proven_lessons.runner.processes import leftovers
from proven_lessons.runner.trace import Trace

TOLD = 10  # differences that are told of one lesson


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The trace beside a lesson, None if there is none that can be read, and why it is not fresh.

    `is_there` says whether there is a file for it; `elsewhere` why that is not beside the lesson.
    `kept` is the file where it is fresh.
    """

    trace: Trace | None
    why_stale: str | None
    is_there: bool = True
    elsewhere: str = ""
    kept: "KeptTrace | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTrace:
    """A file that holds a fresh trace.

    With its digest, its time and size, and the state of what its runs have imported.
    """

    path: Path
    digest: str
    stamp: tuple[int, int]
    imported: Mapping[str, str]

    def read(self) -> Trace:
        """Return the trace; raise TraceFormatError if it has changed since it was found fresh."""
        content = read(self.path, TRACE_LIMIT)
        if digest_of([content]) != self.digest:
            raise TraceFormatError("it has changed while the lessons were built")
        return codec.loads(content.decode())

    def has_changed(self) -> bool:
        """Return whether the file has been written or removed since: by a look at its status."""
        return self.stamp != _stamp(self.path)


def kept_beside(
    lesson: Lesson, knows: Callable[[str], Mapping[str, str] | None]
) -> KeptTrace | None:
    """Return the trace beside the lesson if it is known to be fresh, without decoding it.

    `knows` says by the digest of the trace what its runs have imported, None if it is not known.
    """
    path = lesson.folder / folders.TRACE_FILE
    try:
        stamp = _stamp(path)
        digest = digest_of([read(path, TRACE_LIMIT)])
    except OSError:
        return None
    imported = knows(digest)
    if imported is None:
        return None
    return KeptTrace(path=path, digest=digest, stamp=stamp, imported=imported)


def trace_beside(lesson: Lesson) -> Beside:
    """Return the trace beside the lesson, and whether its runs are what the lesson does now.

    Nothing is run for that: the trace has a digest of itself, and of all that its runs read.
    """
    return _trace_in(lesson.folder / folders.TRACE_FILE, lesson)


def trace_elsewhere(lesson: Lesson) -> Beside | None:
    """Return the trace that is kept elsewhere of a lesson whose folder can't be written to.

    None if there is none, or if it is not fresh.
    """
    elsewhere = _why_elsewhere(lesson.folder)
    if not elsewhere:
        return None
    kept = _trace_in(_place_elsewhere(lesson.folder), lesson)
    return None if kept.why_stale else replace(kept, elsewhere=elsewhere, kept=None)


def write_trace(folder: Path, trace: Trace) -> tuple[str, KeptTrace | None]:
    """Write the trace of a lesson beside it, or where that can't be, to the user's cache.

    Return why it is not beside it, or the file that is.
    """
    elsewhere = _why_elsewhere(folder)
    path = _place_elsewhere(folder) if elsewhere else folder / folders.TRACE_FILE
    try:
        if elsewhere:
            path.parent.mkdir(parents=True, exist_ok=True)
        content = codec.dumps(trace).encode()
        write_atomically(path, content)
    except OSError as error:
        return f"its trace can't be written: {error.strerror}", None
    return elsewhere, None if elsewhere else _kept(path, _stamp(path), content, trace)


def difference(folder: Path, trace: Trace) -> list[Problem]:
    """Return whether the trace on disk is the one that was just made."""
    path = folder / folders.TRACE_FILE
    lines = _differences(path, trace)
    return [
        Problem(path.as_posix(), words, hint=_RENEW if words is lines[-1] else "")
        for words in lines
    ]


def sweep(folder: Path) -> None:
    """Remove traces that processes were writing beside a lesson when they were ended."""
    leftovers.sweep(folder, f".{folders.TRACE_FILE}.")


# Private


def _why_elsewhere(folder: Path) -> str:
    """Return why the trace of a lesson is not kept beside it, and where it is; empty if it is."""
    if os.access(folder, os.W_OK):
        return ""
    return f"its folder can't be written to: its trace is kept in {_cache()}"


def _cache() -> Path:
    return platformdirs.user_cache_path("proven-lessons")


def _place_elsewhere(folder: Path) -> Path:
    """Return where the trace of a lesson is kept that can't be written beside it."""
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()
    return _cache() / name[:32] / folders.TRACE_FILE


def _stamp(path: Path) -> tuple[int, int]:
    """Return the time and the size of a file, (0, 0) for one that is not there."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _kept(path: Path, stamp: tuple[int, int], content: bytes, trace: Trace) -> KeptTrace | None:
    imported = trace.made_from.imported
    if imported is None or trace.made_from.database:  # which server there is, no file says
        return None
    return KeptTrace(path=path, digest=digest_of([content]), stamp=stamp, imported=imported)


def _trace_in(path: Path, lesson: Lesson) -> Beside:
    try:
        stamp = _stamp(path)
        content = read(path, TRACE_LIMIT)
        text = content.decode()
    except FileNotFoundError:
        return Beside(trace=None, why_stale="there was no trace", is_there=False)
    except OSError as error:
        return Beside(trace=None, why_stale=f"its trace can't be read: {error.strerror}")
    except UnicodeDecodeError:
        return Beside(trace=None, why_stale="its trace can't be read: it is no UTF-8 text")
    try:
        trace = codec.loads(text)
    except TraceFormatError as error:
        return Beside(trace=None, why_stale=f"its trace is broken: {error}")
    if not codec.is_untouched(text):
        return Beside(trace=trace, why_stale="its trace is not as it was recorded: it was edited")
    why = why_stale(trace, scenario_of(lesson))
    kept = None if why else _kept(path, stamp, content, trace)
    return Beside(trace=trace, why_stale=why, kept=kept)


_RENEW = "run `lessons record` and review the change"


def _differences(path: Path, trace: Trace) -> list[str]:
    """Return what is different in the trace in a file, none for what only a version makes."""
    try:
        written = read(path, TRACE_LIMIT).decode()
    except FileNotFoundError:
        return ["there is no trace to compare with"]
    except OSError as error:
        return [f"it can't be read: {error.strerror}"]
    except UnicodeDecodeError:
        return ["it can't be read: it is no UTF-8 text"]
    if written.replace("\r\n", "\n") == codec.dumps(trace) or _differs_in_version_only(
        written, trace
    ):
        return []
    lines = _lines_between(written, trace)
    if len(lines) > TOLD:
        more = f"and {len(lines) - TOLD} more differences; `lessons diff` tells all"
        return [*lines[:TOLD], more]
    return lines


def _lines_between(written: str, trace: Trace) -> list[str]:
    try:
        lines = between_traces(codec.loads(written), trace)
    except TraceFormatError as error:
        return [f"not a trace that can be compared: {error}"]
    if not lines and not codec.is_untouched(written):
        return ["its trace is not as it was recorded: it was edited"]
    return lines or [
        "made from other files or by another version of the runner, though its runs are the same"
    ]


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
