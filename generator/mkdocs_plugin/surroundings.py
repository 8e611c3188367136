"""Tell what all pages of a site depend on, so that what is kept of another state is not used."""

import functools
import logging
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS
from jinja2.tests import TESTS
from mkdocs.config.defaults import MkDocsConfig

from proven_lessons.generator.building.store import code_digest, digest_of

# Where a site is built and by which command is no part of a page, and its navigation is looked at
# for each page.
_NOT_SHOWN = frozenset(
    {
        "config_file_path", "nav", "pages", "docs_dir", "site_dir", "dev_addr", "strict", "watch",
        "plugins", "hooks", "theme", "markdown_extensions", "mdx_configs", "extra_css",
        "extra_javascript",
    }
)  # fmt: skip
# What converts nothing but the text that it is given.
_PURE = frozenset(
    {
        "abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code",
        "footnotes", "legacy_attrs", "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists",
        "smarty", "tables", "toc", "wikilinks",
    }
)  # fmt: skip
_READS_FILES = ("pymdownx.b64", "pymdownx.pathconverter", "pymdownx.snippets")
# What comes to pass with a page that has been converted, and who is known to take part in it.
_LATE = (
    "page_content", "env", "pre_template", "template_context", "post_template", "page_context",
    "post_page", "post_build",
)  # fmt: skip
_KNOWN_SEERS = (
    "material.plugins.search.", "material.plugins.tags.", "proven_lessons.generator.mkdocs_plugin.",
)  # fmt: skip
_AT = re.compile(r" at 0x[0-9a-f]+")  # of an object that only says where it is in memory
_INSTALLED = ("site-packages", "dist-packages")
_OF_THEMES = ("mkdocs", "jinja2", "gettext", "material", "proven_lessons")
_OF_MARKDOWN = ("markdown", "pymdownx", "material")


def of_conversion(config: MkDocsConfig) -> str:
    """Return a digest of what the HTML of pages depends on beside their Markdown and other files.

    Empty if an extension may read something else. What MkDocs would not say now, it may have to say
    another time.
    """
    names = [str(name).removeprefix("markdown.extensions.") for name in config.markdown_extensions]
    if not all(map(_is_pure, names)) or _may_read(config.mdx_configs):
        return ""
    options = shown([config.markdown_extensions, config.mdx_configs, config.validation])
    level = logging.getLogger("mkdocs").getEffectiveLevel()
    own = config.use_directory_urls, level
    return digest_of([code_digest(), _hooks(config), options, repr(own)])


def of_templates(config: MkDocsConfig, env: Environment) -> str:
    """Return a digest of what the templates are and see beside a page.

    Empty if that can't be told.
    """
    own = {name: value for name, value in config.items() if name not in _NOT_SHOWN}
    plugins = [(name, dict(getattr(one, "config", {}))) for name, one in config.plugins.items()]
    added = [
        (name, value)
        for known, now in (
            (DEFAULT_NAMESPACE, env.globals), (FILTERS, env.filters), (TESTS, env.tests),
        )
        for name, value in sorted(now.items())
        if known.get(name) is not value
    ]  # fmt: skip
    if not all(_is_known(value) for _name, value in added) or _tells_date(config.theme.dirs):
        return ""
    seen = shown([own, plugins, dict(config.theme), added])
    return digest_of([code_digest(), _hooks(config), seen, *_own_files(config.theme.dirs)])


def is_content_unseen(config: MkDocsConfig) -> bool:
    """Return whether nobody looks at the HTML of other pages: no other plugin, and no override.

    Material's search and its tags are known: the search looks at what is new, tags are in the
    metadata.
    """
    seers = [type(getattr(one, "__self__", one)) for name in _LATE for one in _events(config, name)]
    is_known = all(seer.__module__.startswith(_KNOWN_SEERS) for seer in seers)
    own = config.theme.custom_dir
    is_plain = not own or shows_own_page_only(Path(own))
    return is_known and config.theme.name == "material" and is_plain


def are_all_known(config: MkDocsConfig) -> bool:
    """Return whether nobody but Material's search and tags takes part in a build beside us."""
    seers = [
        type(getattr(one, "__self__", one))
        for name in config.plugins.events
        for one in _events(config, name)
    ]
    is_known = all(seer.__module__.startswith(_KNOWN_SEERS) for seer in seers)
    return is_known and is_content_unseen(config)


