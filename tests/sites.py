"""A project in a folder of its own, with the site that is served and the one that is built."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any, Literal

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

CONFIG = """\
site_name: Test
site_url: https://example.org/
theme: {name: material, font: false, features: [navigation.sections, navigation.footer]}
plugins: [search, tags, lessons]
"""

type Site = dict[str, bytes]


class Sites:
    """A project, with the site that is served and the one that is built."""

    def __init__(self, config: str = CONFIG) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.data = self.folder / "lesson_data"
        (self.folder / "docs").mkdir()
        (self.folder / "mkdocs.yml").write_text(config)
        (self.folder / "docs" / "index.md").write_text("# Home\n\n{lessons: tracks}\n")
        (self.folder / "docs" / "tags.md").write_text("# Tags\n\n<!-- material/tags -->\n")
        self.served: dict[
            str, Any
        ] = {}  # the plugins of the server, which live from build to build
        self.server: LiveReloadServer | None = None

    def site(self, command: Literal["serve", "build", "again"]) -> Site:
        """Build the site; give its files but those that hold the time.

        "again" is a build that may use what is kept, "build" one that has to make everything.
        """
        with self._at_home(command):
            if command == "build":
                shutil.rmtree(".cache", ignore_errors=True)
            if command == "serve" and self.server is not None:
                self.server.builder()
            else:
                self._build(command)
            if command == "serve":
                self._ask_for_all()
        files = (path for path in (self.folder / command).rglob("*") if path.is_file())
        return {
            path.relative_to(self.folder / command).as_posix(): re.sub(
                rb"<lastmod>.*?</lastmod>|<pubDate>[^<]*</pubDate> <lastBuildDate>[^<]*<",
                b"",
                path.read_bytes(),
            )
            for path in files
            if path.suffix != ".gz"
        }

    def follow_edits(self) -> None:
        """Have the server build what an edit has changed, and ask for nothing."""
        assert self.server is not None
        with self._at_home("serve"):
            self.server.builder()

    @contextmanager
    def _at_home(self, command: str) -> Iterator[None]:
        """Build in the folder of the project, for a server with the plugins that it had before."""
        option: Any = dict(MkDocsConfig._schema)["plugins"]
        before, option.plugin_cache = option.plugin_cache, self.served if command == "serve" else {}
        try:
            with chdir(self.folder):
                yield
        finally:
            option.plugin_cache = before

    def _ask_for_all(self) -> None:
        """Ask for each page, as browsers do: what nobody asks for need not be there."""
        waiting: set[str] = set(self.served["lessons"]._last.waiting)
        for path in sorted(waiting, key=lambda path: (len(path) % 3, path)):
            assert self.server is not None
            answer_of(self.server, f"/{path.removesuffix('index.html')}")
        assert not self.served["lessons"]._last.waiting

    def asked(self, path: str) -> bytes:
        """Return what the server answers with."""
        assert self.server is not None
        with self._at_home("serve"):
            return answer_of(self.server, path)

    def _build(self, command: Literal["serve", "build", "again"]) -> None:
        def builder(config: MkDocsConfig | None = None) -> None:
            build(config or self._config(command))

        config = self._config(command)
        config.plugins.on_startup(command="serve" if command == "serve" else "build", dirty=False)
        builder(config)
        if command != "serve":
            config.plugins.on_shutdown()
            return
        self.server = LiveReloadServer(builder, "localhost", 0, str(self.folder / command))
        for path in (config.docs_dir, "mkdocs.yml"):
            self.server.watch(path)
        config.plugins.on_serve(self.server, config=config, builder=builder)
        for path in config.watch:  # in the order of MkDocs
            self.server.watch(path)

    def _config(self, command: str) -> MkDocsConfig:
        return load_config("mkdocs.yml", site_dir=str(self.folder / command))

    def assert_same(self, *, besides: str = "") -> None:
        """Compare what is served with what is built with all that is kept, and with nothing.

        `besides` is what begins the names of files that another plugin serves as they were first.
        """
        served, again, built = self.site("serve"), self.site("again"), self.site("build")
        served |= {path: built[path] for path in served if besides and path.startswith(besides)}
        for other in (served, again):
            assert sorted(other) == sorted(built)
            different = [path for path in built if built[path] != other[path]]
            assert different == [], first_difference(other[different[0]], built[different[0]])

    def close(self) -> None:
        if self.server is not None:
            self.server.server_close()
        for plugin in self.served.values():
            getattr(plugin, "on_shutdown", lambda: None)()
        shutil.rmtree(self.folder)


def first_difference(served: bytes, built: bytes) -> str:
    at = next(
        (at for at, pair in enumerate(zip(served, built, strict=False)) if pair[0] != pair[1]), 0
    )
    return f"served …{served[at - 60 : at + 60]!r}, built …{built[at - 60 : at + 60]!r}"


def answer_of(server: LiveReloadServer, path: str) -> bytes:
    """Return what a server answers with at a path."""
    answer: Any = server.get_app()({"PATH_INFO": path}, lambda *_: None)
    content = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return content
