"""Sequence: the order of events, told as messages between those who take part."""

from pathlib import Path

from proven_lessons.generator.modes.sequence import SequenceBlock, SequenceMode
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Command, Place
from tests.builders import (
    LESSON,
    a_material,
    a_step,
    an_exchange,
    derived,
    material,
    view,
    write_lesson,
)

IN = "SecurityMiddleware, SessionMiddleware, CommonMiddleware, CsrfViewMiddleware, AuthenticationMiddleware, "
IN += "MessageMiddleware and XFrameOptionsMiddleware"


def told(
    recorder: Recorder, folder: Path, yaml: str = "", source: str | None = None
) -> list[list[str]]:
    block = derived(
        SequenceMode(), material(recorder, write_lesson(folder, yaml=LESSON + yaml, source=source))
    )
    return [
        [f"{one.source} > {one.target}: {one.words} ({one.step})" for one in sequence.calls]
        for sequence in block.sequences
    ]


def test_a_request_goes_in_and_its_response_comes_out(recorder: Recorder, tmp_path: Path) -> None:
    first, second = told(recorder, tmp_path, "requests: [GET /, GET /]\n")
    assert first == [
        "Browser > Django and middleware: GET / (1)",
        f"Django and middleware > Django and middleware: in through {IN} (1)",
        "Django and middleware > View: calls view (2)",
        "View > View: Set 'a' = 1 in session (2)",
        "View > Django and middleware: returns the response (4)",
        "Django and middleware > Django and middleware: out through XFrameOptionsMiddleware, MessageMiddleware, AuthenticationMiddleware, "
        "CsrfViewMiddleware and CommonMiddleware (4)",
        "Django and middleware > Session: saves the session (4)",
        first[7],
        "Django and middleware > Django and middleware: sets the cookie sessionid (4)",
        "Django and middleware > Django and middleware: out through SessionMiddleware and SecurityMiddleware (4)",
        "Django and middleware > Browser: status 200 (4)",
    ]
    assert first[7].startswith("Session > Database: ")
    assert "INSERT django_session" in first[7]
    assert second[3:6] == [
        "View > Session: loads the session (6)",
        "Session > Database: SELECT django_session (6)",
        "View > View: Set 'a' = 1 in session (6)",
    ]


def test_an_exception_comes_out_of_the_view(recorder: Recorder, tmp_path: Path) -> None:
    (told_of,) = told(
        recorder, tmp_path, source=view("from django.http import Http404\nraise Http404")
    )
    assert "View > Django and middleware: raises Http404 (3)" in told_of
    assert any("Http404 becomes status 404" in one for one in told_of)


def test_lanes_are_those_that_take_part(recorder: Recorder, tmp_path: Path) -> None:
    given = material(recorder, write_lesson(tmp_path, source=view("return HttpResponse('x')")))
    assert [sequence.lanes for sequence in derived(SequenceMode(), given).sequences] == [
        ("Browser", "Django and middleware", "View")
    ]


OUTER = """
def outer(get_response):
    def middleware(request):
        response = get_response(request)
        return response
    return middleware
"""


def test_a_layer_that_waits_is_told_in_the_order_of_what_happened(
    recorder: Recorder, tmp_path: Path
) -> None:
    folder = write_lesson(
        tmp_path,
        yaml=LESSON + "settings: {MIDDLEWARE: [lesson.layers.outer, "
        "django.contrib.sessions.middleware.SessionMiddleware]}\n",
    )
    (folder / "layers.py").write_text(OUTER)
    (sequence,) = derived(SequenceMode(), material(recorder, folder)).sequences
    words = [
        one.words.partition(" django_session")[0]
        for one in sequence.calls
        if one.source != "Session"
    ]
    assert words == [
        "GET /", "in through outer", "in through SessionMiddleware", "calls view", "Set 'a' = 1 in session",
        "returns the response", "saves the session", "sets the cookie sessionid", "out through SessionMiddleware",
        "out through outer", "status 200",
    ]  # fmt: skip


def test_a_view_that_is_not_called_has_no_lane(recorder: Recorder, tmp_path: Path) -> None:
    given = material(
        recorder, write_lesson(tmp_path, yaml=LESSON + "csrf: true\nrequests: [POST /]\n")
    )
    (sequence,) = derived(SequenceMode(), given).sequences
    assert "View" not in sequence.lanes
    (exchange,) = given.trace.runs["main"].exchanges
    assert (exchange.view, exchange.resolved_view) == (None, "lesson.views.view")


def test_code_that_a_command_runs_is_not_told_as_the_command() -> None:
    query = Query(sql="SELECT 1", params=(), rows=1)
    of_command, of_view = (
        a_step(
            query, phase="command", at=Place(file=file, line=1, end_line=1, code="x", function="f")
        )
        for file in ("management/commands/closepoll.py", "views.py")
    )
    command = Command(line="closepoll 1", exit_status=0, output="", errors="")
    exchange = an_exchange(of_command, of_view, command=command)
    block = SequenceMode().derive(a_material(exchange)).value
    assert isinstance(block, SequenceBlock)
    (sequence,) = block.sequences
    assert [(str(one.source), str(one.target)) for one in sequence.calls] == [
        ("Terminal", "Command"),
        ("Command", "Database"),
        ("Code that it runs", "Database"),
        ("Command", "Terminal"),
    ]
