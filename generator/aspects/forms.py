"""Forms: what they were bound to, their errors, and their cleaned data."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Folded, Part, State
from proven_lessons.generator.facts.exchanges import events_of
from proven_lessons.generator.facts.values import dict_text
from proven_lessons.generator.markup import Code, brief, brief_code, shortened
from proven_lessons.generator.translation import Message, Said, _, _n, listed
from proven_lessons.runner.probes.forms import FormCleaned
from proven_lessons.runner.trace import Event, Exchange, Step

VALID, NOT_VALID = _("valid"), _("not valid")
WHOLE = "__all__"  # where Django keeps the errors of the form itself


class FormsAspect(Aspect):
    """Says what a form made of its data."""

    names_steps = True

    def __init__(self) -> None:
        self.columns = (Column(place=35, title=_("Form"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        match event:
            case FormCleaned(form=form, errors=errors) if errors:
                return _(
                    "Validate {form}: not valid ({errors})", form=form, errors=_in_short(event)
                )
            case FormCleaned(form=form):
                return _("Validate {form}: valid", form=form)
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        match event:
            case FormCleaned(form=form, errors=errors) if errors:
                all_errors = listed(_error(field, texts) for field, texts in errors.items())
                return _(
                    "{where} validates {form}, which is not valid: {errors}.",
                    where=where,
                    form=Code(form),
                    errors=all_errors,
                )
            case FormCleaned(form=form, cleaned=cleaned):
                return _(
                    "{where} validates {form}, which is valid, with the cleaned data {data}.",
                    where=where, form=Code(form), data=brief_code(dict_text(cleaned)),
                )  # fmt: skip
        return None

    def box(self, step: Step) -> Message | None:
        return _("Validate the form") if any(events_of([step], FormCleaned)) else None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            match event:
                case FormCleaned(form=form, errors=errors) if errors:
                    count = sum(map(len, errors.values()))
                    words = _n(
                        "validates {form}: {count} error",
                        "validates {form}: {count} errors",
                        count,
                        form=form,
                    )
                    yield Arrow(words=words)
                case FormCleaned(form=form):
                    yield Arrow(words=_("validates {form}: valid", form=form))

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        for event in events_of([step], FormCleaned):
            yield State(
                name=f"form {event.form}",
                label=event.form,
                value=NOT_VALID if event.errors else VALID,
                place=46,
                is_words=True,
                choices=(VALID, NOT_VALID),
            )


# Private


def _in_short(event: FormCleaned) -> str:
    return brief(
        ", ".join(name for name in event.errors if name != WHOLE)
        or " ".join(event.errors.get(WHOLE, ()))
    )


def _error(field: str, texts: tuple[str, ...]) -> Message:
    if field == WHOLE:
        return _("the form: {messages}", messages=" ".join(texts))
    return _("{field}: {messages}", field=Code(field), messages=" ".join(texts))


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [_folded(event) for event in events_of([step], FormCleaned)]


def _folded(event: FormCleaned) -> Part:
    summary = _("{form}: valid", form=event.form)
    if event.errors:
        summary = _("{form}: not valid", form=event.form)
    body: list[Said] = [_("bound to {data};", data=Code(shortened(event.data.repr)))]
    body += [_("{error};", error=_error(field, texts)) for field, texts in event.errors.items()]
    body.append(_("cleaned {data}", data=Code(shortened(dict_text(event.cleaned)))))
    return Folded(summary=summary, body=tuple(body))
