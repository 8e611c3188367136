"""The cookies probe shows what the browser is told to keep and to forget."""

from proven_lessons.runner.probes.cookies import CookieDeleted, CookieSet
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from tests.builders import run, scenario, view

BODY = """
from datetime import timedelta
response = HttpResponse("x")
if "seen" in request.COOKIES:
    response.delete_cookie("seen")
else:
    response.set_cookie("seen", "yes", max_age=timedelta(hours=1))
    response.set_cookie("color", "blue")
return response
"""


def test_cookies_set_and_deleted_are_events_of_their_step(recorder: Recorder) -> None:
    first, again = run(recorder, scenario(view(BODY), RequestSpec(), RequestSpec())).exchanges
    assert [
        event for step in first.steps for event in step.events if event.kind.startswith("cookies")
    ] == [
        CookieSet(name="seen", value="yes", max_age=3600),
        CookieSet(name="color", value="blue", max_age=None),
    ]
    assert again.request.cookies == {"seen": "yes", "color": "blue"}
    assert [
        event for step in again.steps for event in step.events if event.kind.startswith("cookies")
    ] == [CookieDeleted(name="seen")]
    assert first.response.cookies["seen"].attributes["max-age"] == "3600"


def test_each_browser_has_a_jar_of_its_own(recorder: Recorder) -> None:
    requests = (RequestSpec(), RequestSpec(client="ada"), RequestSpec(), RequestSpec())
    sent = [
        dict(exchange.request.cookies)
        for exchange in run(recorder, scenario(view(BODY), *requests)).exchanges
    ]
    assert sent == [{}, {}, {"seen": "yes", "color": "blue"}, {"color": "blue"}]
