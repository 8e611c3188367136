"""The messages probe shows a message on its way to the next page."""

import pytest

from runner.probes.messages import MessageAdded, MessagesRead, MessagesStored
from runner.recorder import Recorder
from runner.scenario import RequestSpec
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
    settings = {"MESSAGE_STORAGE": f"django.contrib.messages.storage.{storage.lower()}.{storage}Storage"}
    given = scenario(view(BODY), RequestSpec(method="POST", follow=True), RequestSpec(), settings=settings)
    posted, shown, again = run(recorder, given).exchanges
    assert events_of(posted.steps, "messages") == [
        MessageAdded(level="success", text="'saved'"),
        MessageAdded(level="99", text="'odd'"),
        MessagesStored(storage=f"{storage}Storage", texts=("'saved'", "'odd'")),
    ]
    assert events_of(shown.steps, "messages") == [MessagesRead(texts=("'saved'", "'odd'"))]
    assert events_of(again.steps, "messages") == []
