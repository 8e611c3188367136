"""The request's body: as what it is read, and which of its fields are where."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Aspect, Column, Folded, Moment, Part
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of
from proven_lessons.generator.facts.values import dict_text
from proven_lessons.generator.markup import Code, shortened
from proven_lessons.generator.translation import Expression, Said, _, listed
from proven_lessons.runner.probes.forms import FormCleaned
from proven_lessons.runner.probes.request import RequestParsed
from proven_lessons.runner.trace import Exchange, Step

_MULTIPART = "multipart/form-data"


class RequestAspect(Aspect):
    """Says what Django makes of the body of a request."""

    names_steps = True

    def __init__(self) -> None:
        self.columns = (Column(place=34, title=_("Body read"), cell=_cell),)

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        yield from _files_as_text(one)


# Private


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [_told(event) for event in events_of([step], RequestParsed)]


def _told(event: RequestParsed) -> Part:
    files: Said = Code("{}")
    if event.files:
        files = listed(Code(f"{name}: {text}") for name, text in event.files.items())
    body = (
        _("{name} holds {data}", name=Code("POST"), data=Code(shortened(dict_text(event.data)))),
        _("{name} holds {data}", name=Code("FILES"), data=files),
    )
    return Folded(summary=Code(event.content_type), body=body)


def _files_as_text(one: NumberedExchange) -> Iterator[Moment]:
    """Tell of a field that a form misses among the files, and that was sent as text."""
    for step in one.single_steps:
        parsed = next(events_of([step], RequestParsed), None)
        if parsed is None or parsed.files or parsed.content_type == _MULTIPART:
            continue
        for missing, number in _missing(one, parsed):
            event = f"step[{step.number}].events[{_place(step, parsed)}]"
            yield Moment(
                rank=7,
                ask=_(
                    "Request {number} sends the field {field}. Why does the form miss it?",
                    number=one.number,
                    field=Code(missing),
                ),
                answer=_(
                    "It was sent as text. The content type is {type}, so {field} is in "
                    "{post}, where it is {value}, and {files} is empty. A file is sent with the "
                    "content type {multipart}: in HTML, by a form with that `enctype`.",
                    type=Code(parsed.content_type),
                    field=Code(missing),
                    post=Code("request.POST"),
                    files=Code("request.FILES"),
                    value=Expression(f"{event}.data[{missing!r}]"),
                    multipart=Code(_MULTIPART),
                ),
                proof=(
                    f'{event}.content_type == "{parsed.content_type}"',
                    f"{event}.files == {{}}",
                    f"{missing!r} in {event}.data",
                    number,
                ),
            )


def _missing(one: NumberedExchange, parsed: RequestParsed) -> Iterator[tuple[str, str]]:
    """Yield each field of a form that has an error though it was sent, with the proof of that."""
    for step in one.single_steps:
        for event in events_of([step], FormCleaned):
            place = _place(step, event)
            for field in event.errors:
                if field in parsed.data and field in event.file_fields:
                    proof = f"{field!r} in step[{step.number}].events[{place}].errors"
                    yield field, proof


def _place(step: Step, wanted: object) -> int:
    """Return the place of an event among those that expressions see of a step."""
    listed_events = [event for event in step.events if event.kind != "sql"]
    return next(index for index, event in enumerate(listed_events) if event is wanted)
