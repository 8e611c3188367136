"""Keep what the theme's templates made of pages that nothing has changed of.

Jinja has no hook around a template: an environment takes a class for its templates, and ours looks
whether all that a template can see of a page is what it was. What it can't tell is not kept.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Environment, Template
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from proven_lessons.generator.building.store import Store, digest_of
from proven_lessons.generator.mkdocs_plugin.page_cache import KeptPages
from proven_lessons.generator.mkdocs_plugin.surroundings import of_templates

# What MkDocs itself gives to a template, besides what a plugin adds.
_GIVEN = frozenset(
    {
        "nav", "pages", "base_url", "extra_css", "extra_javascript", "mkdocs_version",
        "build_date_utc", "config", "page",
    }
)  # fmt: skip
# What is given for a whole page; a plugin may have a template for a part of one.
_OF_WHOLE = frozenset({"page", "nav", "extra_css", "extra_javascript"})
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
    """The HTML of pages by all that their templates could see, as far as it is in `store`."""

    def __init__(self, store: Store, pages: KeptPages) -> None:
        self._store = store
        self._pages = pages
        self._config = MkDocsConfig()
        self._around = ""
        self._navigations: dict[tuple[int, ...], str] = {}
        self._is_pruned = False
        self._keys: dict[str, str] = {}
        self._ready: dict[str, dict[str, bytes]] = {}

    def begin(self, config: MkDocsConfig, env: Environment) -> None:
        """Keep the output of the templates of `env` from now on, for a site as it is configured."""
        self._config = config
        self._around = of_templates(config, env)
        features = config.theme.get("features") or ()
        self._is_pruned = "navigation.prune" in features and not (
            {"navigation.sections", "navigation.expand", "toc.integrate"} & set(features)
        )
        self._navigations, self._keys, self._ready = {}, {}, {}
        keeper = self

        class Kept(Template):
            def render(self, *args: Any, **kwargs: Any) -> str:
                context = dict(*args, **kwargs)
                if not (context.keys() >= _OF_WHOLE and isinstance(context["page"], Page)):
                    return super().render(context)
                name = self.name or ""
                return keeper.output(name, context, lambda: super(Kept, self).render(context))

        env.template_class = Kept
        if env.cache is not None:
            env.cache.clear()

    def look_again(self) -> None:
        """Look at the navigation again: another title may stand in it."""
        self._navigations = {}

    def output(self, name: str, context: Mapping[str, Any], render: Callable[[], str]) -> str:
        """Return what the template of that name makes of a page, kept or new."""
        page: Page = context["page"]
        key = self._around and self._key(name, context)
        if key:
            self._keys[page.file.dest_uri] = key
            held = self._held(page, key)
            if held is not None:
                return held
        self._bring_back(context)
        made = render()
        if key and not self._pages.is_unseen:
            self._store.put(self._name("output", page), key, made.encode())
        return made

    def finish(self, page: Page, output: str, finish: Finish) -> tuple[str, Mapping[str, bytes]]:
        """Return the page as it is written, with the files that come of it, kept or new."""
        path = page.file.dest_uri
        if path in self._ready:
            return output, self._ready.pop(path)
        key, name = self._keys.get(path, ""), self._name("finished", page)
        if key and not self._pages.is_unseen:  # other plugins may have changed it
            key = digest_of([key, output])
            held = self._store.get(name, key)
            if held is not None:
                return _unpacked(held)
        html, files = finish()
        if key:
            self._store.put(name, key, _packed(html, files))
        return html, files

    # Private

    def _name(self, what: str, page: Page) -> str:
        """Return the name of something of a page: a site is served under another address."""
        return f"{what} {self._config.site_url} {page.file.dest_uri}"

    def _held(self, page: Page, key: str) -> str | None:
        """Return the output that is kept of a page; the finished one if nobody is in between."""
        if not self._pages.is_unseen:
            held = self._store.get(self._name("output", page), key)
            return None if held is None else held.decode()
        held = self._store.get(self._name("finished", page), key)
        if held is None:
            return None
        html, self._ready[page.file.dest_uri] = _unpacked(held)
        return html

    def _bring_back(self, context: Mapping[str, Any]) -> None:
        """Give a page its HTML for a template, as the search has left it."""
        page: Page = context["page"]
        search: Any = self._config.plugins.get("material/search")
        if self._pages.is_absent(page):
            self._pages.bring_back(page)
            if search is not None:
                with self._pages.indexing_nothing():
                    search.on_page_context(
                        context, page=page, config=self._config, nav=context["nav"]
                    )

    def _key(self, name: str, context: Mapping[str, Any]) -> str:
        """Return a digest of all that a template can see of a page, empty if that is not known."""
        page: Page = context["page"]
        seen = [*_added(context), *_own(page)]
        if any(map(_UNKNOWN.search, seen)):
            return ""
        content = self._content(context)
        return digest_of([self._around, name, self._nav(context["nav"], page), content, *seen])

    def _content(self, context: Mapping[str, Any]) -> str:
        """Return a digest of the HTML of a page as its template sees it."""
        page: Page = context["page"]
        name = f"seen {page.file.dest_uri}"
        if self._pages.is_absent(page):
            seen = self._store.get(name, self._pages.digest(page))
            if seen is not None:
                return seen.decode()
            self._bring_back(context)
        seen_now = self._pages.digest(page)
        converted = self._pages.converted(page)
        if converted and self._pages.is_unseen:
            self._store.put(name, converted, seen_now.encode())
        return seen_now

    def _nav(self, nav: Navigation, page: Page) -> str:
        """Return a digest of the navigation as a page shows it."""
        around = tuple(map(id, page.ancestors)) if self._is_pruned else ()
        if around not in self._navigations:
            shown = _seen_of(nav.items, is_pruned=self._is_pruned)
            self._navigations[around] = digest_of(shown)
        return self._navigations[around]


# Private


def _packed(html: str, files: Mapping[str, bytes]) -> bytes:
    """Return a page with its files: a line of JSON says how long each of them is."""
    contents = {"": html.encode(), **files}
    sizes = [(name, len(content)) for name, content in contents.items()]
    return b"\n".join([json.dumps(sizes).encode(), b"".join(contents.values())])


def _unpacked(packed: bytes) -> tuple[str, dict[str, bytes]]:
    head, _, rest = packed.partition(b"\n")
    found: dict[str, bytes] = {}
    at = 0
    for name, size in json.loads(head):
        found[name] = rest[at : at + size]
        at += size
    return found.pop("").decode(), found


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
        repr((page.title, addresses)),
        repr(page.meta),
        repr(sorted(own.items())),
        *map(_place, neighbours),
        *_contents(page.toc),
    ]


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
