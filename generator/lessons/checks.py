"""Check what lesson.yml says against the source files beside it: views, pieces of lines, syntax."""

import ast
from collections.abc import Iterator
from difflib import SequenceMatcher

from proven_lessons.generator.errors import Problem, did_you_mean
from proven_lessons.generator.lessons import at_once
from proven_lessons.generator.lessons.at_once import all_requests
from proven_lessons.generator.lessons.edits import edit_of
from proven_lessons.generator.lessons.lesson import Lesson, WhatIf, YamlPath
from proven_lessons.generator.lessons.request import each, places_of
from proven_lessons.generator.lessons.source import VIEWS, lines_in, parsed, syntax_problems
from proven_lessons.runner.errors import ScenarioError
from proven_lessons.runner.scenario import SourceFile, apply_edit, source_lines


def check(lesson: Lesson) -> Iterator[Problem]:
    """Check what the YAML says against the files beside it."""
    yield from _check_ways(lesson)
    yield from _check_views(lesson)
    yield from _check_files(lesson)
    yield from at_once.check(lesson)
    seen: set[str] = set()
    for index, note in enumerate(lesson.written.steps):
        yield from _check_piece(lesson, ("steps", index, "at"), note.at, within=note.in_)
        if note.id in seen:
            yield _at(lesson, ("steps", index, "id"), f"the id {note.id!r} is used twice")
        seen |= {note.id} if note.id else set()
    for name, what_if in lesson.written.what_if.items():
        if name == "main":
            yield _at(
                lesson,
                ("what_if", name),
                "a what-if can't be called 'main': that is the lesson itself",
            )
        yield from _check_edits(lesson, name, what_if)


# Private


def _check_ways(lesson: Lesson) -> Iterator[Problem]:
    """Check that one way leads to the view."""
    ways = [name for name in ("view", "routes") if getattr(lesson.written, name) is not None]
    ways += [file.path for file in _own_files(lesson) if file.path == "urls.py"]
    # None is that to the URLconf of a project, or what is only run by commands.
    if len(ways) != 1 and (ways or not (lesson.project or _has_only_commands(lesson))):
        path = (ways[0],) if ways else ()
        given = " and ".join(ways) or "none of them"
        yield _at(lesson, path, f"expected one of view, routes or a urls.py, found {given}")


def _has_only_commands(lesson: Lesson) -> bool:
    written = lesson.written
    sent = [
        *written.requests,
        *(one for of in written.what_if.values() for one in of.requests or ()),
    ]
    return all(one.command for one in each(sent))


def _own_files(lesson: Lesson) -> list[SourceFile]:
    """Return the files of a lesson's folder, without those of a project."""
    return [file for file in lesson.files if file.module is None]


def _check_views(lesson: Lesson) -> Iterator[Problem]:
    """Check that there is a `views.py`, which has what the lesson names."""
    files = {file.path: file.content for file in _own_files(lesson)}
    named_one = lesson.written.view or lesson.written.routes
    if "views.py" not in files:
        is_without = lesson.project is not None or _has_only_commands(lesson)
        if "urls.py" not in files and (named_one or not is_without):
            folder, hint = lesson.folder.as_posix(), "write the view that the lesson runs"
            yield Problem(folder, "there is no views.py", hint=hint)
        return
    tree = parsed(files["views.py"])
    defined = [] if tree is None else _top_level_names(tree)
    written = lesson.written
    named: dict[YamlPath, str] = {("view",): written.view} if written.view else {}
    named |= {("routes", route): name for route, name in (written.routes or {}).items()}
    for path, name in named.items():
        if name not in defined:
            yield _at(lesson, path, f"views.py has no {name!r}", did_you_mean(name, defined))


def _check_files(lesson: Lesson) -> Iterator[Problem]:
    """Check that the files which requests send are there."""
    known = [file.path for file in _own_files(lesson)]
    for where, requests in all_requests(lesson):
        for place, request in zip(places_of(requests), each(requests), strict=True):
            for field, path in (request.files or {}).items():
                if path not in known:
                    message = f"there is no file {path!r} in the lesson's folder"
                    at = (*where, *place, "files", field)
                    yield _at(lesson, at, message, did_you_mean(path, known))


def _top_level_names(module: ast.Module) -> list[str]:
    names = []
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names += [alias.asname or alias.name for alias in node.names]
    return names


def _check_piece(
    lesson: Lesson, path: YamlPath, piece: str, file: str | None = None, within: str | None = None
) -> Iterator[Problem]:
    """Check that `piece` stands in exactly one source line, once: `within` a function, if named."""
    if file and file not in [one.path for one in lesson.files]:
        yield _no_file(lesson, path, file)
        return
    lines = list(_lines(lesson, file, within))
    if within is not None and not lines:
        yield _at(lesson, (*path[:-1], "in"), f"there is no function {within!r} in the lesson")
        return
    hits = [f"{name}:{number}" for name, number, line in lines for _ in range(line.count(piece))]
    if not hits:
        yield _nowhere(lesson, path, piece, file, lines)
    elif len(hits) > 1:
        yield _ambiguous(lesson, path, piece, hits)


