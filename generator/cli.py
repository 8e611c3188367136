"""The `lessons` command. Exit 0 fine, 1 lessons at fault, 2 wrong usage."""

import argparse
import datetime
import functools
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from proven_lessons.generator import exporting
from proven_lessons.generator.arguments import parser
from proven_lessons.generator.building import csp, doctor, matrix, store, translations
from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.cluster import recorder_on
from proven_lessons.generator.building.fresh_index import FRESH
from proven_lessons.generator.building.library import Library
from proven_lessons.generator.building.recording import Records
from proven_lessons.generator.building.store import write_atomically
from proven_lessons.generator.errors import Problem, UsageError, mistake
from proven_lessons.generator.lab.bundle import bundle
from proven_lessons.generator.lessons import scaffold, schema
from proven_lessons.generator.lessons.folders import find_lessons
from proven_lessons.generator.lessons.site import Site, site_around
from proven_lessons.generator.progress import progress
from proven_lessons.generator.reporting import FORMATS, as_json
from proven_lessons.generator.translation import ENGLISH
from proven_lessons.runner.errors import OtherVersion
from proven_lessons.runner.processes.recorder import Recorder


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; give its exit status."""
    try:
        return _told(parser().parse_args(arguments))
    except BrokenPipeError:  # whoever read what is printed has had enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE if hasattr(signal, "SIGPIPE") else 1


# Private


def _told(options: argparse.Namespace) -> int:
    """Carry out a command, and tell what goes wrong; give its exit status."""
    try:
        with _ending_on_sigterm():
            status = _run(options)
            sys.stdout.flush()
            return status
    except BrokenPipeError:
        raise
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


def _run(options: argparse.Namespace) -> int:
    """Carry out a command; give its exit status."""
    site = site_around(Path())
    data: Path = options.data or site.data
    match options.command:
        case "new":
            return _new(data, site, options)
        case "doctor":
            return _doctor(site, options)
        case "cache":
            return _cache(data, options)
        case "csp":
            return _csp(options)
        case "lab":
            return _lab(options.folder)
        case "schema":
            sys.stdout.write(schema.SCHEMAS[options.of or "lesson"]())
            return 0
    _require_folder(data, "; name the folder of the lessons with --data")
    if options.command == "translate":
        return _translate(Library(data, site.project), options)
    tells_each = options.command == "record" or options.verbose
    told = progress(tells_each=tells_each, is_quiet=options.quiet)
    with _recorder(options) as recorder, told as listener:
        language = options.language if options.command == "export" else ENGLISH
        builder = Builder(data, recorder, language, listener, site.project)
        return _built(builder, options, site)


def _built(builder: Builder, options: argparse.Namespace, site: Site) -> int:
    """Carry out a command that needs the lessons."""
    match options.command:
        case "record":
            return _record(builder, options)
        case "check":
            if not find_lessons(builder.data):
                raise UsageError(f"there are no lessons in {builder.data}")
            said = "Everything on the pages is what the runs say."
            return _report(options, builder.check(options.lessons), said)
        case "review":
            return _review(builder, options)
        case "facts":
            return _facts(builder, options)
        case "merge":
            return _merge(builder, options)
        case "diff":
            return _diff(builder, options)
        case "matrix":
            return _matrix(builder, options)
        case _:
            return exporting.run(builder, options, site, functools.partial(_report, options))


def _lab(folder: Path) -> int:
    size = bundle(folder, print)
    print(f"The Lab is in {folder}: readers load {size / 1_000_000:.1f} MB of it")
    return 0


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


def _require_folder(folder: Path, hint: str = "") -> None:
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}{hint}")


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


def _matrix(builder: Builder, options: argparse.Namespace) -> int:
    rows, problems = builder.matrix((), options.folders)
    for row in rows:
        for line in row.lines:
            print(line)
    if options.page and not problems:
        write_atomically(options.page, matrix.page(rows))
    same = "All lessons run in the same way."
    is_same = not any(any(row.changes) for row in rows)
    return _report(options, problems, same if is_same else "")


def _translate(library: Library, options: argparse.Namespace) -> int:
    if options.status:
        lines, problems = translations.status(library, options.into, options.lessons)
        for line in lines:
            print(line)
        return _report(options, problems, "")
    wrote, problems = translations.fill(library, options.into, options.lessons)
    said = [f"wrote {path}" for path in wrote] or ["No text is missing."]
    return _report(options, problems, "\n".join(said))


def _review(builder: Builder, options: argparse.Namespace) -> int:
    lines, digest, problems = builder.review(options.lesson)
    for line in lines:
        print(line)
    if digest:
        today = datetime.datetime.now(tz=datetime.UTC).date()
        print(f"Read it all? Then put this into its lesson.yml: reviewed: {today} {digest}")
    return _report(options, problems, "")


def _facts(builder: Builder, options: argparse.Namespace) -> int:
    found, problems = builder.facts(options.lesson)
    if options.format == "json":
        sys.stdout.write(as_json(problems, facts=found))
        return 1 if problems else 0
    for name, value in found.items():
        print(f"{name} = {value}")
    return _report(options, problems, "")


def _doctor(site: Site, options: argparse.Namespace) -> int:
    found = list(doctor.findings(site))
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


def _new(data: Path, site: Site, options: argparse.Namespace) -> int:
    wrote = [f"wrote {path}" for path in scaffold.create(data, options.lesson, options.watch)]
    shown = f"mkdocs serve shows it at /{options.lesson}/"
    if not site.has_plugin:
        shown += ", once mkdocs.yml has the plugin: plugins: [search, lessons]"
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
