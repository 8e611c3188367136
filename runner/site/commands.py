"""Run a management command as `manage.py` does, in this process."""

import io
import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any
from unittest import mock

from django.core.management import CommandError, get_commands, load_command_class
from django.core.management.base import BaseCommand, SystemCheckError

from proven_lessons.runner.errors import ScenarioError
from proven_lessons.runner.trace import Command
from proven_lessons.runner.values import cut

TEXT_LIMIT = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedCommand:
    """A command that is about to run: `refused` is what Django's checks of the site say."""

    line: str
    command: Any
    refused: SystemCheckError | None
    output: io.StringIO
    errors: io.StringIO


def prepared_command(line: str) -> PreparedCommand:
    """Load the command that stands after `manage.py`, and have Django check the site for it.

    It does so before its `handle`, whatever that is: nobody is to follow it.

    Raise ScenarioError for a command that there is not.
    """
    name = shlex.split(line)[0]
    get_commands.cache_clear()  # what a process before this one has found
    known = get_commands()
    if name not in known:
        raise ScenarioError(f"there is no management command {name!r} here")
    output, errors = io.StringIO(), io.StringIO()
    refused = None
    with _terminal(output, errors):
        app = known[name]
        command: Any = app if isinstance(app, BaseCommand) else load_command_class(app, name)
        wanted = command.requires_system_checks
        try:
            if wanted:
                command.check(**({} if wanted == "__all__" else {"tags": wanted}))
        except SystemCheckError as error:
            refused = error
    return PreparedCommand(
        line=line, command=command, refused=refused, output=output, errors=errors
    )


def run_command(prepared: PreparedCommand) -> tuple[Command, BaseException | None]:
    """Run a command; return what it left, and what nothing caught in it."""
    command, error = prepared.command, None
    with _terminal(prepared.output, prepared.errors):
        try:
            _carry_out(prepared)
            status = 0
        except SystemExit as exit_:  # of its parser, or its own
            status = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
        except CommandError as failed:
            is_of_checks = isinstance(failed, SystemCheckError)
            command.stderr.write(str(failed) if is_of_checks else f"CommandError: {failed}")
            status = failed.returncode
        except Exception as failed:
            error, status = failed, 1
    told = Command(
        line=prepared.line,
        exit_status=status,
        output=cut(prepared.output.getvalue(), TEXT_LIMIT),
        errors=cut(prepared.errors.getvalue(), TEXT_LIMIT),
    )
    return told, error


# Private


@contextmanager
def _terminal(output: io.StringIO, errors: io.StringIO) -> Iterator[None]:
    """Take what a command writes, to a terminal that is as wide everywhere."""
    width = {"COLUMNS": "80", "LINES": "24"}
    with mock.patch.dict(os.environ, width), redirect_stdout(output), redirect_stderr(errors):
        yield


def _carry_out(prepared: PreparedCommand) -> None:
    """Do what `BaseCommand.run_from_argv` does, but for what it does with errors and databases."""
    command = prepared.command
    command._called_from_command_line = True
    name, *arguments = shlex.split(prepared.line)
    options = vars(command.create_parser("manage.py", name).parse_args(arguments))
    if prepared.refused is not None and not options.get("skip_checks"):
        raise prepared.refused
    command.requires_system_checks = []  # they have been made
    given = options.pop("args", ())
    command.execute(*given, **options)
