"""The lesson that is none: what stands in the playground before anybody has written there."""

from collections.abc import Iterator
from pathlib import Path

from proven_lessons.generator.lessons.lesson import Lesson, LessonFile
from proven_lessons.generator.lessons.models import read_model
from proven_lessons.runner.scenario import SourceFile

_HERE = Path(__file__).parent
_TEMPLATE = ".py-tpl"  # as Django has it: it is code, and not of this package


def playground() -> Lesson:
    """Return what stands there."""
    written, source, problems = read_model(LessonFile, _HERE / "lesson.yml")
    if written is None:
        raise ValueError(*map(str, problems))
    files = tuple(_files())
    return Lesson(key=_HERE.name, folder=_HERE, written=written, source=source, files=files)


# Private


def _files() -> Iterator[SourceFile]:
    for path in sorted(_HERE.rglob("*")):
        name = path.relative_to(_HERE).as_posix()
        if path.suffix in (_TEMPLATE, ".html"):
            name = name.replace(_TEMPLATE, ".py")
            yield SourceFile(path=name, content=path.read_bytes())
