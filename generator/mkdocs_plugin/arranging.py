"""The navigation of a site whose mkdocs.yml has none: its pages as MkDocs lists them, then ours."""

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.utils import nest_paths

from proven_lessons.generator.building.navigation import expanded
from proven_lessons.generator.building.pages import GLOSSARY, RECALL, Built


def is_arranged(config: MkDocsConfig) -> bool:
    """Return whether another plugin makes the navigation: it then has all pages to do that with."""
    makers = [plugin for name, plugin in config.plugins.items() if name != "lessons"]
    return any(callable(getattr(plugin, "on_nav", None)) and _has_own(plugin) for plugin in makers)


def arranged(files: Files, built: Built) -> list[Any]:
    """Return a navigation with the tracks in their order, after the pages of the site."""
    own = [
        file.src_uri
        for file in files.documentation_pages(inclusion=InclusionLevel.is_in_nav)
        if file.src_uri not in built.pages
    ]
    last = [built.folder + path for path in (RECALL, GLOSSARY)]
    nested = nest_paths(own)  # type: ignore[no-untyped-call]
    return [*expanded(nested, built.navigation), *(path for path in last if path in built.pages)]


# Private


def _has_own(plugin: Any) -> bool:
    """Return whether a plugin does something with the navigation, and not only inherits how."""
    return "on_nav" in vars(type(plugin))
