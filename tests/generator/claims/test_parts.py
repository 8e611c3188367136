"""What expressions may see of a step and of an exchange is plain data, as far as it is known."""

import pytest

from proven_lessons.generator.claims.parts import max_age, of_exchange, of_step, variables_of
from proven_lessons.generator.facts.partial import Partial
from proven_lessons.runner.probes.mail import MailSent
from proven_lessons.runner.probes.session.events import SessionSet
from proven_lessons.runner.trace import VARIES, Cookie, LeftBehind, LeftOut, Place
from tests.builders import a_session, a_step, a_value, an_exchange

AT = Place(file="views.py", line=4, end_line=4, code="a = 1", function="view")
SET = a_step(
    SessionSet(key=a_value("a"), value=a_value(1)), session=a_session(a=1), at=AT, depth=1,
    locals={"a": a_value(1)},
)  # fmt: skip


def test_a_step_shows_where_it_stands_and_what_is_so_after_it() -> None:
    shown = {name: show() for name, show in of_step(SET).items()}
    assert (shown["line"], shown["code"], shown["depth"]) == (4, "a = 1", 1)
    assert shown["locals"] == {"a": 1}
    assert shown["session"].data == {"a": 1}
    assert shown["events"][0]["kind"] == "session.set"


def test_an_exchange_shows_what_was_sent_and_answered() -> None:
    shown = {name: show() for name, show in of_exchange(an_exchange(SET, text="hi")).items()}
    assert shown["response"].text == "hi"
    assert shown["request"].method == "GET"
    assert shown["error"] is None
    varying = of_exchange(an_exchange(text=f"id {VARIES}"))["response"]().text
    assert isinstance(varying, Partial)


def test_the_variables_are_those_that_were_last_seen() -> None:
    assert variables_of(an_exchange(SET)) == {"a": 1}


@pytest.mark.parametrize(
    ("attributes", "age"),
    [({"max-age": "60"}, 60), ({"max-age": "-1"}, -1), ({"max-age": "soon"}, None), ({}, None)],
)
def test_the_age_of_a_cookie_is_what_its_header_says(
    attributes: dict[str, str], age: int | None
) -> None:
    assert max_age(Cookie(value="v", attributes=attributes)) == age


def test_rows_and_mails_of_an_exchange_can_be_asked_for() -> None:
    mail = MailSent(subject="Hi", sender="a@b.c", to=("d@e.f",), body="Hello")
    left = LeftBehind(cookies={}, store="", sessions=(), rows={"lesson_order": 2})
    shown = of_exchange(an_exchange(a_step(mail), left_behind=left))
    assert shown["left_behind"]().rows == {"lesson_order": 2}
    assert [one["subject"] for one in shown["mails"]()] == ["Hi"]
    more = a_step(mail, left_out=(LeftOut(kind="mail.send", count=3),))
    assert len(of_exchange(an_exchange(more))["mails"]()) == 4
