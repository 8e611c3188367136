"""Compare the lessons with what they were in a commit, in words; the only module that asks git."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from proven_lessons.generator.building.trace_words import between_traces
from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lessons import folders, loader
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.modes.quiz import Asked, QuizBlock
from proven_lessons.generator.pages.derive import derive
from proven_lessons.generator.pages.page import Page
from proven_lessons.runner import codec
from proven_lessons.runner.errors import TraceFormatError
from proven_lessons.runner.trace import Trace


def since(
    data: Path, revision: str, lessons: dict[str, tuple[Lesson, Trace]], *, is_whole: bool = True
) -> Iterator[str]:
    """Return what is different from `revision`, a line each, led by the lesson's key.

    `lessons` maps keys to lessons and their present traces; with `is_whole`, what is not there is
    told, too. Raise UsageError if git does not know the revision.
    """
    commit = _git(data, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        raise UsageError(f"git knows no revision {revision!r} for {data}")
    gone = _keys_at(data, commit.decode().strip()) - set(folders.find_lessons(data))
    yield from (f"{key}: the lesson is gone" for key in sorted(gone) if is_whole)
    for key, (lesson, trace) in lessons.items():
        with tempfile.TemporaryDirectory(prefix="lessons-") as folder:
            for line in _lesson_since(data, commit.decode().strip(), Path(folder), lesson, trace):
                yield f"{key}: {line}"


def between_pages(before: Page, after: Page) -> list[str]:
    """Return which keys and options of the quiz are others now.

    Questions are the same if they ask the same.

    With as many questions as before, those that stand in the same place are the same.
    """
    old, new = _quiz(before), _quiz(after)
    pairs = list(zip(old, new, strict=False)) if len(old) == len(new) else []
    pairs = pairs or [(was, now) for was in old for now in new if was.source == now.source]
    changes = [words for was, now in pairs if (words := _between_questions(was, now))]
    known_old, known_new = [was for was, _ in pairs], [now for _, now in pairs]
    changes += [f"quiz {asked.number}: a new question" for asked in new if asked not in known_new]
    changes += [f"quiz: question {asked.number} is gone" for asked in old if asked not in known_old]
    return changes


# Private


def _between_questions(was: Asked, now: Asked) -> str:
    """Return what is different about a question, empty for nothing."""
    old, new = was.key, now.key
    if old is None or new is None:
        return ""
    where, values = f"quiz {now.number}", f"{old.shown} to {new.shown}"
    if old.shown != new.shown and old.letter != new.letter:
        return f"{where}: key changed from {old.letter} to {new.letter} ({values})"
    if old.shown != new.shown:
        return f"{where}: key changed from {values} (it is {new.letter} as before)"
    if [one.shown for one in was.options] != [one.shown for one in now.options]:
        return f"{where}: other options, the same key"
    return ""


def _lesson_since(
    data: Path, commit: str, folder: Path, lesson: Lesson, trace: Trace
) -> Iterator[str]:
    archive = _git(data, "archive", "--format=tar", commit, lesson.key)
    if archive is None:
        yield "a new lesson"
        return
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
    try:
        before = codec.loads((folder / lesson.key / folders.TRACE_FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, TraceFormatError) as error:
        yield f"the trace of then can't be read: {error}"
        return
    then, now = before.made_from, trace.made_from
    for name, old, new in (
        ("Django", then.django, now.django),
        ("Python", then.python, now.python),
    ):
        if old != new:
            yield f"{name} was {old}, is {new}"
    yield from between_traces(before, trace)
    written, _ = loader.load_lesson(folder / lesson.key)
    if written is not None:
        yield from between_pages(
            derive(written, before, topic="").value, derive(lesson, trace, topic="").value
        )


def _keys_at(data: Path, commit: str) -> set[str]:
    """Return the keys of the lessons that there were."""
    listed = _git(data, "ls-tree", "-r", "--name-only", commit, ".") or b""
    paths = [path.split("/") for path in listed.decode(errors="replace").splitlines()]
    return {
        "/".join(path[:2]) for path in paths if len(path) == 3 and path[2] == folders.LESSON_FILE
    }


def _quiz(page: Page) -> list[Asked]:
    return [
        asked
        for one in page.sections
        if isinstance(one.block, QuizBlock)
        for asked in one.block.questions
    ]


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Run git in `folder`; None when it fails."""
    try:
        command = ["git", "-C", str(folder), *arguments]  # git is where the user has it
        finished = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise UsageError(f"git can't be run: {error.strerror}") from error
    return finished.stdout if finished.returncode == 0 else None
