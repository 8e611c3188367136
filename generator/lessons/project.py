"""The Django project that a lesson is run in: where it is, what counts of it, what is watched."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from proven_lessons.generator.errors import Problem, UsageError, did_you_mean
from proven_lessons.generator.lessons import yaml_reader
from proven_lessons.generator.lessons.folders import TRACK_FILE
from proven_lessons.generator.lessons.lesson import (
    LessonFile,
    Place,
    ProjectWritten,
    Source,
    TrackFile,
    YamlPath,
)
from proven_lessons.generator.lessons.models import model_in, read_model
from proven_lessons.generator.lessons.reading import read, with_plain_line_ends
from proven_lessons.generator.lessons.source import syntax_problems
from proven_lessons.runner.freshness import digest_of_contents
from proven_lessons.runner.imports import file_of
from proven_lessons.runner.project_files import Tree, tree_of
from proven_lessons.runner.scenario import ProjectSpec, SourceFile

SIZE_LIMIT = 2 * 1024 * 1024
FILES_LIMIT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A project as somebody wrote it, and where: `base` is the folder that its path is from."""

    written: ProjectWritten
    base: Path
    source: Source
    at: YamlPath = ("project",)

    @property
    def root(self) -> Path:
        """Its folder on this machine."""
        return (self.base / self.written.path).resolve()


def of_site(file: Path) -> Given | None:
    """Return the project that the plugin's options in a mkdocs.yml name, None if they name none.

    Raise UsageError for what is no project.
    """
    text = file.read_text(encoding="utf-8", errors="replace")
    config, places, _wrong = yaml_reader.read(text, file.as_posix())  # MkDocs says what is wrong
    for at, options in options_in(config):
        if options.get("project") is None:
            continue
        source = Source(file=file.as_posix(), places=places, text=text)
        given, problems = model_in(ProjectWritten, options["project"], source, (*at, "project"))
        if given is None:
            raise UsageError("\n".join(map(str, problems)))
        return Given(written=given, base=file.parent, source=source, at=(*at, "project"))
    return None


def options_in(config: Any) -> Iterator[tuple[YamlPath, dict[str, Any]]]:
    """Yield the options of our plugin in what a mkdocs.yml holds, each with its place."""
    plugins = config.get("plugins") if isinstance(config, dict) else None
    items: list[tuple[YamlPath, Any]] = (
        [(("plugins", number), one) for number, one in enumerate(plugins)]
        if isinstance(plugins, list)
        else [(("plugins",), plugins)]
    )
    for at, one in items:
        for name, options in one.items() if isinstance(one, dict) else ():
            if str(name).rpartition("/")[2] == "lessons" and isinstance(options, dict):
                yield (*at, name), options


def given_for(
    folder: Path, written: LessonFile, source: Source, site: Given | None
) -> Given | None:
    """Return the project of the lesson in `folder`: its own, its track's, or that of the site."""
    if written.project is not None:
        return Given(written=written.project, base=folder, source=source)
    return _of_track(folder.parent) or site


def signature_of(given: Given | None) -> Tree:
    """Return what changes when something in a project does that counts."""
    return () if given is None else tree_of(given.root)


def taken(
    given: Given, written: LessonFile, source: Source
) -> tuple[ProjectSpec | None, list[SourceFile], list[Problem]]:
    """Return a project for the runner, the modules of it that a lesson watches, and problems."""
    problems = list(_wrong_with(given))
    if problems:
        return None, [], problems
    tree = tree_of(given.root)
    if len(tree) > FILES_LIMIT:
        message = f"the project has more than {FILES_LIMIT} files; name a folder further inside"
        return None, [], [_at(given, ("path",), message)]
    spec = ProjectSpec(
        root=str(given.root),
        settings=given.written.settings,
        env=tuple(sorted(given.written.env.items())),
        fixtures=tuple(given.written.fixtures),
        digest=_digest(str(given.root), tree),
    )
    files, more = _watched(given.root, tree, written, source)
    return spec, files, more


def files_in(project: ProjectSpec) -> list[Path]:
    """Return the files of a project that count."""
    return [Path(project.root, path) for path, _time, _size in tree_of(Path(project.root))]


@lru_cache(maxsize=8)
def _digest(root: str, tree: Tree) -> str:
    """Return a digest of what is in the files of a project; while they are as they were, once."""
    contents = []
    for path, _time, _size in tree:
        try:
            contents.append((path, Path(root, path).read_bytes()))
        except OSError:
            contents.append((path, b""))
    return digest_of_contents(contents)


