"""Build single pages of a served site anew: MkDocs itself builds all of them for any edit.

Pages are built when somebody asks for them. MkDocs' public interface has no way to that: what is
used of its internals is checked here, and where it is not what is known, all are built as ever.
"""

import inspect
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jinja2 import Environment
from mkdocs import __version__ as mkdocs_version
from mkdocs.commands import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from proven_lessons.generator.building.changes import Changes
from proven_lessons.generator.mkdocs_plugin import embedding
from proven_lessons.generator.mkdocs_plugin.finishing import picture_path
from proven_lessons.generator.mkdocs_plugin.garbage import set_aside
from proven_lessons.generator.mkdocs_plugin.keeping import Keeping
from proven_lessons.generator.mkdocs_plugin.late import Late
from proven_lessons.generator.mkdocs_plugin.listed_tags import TAGS, Listed
from proven_lessons.generator.mkdocs_plugin.renaming import rename
from proven_lessons.generator.mkdocs_plugin.searched import INDEX, Searched
from proven_lessons.generator.mkdocs_plugin.surroundings import are_all_known
from proven_lessons.generator.mkdocs_plugin.watching import Edits

log = logging.getLogger("mkdocs.plugins.lessons")

_KNOWN = "1.6."  # the versions of MkDocs of which this is known to be right
_PARAMETERS = {
    "_populate_page": ["page", "config", "files", "dirty"],
    "_build_page": ["page", "config", "doc_files", "nav", "env", "dirty", "excluded"],
    "_build_theme_template": ["template_name", "env", "files", "config", "nav"],
}
_LEFT_OUT = (InclusionLevel.EXCLUDED, InclusionLevel.DRAFT)  # of a site, but for its server
_OF_NAVIGATION = ("parent", "previous_page", "next_page", "children")
# What only the page itself shows of what stands at its top.
_OWN_META = frozenset({"description", "meant"})
# What others show of it, besides its title, wherever they show its place in the navigation.
_SHOWN_META = frozenset({"title", "icon", "status", "hide"})


