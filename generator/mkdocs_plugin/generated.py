"""Files of MkDocs that we make ourselves, as other plugins expect them."""

import copy
from collections.abc import Iterator, MutableMapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from proven_lessons.generator.building.pages import Built
from proven_lessons.generator.markup import escape
from proven_lessons.generator.pages import browser_files
from proven_lessons.generator.pages.cards import EXTENSIONS
from proven_lessons.generator.translation import Language


class Place:
    """Where our files go in one build, and what other plugins have noted on those of the docs.

    A plugin that builds a site in several languages has moved the pages of the docs to a folder of
    each, and builds one after another: ours go there, too.
    """

    def __init__(self, config: MkDocsConfig, files: Files) -> None:
        self._config = config
        home = files.get_file_from_path("index.md")
        self.folder = PurePosixPath(home.dest_uri).parent if home else PurePosixPath()
        known = vars(File.generated(config, "index.md", content="")) | dict.fromkeys(dir(File))
        self._notes: dict[str, Any] = {
            name: value for name, value in vars(home or object).items() if name not in known
        }

    def file(self, path: str, source: Path, content: str | bytes | None = None) -> File:
        """Return the file that goes to `path`, made from `source`: its text, if not `content`."""
        if content is None:
            file = File.generated(self._config, path, abs_src_path=str(source))
        else:
            file = File.generated(self._config, path, content=content)
        # Age and authors are those of the file that an author edits. Of one that is said to be
        # generated some plugins do not ask, but take the time of the build.
        file.abs_src_path = str(_resolved(source.parent.absolute()) / source.name)
        file.generated_by = None
        file.edit_uri = None
        file.dest_uri = (self.folder / file.dest_uri).as_posix()
        for name, value in self._notes.items():
            # A mapping has the other languages' files of the home page, which are not this page's.
            setattr(file, name, {} if isinstance(value, dict) else copy.copy(value))
        return file


def opens_from_folder(config: MkDocsConfig) -> bool:
    """Return whether the site is to work from file://, as Material's plugin for that wants it."""
    return "material/offline" in config.plugins


def page_file(place: Place, path: str, markdown: str, built: Built, config: MkDocsConfig) -> File:
    """Return the file of one of our pages."""
    source = built.sources.get(path)
    file = place.file(path, source or Path(config.config_file_path or "."), markdown)
    file.edit_uri = edit_uri(source, config) if source else None
    return file


def asset_files(
    place: Place, built: Built, language: Language, config: MkDocsConfig
) -> Iterator[File]:
    """Yield the files that our pages load."""
    is_versioned = (config.extra.get("version") or {}).get("provider") == "mike"
    ours = browser_files.files(
        language, in_folder=opens_from_folder(config), in_versions=is_versioned
    )
    for path, text in ours.items():
        yield place.file(f"assets/{path}", browser_files.FOLDER, text)
    for path, content in built.cards.items():
        yield place.file(path, browser_files.FOLDER, content)


def prepare_markdown(config: MkDocsConfig) -> None:
    """Have MkDocs convert what our pages are written in."""
    config.markdown_extensions += [
        name for name in EXTENSIONS if name not in config.markdown_extensions
    ]
    # The player finds a line of code by what `line_spans` puts around it.
    config.mdx_configs.setdefault("pymdownx.highlight", {})["line_spans"] = "__span"


class Loads:
    """What every page of a site loads of ours."""

    def __init__(self) -> None:
        self._loaded: list[object] = []

    def load(self, folder: PurePosixPath, config: MkDocsConfig) -> None:
        """Have every page load our styles and script from a folder, and from no other."""
        styles, scripts = [str(folder / browser_files.STYLESHEET)], [_script_in(folder)]
        loaded: list[tuple[list[Any], Sequence[object]]] = [
            (config.extra_css, styles), (config.extra_javascript, scripts),
        ]  # fmt: skip
        for whole, ours in loaded:
            whole[:] = [*(one for one in whole if one not in self._loaded), *ours]
        self._loaded = [*styles, *scripts]


def edit_uri(source: Path, config: MkDocsConfig) -> str | None:
    """Return the address of the author's file, as MkDocs wants it.

    Relative to the folder of the docs.
    """
    root = _resolved(Path(config.config_file_path or "mkdocs.yml").parent.absolute())
    docs, folder = _resolved(Path(config.docs_dir)), _resolved(source.parent.absolute())
    if not folder.is_relative_to(root) or not docs.is_relative_to(root):
        return None
    up = "../" * len(docs.relative_to(root).parts)
    return up + (folder / source.name).relative_to(root).as_posix()


def write_as_html(meta: MutableMapping[str, Any]) -> None:
    """Write the texts at the top of one of our pages as HTML, which is what themes take them for.

    Those that escape them leave them so.
    """
    meta["render_macros"] = False  # templates are shown here, and not to be run
    for name in ("title", "description"):
        if name in meta:
            meta[name] = escape(str(meta[name]))
    if "tags" in meta:
        meta["tags"] = [escape(str(tag)) for tag in meta["tags"]]


# Private


def _script_in(folder: PurePosixPath) -> ExtraScriptValue:
    script = ExtraScriptValue(str(folder / browser_files.SCRIPT))
    script.defer = True
    return script


@lru_cache(maxsize=8192)  # a folder does not move while it is served
def _resolved(folder: Path) -> Path:
    return folder.resolve()
