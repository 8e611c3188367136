"""What a browser asks a server of MkDocs for, before it is answered."""

import posixpath
import threading
from collections.abc import Callable, Iterable
from typing import Any

from mkdocs.livereload import LiveReloadServer


class Asked:
    """Has `finish` make the file at a path of the site ready before a server answers with it.

    Each request has a thread of its own; nothing is made ready while the site is built.
    """

    def __init__(self, server: LiveReloadServer, finish: Callable[[str], None]) -> None:
        self._finish = finish
        self._mount = server.mount_path
        self._one = threading.RLock()
        answer: Any = server.get_app()

        def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
            if path.startswith(self._mount):
                with self._one:
                    self._finish(_file_at(path.removeprefix(self._mount)))
            answered: Iterable[bytes] = answer(environ, start_response)
            return answered

        server.set_app(app)

    def alone(self, build: Callable[[], None]) -> Callable[[], None]:
        """Return what builds while nothing is made ready."""

        def alone() -> None:
            with self._one:
                build()

        return alone


# Private


def _file_at(path: str) -> str:
    """Return the file that MkDocs answers with at a path below the site's."""
    path = f"{path}index.html" if not path or path.endswith("/") else path
    return posixpath.normpath(f"/{path}").lstrip("/")