class LastBuild:
    """What MkDocs has built last under a server, by which it can build single pages again.

    `showing` are the pages of the docs that show something of lessons, `env` is where the templates
    are from, None before they were loaded. `waiting` makes what an edit has left as it was, though
    it may show what is new, by the paths of the files.
    """

    def __init__(self) -> None:
        self._config = MkDocsConfig()
        self._files = Files([])
        self._nav = Navigation([], [])
        self.env: Environment | None = None
        self.showing: set[str] = set()
        self.waiting: dict[str, Callable[[], None]] = {}
        self._late = Late()
        self._kept: Keeping | None = None
        self._is_building = False
        self._searched = Searched(self._config, None)

    def begin(
        self, config: MkDocsConfig, files: Files, nav: Navigation, kept: Keeping | None
    ) -> None:
        """Begin with the pages of a whole build."""
        self._config, self._files, self._nav, self._kept = config, files, nav, kept
        self._searched = Searched(config, kept)
        self.env, self.showing, self.waiting = None, set(), {}
        self._is_building = True

    def begin_templates(self, env: Environment, *, is_served: bool) -> None:
        """Begin with the templates of a whole build; leave all pages if they can be asked for."""
        self.env = env
        if is_served and self._can_be_renewed():
            self._late.begin(lambda page: self._leave([page]))

    def end(self, *, is_served: bool) -> None:
        """End a whole build; of one that is served, all is held until the next."""
        if self._late.end():
            self._leave_index()
        else:
            self._searched.know(self._pages)
        if is_served and self._is_building:  # the search ends one, too, when it writes its index
            set_aside()
        self._is_building = False

    def forget(self) -> None:
        """Forget a build that something went wrong with, or that is not to be gone by any more."""
        self._late.end()
        self.env, self.waiting = None, {}

    def finish(self, path: str) -> bool:
        """Make the file at a path of the site, or in a folder there; return whether one waited."""
        waiting = [one for one in (path, f"{path}/index.html") if one in self.waiting]
        for one in waiting:
            make = self.waiting.pop(one)
            try:
                make()
            except Exception:
                log.exception("%s could not be built", one)
                self.waiting[one] = make  # whoever asks again sees whether that is mended
        return bool(waiting)

    def renew(self, edits: Edits, lessons: Callable[[Edits], Changes | None]) -> bool:
        """Build those pages that an edit has changed; return whether that is all there is to do.

        `lessons` makes those anew, and returns what is new of them.
        """
        files = self._files_at(edits.files)
        if files is None or edits.is_more or not self._can_be_renewed():
            return False
        if self._config.extra_templates:  # they may show anything of any page
            return False
        try:
            changes = lessons(edits) if edits.of_lessons else Changes()
            if changes is None:
                return False
            if edits.of_lessons:
                shown = map(self._files.get_file_from_path, sorted(self.showing))
                files += [file for file in shown if file is not None]
            if edits.templates and self._kept and self.env:
                self._kept.outputs.begin(self._config, self.env)
            is_done = self._are_built(files, changes, are_all=bool(edits.templates))
        except Exception as error:  # whatever it is, to build all pages will say it
            log.debug("Not only the pages that changed: %r", error)
            return False
        if is_done:
            log.info("Built only what has changed: %d file(s)", len(files) + len(changes.contents))
        return is_done

    # Private

    @property
    def _documents(self) -> Sequence[File]:
        return self._files.documentation_pages(inclusion=InclusionLevel.is_in_serve)

    @property
    def _pages(self) -> list[Page]:
        return [file.page for file in self._documents if file.page is not None]

    def _can_be_renewed(self) -> bool:
        """Return whether single pages can be built with nobody missing the others."""
        return self.env is not None and _is_as_known() and are_all_known(self._config)

    def _files_at(self, paths: Sequence[str]) -> list[File] | None:
        """Return the files of the docs that are at some places, None if one of them is not."""
        at = {file.abs_src_path: file for file in self._files if file.generated_by is None}
        found = [at[path] for path in paths if path in at]
        return found if len(found) == len(paths) else None

    def _are_built(self, files: Iterable[File], changes: Changes, *, are_all: bool) -> bool:
        """Build some files of the docs anew, and those of ours that have other contents.

        Return False if more is new than what pages show of each other. `are_all` says that all
        pages are to be written anew.
        """
        if not all(rename(self._nav, self._files, *title) for title in changes.titles):
            return False
        changed = {file.src_uri: file for file in files}
        changed |= {file.src_uri: file for file in self._with_contents(changes.contents)}
        pages = [file.page for file in changed.values() if file.page is not None]
        listed = Listed(self._config, is_changed=are_all or bool(changes.titles))
        seen = [self._populate(page, listed) for page in pages]
        if None in seen or not listed.is_known:
            return False
        pages += self._list_again(listed, pages)
        self._write(pages, (file for file in changed.values() if file.page is None))
        for path, make in changes.late.items():
            self._leave_file(self._files.get_file_from_path(path), make)
        if are_all or changes.titles or not all(seen):
            self._leave_others(pages)
        return True

    def _with_contents(self, contents: Mapping[str, str | None]) -> Iterable[File]:
        """Yield the files that have other contents; remove those that are gone."""
        for path, content in contents.items():
            file = self._files.get_file_from_path(path)
            if content is None and file is not None:
                self._files.remove(file)
                Path(file.abs_dest_path).unlink(missing_ok=True)
            elif content is not None and file is not None:
                yield _with_content(file, content)
            elif content is not None:
                file = File.generated(self._config, path, content=content)
                self._files.append(file)
                yield file

    def _populate(self, page: Page, listed: Listed) -> bool | None:
        """Read and convert a page; return whether others show nothing that is new of it.

        None if that can't be told.
        """
        before = _seen_by_others(page)
        listed.begin(page)
        _begin_anew(page, self._config)
        build._populate_page(page, self._config, self._files)  # noqa: SLF001 (see above)
        listed.end(page)
        now = _seen_by_others(page)
        return (before.shown == now.shown) if before.other == now.other else None

    def _list_again(self, listed: Listed, pages: list[Page]) -> list[Page]:
        """Fill in again what lists tags, if those of some pages are others; return where it is."""
        if not listed.is_changed:
            return []
        assert self.env is not None
        read = {page.url for page in pages}
        more = [page for page in listed.pages() if page.url not in read]
        for page in more:
            self._populate(page, listed)
        listed.fill(self.env)
        return more

    def _write(self, pages: list[Page], others: Iterable[File]) -> None:
        for file in others:
            file.copy_file()
        self._searched.forget(pages)
        self._build(pages)
        level = self._config.validation.links.anchors
        for page in self._pages:
            page.validate_anchor_links(files=self._files, log_level=level)
        self._leave_index()

    def _build(self, pages: Iterable[Page]) -> None:
        """Have the templates make some pages, and write them."""
        assert self.env is not None
        for page in pages:
            excluded, content = page.file.inclusion in _LEFT_OUT, page.content
            with self._searched.building(page):
                build._build_page(  # noqa: SLF001 (see above)
                    page, self._config, self._documents, self._nav, self.env, excluded=excluded
                )
            if excluded:
                page.content = content  # MkDocs has put before it that it is a draft
            for path in _paths_of(page):
                self.waiting.pop(path, None)

    def _leave(self, pages: Iterable[Page]) -> None:
        """Have pages built when they are asked for."""
        self.waiting |= {
            path: partial(self._build, [page]) for page in pages for path in _paths_of(page)
        }

    def _leave_file(self, file: File | None, make: Callable[[], bytes]) -> None:
        """Have the content of a file made when somebody asks for it."""
        if file is not None:
            self.waiting[file.dest_uri] = lambda: _with_content(file, make()).copy_file()

    def _leave_others(self, pages: Sequence[Page]) -> None:
        """Have all other pages built when they are asked for, and those that nobody asks for now.

        Those are made of templates alone: what says that there is no such page, and the sitemap.
        """
        assert self.env is not None
        known = set(map(id, pages))
        self._leave(page for page in self._pages if id(page) not in known)
        around = self._files, self._config, self._nav
        for name in self._config.theme.static_templates:
            build._build_theme_template(name, self.env, *around)  # noqa: SLF001 (see above)

    def _leave_index(self) -> None:
        """Have what can be searched for written when somebody searches."""
        if self._searched.is_there:
            self.waiting[INDEX] = lambda: self._searched.write(self._pages, self._nav)


