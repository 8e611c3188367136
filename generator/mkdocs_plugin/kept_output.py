"""Keep, while serving, what the theme's templates made of pages that nothing has changed of.

Jinja has no hook around a template: an environment takes a class for its templates, and ours looks
whether all that a template can see of a page is what it was. What it can't tell is not kept.
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

# What MkDocs itself gives to a template, besides what a plugin adds.
_GIVEN = frozenset(
    {
        "nav", "pages", "base_url", "extra_css", "extra_javascript", "mkdocs_version",
        "build_date_utc", "config", "page",
    }
)  # fmt: skip
_OF_PAGE = frozenset(
    {
        "file", "title", "parent", "previous_page", "next_page", "active", "update_date", "meta",
        "markdown", "content", "toc", "_title_from_render", "_title", "present_anchor_ids",
        "links_to_anchors", "is_section", "is_page", "is_link", "canonical_url", "abs_url",
        "edit_url", "_set_title_from_render", "render", "children", "_Page__active",
    }
)  # fmt: skip
_UNKNOWN = re.compile(r" at 0x[0-9a-f]+")  # of an object that only says where it is in memory

type Finish = Callable[[], tuple[str, Mapping[str, bytes]]]


class KeptOutput:
    """The HTML of the pages of the last build, by all that their templates could see."""

    def __init__(self) -> None:
        self._around = ""
        self._whole_nav = ""
        self._is_pruned = False
        self._outputs: dict[str, tuple[str, bytes]] = {}
        self._finished: dict[str, tuple[str, bytes, Mapping[str, bytes]]] = {}
        self._keys: dict[str, str] = {}

    def begin(self, config: MkDocsConfig, nav: Navigation, env: Environment) -> None:
        """Keep the output of the templates of `env` from now on, for a site as it is configured."""
        self._around = _digest([_configured(config)])
        features = config.theme.get("features") or ()
        self._is_pruned = "navigation.prune" in features and not (
            {"navigation.sections", "navigation.expand", "toc.integrate"} & set(features)
        )
        self._whole_nav = _digest(_seen_of(nav.items, is_pruned=False))
        self._keys = {}
        keeper = self

        class Kept(Template):
            def render(self, *args: Any, **kwargs: Any) -> str:
                context = dict(*args, **kwargs)
                if not isinstance(context.get("page"), Page):
                    return super().render(context)
                return keeper.output(context, lambda: super(Kept, self).render(context))

        env.template_class = Kept
        if env.cache is not None:
            env.cache.clear()

    def output(self, context: Mapping[str, Any], render: Callable[[], str]) -> str:
        """Return what a template makes of a page, kept or new."""
        page: Page = context["page"]
        key, path = self._key(context), page.file.src_uri
        held = self._outputs.get(path)
        if key and held is not None and held[0] == key:
            self._keys[path] = key
            return zlib.decompress(held[1]).decode()
        made = render()
        self._outputs.pop(path, None)
        if key:
            self._outputs[path] = key, zlib.compress(made.encode(), 1)
            self._keys[path] = key
        return made

    def finish(self, page: Page, output: str, finish: Finish) -> tuple[str, Mapping[str, bytes]]:
        """Return the page as it is written, with the files that come of it, kept or new."""
        path = page.file.src_uri
        key = self._keys.get(path, "") and _digest([self._keys[path], output])
        held = self._finished.get(path)
        if key and held is not None and held[0] == key:
            return zlib.decompress(held[1]).decode(), {
                name: zlib.decompress(content) for name, content in held[2].items()
            }
        html, files = finish()
        self._finished.pop(path, None)
        if key:
            packed = {name: zlib.compress(content, 1) for name, content in files.items()}
            self._finished[path] = key, zlib.compress(html.encode(), 1), packed
        return html, files

    # Private

    def _key(self, context: Mapping[str, Any]) -> str:
        """Return a digest of all that a template can see of a page, empty if that is not known."""
        nav: Navigation = context["nav"]
        around = (
            _digest(_seen_of(nav.items, is_pruned=True)) if self._is_pruned else self._whole_nav
        )
        seen = [*_added(context), *_own(context["page"])]
        return "" if any(map(_UNKNOWN.search, seen)) else _digest([self._around, around, *seen])


# Private


def _digest(texts: Iterable[str]) -> str:
    made = hashlib.blake2b(digest_size=20)
    for text in texts:
        made.update(text.encode())
        made.update(b"\0")
    return made.hexdigest()


def _added(context: Mapping[str, Any]) -> list[str]:
    """Return what plugins have given to a template, and what it loads."""
    more = {name: value for name, value in context.items() if name not in _GIVEN}
    scripts = list(map(str, context["extra_javascript"]))
    return [repr(sorted(more.items())), repr(context["extra_css"]), repr(scripts)]


def _own(page: Page) -> list[str]:
    """Return what a template can see of a page: its own, and its neighbours'."""
    own = {name: value for name, value in vars(page).items() if name not in _OF_PAGE}
    addresses = page.url, page.canonical_url, page.edit_url, page.update_date, page.is_homepage
    neighbours = (page.previous_page, page.next_page, *page.ancestors)
    return [
        page.content or "",
        repr((page.title, addresses)),
        repr(page.meta),
        repr(sorted(own.items())),
        *map(_place, neighbours),
        *_contents(page.toc),
    ]


def _configured(config: MkDocsConfig) -> str:
    """Return what a template can see of the configuration, and which templates there are."""
    file = Path(config.config_file_path) if config.config_file_path else None
    written = file.read_text(encoding="utf-8") if file and file.is_file() else ""
    own = Path(config.theme.custom_dir) if config.theme.custom_dir else None
    templates = sorted(own.rglob("*")) if own else []
    times = [(str(path), path.stat().st_mtime_ns) for path in templates if path.is_file()]
    return repr([written, times, config.site_url, repr(config.extra), config.copyright])


def _seen_of(items: Iterable[Any], *, is_pruned: bool) -> Iterable[str]:
    """Yield what the navigation shows; of sections that a theme prunes, where they lead."""
    for item in items:
        yield _place(item)
        if not isinstance(item, Section):
            continue
        if is_pruned and not item.active:
            yield from _seen_of(item.children[:1], is_pruned=True)
        else:
            yield "("
            yield from _seen_of(item.children, is_pruned=is_pruned)
            yield ")"


def _place(item: Any) -> str:
    meta = getattr(item, "meta", None) or {}
    shown = {name: meta.get(name) for name in ("icon", "status", "hide") if name in meta}
    return repr((getattr(item, "title", ""), getattr(item, "url", ""), shown))


def _contents(toc: Iterable[Any]) -> Iterable[str]:
    for one in toc or ():
        yield repr((one.title, one.url, one.level))
        yield from _contents(one.children)