def _ambiguous(lesson: Lesson, path: YamlPath, piece: str, hits: list[str]) -> Problem:
    message = f"{piece!r} matches {len(hits)} times: {', '.join(hits)}"
    hint = "take a longer piece of the line"
    # Only a step can be looked for in a function.
    within = ", or name its function: in: NAME" if path[0] == "steps" else ""
    return _at(lesson, path, message, hint + within)


def _nowhere(
    lesson: Lesson, path: YamlPath, piece: str, file: str | None, lines: list[tuple[str, int, str]]
) -> Problem:
    words = f"{piece!r} is on no line of {file or "the lesson's Python files"}"
    return _at(lesson, path, words, _nearest(piece, lines))


def _no_file(lesson: Lesson, path: YamlPath, file: str) -> Problem:
    """Return a problem for a change to a file that there is not."""
    hint = did_you_mean(file, [one.path for one in lesson.files])
    watched = [one.path for one in lesson.files if one.module]
    if file == VIEWS and watched:
        hint = f"name the file of the project that it changes: file: {watched[0]}"
    return _at(lesson, (*path[:-1], "file"), f"there is no file {file} to change", hint)


def _lines(lesson: Lesson, file: str | None, within: str | None) -> Iterator[tuple[str, int, str]]:
    """Yield each line of the lesson's Python, or of a file, with its place."""
    for source in lesson.files:
        if not (source.path == file if file else source.path.endswith(".py")):
            continue
        text = source.content.decode(errors="replace")
        inside = None if within is None else lines_in(text, within)
        for number, line in enumerate(source_lines(text), 1):
            if inside is None or number in inside:
                yield source.path, number, line


def _nearest(piece: str, lines: list[tuple[str, int, str]]) -> str:
    """Name the line that has most of `piece`."""
    shared = [
        (
            SequenceMatcher(None, piece, line, autojunk=False).find_longest_match().size,
            file,
            number,
            line,
        )
        for file, number, line in lines
    ]
    size, file, number, line = max(shared, key=lambda one: one[0], default=(0, "", 0, ""))
    return f"{file}:{number} is {line.strip()!r}" if size > len(piece) / 2 else ""


def _check_edits(lesson: Lesson, name: str, what_if: WhatIf) -> Iterator[Problem]:
    """Check that each edit fits one line as it then is, and that Python can read the outcome."""
    files = lesson.files
    for index, edit in enumerate(what_if.edits):
        key = next(key for key in ("delete", "replace", "after") if getattr(edit, key) is not None)
        path = ("what_if", name, "edits", index, key)
        try:
            files = apply_edit(files, edit_of(edit))
        except ScenarioError as error:
            problems = list(_check_piece(lesson, path, getattr(edit, key), edit.file))
            yield from problems
            if not problems:
                yield _at(
                    lesson, path, f"after the edits before it, {error}", "name a line as it then is"
                )
            return
    for file in files:
        if file not in lesson.files and file.path.endswith(".py"):
            yield from _check_outcome(lesson, name, file)


def _check_outcome(lesson: Lesson, name: str, file: SourceFile) -> Iterator[Problem]:
    """Check that Python can read a file as the edits of a what-if leave it."""
    lines = source_lines(file.content.decode(errors="replace"))
    for problem in syntax_problems(lesson.folder / file.path, file.content):
        where = ""
        if problem.line:
            line = lines[problem.line - 1 : problem.line]
            where = f", line {problem.line}" + "".join(f" ({one.strip()!r})" for one in line)
        message = f"with these edits, {file.path}{where}: {problem.message}"
        yield _at(lesson, ("what_if", name, "edits"), message, _hint_of(lesson, name))


def _hint_of(lesson: Lesson, name: str) -> str:
    """Return what mostly is wrong with edits that leave what Python can't read."""
    inserted = [edit for edit in lesson.written.what_if[name].edits if edit.insert is not None]
    if any((edit.after or "").rstrip().endswith(":") for edit in inserted) or any(
        (edit.insert or "").rstrip().endswith(":") for edit in inserted
    ):
        return "what is inserted is indented as the line before it: to begin a block, use replace"
    return "YAML takes the outer quotes of a piece away"


def _at(lesson: Lesson, path: YamlPath, message: str, hint: str = "") -> Problem:
    place = lesson.source.place(path)
    return Problem(lesson.source.file, message, place.line, place.column, hint)
