"""The messages probe shows a message on its way to the next page."""

import pytest

from proven_lessons.runner.probes.messages import MessageAdded, MessagesRead, MessagesStored
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from tests.builders import events_of, run, scenario, view

BODY = """
from django.contrib import messages
if request.method == "POST":
    messages.success(request, "saved")
    messages.add_message(request, 99, "odd")
    return HttpResponseRedirect("/")
return HttpResponse(" ".join(str(message) for message in messages.get_messages(request)))
"""


@pytest.mark.parametrize("storage", ["Cookie", "Session"])
def test_a_message_waits_for_the_next_page(storage: str, recorder: Recorder) -> None:
    settings = {
        "MESSAGE_STORAGE": f"django.contrib.messages.storage.{storage.lower()}.{storage}Storage"
    }
    given = scenario(
        view(BODY), RequestSpec(method="POST", follow=True), RequestSpec(), settings=settings
    )
    posted, shown, again = run(recorder, given).exchanges
    assert events_of(posted.steps, "messages") == [
        MessageAdded(level="success", text="'saved'"),
        MessageAdded(level="99", text="'odd'"),
        MessagesStored(storage=f"{storage}Storage", texts=("'saved'", "'odd'")),
    ]
    assert events_of(shown.steps, "messages") == [MessagesRead(texts=("'saved'", "'odd'"))]
    assert events_of(again.steps, "messages") == []


def test_only_what_is_added_and_kept_is_told(recorder: Recorder) -> None:
    body = """
    from django.contrib import messages
    messages.debug(request, "below the level")
    messages.info(request, "")
    import secrets
    messages.info(request, secrets.token_hex(2500))
    messages.info(request, secrets.token_hex(2500))
    return HttpResponse("x")
    """
    (found,) = run(recorder, scenario(view(body))).exchanges
    events = events_of(found.steps, "messages")
    assert [type(event) for event in events] == [MessageAdded, MessageAdded, MessagesStored]
    assert events[-1].storage == "SessionStorage"
