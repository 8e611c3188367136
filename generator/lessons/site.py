"""What a site says of its lessons in mkdocs.yml, for the command: where they are, their project."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proven_lessons.generator.lessons.project import Given, of_site, options_in
from proven_lessons.generator.lessons.yaml_reader import read

CONFIG = "mkdocs.yml"
DATA = "lesson_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the lessons of a site are, and the project that they are run in, if there is one.

    `config` is its mkdocs.yml, None if there is none; `has_plugin` says whether that names ours.
    `prefix` is the folder of the site that its lessons go to, as it is written.
    """

    data: Path
    project: Given | None = None
    config: Path | None = None
    has_plugin: bool = False
    prefix: str = ""


def site_around(folder: Path) -> Site:
    """Return what the mkdocs.yml says that is in `folder`, or in the nearest folder around it.

    Where there is none, or none that can be read, the lessons are in a folder of the usual name.
    """
    for place in (folder.absolute(), *folder.absolute().parents):
        file = Path(os.path.relpath(place)) / CONFIG
        if file.is_file():
            return _site(file)
    return Site(data=folder / DATA)


# Private


def _site(file: Path) -> Site:
    config, _places, _wrong = read(file.read_text(encoding="utf-8", errors="replace"), str(file))
    given = list(options_in(config))
    data, prefix = (_text(name, [one for _at, one in given]) for name in ("data", "prefix"))
    return Site(
        data=file.parent / (data or DATA),
        project=of_site(file),
        config=file,
        has_plugin=_names_us(config),
        prefix=prefix,
    )


def _text(name: str, options: Iterable[Mapping[str, Any]]) -> str:
    """Return what options say by a name, if it is text; empty if nothing does."""
    return next((one[name] for one in options if isinstance(one.get(name), str)), "")


def _names_us(config: Any) -> bool:
    """Return whether a configuration names our plugin, or may inherit it."""
    if not isinstance(config, dict):
        return False
    plugins = config.get("plugins") or []
    named = [one for item in plugins for one in (item if isinstance(item, dict) else [item])]
    return "INHERIT" in config or any(str(one).rpartition("/")[2] == "lessons" for one in named)
