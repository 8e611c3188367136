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
        self._server = server
        self._finish = finish
        answer: Any = server.get_app()
        self._answer: Callable[[dict[str, Any], Any], Iterable[bytes]] = answer
        self._one = threading.RLock()
        server.set_app(self._app)

    def alone(self, build: Callable[[], None]) -> Callable[[], None]:
        """Return what builds while nothing is made ready."""

        def alone() -> None:
            with self._one:
                build()

        return alone

    # Private

    def _app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        mount = self._server.mount_path
        if path.startswith("/livereload/") or not f"{path}/".startswith(mount):
            return self._answer(environ, start_response)
        # Between what is made ready and the answer no build may begin: it would take that away. The
        # server says that one begins with this condition, and that it has ended with the other.
        while True:
            with self._server._epoch_cond:  # noqa: SLF001 (MkDocs has no other way to ask)
                self._server._epoch_cond.wait_for(self._is_built)  # noqa: SLF001
            with self._one, self._server._rebuild_cond:  # noqa: SLF001
                if self._is_built():
                    self._finish(_file_at(path.removeprefix(mount) if path != mount[:-1] else ""))
                    return self._answer(environ, start_response)

    def _is_built(self) -> bool:
        return self._server._visible_epoch == self._server._wanted_epoch  # noqa: SLF001


# Private


def _file_at(path: str) -> str:
    """Return the file that MkDocs answers with at a path below the site's."""
    path = f"{path}index.html" if not path or path.endswith("/") else path
    return posixpath.normpath(f"/{path}").lstrip("/")
