"""What surprises people, of aspects whose moments are few: each is recognised, with its proof."""

import dataclasses

import pytest

from proven_lessons.runner.probes.auth import PermissionAsked, UserFound
from proven_lessons.runner.probes.cache import CacheCall, CacheRead, CacheWritten
from proven_lessons.runner.probes.forms import FormCleaned, FormsetCleaned, FormUnbound
from proven_lessons.runner.probes.signals import SignalSent
from proven_lessons.runner.trace import Event, Value
from tests.builders import a_step, a_value, an_exchange
from tests.generator.aspects import moments

NOBODY = Value(type="AnonymousUser", repr="<AnonymousUser>")
KEY, FIVE = a_value("key"), a_value(5)
READ = CacheRead(key=KEY, result=FIVE, found=True)
SET = CacheWritten(key=KEY, value=FIVE, timeout=None)


def signal(**more: object) -> SignalSent:
    return SignalSent(**{"signal": "done", "sender": "None", "receivers": ()} | more)


ONE_STEP = [
    (
        signal(gone=1),
        1,
        "What became of the function that was connected to done?",
        "It is gone when {{ step[2] }} sends the signal. A signal holds its receivers by weak "
        "references, which keep nothing alive, and nothing else holds this one. With weak=False "
        "the signal would. <step[2].events[0].gone > 0>",
    ),
    (
        signal(receivers=("a", "hear", "hear"), copies=("hear",)),
        2,
        "{{ step[2] }} sends done once. Why does hear run 2 times?",
        "It is connected 2 times, each time as another function object. A dispatch_uid would make "
        "them one. <step[2].events[0].receivers[1] == 'hear' and step[2].events[0].receivers[2] "
        "== 'hear'>",
    ),
    (
        signal(receivers=("hear",), raised=("hear: ValueError: no",)),
        3,
        "A receiver of done raises an error. What becomes of it?",
        "It goes no further. A robust signal catches what a receiver raises (hear: ValueError: "
        "no), logs it, and gives it to {{ step[2] }} in a list. <'hear: ValueError: no' in "
        "step[2].events[0].raised>",
    ),
    (
        UserFound(user=NOBODY, is_refused=True),
        1,
        "Request 1 comes with a session. What becomes of the login in it?",
        "In {{ step[2] }}, Django compares the hash in the session with that of the password which "
        "the user has now. They differ, so it throws the session away. A change of the password "
        "logs out every session, but for one that update_session_auth_hash() renews. "
        "<step[2].events[0].is_refused>",
    ),
    (
        UserFound(user=NOBODY),
        8,
        "Nobody is logged in. What is request.user in {{ step[2] }}?",
        "An AnonymousUser, never None. It is no row of the database: it has no primary key, and "
        "is_authenticated is false. <step[2].events[0].is_anonymous>",
    ),
    (
        FormsetCleaned(
            formset="BookSet",
            forms=0,
            is_managed=False,
            errors=("Missing.",),
            missing=("TOTAL_FORMS",),
        ),
        1,
        "Why does {{ step[2] }} find BookSet not valid?",
        "The fields of its management form were not sent. They say how many forms there are: "
        "without them a formset has none, whatever else was sent. In a template, "
        "{{ formset.management_form }} writes them. <not step[2].events[0].is_managed and 'TOTAL_FORMS' in "
        "step[2].events[0].missing>",
    ),
    (
        FormUnbound(form="BookForm"),
        2,
        "Why does {{ step[2] }} find BookForm not valid?",
        "It was made without data, so it is not bound. Such a form is never valid, and it has no "
        'errors either: there is nothing to check. <step[2].events[0].form == "BookForm" and '
        'step[2].events[0].kind == "forms.unbound">',
    ),
    (
        FormCleaned(
            form="BookForm",
            data=a_value({"year": "x"}),
            errors={"year": ("Enter a number.",), "__all__": ("No.",)},
            cleaned={},
        ),
        5,
        "What does {{ step[2] }} find wrong with BookForm?",
        "year: Enter a number. the form: No. <'year' in step[2].events[0].errors and '__all__' in "
        "step[2].events[0].errors>",
    ),
    (
        FormCleaned(
            form="BookForm",
            data=a_value({"title": "Emma", "year": "1815"}),
            errors={},
            cleaned={"title": a_value("Emma"), "year": a_value(1815)},
        ),
        6,
        "What does BookForm make of year='1815' in {{ step[2] }}?",
        "Cleaned, it is {{ step[2].events[0].cleaned['year'] }}. What was sent is text; what a "
        "field makes of it is in cleaned_data. <'year' in step[2].events[0].cleaned>",
    ),
    (
        CacheRead(key=KEY, result=a_value(None), found=False, expired=True),
        1,
        "Why does {{ step[2] }} not find 'key' in the cache?",
        "It was there, and its time is over: what has expired is a miss, as if it had never been "
        "put there. <step[2].events[0].expired and not step[2].events[0].found>",
    ),
]


