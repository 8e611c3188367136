"""What a scenario sends arrives, one exchange after another, and the clock moves on between them."""

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import Exchange, Value
from tests.builders import run, scenario, view

DAY = 86400


FORM = (
    "from django.http import HttpResponse\nfrom django.middleware.csrf import get_token\n\n\n"
    "def view(request):\n"
    "    token = get_token(request)\n"
    '    form = f"<form method=post><input name=csrfmiddlewaretoken value={token}></form>"\n'
    "    return HttpResponse(form if request.method == 'GET' else f\"sent {request.POST['name']}\")\n"
)


def test_csrf_is_checked_when_the_lesson_asks(recorder: Recorder) -> None:
    get, bare = RequestSpec(), RequestSpec(method="POST", data={"name": "Ada"})
    form = RequestSpec(method="POST", data={"name": "Ada"}, form=True)
    assert statuses(run(recorder, scenario(FORM, bare, get, form)).exchanges) == [200, 200, 200]
    found = run(recorder, scenario(FORM, bare, get, form, csrf=True)).exchanges
    assert statuses(found) == [403, 200, 200]
    assert found[-1].response.text == "sent Ada"
    assert "csrfmiddlewaretoken" in (found[-1].request.data or {})


def test_json_and_files_arrive(recorder: Recorder) -> None:
    body = """
    if request.FILES:
        file = request.FILES["avatar"]
        return HttpResponse(f"{file.name} {file.content_type} {file.read().decode()} {request.POST['a']}")
    return HttpResponse(f"{request.content_type} {request.body.decode()}")
    """
    sent = (
        RequestSpec(method="POST", json={"a": [1]}),
        RequestSpec(method="POST", data={"a": "b"}, files={"avatar": "in/ada.txt"}),
    )
    first, second = run(
        recorder, scenario(view(body), *sent, files={"in/ada.txt": "Ada"})
    ).exchanges
    assert first.response.text == 'application/json {"a": [1]}'
    assert first.request.json == Value(type="dict", repr="{'a': [1]}")
    assert second.response.text == "ada.txt text/plain Ada b"
    assert second.request.files == {"avatar": "in/ada.txt"}


def test_a_file_that_is_not_there_fails_the_lesson(recorder: Recorder) -> None:
    outcome = recorder.run(
        {"it": scenario(view("pass"), RequestSpec(method="POST", files={"a": "b.txt"}))}
    )["it"]
    assert isinstance(outcome, LessonFailed)
    assert outcome.reason == "there is no file 'b.txt' in the lesson's folder to send"


def test_the_clock_moves_on_and_a_session_expires(recorder: Recorder) -> None:
    body = "request.session.setdefault('n', 1)\nrequest.session.set_expiry(60)\nreturn HttpResponse('x')"
    first, second = run(
        recorder, scenario(view(body), RequestSpec(), RequestSpec(clock=DAY))
    ).exchanges
    assert first.request.cookies == {}
    assert second.request.cookies == {}, "the browser has forgotten its cookie"
    assert second.clock == DAY
    assert second.left_behind is not None
    assert [(held.key, held.expired) for held in second.left_behind.sessions] == [
        ("session-key-1", True),
        ("session-key-2", False),
    ]


def test_a_lessons_files_go_with_it(recorder: Recorder) -> None:
    body = "import tempfile\nreturn HttpResponse(tempfile.mkdtemp())"
    (found,) = run(recorder, scenario(view(body))).exchanges
    assert (found.response.text or "").startswith("tmp/tmp")


def statuses(exchanges: tuple[Exchange, ...]) -> list[int]:
    return [exchange.response.status for exchange in exchanges]


def test_what_a_link_leads_to_is_left_alone(recorder: Recorder) -> None:
    body = """
    import os
    os.symlink("/nowhere", "broken")
    os.symlink("/etc/hostname", "somebody-elses")
    return HttpResponse("ok")
    """
    assert statuses(run(recorder, scenario(view(body), RequestSpec())).exchanges) == [200]
