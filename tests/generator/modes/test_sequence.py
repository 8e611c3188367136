"""Sequence: the order of events, told as messages between those who take part."""

from pathlib import Path

from proven_lessons.generator.modes.sequence import SequenceMode
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, material, view, write_lesson

IN = "SecurityMiddleware, SessionMiddleware, CommonMiddleware, CsrfViewMiddleware, AuthenticationMiddleware, "
IN += "MessageMiddleware, XFrameOptionsMiddleware"


def told(recorder: Recorder, folder: Path, yaml: str = "", source: str | None = None) -> list[list[str]]:
    block = SequenceMode().derive(material(recorder, write_lesson(folder, yaml=LESSON + yaml, source=source)))
    return [
        [f"{one.source} > {one.target}: {one.words} ({one.step})" for one in sequence.messages]
        for sequence in block.sequences
    ]


def test_a_request_goes_in_and_its_response_comes_out(recorder: Recorder, tmp_path: Path) -> None:
    first, second = told(recorder, tmp_path, "requests: [GET /, GET /]\n")
    assert first == [
        "Browser > Around the view: GET / (1)",
        f"Around the view > Around the view: in through {IN} (1)",
        "Around the view > View: calls view (2)",
        "View > View: Set 'a' = 1 in session (2)",
        "View > Around the view: the response (4)",
        "Around the view > Around the view: out through XFrameOptionsMiddleware, MessageMiddleware, AuthenticationMiddleware, "
        "CsrfViewMiddleware, CommonMiddleware (4)",
        "Around the view > Session: saves the session (4)",
        first[7],
        "Around the view > Around the view: sets the cookie sessionid (4)",
        "Around the view > Around the view: out through SessionMiddleware, SecurityMiddleware (4)",
        "Around the view > Browser: status 200 (4)",
    ]
    assert first[7].startswith("Session > Database: ")
    assert "INSERT django_session" in first[7]
    assert second[3:6] == [
        "View > Session: loads the session (6)",
        "Session > Database: SELECT django_session (6)",
        "View > View: Set 'a' = 1 in session (6)",
    ]


def test_an_exception_comes_out_of_the_view(recorder: Recorder, tmp_path: Path) -> None:
    (told_of,) = told(recorder, tmp_path, source=view("from django.http import Http404\nraise Http404"))
    assert "View > Around the view: raises Http404 (3)" in told_of
    assert any("Http404 becomes status 404" in one for one in told_of)


def test_lanes_are_those_that_take_part(recorder: Recorder, tmp_path: Path) -> None:
    given = material(recorder, write_lesson(tmp_path, source=view("return HttpResponse('x')")))
    assert [sequence.lanes for sequence in SequenceMode().derive(given).sequences] == [
        ("Browser", "Around the view", "View")
    ]


OUTER = """
def outer(get_response):
    def middleware(request):
        response = get_response(request)
        return response
    return middleware
"""


def test_a_layer_that_waits_is_told_in_the_order_of_what_happened(recorder: Recorder, tmp_path: Path) -> None:
    folder = write_lesson(
        tmp_path,
        yaml=LESSON + "settings: {MIDDLEWARE: [lesson.layers.outer, "
        "django.contrib.sessions.middleware.SessionMiddleware]}\n",
    )
    (folder / "layers.py").write_text(OUTER)
    (sequence,) = SequenceMode().derive(material(recorder, folder)).sequences
    words = [one.words.partition(" django_session")[0] for one in sequence.messages if one.source != "Session"]
    assert words == [
        "GET /", "in through outer", "in through SessionMiddleware", "calls view", "Set 'a' = 1 in session",
        "the response", "saves the session", "sets the cookie sessionid", "out through SessionMiddleware",
        "out through outer", "status 200",
    ]  # fmt: skip


def test_a_view_that_is_not_called_has_no_lane(recorder: Recorder, tmp_path: Path) -> None:
    given = material(recorder, write_lesson(tmp_path, yaml=LESSON + "csrf: true\nrequests: [POST /]\n"))
    (sequence,) = SequenceMode().derive(given).sequences
    assert "View" not in sequence.lanes
    (exchange,) = given.trace.runs["main"].exchanges
    assert (exchange.view, exchange.resolved_view) == (None, "lesson.views.view")
