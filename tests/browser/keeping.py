"""Sites that are kept by a browser, and servers that go away."""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from proven_lessons.generator.mkdocs_plugin.offline import MANIFEST, WORKER, files_for

MODULES = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}


def kept_of(site: Path, folder: Path, *paths: str) -> Path:
    """Return some folders of a site, in `folder`, as they are with `offline: true`."""
    for path in paths:
        shutil.copytree(site / path, folder / path)
    config = MkDocsConfig()
    config.site_name = "Test"
    for name, text in files_for(config).items():
        (folder / name).write_text(text)
    for page in folder.rglob("index.html"):
        up = "../" * (len(page.relative_to(folder).parts) - 1)
        tag = f'<link rel="manifest" href="{up}{MANIFEST}" data-worker="{WORKER}"></head>'
        page.write_text(page.read_text().replace("</head>", tag, 1))
    return folder


@contextmanager
def served(
    folder: Path, port: int = 0, **headers: str
) -> Iterator[http.server.ThreadingHTTPServer]:
    """Serve a folder until it is left, or until the server is closed before."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        extensions_map = MODULES

        def end_headers(self) -> None:
            for name, value in headers.items():
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
