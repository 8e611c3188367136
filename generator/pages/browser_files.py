"""The files that pages bring to the browser.

A stylesheet, one script made of our modules, and the modules that it loads when they are needed.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from proven_lessons.generator.translation import Language

FOLDER = Path(__file__).parent.parent  # addresses below assets/ are the paths below this folder
STYLESHEET = "lessons.css"
SCRIPT = "lessons.js"
WORDS = "pages/scripts/words.js"
# Modules that act by themselves; the others are only imported.
_ACTING = ("pages/elements/*.js", "modes/*/*.js")
_MODULES = (*_ACTING, "pages/scripts/*.js", "pages/vendor/*.js")
_STYLES = ("tokens", "page", "table", "cards", "controls")
_OTHERS = ("pages/vendor/*.LICENSE", "pages/offline/*")
_IMPORT = re.compile(r'^import (?:(\w+)|\{([^}]*)\}) from "([^"]+)";\n', re.MULTILINE)
_LAZY = re.compile(r'import\("([^"]+)"\)')
_EXPORT = re.compile(
    r"^export (default |(?:async )?function (\w+)|const (\w+)|class (\w+))", re.MULTILINE
)
_LEFT = re.compile(
    r"^\s*(?:import\s+[\w{*'\"]|export\s).*|^export .*|^const \w+ = [^;\n(]*, \w+ = .*",
    re.MULTILINE,
)
# Where a site is, in store.js.
_SCOPE = re.compile(r'\(globalThis\.__md_scope\?\.pathname \?\? "/"\)')
# On lines of their own.
_COMMENT = re.compile(r"^\s*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/)\n", re.MULTILINE)
_STYLE_COMMENT = re.compile(r"/\*[\s\S]*?\*/\n?")
# No text of our modules goes over several lines.
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_LIST = re.compile(r"^export\s*\{([^}]*)\};?\s*(?://.*\s*)?\Z", re.MULTILINE)


def stylesheet() -> str:
    """Return all styles: those that pages share, those of elements and modes, those for paper."""
    shared = [FOLDER / f"pages/styles/{name}.css" for name in _STYLES]
    owned = [*_found("pages/elements/*.css"), *_found("modes/*/*.css")]
    paths = [*shared, *owned, FOLDER / "pages/styles/print.css"]
    return _STYLE_COMMENT.sub("", "\n".join(path.read_text(encoding="utf-8") for path in paths))


def modules(language: Language) -> dict[str, str]:
    """Return the source of each module by its path, with the words of the scripts as one."""
    texts = {}
    for path in _found(*_MODULES):
        text = path.read_text(encoding="utf-8")
        # Comments are for whoever changes a script, and would be a tenth of what a page loads.
        texts[path.relative_to(FOLDER).as_posix()] = (
            text if "vendor" in path.parts else _COMMENT.sub("", text)
        )
    return texts | {WORDS: words(language, "".join(texts.values()))}


def words(language: Language, sources: str) -> str:
    """Return a module with those texts of `language` that `sources` uses, by their English."""
    used = {
        english: translated
        for english, translated in language.words().items()
        if json.dumps(english) in sources
    }
    return f"export default {json.dumps(used, ensure_ascii=False, indent=2, sort_keys=True)};\n"


def files(
    language: Language, *, in_folder: bool = False, in_versions: bool = False
) -> dict[str, str]:
    """Return all files by their paths below the assets.

    For a site that opens from a folder (`in_folder`) the script holds every module. Of a site that
    has its versions beside each other (`in_versions`) all share what a reader has done.
    """
    whole = script(language, in_folder=in_folder)
    if in_versions:
        whole = _SCOPE.sub(lambda scope: f'{scope[0]}.replace(/[^/]+\\/$/, "")', whole, count=1)
    found = {STYLESHEET: stylesheet(), SCRIPT: whole}
    if not in_folder:
        found |= later(language)
    return found | {path: (FOLDER / path).read_text(encoding="utf-8") for path in _others()}


def script(language: Language, *, in_folder: bool = False) -> str:
    """Return the modules that act, and what they import, as one plain script.

    A page then waits for one file, not for a chain of them. Each module becomes a function that
    gives what it exports; they are called in the order of their imports. Browsers load no module
    from a file:// address: for a site that opens from a folder, the script holds those that are
    needed later, too.
    """
    sources = modules(language)
    exported: dict[str, set[str]] = {}
    order = _in_order(sources, with_later=in_folder)
    parts = [_as_function(path, sources[path], exported) for path in order]
    whole = "".join(['"use strict";\n(() => {\nconst all = [];\n', *parts, "})();\n"])
    return _INDENT.sub("", whole)


def later(language: Language) -> dict[str, str]:
    """Return the modules that the script loads when they are needed, by their paths beside it."""
    sources = modules(language)
    at_once = set(_in_order(sources, with_later=False))
    return {path: text for path, text in sources.items() if path not in at_once}


# Private


def _others() -> list[str]:
    """Return the paths of the files that are neither styles nor modules.

    Licences, and what only file:// needs.
    """
    return [path.relative_to(FOLDER).as_posix() for path in _found(*_OTHERS)]


def _found(*patterns: str) -> list[Path]:
    return [path for pattern in patterns for path in sorted(FOLDER.glob(pattern))]


def _in_order(sources: dict[str, str], *, with_later: bool) -> Iterator[str]:
    """Yield the modules that act, each after those that it imports."""
    done: set[str] = set()

    def visit(path: str) -> Iterator[str]:
        if path not in done:
            done.add(path)
            imported = [match[3] for match in _IMPORT.finditer(sources[path])]
            lazy = _LAZY.findall(sources[path]) if with_later else []
            for name in [*imported, *lazy]:
                yield from visit(_target(path, name))
            yield path

    for acting in _found(*_ACTING):
        yield from visit(acting.relative_to(FOLDER).as_posix())


def _as_function(path: str, source: str, exported_by: dict[str, set[str]]) -> str:
    """Return a module as a function.

    Raise ValueError for a form of import or export that is not known here.
    """
    body = _IMPORT.sub(lambda match: _imported(match, path, exported_by), source)
    body, exports = _without_exports(body)
    body = _LAZY.sub(lambda match: _lazily(_target(path, match[1]), exported_by), body)
    left = _LEFT.search(body)
    if left:
        raise ValueError(f"{path}: a form of import or export that is not known: {left[0]}")
    exported_by[path] = {name.partition(":")[0] for name in exports}
    given = _given_by(path, exported_by)
    return f"{given} = (() => {{\n{body}\nreturn {{ {', '.join(exports)} }};\n}})();\n"


def _lazily(target: str, exported_by: dict[str, set[str]]) -> str:
    if target in exported_by:
        return f"Promise.resolve({_given_by(target, exported_by)})"
    return f'import("./{target}")'


def _imported(match: re.Match[str], path: str, exported_by: dict[str, set[str]]) -> str:
    """Return what takes the place of an import in the module at `path`."""
    target = _target(path, match[3])
    wanted = [name.split(" as ")[0].strip() for name in (match[2] or "default").split(",")]
    missing = [name for name in wanted if name not in exported_by[target]]
    if missing:
        raise ValueError(f"{path} imports {missing[0]}, which {target} does not export")
    names = f"{{ default: {match[1]} }}" if match[1] else f"{{{match[2].replace(' as ', ': ')}}}"
    return f"const {names} = {_given_by(target, exported_by)};\n"


def _given_by(path: str, exported_by: dict[str, set[str]]) -> str:
    """Return where the script has what a module exports: numbers are shorter than paths."""
    return f"all[{list(exported_by).index(path)}]"


def _without_exports(body: str) -> tuple[str, list[str]]:
    """Return a module without its export words, and the names that it exports."""
    exports: list[str] = []

    def exported(match: re.Match[str]) -> str:
        if match[1] == "default ":
            exports.append("default: exported")
            return "const exported = "
        exports.append(match[2] or match[3] or match[4])
        return match[1]

    body = _EXPORT.sub(exported, body)
    listed = _LIST.search(body)
    if listed:
        body = body[: listed.start()]
        pairs = [name.split(" as ") for name in listed[1].split(",")]
        exports += [f"{pair[-1].strip()}: {pair[0].strip()}" for pair in pairs]
    return body, exports


def _target(path: str, name: str) -> str:
    """Return the path of the module that `name` stands for in the module at `path`."""
    parts = list(PurePosixPath(path).parent.parts)
    for part in PurePosixPath(name).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
