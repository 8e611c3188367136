"""Write a whole site for Zensical, which reads a mkdocs.yml and runs no plugin of MkDocs."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from proven_lessons.generator.building.export import files_of_site
from proven_lessons.generator.building.navigation import expanded
from proven_lessons.generator.building.pages import Built
from proven_lessons.generator.building.shortcodes import filled_in
from proven_lessons.generator.building.store import write_atomically
from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lessons import yaml_reader
from proven_lessons.generator.lessons.folders import TRACE_FILE, files_in
from proven_lessons.generator.pages import browser_files
from proven_lessons.generator.pages.cards import EXTENSIONS

CONFIG, DOCS = "mkdocs.yml", "docs"
# By this, a folder is known to hold nothing that somebody wrote.
MARK = "# Written by `lessons export --for zensical`: what is edited here is lost.\n"
PAUSE = 0.3  # seconds between two looks at the files
_HIGHLIGHT = "pymdownx.highlight"
# What stays in the configuration as it is; of the rest, plugins are ours or not to be had.
_KEPT = (
    "site_name", "site_url", "site_description", "site_author", "copyright", "repo_url",
    "repo_name", "extra",
)  # fmt: skip
_MARKDOWN = (".md", ".markdown")

type Fragment = Callable[[str, str], str]


def write(built: Built, site: Path, folder: Path, language: str, fragment: Fragment) -> list[str]:
    """Write what Zensical needs into `folder`: configuration, pages, and all that they load.

    `site` is the mkdocs.yml of the site, `fragment` gives what a hand-written page shows of the
    lessons. Return in words what was left out. Raise UsageError for a folder that holds anything
    else, and for a mkdocs.yml that can't be read.
    """
    _require_own(folder)
    config, _places, problems = yaml_reader.read(site.read_text(encoding="utf-8"), site.as_posix())
    if not isinstance(config, dict):
        raise UsageError("\n".join(map(str, problems)) or f"{site}: expected keys and values")
    ours = {f"{DOCS}/{path}": content for path, content in files_of_site(built, language).items()}
    docs = site.parent / str(config.get("docs_dir") or DOCS)
    files = dict(_docs(docs, fragment, built.folder)) | ours
    _write_all(folder, files | {CONFIG: MARK + yaml_reader.written(_config(config, built))})
    return list(_left_out(config))


def follow(seen: Callable[[], object], again: Callable[[], object], before: object) -> None:
    """Do something again whenever what is `seen` is other than `before`, until Ctrl-C."""
    while True:
        time.sleep(PAUSE)
        now = seen()
        if now != before:
            before = now
            again()


def state_of(site: Path, data: Path, others: Iterable[Path]) -> object:
    """Return what changes with an edit of a site, of its lessons, or of `others`."""
    config, _places, _wrong = yaml_reader.read(
        site.read_text(encoding="utf-8", errors="replace"), site.as_posix()
    )
    docs = (config.get("docs_dir") if isinstance(config, dict) else None) or DOCS
    lessons = [one for one in files_in(data) if TRACE_FILE not in one[0]]
    stats = [(path, path.stat().st_mtime_ns) for path in sorted(others) if path.is_file()]
    return config, lessons, files_in(site.parent / str(docs)), stats


# Private


def _require_own(folder: Path) -> None:
    """Raise UsageError for a folder in which there is something that we have not written."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    config = folder / CONFIG
    if not config.is_file() or not config.read_bytes().startswith(MARK.encode()):
        raise UsageError(f"{folder} holds something else; name a folder that is new or empty")


def _docs(docs: Path, fragment: Fragment, folder: str) -> Iterator[tuple[str, str | bytes]]:
    """Yield the files of the docs that are not hidden."""
    for path in sorted(docs.rglob("*")):
        within = path.relative_to(docs)
        if path.is_file() and not any(part.startswith(".") for part in within.parts):
            yield f"{DOCS}/{within.as_posix()}", _shown(path, within, fragment, folder)


