"""Mails that are sent."""

import pytest

from proven_lessons.generator.aspects.mail import MailAspect
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.runner.probes.mail import MailSent
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Event
from tests.builders import a_run, a_step, an_exchange, words_of
from tests.generator.aspects import Told, told


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            MailSent(subject="Hi", sender="a@b.c", to=("d@e.f",), body="Hello"),
            Told(
                actions=["Send the mail 'Hi' to d@e.f"],
                clauses=["Line 5 sends the mail Hi to d@e.f."],
                box="Send mail",
                arrows=["sends the mail 'Hi' to d@e.f"],
                states=[("Mails sent", "1")],
                cells=["Hi", "to d@e.f", "from a@b.c: Hello"],
            ),
        ),
        (
            MailSent(
                subject="Hi",
                sender="a@b.c",
                to=("d@e.f", "g@h.i"),
                body="Hello",
                cc=("j@k.l",),
                bcc=("m@n.o",),
            ),
            Told(
                actions=["Send the mail 'Hi' to d@e.f, g@h.i, j@k.l, m@n.o"],
                clauses=["Line 5 sends the mail Hi to d@e.f, g@h.i, j@k.l, m@n.o."],
                box="Send mail",
                arrows=["sends the mail 'Hi' to d@e.f, g@h.i, j@k.l, m@n.o"],
                states=[("Mails sent", "1")],
                cells=["Hi", "to d@e.f, g@h.i", "cc j@k.l", "bcc m@n.o", "from a@b.c: Hello"],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected


def test_a_mail_that_was_sent_before_a_rollback_is_not_taken_back() -> None:
    sent = MailSent(subject="Hi", sender="a@b.c", to=("d@e.f",), body="Hello")

    def query(sql: str) -> Query:
        return Query(sql=sql, params=(), rows=1 if sql.startswith("INSERT") else None)

    insert = query('INSERT INTO "lesson_a" ("b") VALUES (1)')

    def answers(*events: Event) -> list[str]:
        steps = [a_step(event, number=number) for number, event in enumerate(events, 2)]
        one = numbered(a_run(an_exchange(*steps)))[0]
        return [words_of(moment.answer) for moment in MailAspect().moments(one)]

    (answer,) = answers(query("BEGIN"), insert, sent, query("ROLLBACK"))
    assert answer.startswith("It has been sent. A rollback takes back rows of the database")
    assert answers(query("BEGIN"), insert, sent, query("COMMIT")) == []
    assert answers(query("BEGIN"), insert, query("ROLLBACK"), sent) == []
    assert answers(sent) == []


def test_below_the_table_stands_that_no_server_sends_it() -> None:
    event = MailSent(subject="Hi", sender="a@x.org", to=("b@x.org",), body="")
    (note,) = MailAspect().notes(an_exchange(a_step(event)))
    assert words_of(note) == "Mail of a lesson stays in its outbox: no server sends it."
    assert note.proof == ('step[2].events[0].kind == "mail.send"',)
    assert list(MailAspect().notes(an_exchange(a_step()))) == []
