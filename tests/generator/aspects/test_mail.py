"""Mails that are sent."""

import pytest

from proven_lessons.runner.probes.mail import (
    MailSent,
)
from proven_lessons.runner.trace import Event
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
