"""Show each template that is rendered.

Where it comes from, what it is given, which others it takes in.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.probes.templates.notes import WATCHED, Notes, TemplateNote
from proven_lessons.runner.trace import Event, Value
from proven_lessons.runner.values import describe_items

_NAMELESS = "a template without a name"
_BUILT_IN = frozenset({"True", "False", "None"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRendered(Event):
    """A template was rendered. `name` is None for one that has none, `origin` is its file.

    `context` is what the view gave it, without what context processors add. `parts` are the names
    of the templates that it extends or includes. `notes` tell what in the lesson's own templates
    came out otherwise than it looks.
    """

    kind: ClassVar[str] = "templates.render"

    name: str | None
    origin: str
    context: Mapping[str, Value]
    parts: tuple[str, ...] = ()
    notes: tuple[TemplateNote, ...] = ()


class TemplatesProbe(Probe):
    """Emits an event for each template that a view renders; those within it are its parts."""

    emits = (TemplateRendered,)

    def __init__(self) -> None:
        self.open: list[_Open] = []

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def start(call: Call) -> bool:
            template = call.arguments["self"]
            if call.name == "part" and self.open:
                self.open[-1].parts.append(_text(getattr(template, "name", None)) or _NAMELESS)
                return False
            plain = getattr(template, "template", template)
            context = _context(call.arguments.get("context"))
            self.open.append(_Open(template=plain, context=context, notes=Notes(site)))
            return True

        def note(call: Call) -> None:
            if self.open:
                self.open[-1].notes.add(call)

        def end(call: Call) -> None:
            if not call.before:
                return
            done = self.open.pop()
            if call.error is None:  # else nothing was rendered
                emit(_event(done))

        watched = {
            "whole": "django.template.backends.django:Template.render",
            "part": "django.template.base:Template._render",
        }
        with (
            site.watch_calls(watched, end, start, inner=("part",)),
            site.watch_calls(WATCHED, note, inner=tuple(WATCHED)),
        ):
            yield


# Private


@dataclass(slots=True, kw_only=True)
class _Open:
    """A template that is being rendered."""

    template: Any
    context: Mapping[str, Value]
    notes: Notes
    parts: list[str] = field(default_factory=list)


def _event(done: _Open) -> TemplateRendered:
    name = _text(getattr(done.template, "name", None))
    parts = done.parts[1:] if done.parts[:1] == [name or _NAMELESS] else done.parts
    return TemplateRendered(
        name=name,
        origin=_origin(done.template),
        context=done.context,
        parts=tuple(dict.fromkeys(parts)),
        notes=done.notes.taken(),
    )


def _context(given: Any) -> dict[str, Value]:
    """Describe a context: a dictionary, or one of Django's own, which is a pile of them."""
    piled = getattr(given, "dicts", None) if not isinstance(given, dict) else None
    context: dict[Any, object] = {}
    for layer in piled if isinstance(piled, list) else [given]:
        if isinstance(layer, dict):
            context |= {key: value for key, value in dict.items(layer) if key not in _BUILT_IN}
    return describe_items(context)


def _origin(template: Any) -> str:
    """Return the file of a template, from the folder of its package on."""
    path = _text(getattr(getattr(template, "origin", None), "name", None)) or ""
    for folder in ("site-packages/", "dist-packages/"):
        path = path.rpartition(folder)[2]
    return path


def _text(value: object) -> str | None:
    return str.__str__(value) if isinstance(value, str) else None