def _shown(path: Path, within: Path, fragment: Fragment, folder: str) -> str | bytes:
    """Return a file of the docs, with what it shows of the lessons."""
    if path.suffix not in _MARKDOWN:
        return path.read_bytes()
    up = "../" * (len(within.parts) - 1) + folder
    text = path.read_text(encoding="utf-8", errors="replace")
    return filled_in(text, lambda wanted: fragment(wanted, up))


def _config(config: Mapping[str, Any], built: Built) -> dict[str, Any]:
    """Return the configuration for Zensical: what it knows of the one for MkDocs."""
    theme = config.get("theme")
    theme = dict(theme) if isinstance(theme, dict) else {"name": theme or "material"}
    theme.pop("custom_dir", None)
    nav = expanded(list(config.get("nav") or _found(built)), built.navigation)
    style, script = f"assets/{browser_files.STYLESHEET}", f"assets/{browser_files.SCRIPT}"
    return {
        **{key: config[key] for key in _KEPT if config.get(key) is not None},
        "docs_dir": DOCS,
        "theme": theme,
        "markdown_extensions": list(_extensions(config.get("markdown_extensions") or [])),
        "extra_css": [*(config.get("extra_css") or []), style],
        "extra_javascript": [
            *(config.get("extra_javascript") or []), {"path": script, "defer": True},
        ],
        "nav": _plain(nav),
    }  # fmt: skip


def _found(built: Built) -> list[str]:
    """Return the pages of a site without a navigation that are not of a track."""
    top = built.folder
    return ["index.md", *(path for path in built.pages if "/" not in path.removeprefix(top))]


def _plain(nav: Any) -> Any:
    """Return a navigation with texts that YAML can hold: ours are marked as HTML."""
    if isinstance(nav, list):
        return [_plain(one) for one in nav]
    if isinstance(nav, dict):
        return {str(title): _plain(inner) for title, inner in nav.items()}
    return str(nav)


def _extensions(given: Any) -> Iterator[Any]:
    """Yield the extensions of a site, and those that our pages need; without what is unknown."""
    items = given.items() if isinstance(given, dict) else ((one, None) for one in given)
    known: dict[str, Any] = {}
    for item, options in items:
        pairs = item.items() if isinstance(item, dict) else [(item, options)]
        known |= {
            str(name): {key: value for key, value in (of or {}).items() if value is not None}
            for name, of in pairs
        }
    for name in EXTENSIONS:
        known.setdefault(name, {})
    # The player finds a line of code by what `line_spans` puts around it.
    known[_HIGHLIGHT] = {**known[_HIGHLIGHT], "line_spans": "__span"}
    for name, options in known.items():
        yield {name: options} if options else name


def _left_out(config: Mapping[str, Any]) -> Iterator[str]:
    """Yield in words what of a site Zensical is not given."""
    plugins = config.get("plugins") or []
    names = [str(next(iter(one))) if isinstance(one, dict) else str(one) for one in plugins]
    others = [name for name in names if name.rpartition("/")[2] not in ("lessons", "search")]
    if others:
        yield f"plugins: {', '.join(others)}"
    if config.get("hooks"):
        yield "hooks"
    if isinstance(config.get("theme"), dict) and config["theme"].get("custom_dir"):
        yield "theme: custom_dir"


def _write_all(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write what is new, and remove from the pages what is no more: Zensical follows each file."""
    for path, content in files.items():
        target = folder / path
        encoded = content.encode() if isinstance(content, str) else content
        if not target.is_file() or target.read_bytes() != encoded:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(target, encoded)
    for old in sorted((folder / DOCS).rglob("*"), reverse=True):
        if old.is_file() and old.relative_to(folder).as_posix() not in files:
            old.unlink()
        elif old.is_dir() and not any(old.iterdir()):
            old.rmdir()
