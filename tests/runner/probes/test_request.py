"""What Django reads of a request's body is told as it was read: as text, or as files."""

import pytest

from proven_lessons.runner.probes.request import RequestParsed
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from tests.builders import a_value, events_of, run, scenario, view

BODY = "x = request.POST.get('a'), request.FILES, request.POST\nreturn HttpResponse('x')"


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (
            RequestSpec(method="POST", data={"a": "note.txt", "b": ["1", "2"]}),
            RequestParsed(
                content_type="application/x-www-form-urlencoded",
                data={"a": a_value("note.txt"), "b": a_value(["1", "2"])},
                files={},
            ),
        ),
        (
            RequestSpec(method="POST", data={"b": "1"}, files={"a": "note.txt"}),
            RequestParsed(
                content_type="multipart/form-data",
                data={"b": a_value("1")},
                files={"a": "note.txt (5 bytes)"},
            ),
        ),
        (
            RequestSpec(method="POST", json={"a": 1}),
            RequestParsed(content_type="application/json", data={}, files={}),
        ),
    ],
)
def test_a_body_is_read_once(
    request_: RequestSpec, expected: RequestParsed, recorder: Recorder
) -> None:
    given = scenario(view(BODY), request_, files={"note.txt": "hello"})
    (found,) = run(recorder, given).exchanges
    assert events_of(found.steps, "request") == [expected]


def test_a_request_without_a_body_has_none_to_read(recorder: Recorder) -> None:
    (found,) = run(recorder, scenario(view(BODY))).exchanges
    assert events_of(found.steps, "request") == []
