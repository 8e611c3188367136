"""A site that a browser keeps: its manifest, its service worker, and the tag that names them."""

import json
import re
from pathlib import PurePosixPath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from proven_lessons.generator.pages import browser_files

MANIFEST = "manifest.webmanifest"
WORKER = "worker.js"
ICON = "assets/icon.svg"
_SOURCE = browser_files.FOLDER / "pages" / "worker"
_COLOR = "#163339"  # the theme's header


def add_to(files: Files, config: MkDocsConfig) -> None:
    """Add to a site what keeps it, once for all of its languages."""
    for path, text in files_for(config).items():
        if files.get_file_from_path(path) is None:
            files.append(File.generated(config, path, content=text))


def files_for(config: MkDocsConfig) -> dict[str, str]:
    """Return the files of a site that is kept, by their paths."""
    manifest = {
        "name": config.site_name,
        "short_name": config.site_name[:12],
        "start_url": "./",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": _COLOR,
        "icons": [{"src": ICON, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return {
        MANIFEST: json.dumps(manifest, ensure_ascii=False, indent=1) + "\n",
        WORKER: (_SOURCE / WORKER).read_text(encoding="utf-8"),
        ICON: (_SOURCE / "icon.svg").read_text(encoding="utf-8"),
    }


def with_manifest(output: str, page: Page) -> str:
    """Return a page that says where the manifest and the worker of its site are."""
    depth = len([part for part in PurePosixPath(page.file.dest_uri).parent.parts if part])
    tag = f'<link rel="manifest" href="{"../" * depth}{MANIFEST}" data-worker="{WORKER}">'
    return re.sub("</head>", lambda _: f"{tag}</head>", output, count=1)