# Private


def _is_as_known() -> bool:
    """Return whether MkDocs is one of which we know how it builds a page."""
    return mkdocs_version.startswith(_KNOWN) and all(
        list(inspect.signature(getattr(build, name)).parameters) == known
        for name, known in _PARAMETERS.items()
    )


def _with_content(file: File, content: str | bytes) -> File:
    """Return a file, with other content; where it is from stays."""
    source = file.abs_src_path
    if isinstance(content, str):
        file.content_string = content
    else:
        file.content_bytes = content
    file.abs_src_path = source
    return file


def _begin_anew(page: Page, config: MkDocsConfig) -> None:
    """Leave a page as it is before it is read; it stays the one that the navigation knows."""
    fresh = Page(vars(page).get("title"), page.file, config)
    kept = {name: vars(page)[name] for name in _OF_NAVIGATION if name in vars(page)}
    vars(page).clear()
    vars(page).update(vars(fresh) | kept)
    page.file.page = page


@dataclass(frozen=True, slots=True)
class _Seen:
    """What other pages may show of a page: of its place in the navigation, and all else."""

    shown: object
    other: object


def _seen_by_others(page: Page) -> _Seen:
    of_place = {name: value for name, value in page.meta.items() if name in _SHOWN_META}
    left_out = _OWN_META | _SHOWN_META | {TAGS}
    other = {name: value for name, value in page.meta.items() if name not in left_out}
    return _Seen((page.title, repr(of_place)), (page.url, repr(other)))


def _paths_of(page: Page) -> tuple[str, ...]:
    """Return the paths of the files that a page is written to."""
    return page.file.dest_uri, embedding.path_of(page), picture_path(page)
