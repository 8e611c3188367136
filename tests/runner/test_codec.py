"""Traces survive the way to a file and back, and files of another format are refused with a reason."""

import dataclasses
import hashlib
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner import codec, trace
from runner.errors import TraceFormatError
from runner.probes import event_types
from runner.recorder import Recorder
from tests.builders import scenario, view

# Changing what a trace holds without a new FORMAT_VERSION is fine only if it grows: then renew this hash.
FORMAT_1 = "fdefbea8bd338431"


def recorded(recorder: Recorder) -> trace.Trace:
    body = "try:\n    request.session['no']\nexcept KeyError:\n    request.session['yes'] = {'a': [1]}\nreturn HttpResponse('x')"
    found = recorder.record([scenario(view(body))])["tests/lesson"]
    assert isinstance(found, trace.Trace)
    return found


def test_a_trace_survives_the_way_to_text_and_back(recorder: Recorder) -> None:
    one = recorded(recorder)
    text = codec.dumps(one)
    assert codec.loads(text) == one
    assert codec.dumps(codec.loads(text)) == text


@given(
    st.dictionaries(st.text(alphabet='{}[],:"\\ \n\u2028ab'), st.text(alphabet='{}[],:"\\ \n\x1c\x85ab'), max_size=4)
)
def test_no_value_is_changed_by_the_line_breaks_that_are_taken_out(values: dict[str, str]) -> None:
    described = {name: trace.Value(type="str", repr=value) for name, value in values.items()}
    state = trace.SessionState(status="loaded", data=described, stored=None, changed=tuple(values))
    step = trace.Step(
        number=1, kind="assign", phase="view", at=None, depth=0, session=state, locals=described, value=None,
        events=(), response=None,
    )  # fmt: skip
    request = trace.Request(method="GET", path="/", headers=values, cookies=values, data=described)
    response = trace.Response(status=200, headers=values, cookies={}, text="\n".join(values))
    exchange = trace.Exchange(client="a", request=request, view=None, steps=(step,), response=response, error=None)
    made = trace.MadeFrom(digest="", django="", python="")
    one = trace.Trace(lesson="a/b", made_from=made, runs={"main": trace.Run(exchanges=(exchange,))})
    assert codec.loads(codec.dumps(one)) == one


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "format None; this version reads format 1: record the lesson again"),
        ('{"format": 99}', "format 99; this version reads format 1: record the lesson again"),
        ('{"format": 1, "lesson": "x"}', "not a trace of format 1"),
        ('{"format": 1, "lesson": 3, "made_from": {}, "runs": {}}', "expected str, found 3"),
        (
            '{"format": 1, "lesson": "x", "made_from": {"digest": "", "django": "", "python": ""}, "runs": {}, "new": 1}',
            "'new'",
        ),
    ],
)
def test_other_formats_are_refused(text: str, message: str) -> None:
    with pytest.raises(TraceFormatError, match=message.replace("(", r"\(")):
        codec.loads(text)


def test_the_format_does_not_change_unnoticed() -> None:
    classes = [value for value in vars(trace).values() if isinstance(value, type) and dataclasses.is_dataclass(value)]
    classes += list(event_types().values())
    shape = [
        (cls.__name__, name, str(hint))
        for cls in classes
        for name, hint in sorted(typing.get_type_hints(cls).items())
        if name != "kind" or cls is trace.Step
    ]
    found = hashlib.sha256(repr((trace.FORMAT_VERSION, shape)).encode()).hexdigest()[:16]
    assert found == FORMAT_1


def test_every_kind_of_event_begins_with_the_name_of_its_probe() -> None:
    from runner.probes import load

    for probe in load():
        module = probe.__module__.rpartition(".")[2]
        for event in probe.emits:
            assert event.kind.partition(".")[0] == module