@pytest.mark.parametrize(("event", "rank", "ask", "answer"), ONE_STEP)
def test_what_one_event_shows(event: Event, rank: int, ask: str, answer: str) -> None:
    aspect = event.kind.partition(".")[0]
    assert moments(aspect, an_exchange(a_step(event))) == [(rank, ask, answer)]


@pytest.mark.parametrize(
    "event",
    [
        signal(receivers=("a", "b")),
        signal(receivers=("Counter.hear", "Counter.hear")),
        FormsetCleaned(
            formset="F", forms=1, is_managed=False, errors=("No.",), missing=("INITIAL_FORMS",)
        ),
        UserFound(user=Value(type="User", repr="<User 'ann'>")),
        PermissionAsked(permission=a_value("app.add"), result=False),
        FormsetCleaned(formset="BookSet", forms=1, is_managed=True, errors=()),
        FormCleaned(form="ManagementForm", data=a_value({}), errors={"a": ("b",)}, cleaned={}),
        FormCleaned(
            form="F",
            data=a_value({"a": "b"}),
            errors={},
            cleaned={"a": Value(type="Thing", repr="<Thing>")},
        ),
        FormCleaned(
            form="F",
            data=a_value({"price": "1"}),
            errors={},
            cleaned={"price": a_value(10)},  # of a field that is disabled
        ),
        READ,
    ],
)
def test_what_surprises_nobody(event: Event) -> None:
    assert moments(event.kind.partition(".")[0], an_exchange(a_step(event))) == []


def test_a_permission_that_is_missed_refuses() -> None:
    asked = a_step(PermissionAsked(permission=a_value("app.add"), result=False))
    refused = an_exchange(asked, status=403, view=None, answered_by="permission_required")
    assert moments("auth", refused) == [
        (
            2,
            "Why does request 1 get the status 403?",
            "The permission 'app.add' is asked for, and the answer is no. "
            "permission_required answers, and the view does not run. <not "
            "step[2].events[0].result and exchanges[0].response.status == 403 and "
            "exchanges[0].answered_by == 'permission_required' and exchanges[0].view is none>",
        )
    ]


def test_a_permission_is_no_reason_where_the_view_could_refuse_for_another() -> None:
    asked = a_step(PermissionAsked(permission=a_value("app.add"), result=False))
    assert moments("auth", an_exchange(asked, status=403)) == []
    by_csrf = an_exchange(asked, status=403, view=None, answered_by="CsrfViewMiddleware")
    assert moments("auth", by_csrf) == []


def test_a_hit_has_its_value_from_an_earlier_request() -> None:
    first, last = an_exchange(a_step(SET)), an_exchange(a_step(READ))
    ((rank, ask, answer),) = moments("cache", first, last)
    assert (rank, ask) == (3, "Where does {{ step[5] }} get 'key' from?")
    assert answer == (
        "From request 1: {{ step[2] }} put it there. <step[5].events[0].found and "
        "step[5].events[0].key == step[2].events[0].key and step[5].events[0].result == "
        "step[2].events[0].value>"
    )
    ((rank, _ask, answer),) = moments("cache", first, an_exchange(a_step(READ), client="other"))
    assert rank == 2
    assert answer.startswith(
        "From request 1, which came from another browser: {{ step[2] }} put it there. What is in "
        "the cache under a key is there for everybody."
    )


def test_an_entry_that_two_names_share_is_told_by_who_wrote_it_last() -> None:
    ours, theirs, read = (
        dataclasses.replace(event, entry="default :1:key", cache=alias)
        for event, alias in ((SET, None), (SET, "copy"), (READ, None))
    )
    exchanges = [an_exchange(a_step(event)) for event in (ours, theirs, read)]
    ((_, _, answer),) = moments("cache", *exchanges)
    assert answer.startswith("From request 2: {{ step[5] }} put it there.")


@pytest.mark.parametrize(
    "between",
    [
        CacheCall(method="incr", key=KEY, result=FIVE),
        CacheCall(method="clear", key=None, result=a_value(None)),
        CacheWritten(key=KEY, value=a_value(6), timeout=None),
    ],
)
def test_where_something_else_may_have_put_it_nothing_is_said(between: Event) -> None:
    exchanges = [an_exchange(a_step(event)) for event in (SET, between, READ)]
    assert moments("cache", *exchanges) == []