def shows_own_page_only(folder: Path) -> bool:
    """Return whether the templates in a folder show nothing of other pages than their own."""
    paths = [
        Path(inside, name)
        for inside, _, names in folder.walk(follow_symlinks=True)
        for name in names
    ]
    if any(_OF_TAGS in path.parts for path in paths):
        return False
    try:
        trees = [_READER.parse(path.read_text("utf-8")) for path in paths if path.suffix == ".html"]
    except (TemplateSyntaxError, OSError, UnicodeDecodeError):
        return False
    return not any(_may_show_others(tree) for tree in trees)


def shown(value: Any) -> str:
    """Return data as a text that is the same in each process: functions are named."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name!r}: {shown(one)}' for name, one in value.items())}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, functools.partial):
        return f"partial{shown([value.func, value.args, value.keywords])}"
    if callable(value) and hasattr(value, "__qualname__"):
        return f"{value.__module__}.{value.__qualname__}"
    return _AT.sub("", repr(value))


# Private

_READER = Environment(
    autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
)
# By which names a template comes from its page to others.
_OTHERS = frozenset(
    {
        "nav", "pages", "files", "homepage", "next_page", "previous_page", "parent", "ancestors",
        "children", "nav_item", "listing", "mapping", "mappings", "item",
    }
)  # fmt: skip
_OF_TAGS = "fragments"  # where the theme's plugin for tags has its own templates
_TAKING_IN = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


def _may_show_others(tree: nodes.Template) -> bool:
    """Return whether a template has a name for other pages in it, or makes up names."""
    used = {node.name for node in tree.find_all(nodes.Name)}
    used |= {node.attr for node in tree.find_all(nodes.Getattr)}
    used |= {node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, str)}
    items = (node.arg for node in tree.find_all(nodes.Getitem))
    if used & _OTHERS or not all(isinstance(item, nodes.Const) for item in items):
        return True
    taken: list[Any] = list(tree.find_all(_TAKING_IN))
    return not all(_is_read(node.template) for node in taken)


def _is_read(name: nodes.Expr) -> bool:
    """Return whether what a template takes in is one of the theme's or of those that are read."""
    return isinstance(name, nodes.Const) and str(name.value).endswith(".html")


def _events(config: MkDocsConfig, name: str) -> Iterable[object]:
    return config.plugins.events.get(name, ())


def _is_pure(name: str) -> bool:
    if name.startswith(("pymdownx.", "material.extensions.")):
        return name not in _READS_FILES
    return name in _PURE


def _is_known(value: Any) -> bool:
    """Return whether all that something gives to a template is told by its text.

    A function of a plugin or of the project may read a file, or see something else with each build.
    """
    if not callable(value):
        return _AT.search(repr(value)) is None
    owner = getattr(value, "__self__", None)
    is_method = owner is not None and not isinstance(owner, ModuleType)
    return _top(type(owner) if is_method else value) in _OF_THEMES


def _top(value: Any) -> str:
    """Return the package that something comes from."""
    return str(getattr(value, "__module__", "")).partition(".")[0]


def _may_read(options: Any) -> bool:
    """Return whether options of extensions name files of the project, or code that may read."""
    if isinstance(options, Mapping):
        return "custom_icons" in options or any(map(_may_read, options.values()))
    if isinstance(options, (list, tuple)):
        return any(map(_may_read, options))
    return callable(options) and _top(options) not in _OF_MARKDOWN


def _tells_date(folders: Iterable[str]) -> bool:
    """Return whether a template says when the site was built."""
    paths = (path for folder in folders for path in Path(folder).rglob("*.html"))
    return any(b"build_date_utc" in path.read_bytes() for path in paths)


def _hooks(config: MkDocsConfig) -> str:
    """Return the content of the project's own hooks."""
    return digest_of(Path(name).read_bytes() for name in config.hooks if Path(name).is_file())


def _own_files(folders: Iterable[str]) -> Iterable[str | bytes]:
    """Yield the templates that are not installed, as those are that a project has for itself."""
    for folder in map(Path, folders):
        if not any(part in _INSTALLED for part in folder.parts):
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    yield path.relative_to(folder).as_posix()
                    yield path.read_bytes()
