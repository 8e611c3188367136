"""Forms: what they were bound to, their errors, and their cleaned data."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Folded, Moment, Part, State
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, named_events
from proven_lessons.generator.facts.partial import Partial
from proven_lessons.generator.facts.values import dict_text, literal
from proven_lessons.generator.markup import Code, brief, brief_code, shortened
from proven_lessons.generator.translation import Expression, Message, Said, _, _n, listed, sentences
from proven_lessons.runner.probes.forms import FormCleaned, FormsetCleaned, FormUnbound
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
            case FormUnbound(form=form):
                return _("Validate {form}: it has no data", form=form)
            case FormsetCleaned(formset=form, errors=errors) if errors:
                return _(
                    "Validate {form}: not valid ({errors})", form=form, errors=brief(errors[0])
                )
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        match event:
            case FormCleaned(form=form, errors=errors) if errors:
                all_errors = listed(
                    _error(field, tuple(map(_stripped, texts))) for field, texts in errors.items()
                )
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
            case FormUnbound(form=form):
                return _(
                    "{where} validates {form}, which was given no data: it is not valid, and has "
                    "no errors.",
                    where=where, form=Code(form),
                )  # fmt: skip
            case FormsetCleaned(formset=form, errors=errors) if errors:
                return _(
                    "{where} validates {form}, which is not valid: {errors}.",
                    where=where, form=Code(form), errors=listed(map(_stripped, errors)),
                )  # fmt: skip
        return None

    def box(self, step: Step) -> Message | None:
        is_asked = any(events_of([step], FormCleaned, FormUnbound))
        return _("Validate the form") if is_asked else None

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
                case FormUnbound(form=form):
                    yield Arrow(words=_("validates {form}, which has no data", form=form))

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

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        named = list(named_events(one))
        for step, event, name in named:
            link = Expression(f"step[{step.number}]")
            match event:
                case FormsetCleaned(forms=0, missing=missing) if "TOTAL_FORMS" in missing:
                    yield _unmanaged(link, event, name)
                case FormUnbound():
                    yield _unbound(link, event, name)
                case FormCleaned() if event.form != MANAGEMENT:
                    yield from _refused(link, event, name)
                    yield from _made_of_it(link, event, name)


# Private

MANAGEMENT = "ManagementForm"


def _unmanaged(link: Expression, event: FormsetCleaned, name: str) -> Moment:
    return Moment(
        rank=1,
        ask=_("Why does {step} find {form} not valid?", step=link, form=Code(event.formset)),
        answer=_(
            "The fields of its management form were not sent. They say how many forms there are: "
            "without them a formset has none, whatever else was sent. In a template, {tag} writes "
            "them.",
            tag=Code("{{ formset.management_form }}"),
        ),
        proof=(f"not {name}.is_managed", f"'TOTAL_FORMS' in {name}.missing"),
    )


def _unbound(link: Expression, event: FormUnbound, name: str) -> Moment:
    return Moment(
        rank=2,
        ask=_("Why does {step} find {form} not valid?", step=link, form=Code(event.form)),
        answer=_(
            "It was made without data, so it is not bound. Such a form is never valid, and it has "
            "no errors either: there is nothing to check."
        ),
        proof=(f'{name}.form == "{event.form}"', f'{name}.kind == "{FormUnbound.kind}"'),
    )


def _refused(link: Expression, event: FormCleaned, name: str) -> Iterator[Moment]:
    if event.errors:
        parts = [
            _("{error}.", error=_error(field, tuple(map(_stripped, texts))))
            for field, texts in event.errors.items()
        ]
        yield Moment(
            rank=5,
            ask=_("What does {step} find wrong with {form}?", step=link, form=Code(event.form)),
            answer=sentences(parts),
            proof=tuple(f"{field!r} in {name}.errors" for field in event.errors),
        )


def _made_of_it(link: Expression, event: FormCleaned, name: str) -> Iterator[Moment]:
    """Tell of fields whose cleaned value is another than the text that was sent."""
    sent = literal(event.data)
    if not isinstance(sent, dict) or event.errors:
        return
    changed = {
        field: value
        for field, value in event.cleaned.items()
        if isinstance(sent.get(field), str)
        and not isinstance(literal(value), Partial)
        and literal(value) != sent[field]
        and str(literal(value)) == sent[field].strip()  # a field that is disabled takes another
    }
    if changed:
        field = next(iter(changed))
        yield Moment(
            rank=6,
            ask=_("What does {form} make of {data} in {step}?", form=Code(event.form), step=link,
                  data=Code(f"{field}={sent[field]!r}")),
            answer=_(
                "Cleaned, it is {value}. What was sent is text; what a field makes of it is in "
                "{cleaned}.",
                value=Expression(f"{name}.cleaned[{field!r}]"),
                cleaned=Code("cleaned_data"),
            ),
            proof=(f"{field!r} in {name}.cleaned",),
        )  # fmt: skip


def _stripped(text: str) -> str:
    return text.rstrip(".")


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
    return [
        part
        for event in step.events
        if isinstance(event, FormCleaned | FormUnbound | FormsetCleaned)
        for part in _parts(event)
    ]


def _parts(event: FormCleaned | FormUnbound | FormsetCleaned) -> Iterator[Part]:
    match event:
        case FormCleaned():
            yield _folded(event)
        case FormUnbound(form=form):
            yield _("{form}: not bound", form=form)
        case FormsetCleaned(formset=form, errors=errors) if errors:
            yield _("{form}: {errors}", form=form, errors=listed(map(_stripped, errors)))


def _folded(event: FormCleaned) -> Part:
    summary = _("{form}: valid", form=event.form)
    if event.errors:
        summary = _("{form}: not valid", form=event.form)
    body: list[Said] = [_("bound to {data};", data=Code(shortened(event.data.repr)))]
    body += [_("{error};", error=_error(field, texts)) for field, texts in event.errors.items()]
    body.append(_("cleaned {data}", data=Code(shortened(dict_text(event.cleaned)))))
    return Folded(summary=summary, body=tuple(body))
