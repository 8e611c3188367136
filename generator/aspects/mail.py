"""Mail: what was sent, and to whom."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import (
    Arrow,
    Aspect,
    Claimed,
    Column,
    Folded,
    Moment,
    Part,
    State,
)
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of
from proven_lessons.generator.facts.transactions import Undone, undone
from proven_lessons.generator.markup import Code, brief, brief_code, shortened
from proven_lessons.generator.translation import Expression, Message, Said, _
from proven_lessons.runner.probes.mail import MailSent
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Event, Exchange, Step


class MailAspect(Aspect):
    """Says what is in the outbox."""

    def __init__(self) -> None:
        self.columns = (Column(place=58, title=_("Mail"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        if isinstance(event, MailSent):
            return _(
                "Send the mail {subject} to {to}",
                subject=repr(brief(event.subject)),
                to=_receivers(event),
            )
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        if isinstance(event, MailSent):
            return _(
                "{where} sends the mail {subject} to {to}.",
                where=where, subject=brief_code(event.subject), to=Code(_receivers(event)),
            )  # fmt: skip
        return None

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        gone = undone(one.exchange)
        for step in one.single_steps if gone else ():
            shown = [event for event in step.events if not isinstance(event, Query)]
            for place, event in enumerate(shown):
                if isinstance(event, MailSent) and _is_within(step, gone):
                    yield _not_taken_back(one, step, place, gone)
                    return

    def notes(self, exchange: Exchange) -> Iterator[Claimed]:
        for step in exchange.steps:
            listed = [event for event in step.events if not isinstance(event, Query)]
            for place, event in enumerate(listed if not step.left_out else ()):
                if isinstance(event, MailSent):
                    yield Claimed(
                        said=_("Mail of a lesson stays in its outbox: no server sends it."),
                        proof=(f'step[{step.number}].events[{place}].kind == "{MailSent.kind}"',),
                    )
                    return

    def box(self, step: Step) -> Message | None:
        return _("Send mail") if any(events_of([step], MailSent)) else None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            if isinstance(event, MailSent):
                words = _(
                    "sends the mail {subject} to {to}",
                    subject=repr(brief(event.subject)),
                    to=_receivers(event),
                )
                yield Arrow(words=words)

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        sent = list(events_of([step], MailSent))
        if sent:
            yield State(name="mail", label=_("Mails sent"), value=Code(str(len(sent))), place=44)


# Private


def _is_within(step: Step, gone: Sequence[Undone]) -> bool:
    """Return whether a step lies between what was undone and what undid it."""
    return any(each.step.number < step.number < each.by.number for each in gone)


def _not_taken_back(
    one: NumberedExchange, step: Step, place: int, gone: Sequence[Undone]
) -> Moment:
    sent, by = Expression(f"step[{step.number}]"), gone[-1].by.number
    return Moment(
        rank=2,
        ask=_("The transaction is rolled back. What becomes of the mail of {step}?", step=sent),
        answer=_(
            "It has been sent. A rollback takes back rows of the database and nothing else: "
            "{step} undoes what was written, and the mail tells of it all the same.",
            step=Expression(f"step[{by}]"),
        ),
        proof=(
            f'step[{step.number}].events[{place}].kind == "mail.send"',
            f"exchanges[{one.index}].undone | length == {len(gone)}",
            f"step[{step.number}].number < step[{by}].number",
        ),
    )


def _receivers(event: MailSent) -> str:
    return ", ".join([*event.to, *event.cc, *event.bcc])


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [_folded(event) for event in events_of([step], MailSent)]


def _folded(event: MailSent) -> Part:
    ways = (("to", event.to), ("cc", event.cc), ("bcc", event.bcc))
    parts: list[Said] = [_WAYS[way](Code(", ".join(those))) for way, those in ways if those]
    body = Code(shortened(event.body))
    parts.append(_("from {sender}: {text}", sender=Code(event.sender), text=body))
    return Folded(summary=event.subject, body=tuple(parts))


_WAYS = {
    "to": lambda those: _("to {receivers}", receivers=those),
    "cc": lambda those: _("cc {receivers}", receivers=those),
    "bcc": lambda those: _("bcc {receivers}", receivers=those),
}
