"""Each operation on the session is told in every part of a page: what it did, and to which key."""

import pytest

from proven_lessons.runner.probes.session.events import (
    SessionCall,
    SessionDelete,
    SessionHas,
    SessionKeyChange,
    SessionLoad,
    SessionPop,
    SessionRead,
    SessionSave,
    SessionSet,
    SessionSetDefault,
    SessionUpdate,
)
from proven_lessons.runner.trace import Event
from tests.builders import a_value
from tests.generator.aspects import Told, told

SET = SessionSet(key=a_value("a"), value=a_value(1))
GET = SessionRead(key=a_value("a"), default=None, result=a_value(1), found=True)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            SessionRead(key=a_value("a"), default=None, result=a_value(1), found=True),
            Told(
                actions=["Get 'a' from session"],
                clauses=["Line 5 asks the session for 'a' and gets 1."],
                box="Get session value by key",
                arrows=["Get 'a' from session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionRead(key=a_value("a"), default=a_value(2), result=a_value(2), found=False),
            Told(
                actions=["Get 'a' from session: missing, default 2"],
                clauses=[
                    "Line 5 asks the session for 'a', which it does not have, and gets the default, 2."
                ],
                box="Get session value by key",
                arrows=["Get 'a' from session: missing, default 2"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionRead(key=a_value("a"), default=a_value(2), result=a_value(1), found=True),
            Told(
                actions=["Get 'a' from session"],
                clauses=["Line 5 asks the session for 'a' and gets 1."],
                box="Get session value by key",
                arrows=["Get 'a' from session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionSet(key=a_value("a"), value=a_value(1)),
            Told(
                actions=["Set 'a' = 1 in session"],
                clauses=["Line 5 puts 1 into the session under 'a'."],
                box="Set session key-value",
                arrows=["Set 'a' = 1 in session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionDelete(key=a_value("a"), found=True),
            Told(
                actions=["Delete 'a' from session"],
                clauses=["Line 5 takes 'a' out of the session."],
                box="Delete session key",
                arrows=["Delete 'a' from session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionDelete(key=a_value("a"), found=False),
            Told(
                actions=["Delete 'a' from session"],
                clauses=["Line 5 tries to delete 'a', which the session does not have."],
                box="Delete session key",
                arrows=["Delete 'a' from session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionPop(key=a_value("a"), default=None, result=a_value(1), found=True),
            Told(
                actions=["Pop 'a' from session"],
                clauses=["Line 5 takes 'a' out of the session and gets its value, 1."],
                box="Take value out of session",
                arrows=["Pop 'a' from session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionPop(key=a_value("a"), default=a_value(2), result=a_value(2), found=False),
            Told(
                actions=["Pop 'a' from session: missing, default 2"],
                clauses=[
                    "Line 5 tries to take 'a' out of the session, which does not have it, and gets the default, 2."
                ],
                box="Take value out of session",
                arrows=["Pop 'a' from session: missing, default 2"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionSetDefault(key=a_value("a"), value=a_value(1), result=a_value(1), found=False),
            Told(
                actions=["Set 'a' = 1 in session, because it is missing"],
                clauses=[
                    "Line 5 calls setdefault(), which sets 'a' to 1, because it is missing, and returns it."
                ],
                box="Get session value, or set it",
                arrows=["Set 'a' = 1 in session, because it is missing"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionSetDefault(key=a_value("a"), value=a_value(1), result=a_value(5), found=True),
            Told(
                actions=["Get 'a' from session: it is there, so its default is not needed"],
                clauses=["Line 5 calls setdefault(), which finds 'a', sets nothing and returns 5."],
                box="Get session value, or set it",
                arrows=["Get 'a' from session: it is there, so its default is not needed"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionUpdate(data=a_value({"a": 1})),
            Told(
                actions=["Update session with {'a': 1}"],
                clauses=["Line 5 updates the session with {'a': 1}."],
                box="Update session",
                arrows=["Update session with {'a': 1}"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionHas(key=a_value("a"), result=a_value(True)),
            Told(
                actions=["Check whether 'a' is in session"],
                clauses=["Line 5 checks whether 'a' is in the session (it is)."],
                box="Look for key in session",
                arrows=["Check whether 'a' is in session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionHas(key=a_value("a"), result=a_value(False)),
            Told(
                actions=["Check whether 'a' is in session"],
                clauses=["Line 5 checks whether 'a' is in the session (it is not)."],
                box="Look for key in session",
                arrows=["Check whether 'a' is in session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionCall(method="set_expiry", arguments=(a_value(60),), result=None),
            Told(
                actions=["Call session.set_expiry(60)"],
                clauses=["Line 5 calls session.set_expiry(60)."],
                box="Use the session",
                arrows=["Call session.set_expiry(60)"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionLoad(data={"a": a_value(1)}, key="k"),
            Told(
                actions=[],
                clauses=[],
                box=None,
                arrows=["loads the session > Session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionSave(data={"a": a_value(1)}, key="k", created=True),
            Told(
                actions=["Save session to the store"],
                clauses=["Line 5 saves the session."],
                box=None,
                arrows=["saves the session > Session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionSave(data={"a": a_value(1)}, key="k", created=False, by="SessionMiddleware"),
            Told(
                actions=["SessionMiddleware saves the session to the store"],
                clauses=["Line 5 waits while SessionMiddleware saves the session."],
                box=None,
                arrows=["saves the session > Session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionKeyChange(method="flush", old="k", new=None),
            Told(
                actions=["Flush session: data and key are gone"],
                clauses=["Line 5 flushes the session: its data and its key are gone."],
                box="Flush the session",
                arrows=["flushes the session > Session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionKeyChange(method="cycle_key", old="k", new="l"),
            Told(
                actions=["Give the session a new key, keep its data"],
                clauses=["Line 5 gives the session a new key and keeps its data."],
                box="Give the session a new key",
                arrows=["gives the session a new key > Session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionKeyChange(method="cycle_key", old="k", new="k"),
            Told(
                actions=["Call session.cycle_key(): the key stays as it is"],
                clauses=["Line 5 calls session.cycle_key(), and the key stays as it is."],
                box="Use the session",
                arrows=["keeps the key of the session > Session"],
                states=[],
                cells=[],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected
