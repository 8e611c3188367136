"""Note what a template does otherwise than it looks: names that are not there, and more."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from proven_lessons.runner.probes import Call, Site, TemplatePart
from proven_lessons.runner.values import cut, state_of, type_name

LIMIT = 20
NAME_LIMIT = 100
WATCHED = {
    "name": "django.template.base:Variable.resolve",
    "lookup": "django.template.base:Variable._resolve_lookup",
    "value": "django.template.base:render_value_in_context",
    "block": "django.template.loader_tags:BlockNode.render",
    "extends": "django.template.loader_tags:ExtendsNode.render",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateNote:
    """Something about a part of a template.

    `what` is "missing" for a `name` that is not there, "not called" for a method that a template
    must not call, "escaped" for a text with characters that HTML escapes, "marked safe" and
    "not escaped" for HTML that is shown as it is, since somebody said so or nobody escapes there,
    "unused block" for a block that no template which is extended has, and "outside of blocks" for
    what a template that extends another holds besides its blocks.
    """

    what: str
    name: str
    part: TemplatePart


class Notes:
    """The notes of one rendering: each once, and LIMIT of them at most."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._found: dict[TemplateNote, None] = {}
        self._shown: set[str] = set()
        self._there: set[str] = set()  # names that were found, were it once

    def taken(self) -> tuple[TemplateNote, ...]:
        """Return the notes in the order in which they came.

        A name that a loop finds in one of its iterations is not missing.
        """
        return tuple(
            note for note in self._found if note.what != "missing" or note.name not in self._there
        )

    def add(self, call: Call) -> None:
        """Note what a call of one of the watched functions shows."""
        if len(self._found) < LIMIT:
            for what, name, node in self._seen(call):
                part = self._site.template_part(node)
                if part is not None:
                    note = TemplateNote(what=what, name=cut(name, NAME_LIMIT), part=part)
                    self._found[note] = None

    # Private

    def _seen(self, call: Call) -> Iterator[tuple[str, str, object]]:
        given = call.arguments
        if call.name == "name":
            yield from self._of_name(call)
        elif call.error is not None:
            return
        elif call.name == "lookup":
            lookups = getattr(given["self"], "lookups", None)
            if call.result == "" and _is_never_called(given.get("context"), lookups or ()):
                yield "not called", _own(given["self"], "var"), None
        elif call.name == "value":
            yield from _as_html(given.get("value"), call.result, given.get("context"))
        elif call.name == "block":
            self._shown.add(_own(given["self"], "name"))
        elif call.name == "extends":
            yield from self._of_child(given["self"], given.get("context"))

    def _of_name(self, call: Call) -> Iterator[tuple[str, str, object]]:
        name = _own(call.arguments["self"], "var")
        if call.error is None:
            self._there.add(cut(name, NAME_LIMIT))
        elif type_name(call.error) == "VariableDoesNotExist" and _is_silent(call):
            yield "missing", name, None

    def _of_child(self, node: object, context: Any) -> Iterator[tuple[str, str, object]]:
        state = state_of(node)
        held = state_of(getattr(context, "render_context", {}).get("block_context"))
        known: Mapping[str, Collection[Any]] = held.get("blocks") or {}
        for other in state.get("nodelist") or ():
            name = _own(other, "name") if type_name(other) == "BlockNode" else ""
            if name and name not in self._shown and len(known.get(name, ())) == 1:
                yield "unused block", name, other
        for other in state.get("nodelist") or ():
            text = _own(other, "s") if type_name(other) == "TextNode" else ""
            if text.strip():
                yield "outside of blocks", " ".join(text.split()), node


# Private


def _own(node: Any, name: str) -> str:
    """Return a text that an object of Django's own keeps."""
    return str(getattr(node, name, ""))


def _is_silent(call: Call) -> bool:
    """Return whether nothing stands in the place of a name that is not there."""
    return bool(_invalid(call.arguments.get("context")) == "")


def _is_dict(layer: object) -> bool:
    return type(layer) is dict or type_name(layer) == "ContextDict"


def _invalid(context: Any) -> Any:
    """Return what the engine puts in the place of a name that is not there."""
    engine = getattr(getattr(context, "template", None), "engine", None)
    return getattr(engine, "string_if_invalid", None)


def _as_html(value: Any, result: Any, context: Any) -> Iterator[tuple[str, str, object]]:
    if type(value) is str and type_name(result) == "SafeString" and result != value:
        yield "escaped", value, None
    elif type(value) is str and "<" in value and getattr(context, "autoescape", True) is False:
        yield "not escaped", value, None
    elif type_name(value) == "SafeString" and isinstance(value, str) and "<" in value:
        yield "marked safe", str.__str__(value), None


def _is_never_called(context: Any, lookups: tuple[str, ...]) -> bool:
    """Return whether the last of the lookups is a method that alters data.

    They are followed through what already lies in the objects, without running anything.
    """
    if len(lookups) < 2 or _invalid(context) != "":
        return False
    first, *between = lookups[:-1]
    layers = [layer for layer in reversed(getattr(context, "dicts", ())) if _is_dict(layer)]
    at: Any = next((layer[first] for layer in layers if first in layer), None)
    for name in between:
        at = at.get(name) if type(at) is dict else state_of(at).get(name)
    for cls in type(at).__mro__:
        if lookups[-1] in cls.__dict__:
            return getattr(cls.__dict__[lookups[-1]], "alters_data", False) is True
    return False
