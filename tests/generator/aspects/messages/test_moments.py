"""What becomes of a message is told where the run shows it."""

import dataclasses

from proven_lessons.generator import aspects
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.runner.probes.messages import MessageAdded, MessagesRead, MessagesStored
from proven_lessons.runner.trace import LeftBehind
from tests.builders import a_run, a_step, an_exchange
from tests.generator.aspects import moments


def test_a_message_is_shown_by_a_later_request() -> None:
    stored = MessagesStored(storage="CookieStorage", texts=("'Done'",))
    first = an_exchange(a_step(MessageAdded(level="info", text="'Done'")), a_step(stored))
    last = an_exchange(a_step(MessagesRead(texts=("'Done'",))))
    assert moments("messages", first, last) == [
        (
            3,
            "Request 1 adds the message 'Done'. Where is it shown?",
            "In request 2: {{ step[6] }} reads it. Until then, CookieStorage has kept it. "
            "<\"'Done'\" == step[2].events[0].text and "
            "\"'Done'\" in step[6].events[0].texts and \"'Done'\" in step[3].events[0].texts>",
        )
    ]
    assert moments("messages", last) == []
    other = dataclasses.replace(first, client="another")
    assert moments("messages", other, last) == [], "its message is for another browser"
    assert moments("messages", first, last, last) == [], "it was read before"
    adds = an_exchange(a_step(MessageAdded(level="info", text="'Done'")), *last.steps[1:-1])
    assert moments("messages", first, adds) == [], "which of the two it reads is not known"


def test_a_message_that_nothing_reads_is_still_in_store() -> None:
    stored = MessagesStored(storage="CookieStorage", texts=("'Done'",))
    kept = LeftBehind(cookies={"messages": "x"}, store="", sessions=())
    adds = an_exchange(
        a_step(MessageAdded(level="info", text="'Done'")), a_step(stored), left_behind=kept
    )
    assert moments("messages", adds) == [
        (
            4,
            "Request 1 adds the message 'Done'. Where is it shown?",
            "On no page of this lesson: nothing reads it. CookieStorage still has it, for the next "
            "page that does. <\"'Done'\" == step[2].events[0].text and \"'Done'\" in "
            "step[3].events[0].texts and 'messages' in exchanges[0].left_behind.cookies>",
        )
    ]
    gone = dataclasses.replace(adds, left_behind=dataclasses.replace(kept, cookies={}))
    assert moments("messages", gone) == []
    read = an_exchange(*adds.steps[1:-1], a_step(MessagesRead(texts=("'Done'",))), left_behind=kept)
    assert moments("messages", read) == [], "it is read in the same request"
    run = a_run(adds, dataclasses.replace(read, steps=read.steps[-2:]))
    first = numbered(run)[0]
    assert list(aspects.load()["messages"].moments(first)) == [], "a later request reads it"
