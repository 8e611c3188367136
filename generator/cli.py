"""The `lessons` command. Exit 0 fine, 1 lessons at fault, 2 wrong usage."""

import argparse
import datetime
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from proven_lessons.generator.building import csp, doctor, export, for_zensical, store
from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.cluster import recorder_on
from proven_lessons.generator.building.fresh_index import FRESH
from proven_lessons.generator.building.merging import Shard, shard_of
from proven_lessons.generator.building.recording import Records
from proven_lessons.generator.errors import Problem, UsageError, mistake
from proven_lessons.generator.lessons import scaffold
from proven_lessons.generator.lessons.site import Site, site_around
from proven_lessons.generator.progress import progress
from proven_lessons.generator.reporting import FORMATS
from proven_lessons.generator.translation import ENGLISH, languages
from proven_lessons.runner.errors import OtherVersion
from proven_lessons.runner.processes.recorder import Recorder


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; give its exit status."""
    options = _parser().parse_args(arguments)
    try:
        with _ending_on_sigterm():
            return _run(options)
    except (UsageError, OtherVersion, OSError) as error:
        print(f"lessons: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as stopped:
        print(f"lessons: {stopped or 'stopped'}", file=sys.stderr)
        return 130
    except Exception as error:
        if options.debug:
            raise
        print(mistake(error, "lessons"), file=sys.stderr)
        return 1


# Private


def _run(options: argparse.Namespace) -> int:
    """Carry out a command; give its exit status."""
    site = site_around(Path())
    data: Path = options.data or site.data
    match options.command:
        case "new":
            return _new(data, options)
        case "doctor":
            return _doctor(options)
        case "cache":
            return _cache(data, options)
        case "csp":
            return _csp(options)
    _require_folder(data, "; name the folder of the lessons with --data")
    told = progress(tells_each=options.command == "record", is_quiet=options.quiet)
    with _recorder(options) as recorder, told as listener:
        language = options.language if options.command == "export" else ENGLISH
        builder = Builder(data, recorder, language, listener, site.project)
        return _built(builder, options, language, site)


def _built(builder: Builder, options: argparse.Namespace, language: str, site: Site) -> int:
    """Carry out a command that needs the lessons."""
    match options.command:
        case "record":
            return _record(builder, options)
        case "check":
            said = "Everything on the pages is what the runs say."
            return _report(options, builder.check(options.lessons), said)
        case "review":
            return _review(builder, options)
        case "merge":
            return _merge(builder, options)
        case "diff":
            return _diff(builder, options)
        case _:
            return _export(builder, options, language, site)


def _recorder(options: argparse.Namespace) -> AbstractContextManager[Records]:
    """Return what records lessons, here or on a cluster."""
    if getattr(options, "cluster", None):
        return recorder_on(options.cluster)
    return Recorder(parallel=options.jobs)


@contextmanager
def _ending_on_sigterm() -> Iterator[None]:
    """End on SIGTERM by SystemExit, so that everything is tidied up."""

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


# argparse has no public name for it.
type Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lessons", description="Django lessons, proven by running them."
    )
    parser.add_argument("--version", action="version", version=doctor.versions())
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--data", type=Path, help="the folder of the lessons (default: as mkdocs.yml has it)"
    )
    shared.add_argument(
        "--jobs",
        type=_count,
        help="how many lessons run at a time (default: one for each processor)",
    )
    shared.add_argument(
        "--debug", action="store_true", help="show where a mistake of this program came from"
    )
    shared.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")
    some = argparse.ArgumentParser(add_help=False, parents=[shared])
    some.add_argument("lessons", nargs="*", metavar="TRACK/LESSON", help="left out: all")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_record(commands, some)
    _add_check(commands, some)
    _add_merge(commands, shared)
    _add_diff(commands, some)
    _add_export(commands, shared)
    review = commands.add_parser(
        "review", parents=[shared], help="show each sentence beside what the run says"
    )
    review.add_argument("lesson", metavar="TRACK/LESSON")
    commands.add_parser(
        "doctor", parents=[shared], help="say what there is here, and what keeps lessons apart"
    )
    _add_policy(commands, shared)
    _add_cache(commands, shared)
    _add_new(commands, shared)
    return parser


def _add_new(commands: Commands, shared: argparse.ArgumentParser) -> None:
    new = commands.add_parser("new", parents=[shared], help="start a lesson that runs")
    new.add_argument("lesson", metavar="TRACK/NAME")
    new.add_argument(
        "--watch",
        action="append",
        default=[],
        metavar="MODULE",
        help="a module of the project that it is about, in the place of a view of its own",
    )


def _add_policy(commands: Commands, shared: argparse.ArgumentParser) -> None:
    policy = commands.add_parser(
        "csp", parents=[shared], help="print the Content-Security-Policy of a built site"
    )
    policy.add_argument("site", type=Path, metavar="SITE")
    policy.add_argument(
        "--framed", action="store_true", help="that of the pages below embed/, for other sites"
    )


def _add_cache(commands: Commands, shared: argparse.ArgumentParser) -> None:
    cache = commands.add_parser(
        "cache", parents=[shared], help="say what is kept beside the lessons to save time"
    )
    cache.add_argument("--clear", action="store_true", help="remove it")


def _add_record(commands: Commands, some: argparse.ArgumentParser) -> None:
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


def _add_merge(commands: Commands, shared: argparse.ArgumentParser) -> None:
    merge = commands.add_parser(
        "merge", parents=[shared], help="take over traces that were recorded elsewhere"
    )
    merge.add_argument(
        "folders", nargs="+", type=Path, metavar="DIR", help="a folder like that of the lessons"
    )


def _add_check(commands: Commands, some: argparse.ArgumentParser) -> None:
    check = commands.add_parser("check", parents=[some], help="run everything again and compare")
    _add_format(check)


def _add_format(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--format",
        choices=("text", *FORMATS),
        default="text",
        help="of what is wrong: for people, for GitHub or GitLab, or for programs",
    )


def _add_diff(commands: Commands, some: argparse.ArgumentParser) -> None:
    diff = commands.add_parser(
        "diff", parents=[some], help="say in words what is different from a commit"
    )
    diff.add_argument(
        "--against",
        metavar="REV",
        default="HEAD",
        help="the commit to compare with (default: HEAD)",
    )


def _add_export(commands: Commands, shared: argparse.ArgumentParser) -> None:
    export = commands.add_parser(
        "export", parents=[shared], help="write the pages as Markdown files"
    )
    export.add_argument("folder", type=Path, metavar="DIR")
    export.add_argument(
        "--for",
        dest="builder",
        choices=("pages", "zensical"),
        default="pages",
        help="pages alone (default), or a whole site with its configuration",
    )
    export.add_argument(
        "--watch", action="store_true", help="write again after each edit (--for zensical)"
    )
    export.add_argument(
        "--language", choices=sorted(languages()), default=ENGLISH, help="of the interface"
    )
    anki = commands.add_parser(
        "anki", parents=[shared], help="write the questions as cards for Anki"
    )
    anki.add_argument("file", type=Path, metavar="FILE.apkg")
    anki.add_argument("lessons", nargs="*", metavar="TRACK/LESSON", help="left out: all")


def _require_folder(folder: Path, hint: str = "") -> None:
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}{hint}")


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1, found {text!r}")
    return int(text)


def _shard(text: str) -> Shard:
    try:
        return shard_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _record(builder: Builder, options: argparse.Namespace) -> int:
    built = builder.record(options.lessons, force=options.force, shard=options.shard)
    said = "" if built.recorded else FRESH
    return _report(options, built.problems, said)


def _merge(builder: Builder, options: argparse.Namespace) -> int:
    merged, problems = builder.merge(options.folders)
    if not options.quiet:
        print(f"Took over {len(merged)} traces.")
    return _report(options, problems, "")


def _diff(builder: Builder, options: argparse.Namespace) -> int:
    built, lines = builder.diff(options.lessons, options.against)
    for line in lines:
        print(line)
    same = f"No run is different from {options.against}."
    return _report(options, built.problems, "" if lines else same)


def _review(builder: Builder, options: argparse.Namespace) -> int:
    lines, digest, problems = builder.review(options.lesson)
    for line in lines:
        print(line)
    if digest:
        today = datetime.datetime.now(tz=datetime.UTC).date()
        print(f"Read it all? Then put this into its lesson.yml: reviewed: {today} {digest}")
    return _report(options, problems, "")


def _export(builder: Builder, options: argparse.Namespace, language: str, site: Site) -> int:
    if options.command == "export" and options.builder == "zensical":
        return _export_site(builder, options, language, site)
    built = builder.build()
    if built.problems:
        return _report(options, built.problems, "")
    if options.command == "anki":
        count = export.write_cards(built, options.lessons, options.file)
        return _report(options, (), f"{count} cards in {options.file}")
    export.write_pages(built, options.folder, language)
    return _report(options, (), f"{len(built.pages)} pages in {options.folder}")


def _export_site(builder: Builder, options: argparse.Namespace, language: str, site: Site) -> int:
    """Write a site for another builder; with --watch, again after each edit, until Ctrl-C."""
    config = site.config
    if config is None:
        raise UsageError("there is no mkdocs.yml here, nor in a folder around")

    def write() -> int:
        built = builder.build()
        if built.problems and not options.watch:
            return _report(options, built.problems, "")
        for words in for_zensical.write(built, config, options.folder, language, builder.fragment):
            print(f"not for Zensical, and left out: {words}", file=sys.stderr)
        return _report(options, built.problems, f"a site for Zensical in {options.folder}")

    def seen() -> object:
        others = builder.imported_files()
        return for_zensical.state_of(config, options.data or site.data, others)

    status = write()
    if options.watch:
        for_zensical.follow(seen, write)
    return status


def _doctor(options: argparse.Namespace) -> int:
    found = list(doctor.findings())
    for finding in found:
        if finding.advice or not options.quiet:
            print(finding)
    return 1 if any(finding.advice for finding in found) else 0


def _cache(data: Path, options: argparse.Namespace) -> int:
    if options.clear:
        said = "removed" if store.clear(data) else "there is nothing to remove"
        return _report(options, (), f"{store.folder_of(data)}: {said}")
    kept = "pages, and which lessons are fresh"
    kept = kept if store.folder_of(data).is_dir() else "nothing is kept"
    return _report(options, (), f"{store.folder_of(data)}: {kept}")


def _csp(options: argparse.Namespace) -> int:
    _require_folder(options.site)
    print(csp.policy_of(options.site, framed=options.framed))
    return 0


def _new(data: Path, options: argparse.Namespace) -> int:
    wrote = [f"wrote {path}" for path in scaffold.create(data, options.lesson, options.watch)]
    shown = f"mkdocs serve shows it at /{options.lesson}/"
    return _report(options, (), "\n".join([*wrote, shown]))


def _report(options: argparse.Namespace, problems: Sequence[Problem], otherwise: str) -> int:
    """Print problems, or `otherwise` where there are none; return the exit status."""
    form = getattr(options, "format", "text")
    if form != "text":
        sys.stdout.write(FORMATS[form](problems))
    for problem in problems:
        if form == "text":
            print(problem, file=sys.stderr)
        if options.debug and problem.details:
            print(problem.details, file=sys.stderr)
    is_read = form in ("text", "github")  # what a program reads has no line of ours in it
    if not problems and otherwise and is_read and not options.quiet:
        print(otherwise)
    return 1 if problems else 0
