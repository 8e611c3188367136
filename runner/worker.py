"""Run one scenario in this process and give what it left behind.

Single-threaded, so that a browser can do it too.
"""

import builtins
import io
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

from proven_lessons.runner.codec import to_data
from proven_lessons.runner.errors import LessonFailed, ScenarioError
from proven_lessons.runner.execution import Execution
from proven_lessons.runner.failures import failure
from proven_lessons.runner.freeze import stable
from proven_lessons.runner.own import LESSON, Own, owning
from proven_lessons.runner.scenario import Scenario, from_json
from proven_lessons.runner.threads import one_after_another
from proven_lessons.runner.tracing.tracer import Mark

OUTPUT_LIMIT = 4000


def run_text(text: str, mark: Mark = lambda file, line: None, *, tells_output: bool = False) -> str:
    """Run the scenario in `text` (JSON).

    Give {"run": ...} or {"failed": {reason, file, line, output}} as JSON text; with `tells_output`
    what was printed in a run, too, as "output". It is no part of a trace.
    """
    scenario = from_json(json.loads(text))
    printed = _Printed()
    last = _LastPlace(mark)
    with _scratch() as folder, owning(_own(scenario, folder)), one_after_another():
        keys: list[str] = []
        try:
            with redirect_stdout(printed), redirect_stderr(printed), _GenuineBuiltins():
                answer = {"run": to_data(Execution(scenario, folder, last, keys).run())}
                answer |= {"output": printed.getvalue()} if tells_output else {}
        except BaseException as error:  # whatever a lesson raises, the answer is a message about it
            if isinstance(error, ScenarioError):
                last = _LastPlace(mark)  # no statement of the lesson has done that
            answer = {"failed": _failed(failure(error), last, printed)}
        return stable(json.dumps(answer), keys, _places(scenario, folder))


# Private


def _own(scenario: Scenario, folder: Path) -> Own:
    """Return what is the author's own in a run."""
    watched = {file.module: file for file in scenario.files if file.module}
    return Own(
        package=str(folder / LESSON),
        root=scenario.project.root if scenario.project else "",
        watched={module: file.path for module, file in watched.items()},
        texts={file.path: file.content for file in watched.values()},
    )


def _places(scenario: Scenario, folder: Path) -> list[str]:
    """Return the folders that are nowhere but on this machine, as they stand in JSON."""
    places = [str(folder), *([scenario.project.root] if scenario.project else [])]
    return [json.dumps(place)[1:-1] for place in places]


class _GenuineBuiltins:
    """Puts the built-ins back on the way out, and raises LessonFailed if any was another.

    A class, because a generator's context manager calls built-ins before it comes to its `finally`.
    """

    def __enter__(self) -> None:
        self._genuine = dict(builtins.__dict__)

    def __exit__(self, *raised: object) -> None:
        genuine, now = self._genuine, builtins.__dict__
        replaced = [name for name in genuine if name != "_" and now.get(name) is not genuine[name]]
        now.update(genuine)
        if replaced:
            raise LessonFailed(
                f"it replaced the built-in {', '.join(replaced)} and did not put it back"
            )


def _failed(failed: LessonFailed, last: "_LastPlace", printed: "_Printed") -> dict[str, Any]:
    """Return a failure as data, at the statement that ran last if it has no place of its own."""
    file, line = (failed.file, failed.line) if failed.file else (last.file, last.line)
    return {"reason": failed.reason, "file": file, "line": line, "output": printed.getvalue()}


@contextmanager
def _scratch() -> Iterator[Path]:
    """Return a folder that goes when the run is over, with all temporary files.

    Sessions may be among them.
    """
    with tempfile.TemporaryDirectory(prefix="lesson-") as name:
        folder = Path(name).resolve()
        (folder / "tmp").mkdir()
        with (
            mock.patch.object(tempfile, "tempdir", str(folder / "tmp")),
            mock.patch.dict(os.environ, {"HOME": str(folder), "TMPDIR": str(folder / "tmp")}),
        ):
            yield folder


class _Printed(io.StringIO):
    """What the lesson prints, up to a limit."""

    def write(self, text: str) -> int:
        room = OUTPUT_LIMIT - self.tell()
        super().write(text[: max(0, room)])
        return len(text)


class _LastPlace:
    """Remembers the statement that ran last, and passes it on."""

    def __init__(self, mark: Mark) -> None:
        self.file: str | None = None
        self.line: int | None = None
        self._mark = mark

    def __call__(self, file: str, line: int) -> None:
        self.file, self.line = file, line
        self._mark(file, line)
