"""Templates: which are rendered, what they are given, and which others they take in."""

from collections.abc import Iterator, Mapping, Sequence

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Folded, Moment, Part, State
from proven_lessons.generator.aspects.templates import moments
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of
from proven_lessons.generator.facts.values import dict_text
from proven_lessons.generator.markup import Code, shortened
from proven_lessons.generator.translation import Message, Said, _, listed
from proven_lessons.runner.probes.templates import TemplateRendered
from proven_lessons.runner.probes.templates.notes import TemplateNote
from proven_lessons.runner.trace import Event, Exchange, Step

NAMELESS = _("a template without a name")


class TemplatesAspect(Aspect):
    """Says what is rendered."""

    names_steps = True

    def __init__(self) -> None:
        self.columns = (Column(place=32, title=_("Template"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        if isinstance(event, TemplateRendered):
            return _("Render {template}", template=event.name or NAMELESS)
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        if not isinstance(event, TemplateRendered):
            return None
        name: Said = Code(event.name) if event.name else NAMELESS
        if not event.context:
            return _("{where} renders {template}.", where=where, template=name)
        given = listed(Code(key) for key in event.context)
        return _(
            "{where} renders {template} with {names}.", where=where, template=name, names=given
        )

    def box(self, step: Step) -> Message | None:
        return _("Render the template") if any(events_of([step], TemplateRendered)) else None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            if isinstance(event, TemplateRendered):
                yield Arrow(words=_("renders {template}", template=event.name or NAMELESS))

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        for event in events_of([step], TemplateRendered):
            if event.name:
                yield State(
                    name="template",
                    label=_("Template"),
                    value=Code(event.name),
                    place=47,
                    is_words=True,
                )

    def sentences(self, step: Step, exchange: Exchange) -> Iterator[Said]:
        for event in events_of([step], TemplateRendered):
            for note in event.notes:
                if note.what == "unused block":
                    name = Code(note.name)
                    yield _("No template that is extended has the block {name}.", name=name)
                elif note.what in _NOTED:
                    yield _("{fact}.", fact=_noted(note))

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        yield from moments.recognised(one)

    def facts(self, event: Event) -> Mapping[str, object]:
        if not isinstance(event, TemplateRendered):
            return {}
        return {
            name: tuple(note.name for note in event.notes if note.what == what)
            for what, name in moments.NAMED.items()
        }


# Private


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [_folded(event) for event in events_of([step], TemplateRendered)]


def _folded(event: TemplateRendered) -> Part:
    body: list[Said] = [_("given nothing")]
    if event.context:
        body = [_("given {data}", data=Code(shortened(dict_text(event.context))))]
    if event.parts:
        body.append(_("with {templates}", templates=listed(map(Code, event.parts))))
    if event.origin:
        body.append(_("from {file}", file=Code(event.origin)))
    body += [_noted(note) for note in event.notes if note.what in _NOTED]
    return Folded(summary=event.name or NAMELESS, body=tuple(body))


_NOTED = ("missing", "not called", "unused block")


def _noted(note: TemplateNote) -> Message:
    name, part = Code(note.name), moments.place(note)
    match note.what:
        case "missing":
            return _("{part} finds no {name}", part=part, name=name)
        case "not called":
            return _("{part} calls nothing: {name} alters data", part=part, name=name)
    return _("no template that is extended has the block {name}", name=name)