def place_in_settings(project: ProjectSpec, said: str) -> tuple[Path, Place] | None:
    """Return where the settings of a project name what could not be imported, as an error says."""
    found = _MISSING.search(said)
    path = Path(project.root, *project.settings.split(".")).with_suffix(".py")
    if found is None or not path.is_file():
        return None
    name = ".".join(part for part in found.groups() if part)
    named = re.compile(rf"""['"]{re.escape(name)}\b""")
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        if here := named.search(line):
            return Path(os.path.relpath(path)), Place(line=number, column=here.start() + 1)
    return None


# Private

_MISSING = re.compile(
    r"""No module named '([\w.]+)'|Module "([\w.]+)" does not define a "(\w+)"|"""
    r"Could not import '([\w.]+)'"
)


def _watched(
    root: Path, tree: Tree, written: LessonFile, source: Source
) -> tuple[list[SourceFile], list[Problem]]:
    """Return the modules that a lesson watches, and what is wrong with them."""
    files: list[SourceFile] = []
    problems: list[Problem] = []
    for number, module in enumerate(written.watch):
        path = _file_of(root, module) or _further_in(root, tree, module) or _installed(module)
        if path is None:
            place = source.place(("watch", number))
            hint, message = (
                _nearest(module, _modules(tree)),
                f"the project has no module {module!r}",
            )
            problems.append(Problem(source.file, message, place.line, place.column, hint))
            continue
        content = with_plain_line_ends(read(path, SIZE_LIMIT))
        problems += syntax_problems(Path(os.path.relpath(path)), content)
        files.append(SourceFile(path=_path_shown(path, module), content=content, module=module))
    return files, problems


def _of_track(folder: Path) -> Given | None:
    """Return the project that a track names; what is wrong with its file, others say."""
    path = folder / TRACK_FILE
    try:
        if b"project" not in path.read_bytes():
            return None
    except OSError:
        return None
    written, source, _problems = read_model(TrackFile, path)
    if written is None or written.project is None:
        return None
    return Given(written=written.project, base=folder, source=source)


def _wrong_with(given: Given) -> Iterator[Problem]:
    """Yield what keeps a project from being used."""
    root = given.root
    if not root.is_dir():
        yield _at(given, ("path",), f"there is no folder {given.written.path!r} from here")
        return
    settings = given.written.settings
    if _file_of(root, settings) is None:
        known = [one for one in _modules(tree_of(root)) if "settings" in one]
        hint = did_you_mean(settings, known) or (f"there is {', '.join(known)}" if known else "")
        yield _at(given, ("settings",), f"the project has no module {settings!r}", hint)
    yield from _without_fixtures(given)


def _without_fixtures(given: Given) -> Iterator[Problem]:
    """Yield a problem for each fixture that there is not."""
    tree = tree_of(given.root)
    names = {path.rpartition("/")[2] for path, _time, _size in tree if "fixtures/" in path}
    for number, fixture in enumerate(given.written.fixtures):
        name = fixture.rpartition("/")[2]
        is_there = any(one == name or one.startswith(f"{name}.") for one in names)
        if not is_there and not (given.root / fixture).is_file():
            hint, message = did_you_mean(fixture, names), f"the project has no fixture {fixture!r}"
            yield _at(given, ("fixtures", number), message, hint)


def _at(given: Given, path: YamlPath, message: str, hint: str = "") -> Problem:
    place = given.source.place((*given.at, *path))
    return Problem(given.source.file, message, place.line, place.column, hint)


def _file_of(root: Path, module: str) -> Path | None:
    """Return the file of a module, None if there is none."""
    base = root.joinpath(*module.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


def _further_in(root: Path, tree: Tree, module: str) -> Path | None:
    """Return the file of a module that settings put on the path, as in BASE_DIR / "apps"."""
    ends = [f"/{module.replace('.', '/')}{end}" for end in (".py", "/__init__.py")]
    known = {path for path, _time, _size in tree}
    found = [
        path
        for path in known
        for end in ends
        if path.endswith(end) and f"{path.removesuffix(end)}/__init__.py" not in known
    ]
    return root / found[0] if len(found) == 1 else None


def _installed(module: str) -> Path | None:
    """Return the file of a module that is installed beside us, None if there is none."""
    if module.partition(".")[0] in sys.stdlib_module_names:
        return None
    file = file_of(module)
    return Path(file) if file is not None and file.endswith(".py") else None


def _path_shown(file: Path, module: str) -> str:
    """Return the path of a module's file from where it is imported, as a page has it."""
    parts = module.split(".")
    return "/".join([*parts, file.name] if file.name == "__init__.py" else [*parts[:-1], file.name])


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest of many names, and not a few of them."""
    hint = did_you_mean(name, known)
    return hint if hint.startswith("did") else ""


def _modules(tree: Iterable[tuple[str, int, int]]) -> list[str]:
    return [
        path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path, _time, _size in tree
        if path.endswith(".py")
    ]
