"""The arguments of the `lessons` command."""

import argparse
import re
from pathlib import Path
from typing import Any, Never

import shtab

from proven_lessons.generator import exporting
from proven_lessons.generator.building import doctor
from proven_lessons.generator.building.merging import Shard, shard_of
from proven_lessons.generator.errors import did_you_mean
from proven_lessons.generator.lessons.folders import is_translation
from proven_lessons.generator.reporting import FORMATS
from proven_lessons.generator.translation import ENGLISH, languages

# argparse has no public name for it.
type Commands = argparse._SubParsersAction["_Parser"]  # noqa: SLF001


def parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of the `lessons` command."""
    command = _Parser(prog="lessons", description="Django lessons, proven by running them.")
    command.add_argument("--version", action="version", version=doctor.versions())
    shtab.add_argument_to(
        command, "--print-completion", help="print what a shell completes this command with"
    )
    shared = _shared()
    some = _Parser(add_help=False, parents=[shared])
    some.add_argument("lessons", nargs="*", metavar="TRACK[/LESSON]", help="left out: all")
    commands = command.add_subparsers(dest="command", required=True)
    _add_record(commands, some)
    _add_check(commands, some)
    _add_merge(commands, shared)
    _add_diff(commands, some)
    _add_matrix(commands, shared)
    _add_export(commands, shared)
    _add_lab(commands, shared)
    _add_reading(commands, shared)
    _add_translate(commands, some)
    commands.add_parser(
        "doctor", parents=[shared], help="say what there is here, and what keeps lessons apart"
    )
    _add_policy(commands, shared)
    _add_cache(commands, shared)
    _add_new(commands, shared)
    _add_schema(commands, shared)
    return command


# Private


class _Parser(argparse.ArgumentParser):
    """Knows what a misspelt word was meant to be."""

    def error(self, message: str) -> Never:
        found = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message)
        if found is not None:
            hint = did_you_mean(found[1], re.findall(r"[\w-]+", found[2]))
            message += f"; {hint}" if hint.startswith("did you mean") else ""
        super().error(message)


def _shared() -> _Parser:
    """Return what reads the options that all commands have."""
    shared = _Parser(add_help=False)
    data = shared.add_argument(
        "--data", type=Path, help="the folder of the lessons (default: as mkdocs.yml has it)"
    )
    _completed_with(data, shtab.DIRECTORY)
    shared.add_argument(
        "--jobs",
        type=_count,
        help="how many lessons run at a time (default: one for each processor)",
    )
    shared.add_argument(
        "--debug", action="store_true", help="show where a mistake of this program came from"
    )
    loudness = shared.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")
    loudness.add_argument("-v", "--verbose", action="store_true", help="say each lesson that ran")
    return shared


def _completed_with(argument: argparse.Action, files: object) -> None:
    """Have a shell complete an argument with files, or with folders."""
    kept: Any = argument
    kept.complete = files  # where shtab looks


def _add_schema(commands: Commands, shared: _Parser) -> None:
    schema = commands.add_parser(
        "schema", parents=[shared], help="print the JSON Schema of lesson.yml, or of another file"
    )
    which = schema.add_mutually_exclusive_group()
    for name in ("track", "trace"):
        end = "yml" if name == "track" else "json"
        which.add_argument(
            f"--{name}", dest="of", action="store_const", const=name, help=f"of {name}.{end}"
        )


def _add_new(commands: Commands, shared: _Parser) -> None:
    new = commands.add_parser("new", parents=[shared], help="start a lesson that runs")
    new.add_argument("lesson", metavar="TRACK/NAME")
    new.add_argument(
        "--watch",
        action="append",
        default=[],
        metavar="MODULE",
        help="a module of the project that it is about, in the place of a view of its own",
    )


def _add_reading(commands: Commands, shared: _Parser) -> None:
    review = commands.add_parser(
        "review", parents=[shared], help="show each sentence beside what the run says"
    )
    review.add_argument("lesson", metavar="TRACK/LESSON")
    facts = commands.add_parser(
        "facts",
        parents=[shared],
        help="show each name that texts may use, with its value",
    )
    facts.add_argument("lesson", metavar="TRACK/LESSON")
    facts.add_argument("--format", choices=("text", "json"), default="text", help="for programs")


def _add_translate(commands: Commands, some: _Parser) -> None:
    translate = commands.add_parser(
        "translate",
        parents=[some],
        help="add the texts that are not translated to the files for a language",
    )
    translate.add_argument(
        "--into",
        required=True,
        type=_language,
        metavar="LANGUAGE",
        help="its code, as in de or pt-BR",
    )
    translate.add_argument(
        "--status", action="store_true", help="write nothing, and say how far each lesson is"
    )


def _add_policy(commands: Commands, shared: _Parser) -> None:
    policy = commands.add_parser(
        "csp", parents=[shared], help="print the Content-Security-Policy of a built site"
    )
    _completed_with(policy.add_argument("site", type=Path, metavar="SITE"), shtab.DIRECTORY)
    policy.add_argument(
        "--framed", action="store_true", help="that of the pages below embed/, for other sites"
    )


def _add_cache(commands: Commands, shared: _Parser) -> None:
    cache = commands.add_parser(
        "cache", parents=[shared], help="say what is kept beside the lessons to save time"
    )
    cache.add_argument("--clear", action="store_true", help="remove it")


def _add_record(commands: Commands, some: _Parser) -> None:
    record = commands.add_parser(
        "record", parents=[some], help="run what is stale and write its trace"
    )
    _add_format(record)
    record.add_argument("--force", action="store_true", help="run what is fresh, too")
    record.add_argument(
        "--shard",
        type=_shard,
        metavar="K/N",
        help="only the Kth of N parts; lessons merge brings them together",
    )
    record.add_argument(
        "--cluster", metavar="ADDRESS", help="on the workers of this scheduler of Dask"
    )


def _add_merge(commands: Commands, shared: _Parser) -> None:
    merge = commands.add_parser(
        "merge", parents=[shared], help="take over traces that were recorded elsewhere"
    )
    folders = merge.add_argument(
        "folders", nargs="+", type=Path, metavar="DIR", help="a folder like that of the lessons"
    )
    _completed_with(folders, shtab.DIRECTORY)


def _add_check(commands: Commands, some: _Parser) -> None:
    check = commands.add_parser("check", parents=[some], help="run everything again and compare")
    _add_format(check)


def _add_format(command: _Parser) -> None:
    command.add_argument(
        "--format",
        choices=("text", *FORMATS),
        default="text",
        help="of what is wrong: for people, for GitHub or GitLab, or for programs",
    )


def _add_diff(commands: Commands, some: _Parser) -> None:
    diff = commands.add_parser(
        "diff", parents=[some], help="say in words what is different from a commit"
    )
    diff.add_argument(
        "--against",
        metavar="REV",
        default="HEAD",
        help="the commit to compare with (default: HEAD)",
    )


def _add_matrix(commands: Commands, shared: _Parser) -> None:
    matrix = commands.add_parser(
        "matrix", parents=[shared], help="say which lessons another Django runs differently"
    )
    folders = matrix.add_argument(
        "folders", nargs="+", type=Path, metavar="DIR", help="the lessons with traces of another"
    )
    _completed_with(folders, shtab.DIRECTORY)
    page = matrix.add_argument(
        "--page", type=Path, metavar="FILE.md", help="write it as a page of the site, too"
    )
    _completed_with(page, shtab.FILE)


def _add_lab(commands: Commands, shared: _Parser) -> None:
    lab = commands.add_parser(
        "lab",
        parents=[shared],
        help="make the Lab of a site, in which readers change the code and run it",
    )
    folder = lab.add_argument(
        "folder", type=Path, nargs="?", default=Path(".lab"), help="where to; left out: .lab"
    )
    _completed_with(folder, shtab.DIRECTORY)


def _add_export(commands: Commands, shared: _Parser) -> None:
    export = commands.add_parser(
        "export", parents=[shared], help="write lessons for other programs than MkDocs"
    )
    target = export.add_argument(
        "target", type=Path, metavar="TARGET", help="the folder or the file to write"
    )
    _completed_with(target, shtab.FILE)
    export.add_argument(
        "lessons",
        nargs="*",
        metavar="TRACK[/LESSON]",
        help="left out: all; a course (scorm) and a book (print) are one track",
    )
    export.add_argument(
        "--for",
        dest="kind",
        choices=exporting.KINDS,
        default="pages",
        help="pages alone (default), a whole site, or what a program reads",
    )
    export.add_argument(
        "--watch", action="store_true", help="write again after each edit (--for zensical)"
    )
    export.add_argument(
        "--language", choices=sorted(languages()), default=ENGLISH, help="of the interface"
    )


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1, found {text!r}")
    return int(text)


def _language(text: str) -> str:
    if not is_translation(f"lesson.{text}.yml"):
        raise argparse.ArgumentTypeError(f"expected a code such as de or pt-BR, found {text!r}")
    return text


def _shard(text: str) -> Shard:
    try:
        return shard_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
