"""Run a management command as `manage.py` does, in this process."""

import io
import os
import shlex
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from unittest import mock

from django.core.management import CommandError, get_commands, load_command_class
from django.core.management.base import BaseCommand, SystemCheckError

from proven_lessons.runner.errors import ScenarioError
from proven_lessons.runner.site import locale
from proven_lessons.runner.trace import Command
from proven_lessons.runner.values import cut

TEXT_LIMIT = 4000

type Aside = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedCommand:
    """A command that is about to run, with what takes what it writes."""

    line: str
    command: Any
    output: io.StringIO
    errors: io.StringIO


def prepared_command(line: str) -> PreparedCommand:
    """Load the command that stands after `manage.py`.

    Raise ScenarioError for one that there is not.
    """
    name = shlex.split(line)[0]
    get_commands.cache_clear()  # what a process before this one has found
    known = get_commands()
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ScenarioError(f"there is no management command {name!r} here{hint}")
    output, errors = io.StringIO(), io.StringIO()
    with _terminal(output, errors):
        app = known[name]
        command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
    return PreparedCommand(line=line, command=command, output=output, errors=errors)


def run_command(prepared: PreparedCommand, aside: Aside) -> tuple[Command, BaseException | None]:
    """Run a command; return what it left, and what nothing caught in it.

    What Django does `aside`, its checks of the site, nobody follows.
    """
    command, error, status = prepared.command, None, 0
    with aside():
        locale.forget()  # a command has a process of its own
    with _terminal(prepared.output, prepared.errors):
        options: dict[str, Any] = {}
        try:
            _carry_out(prepared, options, aside)
        except SystemExit as exit_:  # of its parser, or its own
            status = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
            if exit_.code is not None and not isinstance(exit_.code, int):
                print(exit_.code, file=sys.stderr)  # as Python does
        except Exception as failed:
            if isinstance(failed, CommandError) and not options.get("traceback"):
                _tell(command, failed)
                status = failed.returncode
            else:
                error, status = failed, 1
    with aside():
        locale.forget()
    told = Command(
        line=prepared.line,
        exit_status=status,
        output=_shown(prepared.output),
        errors=_shown(prepared.errors),
    )
    return told, error


# Private


@contextmanager
def _terminal(output: io.StringIO, errors: io.StringIO) -> Iterator[None]:
    """Take what a command writes, in lines that are as wide everywhere."""
    width = {"COLUMNS": "80", "LINES": "24"}
    with mock.patch.dict(os.environ, width), redirect_stdout(output), redirect_stderr(errors):
        yield


def _carry_out(prepared: PreparedCommand, options: dict[str, Any], aside: Aside) -> None:
    """Do what `BaseCommand.run_from_argv` does, but for what it does with errors and databases."""
    command = prepared.command
    command._called_from_command_line = True
    name, *arguments = shlex.split(prepared.line)
    options |= vars(command.create_parser("manage.py", name).parse_args(arguments))
    check = command.check

    def checked(*given: Any, **more: Any) -> Any:
        with aside():
            return check(*given, **more)

    command.check = checked
    command.execute(
        *options.get("args", ()), **{key: value for key, value in options.items() if key != "args"}
    )


def _tell(command: Any, failed: CommandError) -> None:
    if isinstance(failed, SystemCheckError):
        command.stderr.write(str(failed), lambda text: text)
    else:
        command.stderr.write(f"{type(failed).__name__}: {failed}")


def _shown(written: io.StringIO) -> str:
    """Return what was written, with files of Python and of packages told from where they are."""
    text = written.getvalue()
    for name in ("purelib", "platlib", "stdlib"):
        text = text.replace(f"{sysconfig.get_path(name)}{os.sep}", "")
    return cut(text, TEXT_LIMIT)
