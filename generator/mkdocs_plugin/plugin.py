"""The MkDocs plugin `lessons`.

Virtual pages, navigation, styles, and live re-recording under `mkdocs serve`.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.changes import Changes, changes_since
from proven_lessons.generator.building.navigation import expanded
from proven_lessons.generator.building.pages import Built
from proven_lessons.generator.building.placing import below, folder_named
from proven_lessons.generator.errors import UsageError, mistake
from proven_lessons.generator.lessons.project import Given, of_site
from proven_lessons.generator.mkdocs_plugin import hand_written, offline, theming
from proven_lessons.generator.mkdocs_plugin.arranging import arranged, is_arranged
from proven_lessons.generator.mkdocs_plugin.asked import Asked
from proven_lessons.generator.mkdocs_plugin.finishing import Draw, finished
from proven_lessons.generator.mkdocs_plugin.generated import (
    Loads,
    Place,
    asset_files,
    page_file,
    prepare_markdown,
    write_as_html,
)
from proven_lessons.generator.mkdocs_plugin.keeping import Keeping
from proven_lessons.generator.mkdocs_plugin.lab import Lab
from proven_lessons.generator.mkdocs_plugin.last_build import LastBuild
from proven_lessons.generator.mkdocs_plugin.late import is_served_live
from proven_lessons.generator.mkdocs_plugin.logged import Logged
from proven_lessons.generator.mkdocs_plugin.watching import Edits, Watched
from proven_lessons.generator.pages.picture import picture_of
from proven_lessons.generator.translation import Language
from proven_lessons.runner.processes.recorder import Recorder

log = logging.getLogger("mkdocs.plugins.lessons")


# MkDocs types a plugin by its Config class, of which there is none; see below.
class LessonsPlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """Builds the lessons before MkDocs collects its files.

    Keeps its processes and what it built while serving.
    """

    # Not a Config class: there, an option called `data` would take the place of a dict's own
    # attribute.
    config_scheme = (
        ("data", c.Dir(exists=True, default="lesson_data")),
        ("offline", c.Type(bool, default=False)),
        ("project", c.Type(dict, default={})),
        ("lab", c.Type(str, default="")),
        ("prefix", c.Type(str, default="")),
    )

    def __init__(self) -> None:
        self._serving = False
        self._is_dirty = False
        self._is_asked = False  # by browsers, of which a server tells us
        self._recorder: Recorder | None = None
        self._builder: Builder | None = None
        self._builders: dict[str, Builder] = {}  # by language
        self._loads = Loads()
        self._nav: list[Any] | None = None
        self._given: list[Any] = []
        self._built = Built()
        self._kept: Keeping | None = None
        self._language = Language()
        self._watched = Watched()
        self._last = LastBuild()
        self._has_ground = True
        self._lab = Lab()
        self._folder = ""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self._serving = command == "serve"
        self._is_dirty = dirty

    def on_shutdown(self) -> None:
        self._close()
        if self._recorder is not None:
            self._recorder.close()

    @event_priority(-200)  # after whoever builds one language after another
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        language = str(config.theme.get("language") or "en")
        self._builder = self._builder_in(language, config.config_file_path)
        self._kept = self._kept or Keeping(_relative(Path(self.config["data"])))
        if self._serving:
            self._kept.release()
            self._watched.look_at(self.config["data"], config.docs_dir)
        self._folder = self._named_folder()
        problem = self._lab.use(self._builder, config, self.config["lab"])
        if problem:
            self._say(problem)
        is_strict = bool(config.strict) and not self._serving
        self._built = self._build(self._builder, is_strict=is_strict)
        self._watched.follow(self._builder.imported_files)
        self._built.problems += theming.missing_icons(config, self._built)
        self._report(self._built)
        prepare_markdown(config)
        self._has_ground = theming.has_ground(config)
        self._expand(config)
        return config

    def _builder_in(self, language: str, config_file: str | None) -> Builder:
        """Return what builds in a language; the languages share the processes."""
        self._recorder = self._recorder or Recorder()
        self._language = Language(language)
        if language not in self._builders:
            data = _relative(Path(self.config["data"]))
            self._builders[language] = Builder(data, self._recorder, language, Logged())
        self._builders[language].use(self._project_in(config_file))
        return self._builders[language]

    def _named_folder(self) -> str:
        try:
            return folder_named(self.config["prefix"])
        except UsageError as error:
            self._say(str(error))
            return ""

    def _say(self, message: str) -> None:
        """Raise PluginError for a mistake; while serving, log it."""
        if not self._serving:
            raise PluginError(message)
        log.error("%s", message)

    def _project_in(self, config_file: str | None) -> Given | None:
        """Return the project that our options name, read from the file: that knows its lines."""
        if not self.config["project"] or config_file is None:
            return None
        try:
            return of_site(_relative(Path(config_file)))
        except UsageError as error:
            self._say(str(error))
            return None

    def _expand(self, config: MkDocsConfig) -> None:
        """Put the tracks into the navigation; it may be one that a build before has been given."""
        if config.nav is None:  # on_files makes one, when the pages of the site are known
            return
        given = self._given if config.nav is self._nav else config.nav
        self._given = given
        self._nav = config.nav = expanded(given, self._built.navigation)

    def _build(
        self, builder: Builder, *, is_strict: bool = False, edited: Iterable[Path] | None = None
    ) -> Built:
        """Build the lessons; while serving, not even an error of our own may hang every page."""
        try:
            return below(builder.build(is_strict=is_strict, edited=edited), self._folder)
        except Exception as error:
            if not self._serving:
                found = mistake(error, "lessons")
                log.debug(found.details)
                raise PluginError(str(found)) from error
            log.exception("The lessons could not be built; the pages are those of the last build")
            return self._built

    def _report(self, built: Built) -> None:
        """Log what is wrong; raise PluginError for it, but while serving.

        Then the page of the lesson says it: an exception would hang every page.
        """
        for problem in built.problems:
            log.error("%s", problem)
            if problem.details:
                log.debug(problem.details)
        if built.problems and not self._serving:
            raise PluginError(f"{len(built.problems)} problem(s) in the lessons, listed above")

    @event_priority(-200)  # after whoever moves or copies the files of the docs
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        place = Place(config, files)
        for path, markdown in self._built.pages.items():
            self._make_room(path, files)
            files.append(page_file(place, path, markdown, self._built, config))
        ours = asset_files(place, self._built, self._language, config)
        for file in (*ours, *self._lab.files(place, self._folder)):
            files.append(file)
        if not self._has_ground:
            theming.add_to(files, place, config)
        if self.config["offline"]:
            offline.add_to(files, config)
        self._loads.load(place.folder / "assets", config)
        if config.nav is None and not is_arranged(config):
            config.nav = self._nav = arranged(files, self._built)
        return files

    def _make_room(self, path: str, files: Files) -> None:
        """Refuse a hand-written page where one of ours goes.

        While serving, say so and take its place.
        """
        written = files.get_file_from_path(path)
        if written is None:
            return
        where = "stands where the lessons have a page of their own"
        message = f"{written.src_uri} {where}: give it another name"
        self._say(message)
        files.remove(written)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        if self._kept is not None:
            self._kept.begin(config, files, nav)
        self._last.begin(config, files, nav, self._kept)
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        if self._kept is not None:
            self._kept.begin_templates(config, env)
        is_served = self._serving and (self._is_asked or is_served_live())
        self._last.begin_templates(env, is_served=is_served and not self._is_dirty)
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        self._last.end(is_served=self._serving)
        self._close()

    def on_build_error(self, *, error: Exception) -> None:
        self._last.forget()
        self._close()

    def _close(self) -> None:
        if self._kept is not None:
            self._kept.close()

    @event_priority(100)  # before whoever reads what stands at the top of a page
    def _on_page_read(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Write the texts at the top of our pages as HTML: themes print them as they are."""
        if page.file.src_uri in self._built.pages:
            write_as_html(page.meta)
        return markdown

    @event_priority(-100)  # after whoever changes the Markdown
    def _on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        is_ours = page.file.src_uri in self._built.pages
        if not is_ours and self._builder:
            hand_written.check(markdown, page, self._builder, serving=self._serving)
            folder = self._built.folder
            shown = hand_written.shown(markdown, page, self._builder, folder, self._say)
            if shown != markdown:
                self._last.showing.add(page.file.src_uri)
            markdown = shown
        return self._kept.take(page, markdown, is_ours=is_ours) if self._kept else markdown

    on_page_markdown = CombinedEvent(_on_page_read, _on_page_markdown)

    @event_priority(100)  # before whoever changes the HTML
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        html = html if self._has_ground else theming.grounded(html)
        return self._kept.put(page, html, config, files) if self._kept else html

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        draw = self._draw(page, config) if page.file.src_uri in self._built.pages else None

        def finish() -> tuple[str, Mapping[str, bytes]]:
            return finished(output, page, config, draw, is_kept=self.config["offline"])

        html, files = self._kept.outputs.finish(page, output, finish) if self._kept else finish()
        for path, content in files.items():
            write_file(content, str(Path(config.site_dir, path)))
        if self._kept is not None:
            self._kept.let_go(page)
        return html

    def _draw(self, page: Page, config: MkDocsConfig) -> Draw:
        """Return what makes the picture of one of our pages."""
        drawn = self._built.pictures.get(page.file.src_uri)

        def draw() -> bytes | None:
            return picture_of(drawn, config.site_name) if drawn else None

        return draw

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        self._watched.begin(server, self.config["data"], config)
        if self._builder is not None:
            self._watched.follow(self._builder.imported_files)
        if self._recorder is not None:
            self._recorder.warm_up()
        if self._is_dirty:
            return server  # MkDocs itself leaves most pages as they were
        asked = Asked(server, self._finish)
        self._is_asked = True
        server.builder = asked.alone(lambda: self._rebuild(config, builder))
        return server

    def _finish(self, path: str) -> None:
        """Make the file at a path of the site, if the last edit has left it as it was."""
        if self._last.finish(path):
            self._close()

    def _rebuild(self, config: MkDocsConfig, builder: Callable[[], None]) -> None:
        """Build what an edit has changed; everything, if that can't be told."""
        edits = self._watched.edits(self.config["data"], config)
        if self._kept is not None:
            self._kept.outputs.look_again()
        if edits is None or not self._last.renew(edits, self._lessons_again):
            self._last.forget()
            builder()
        else:
            self._close()
            if edits.of_lessons:
                self._report(self._built)

    def _lessons_again(self, edits: Edits) -> Changes | None:
        """Build the lessons; return what is new of them, None if there are other pages."""
        if self._builder is None:
            return None
        before, self._built = self._built, self._build(self._builder, edited=edits.inside)
        self._watched.follow(self._builder.imported_files)
        return changes_since(before, self._built)


# Private


def _relative(path: Path) -> Path:
    """Return `path` relative to the current folder if it is inside: messages are shorter so."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
