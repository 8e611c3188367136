"""Traces survive the way to a file and back, and files of another format are refused with a reason."""

import dataclasses
import json
import typing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proven_lessons.runner import codec, trace
from proven_lessons.runner.errors import TraceFormatError
from proven_lessons.runner.probes import event_types
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import scenario, view


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
    st.dictionaries(
        st.text(alphabet='{}[],:"\\ \n\u2028ab'),
        st.text(alphabet='{}[],:"\\ \n\x1c\x85ab'),
        max_size=4,
    )
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
    exchange = trace.Exchange(
        client="a", request=request, view=None, steps=(step,), response=response, error=None
    )
    made = trace.MadeFrom(digest="", django="", python="")
    one = trace.Trace(lesson="a/b", made_from=made, runs={"main": trace.Run(exchanges=(exchange,))})
    assert codec.loads(codec.dumps(one)) == one


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "format None; this version reads format 2: record the lesson again"),
        ('{"format": 1}', "format 1; this version reads format 2: record the lesson again"),
        ('{"format": 99}', "format 99; this version reads format 2: record the lesson again"),
        ('{"format": 2, "lesson": "x"}', "not a trace of format 2"),
        ('{"format": 2, "lesson": 3, "made_from": {}, "runs": {}}', "expected str, found 3"),
        (
            '{"format": 2, "lesson": "x", "made_from": {"digest": "", "django": "", "python": ""}, "runs": {}, "new": 1}',
            "'new'",
        ),
    ],
)
def test_other_formats_are_refused(text: str, message: str) -> None:
    with pytest.raises(TraceFormatError, match=message.replace("(", r"\(")):
        codec.loads(text)


def test_the_format_grows_by_addition_only(*, accept: bool) -> None:
    classes = [
        value
        for value in vars(trace).values()
        if isinstance(value, type) and dataclasses.is_dataclass(value)
    ]
    shapes = {(cls.__name__): _shape(cls) for cls in classes}
    shapes |= {kind: _shape(cls) for kind, cls in event_types().items()}
    golden = Path(__file__).parents[1] / "golden" / f"format_{trace.FORMAT_VERSION}.json"
    known = json.loads(golden.read_text()) if golden.exists() else {}
    if accept:
        golden.write_text(json.dumps(known | shapes, indent=1) + "\n")
    for name, fields in known.items():
        for field, shape in fields.items():
            assert shapes.get(name, {}).get(field) == shape, (
                f"{name}.{field} was {shape} in this format"
            )
        added = [field for field in shapes[name] if field not in fields]
        assert all("=" in shapes[name][field] for field in added), (
            f"new in {name}, without a default: {added}"
        )


def _shape(cls: type) -> dict[str, str]:
    """Give the type of each field, and whether it has a default."""
    hints = typing.get_type_hints(cls)
    return {
        field.name: str(hints[field.name]).replace("proven_lessons.", "")
        + ("" if field.default is dataclasses.MISSING else f" = {field.default!r}")
        for field in dataclasses.fields(cls)
    }


def test_every_kind_of_event_begins_with_the_name_of_its_probe() -> None:
    from proven_lessons.runner.probes import load

    for probe in load():
        module = probe.__module__.rpartition(".")[2]
        for event in probe.emits:
            assert event.kind.partition(".")[0] == module
