"""Key moments are recognised from what a run did; each has a proof, and the proof is true."""

from pathlib import Path

import pytest

from generator.claims import Claims
from generator.moments import recognised
from runner.recorder import Recorder
from runner.scenario import RequestSpec
from tests.builders import LESSON, loaded, recorded, run, scenario, view, write_lesson

TWICE = (RequestSpec(), RequestSpec())
FIRST = "if 'a' not in request.session:\n    request.session['a'] = {}\n    return HttpResponse('new')\n"
CASES = {
    "lost change": (
        TWICE,
        FIRST + "request.session['a']['b'] = 1\nreturn HttpResponse('ok')",
        ["The session holds something else after", "Is the session saved the moment", "How does Django know"],
    ),
    "save skipped": (
        (),
        "request.session['a'] = 1\nraise ValueError('no')",
        ["The view changed the session in"],
    ),
    "missing key": ((), "request.session['a']\nreturn HttpResponse('ok')", ["Why does {{ step[2] }} raise"]),
    "flush": (
        (),
        "request.session['a'] = 1\nrequest.session.flush()\nreturn HttpResponse('ok')",
        ["What does {{ step[3] }} leave"],
    ),
    "new key": (
        TWICE,
        "if 'a' not in request.session:\n    request.session['a'] = 1\nelse:\n    request.session.cycle_key()\n"
        "return HttpResponse('ok')",
        ["Why does the session have a new key", "Is the session saved the moment", "How does Django know"],
    ),
    "cookie deleted": (
        TWICE,
        "if 'a' not in request.session:\n    request.session['a'] = 1\nelse:\n    request.session.flush()\n"
        "return HttpResponse('ok')",
        ["What does {{ step", "Why does response 2 delete the cookie?", "Is the session saved the moment"],
    ),
    "default used": (
        (),
        "x = request.session.get('a', 'b')\nreturn HttpResponse(x)",
        ["{{ step[2] }} reads <code"],
    ),
    "default not used": (
        (),
        "request.session['a'] = 1\nx = request.session.get('a', 2)\nreturn HttpResponse('ok')",
        ["Is the session saved the moment", "{{ step[3] }} reads"],
    ),
    "setdefault": ((), "request.session.setdefault('a', 1)\nreturn HttpResponse('ok')", ["Does `setdefault()`"]),
    "pop": (
        (),
        "request.session['a'] = 1\nx = request.session.pop('a', 2)\nreturn HttpResponse('ok')",
        ["Is <code"],
    ),
    "pop of nothing": ((), "x = request.session.pop('a', 2)\nreturn HttpResponse('ok')", ["Is <code"]),
    "unread": ((), "return HttpResponse('ok')", ["Is the session loaded for the request?"]),
    "known again": (
        TWICE,
        "request.session['a'] = request.session.get('a', 0) + 1\nreturn HttpResponse('ok')",
        ["Is the session saved the moment", "{{ step[2] }} reads <code", "How does Django know"],
    ),
    "a hostile key": (
        (),
        "request.session['a`{{ 1 }}\"'] = 1\nreturn HttpResponse('ok')",
        ["Is the session saved the moment"],
    ),
    "a key that is no text": ((), "request.session.get(7, 8)\nreturn HttpResponse('ok')", []),
}


@pytest.mark.parametrize("name", CASES)
def test_a_run_has_its_moments_and_they_are_true(name: str, recorder: Recorder, tmp_path: Path) -> None:
    requests, body, expected = CASES[name]
    yaml = LESSON + ("requests: [GET /, GET /]\n" if requests else "")
    lesson = loaded(write_lesson(tmp_path, yaml=yaml, source=view(body)))
    trace = recorded(recorder, lesson)
    found = recognised(trace.runs["main"])
    assert [moment.ask[: len(start)] for moment, start in zip(found, expected, strict=True)] == expected
    claims = Claims(lesson, trace)
    for moment in found:
        assert moment.proof
        for text in (moment.ask, moment.answer):
            claims.text(text, "key_moments")
        for proof in moment.proof:
            claims.prove(proof, "key_moments")
    assert [str(problem) for problem in claims.problems] == []


def test_what_one_statement_reads_and_sets_was_missing_when_it_was_read(recorder: Recorder) -> None:
    body = "request.session['a'] = request.session.get('a', 0) + 1\nreturn HttpResponse('ok')"
    found = recognised(run(recorder, scenario(view(body))))
    assert "which the session does not have" in next(moment.ask for moment in found if "reads" in moment.ask)


def test_a_site_without_sessions_has_none(recorder: Recorder) -> None:
    without = scenario(view("return HttpResponse('ok')"), settings={"MIDDLEWARE": []})
    assert recognised(run(recorder, without)) == []
