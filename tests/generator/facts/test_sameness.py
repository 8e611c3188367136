"""Two runs are called the same only in what is recorded, all of it, and only where that decides."""

import dataclasses
from typing import Any

import pytest

from proven_lessons.generator.facts.sameness import is_same, left_by
from proven_lessons.runner.probes.mail import MailSent
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import (
    VARIES,
    Cookie,
    Exchange,
    Failure,
    LeftBehind,
    LeftOut,
    Response,
    StoredSession,
    Value,
)
from tests.builders import a_run, a_step, a_value, an_exchange


def answering(**more: Any) -> Exchange:
    plain: dict[str, Any] = {"status": 200, "headers": {}, "cookies": {}, "text": "ok"}
    return dataclasses.replace(an_exchange(), response=Response(**plain | more))


def leaving(value: Value) -> Exchange:
    session = StoredSession(key="k", data={"a": value})
    return an_exchange(left_behind=LeftBehind(cookies={}, store="db", sessions=(session,)))


@pytest.mark.parametrize(
    "other",
    [
        answering(status=201),
        answering(headers={"Cache-Control": "no-store"}),
        answering(cookies={"a": Cookie(value="1", attributes={})}),
        answering(text="no"),
        an_exchange(error=Failure(type="ValueError", message="no", at=None)),
        leaving(a_value(1)),
    ],
)
def test_whatever_is_recorded_tells_two_runs_apart(other: Exchange) -> None:
    assert is_same(a_run(answering()), a_run(other)) is False
    assert left_by(answering()) != left_by(other)
    assert is_same(a_run(other), a_run(other)) is True


def test_a_cookie_for_another_path_is_another() -> None:
    one, other = (
        answering(cookies={"a": Cookie(value="1", attributes={"path": path})})
        for path in ("/", "/a/")
    )
    assert is_same(a_run(one), a_run(other)) is False


def test_another_number_of_requests_is_not_the_same() -> None:
    assert is_same(a_run(answering()), a_run(answering(), answering())) is False


def sent(*statements: str) -> list[Query]:
    return [Query(sql=sql, params=(), rows=1) for sql in statements]


CUT = "x" * 9 + "… (20 more characters)"


@pytest.mark.parametrize(
    "exchange",
    [
        answering(text=CUT),
        answering(text=None),
        leaving(Value(type="Cart", repr="<Cart object>")),
        leaving(Value(type="list", repr="[<Cart object>]", length=1)),
        an_exchange(a_step(MailSent(subject="s", sender="a", to=("b",), body=CUT))),
        an_exchange(a_step(*sent("UPDATE tea", "ROLLBACK"))),
        an_exchange(a_step(left_out=(LeftOut(kind="sql", count=9, what="DELETE FROM tea"),))),
    ],
)
def test_what_the_record_does_not_decide_is_not_known(exchange: Exchange) -> None:
    assert is_same(a_run(exchange), a_run(exchange)) is None


@pytest.mark.parametrize(
    "exchange",
    [
        answering(text=CUT, length=29, digest="d"),
        answering(text=None, length=0),
        leaving(Value(type="list", repr="[1, …]", length=900, digest="d")),
        leaving(
            Value(type="date", repr="datetime.date(2026, 1, 5)", exact='["date","2026-01-05"]')
        ),
    ],
)
def test_a_digest_or_an_exact_form_decides(exchange: Exchange) -> None:
    assert is_same(a_run(exchange), a_run(exchange)) is True


def test_a_mail_that_was_sent_tells_two_runs_apart() -> None:
    mail = MailSent(
        **{
            field.name: () if field.name in ("to", "cc", "bcc") else ""
            for field in dataclasses.fields(MailSent)
        }
    )
    assert is_same(a_run(an_exchange(a_step())), a_run(an_exchange(a_step(mail)))) is False


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (f"id {VARIES}", f"id {VARIES}", None),
        (f"id {VARIES} end", "id 12 end", None),
        ("id 12 end", f"id {VARIES} end", None),
        (f"id {VARIES} end", "no 12 end", False),
        (f"id {VARIES}", "ok", False),
    ],
)
def test_of_what_differs_from_run_to_run_nobody_knows_whether_it_is_the_same(
    one: str, other: str, *, same: bool | None
) -> None:
    assert is_same(a_run(answering(text=one)), a_run(answering(text=other))) is same


def test_what_was_rolled_back_does_not_tell_two_runs_apart() -> None:
    undone = an_exchange(a_step(*sent("BEGIN", "UPDATE tea SET a = 1", "ROLLBACK")))
    assert is_same(a_run(undone), a_run(an_exchange(a_step()))) is True
    kept = an_exchange(a_step(*sent("BEGIN", "UPDATE tea SET a = 1", "COMMIT")))
    assert is_same(a_run(undone), a_run(kept)) is False
