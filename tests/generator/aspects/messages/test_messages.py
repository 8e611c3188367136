"""Messages for the next page."""

import pytest

from proven_lessons.runner.probes.messages import (
    MessageAdded,
    MessagesRead,
    MessagesStored,
)
from proven_lessons.runner.trace import Event
from tests.generator.aspects import Told, told


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            MessageAdded(level="success", text="'Saved.'"),
            Told(
                actions=["Add the message 'Saved.' (success)"],
                clauses=["Line 5 adds the message 'Saved.' with the level success."],
                box="Add a message",
                arrows=["adds the message 'Saved.'"],
                states=[],
                cells=["added 'Saved.' (success)."],
            ),
        ),
        (
            MessagesRead(texts=("'Saved.'",)),
            Told(
                actions=["Read 'Saved.' from the messages"],
                clauses=["Line 5 reads the messages: 'Saved.'."],
                box="Read the messages",
                arrows=["reads the messages 'Saved.'"],
                states=[("Messages read", "['Saved.']")],
                cells=["read 'Saved.'."],
            ),
        ),
        (
            MessagesStored(storage="CookieStorage", texts=("'Saved.'",)),
            Told(
                actions=["CookieStorage stores 'Saved.'"],
                clauses=["CookieStorage puts 'Saved.' into a cookie."],
                box=None,
                arrows=["CookieStorage stores 'Saved.'"],
                states=[],
                cells=["stored by CookieStorage: 'Saved.'."],
            ),
        ),
        (
            MessagesStored(storage="SessionStorage", texts=("'Saved.'", "'Again'")),
            Told(
                actions=["SessionStorage stores 'Saved.' and 'Again'"],
                clauses=["SessionStorage puts 'Saved.' and 'Again' into the session."],
                box=None,
                arrows=["SessionStorage stores 'Saved.' and 'Again'"],
                states=[],
                cells=["stored by SessionStorage: 'Saved.' and 'Again'."],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected
