"""Key moments are recognised from what a run did; each has a proof, and the proof is true."""

from pathlib import Path

import pytest

from proven_lessons.generator.aspects import Moment
from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.lessons.lesson import LessonFile
from proven_lessons.generator.modes.explain import WANTED
from proven_lessons.generator.modes.explain import recognised as kinds_of
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import Run
from tests.builders import (
    LESSON,
    a_lesson,
    loaded,
    recorded,
    run,
    scenario,
    view,
    words_of,
    write_lesson,
)

TWICE = (RequestSpec(), RequestSpec())
FIRST = "if 'a' not in request.session:\n    request.session['a'] = {}\n    return HttpResponse('new')\n"
CASES = {
    "lost change": (
        TWICE,
        FIRST + "request.session['a']['b'] = 1\nreturn HttpResponse('ok')",
        [
            "The session holds something else after",
            "Is the session saved the moment",
            "How does Django know",
        ],
    ),
    "save skipped": (
        (),
        "request.session['a'] = 1\nraise ValueError('no')",
        ["The session was changed in", "Why does request 1 get"],
    ),
    "missing key": (
        (),
        "request.session['a']\nreturn HttpResponse('ok')",
        ["Why does {{ step[2] }} raise", "Why does request 1 get"],
    ),
    "flush": (
        (),
        "request.session['a'] = 1\nrequest.session.flush()\nreturn HttpResponse('ok')",
        ["What does {{ step[3] }} leave"],
    ),
    "new key": (
        TWICE,
        "if 'a' not in request.session:\n    request.session['a'] = 1\nelse:\n    request.session.cycle_key()\n"
        "return HttpResponse('ok')",
        [
            "Why does the session have a new key",
            "Is the session saved the moment",
            "How does Django know",
        ],
    ),
    "cookie deleted": (
        TWICE,
        "if 'a' not in request.session:\n    request.session['a'] = 1\nelse:\n    request.session.flush()\n"
        "return HttpResponse('ok')",
        [
            "What does {{ step",
            "Why does response 2 delete the session cookie?",
            "Is the session saved the moment",
            "How does Django know that request 2",
        ],
    ),
    "default used": (
        (),
        "x = request.session.get('a', 'b')\nreturn HttpResponse(x)",
        ["{{ step[2] }} reads"],
    ),
    "default not used": (
        (),
        "request.session['a'] = 1\nx = request.session.get('a', 2)\nreturn HttpResponse('ok')",
        ["Is the session saved the moment", "{{ step[3] }} reads"],
    ),
    "setdefault": (
        (),
        "request.session.setdefault('a', 1)\nreturn HttpResponse('ok')",
        ["Does `setdefault()`"],
    ),
    "pop": (
        (),
        "request.session['a'] = 1\nx = request.session.pop('a', 2)\nreturn HttpResponse('ok')",
        ["Does `pop()` in"],
    ),
    "pop of nothing": (
        (),
        "x = request.session.pop('a', 2)\nreturn HttpResponse('ok')",
        ["Does `pop()` in"],
    ),
    "unread": (
        TWICE,
        "response = HttpResponse('ok')\nif not request.COOKIES:\n    request.session.get(1)\n"
        "response.set_cookie('a', '1')\nreturn response",
        ["Is the session loaded for request 2?"],
    ),
    "about something else": ((), "return HttpResponse('ok')", []),
    "known again": (
        TWICE,
        "request.session['a'] = request.session.get('a', 0) + 1\nreturn HttpResponse('ok')",
        ["Is the session saved the moment", "{{ step[2] }} reads", "How does Django know"],
    ),
    "a hostile key": (
        (),
        "request.session['a`{{ 1 }}\"'] = 1\nreturn HttpResponse('ok')",
        ["Is the session saved the moment"],
    ),
    "a key that is no text": ((), "request.session.get(7, 8)\nreturn HttpResponse('ok')", []),
}


def recognised(of: Run, written: LessonFile) -> list[Moment]:
    """Give the first moment of each of the first kinds."""
    return [kind[0] for kind in kinds_of(of, written)][:WANTED]


@pytest.mark.parametrize("name", CASES)
def test_a_run_has_its_moments_and_they_are_true(
    name: str, recorder: Recorder, tmp_path: Path
) -> None:
    requests, body, expected = CASES[name]
    yaml = LESSON + ("requests: [GET /, GET /]\n" if requests else "")
    lesson = loaded(write_lesson(tmp_path, yaml=yaml, source=view(body)))
    trace = recorded(recorder, lesson)
    found = recognised(trace.runs["main"], a_lesson().written)
    asks = [str(moment.ask) for moment in found]
    assert [ask[: len(start)] for ask, start in zip(asks, expected, strict=True)] == expected
    claims = Claims(lesson, trace)
    for moment in found:
        assert moment.proof
        assert "{{ step" not in words_of(claims.said(moment.ask))
        assert "{{ step" not in words_of(claims.said(moment.answer))
        assert [claims.prove(proof).value.problem for proof in moment.proof] == [""] * len(
            moment.proof
        )


def test_what_one_statement_reads_and_sets_was_missing_when_it_was_read(recorder: Recorder) -> None:
    body = "request.session['a'] = request.session.get('a', 0) + 1\nreturn HttpResponse('ok')"
    found = recognised(run(recorder, scenario(view(body))), a_lesson().written)
    assert "which the session does not have" in next(
        str(moment.ask) for moment in found if "reads" in str(moment.ask)
    )


def told(recorder: Recorder, tmp_path: Path, source: str, yaml: str = "") -> str:
    """Give all texts of the key moments of a lesson, after checking that their proofs hold."""
    lesson = loaded(write_lesson(tmp_path, yaml=LESSON + yaml, source=source))
    trace = recorded(recorder, lesson)
    claims = Claims(lesson, trace)
    moments = recognised(trace.runs["main"], a_lesson().written)
    for moment in moments:
        assert [claims.prove(proof).value.problem for proof in moment.proof] == [""] * len(
            moment.proof
        )
    return "\n".join(f"{moment.ask} {moment.answer}" for moment in moments)


HELPER = "\n\ndef helper(n):\n    return n + 1\n"


@pytest.mark.parametrize(
    ("body", "says", "never"),
    [
        (
            "request.session['a'] = 1\nx = helper(request.session.pop('a', 0))",
            "removes the key and returns its value",
            "not there before",
        ),
        ("x = helper(request.session.setdefault('a', 1))", "It does both", "only returns"),
        (
            "x = helper(request.session.get('a', 0))",
            "which the session does not have",
            "The key is there",
        ),
        (
            "request.session['a'] = 0\nx = request.session.get('a', 0)",
            "The key is there",
            "does not have",
        ),
        (
            "request.session[1] = 5\nx = request.session.get('1', 5)",
            "does not have",
            "The key is there",
        ),
    ],
)
def test_what_was_there_is_known_from_the_moment_of_the_read(
    body: str, says: str, never: str, recorder: Recorder, tmp_path: Path
) -> None:
    text = told(recorder, tmp_path, view(f"{body}\nreturn HttpResponse('x')") + HELPER)
    assert says in text
    assert never not in text


def test_a_list_that_was_there_was_not_set(recorder: Recorder, tmp_path: Path) -> None:
    source = view("request.session.setdefault('cart', []).append('tea')\nreturn HttpResponse('ok')")
    text = told(recorder, tmp_path, source, "requests: [GET /, GET /]\n")
    assert "It does both" in text
    second = view(
        "request.session['cart'] = ['milk']\nrequest.session.setdefault('cart', []).append('tea')\nreturn HttpResponse('ok')"
    )
    assert "It only returns it" in told(recorder, tmp_path / "2", second)


COOKIE = "response = HttpResponse('x')\nresponse.set_cookie('theme', 'dark')\nreturn response"
GONE = "response = HttpResponse('x')\nresponse.delete_cookie('theme')\nreturn response"


@pytest.mark.parametrize("body", [COOKIE, GONE])
def test_a_cookie_that_holds_no_session_key_is_none_of_the_sessions(
    body: str, recorder: Recorder, tmp_path: Path
) -> None:
    text = told(recorder, tmp_path, view(body), "requests: [GET /, GET /]\n")
    assert "session key" not in text
    assert "delete" not in text


def test_the_data_of_a_signed_cookie_is_not_called_a_key(
    recorder: Recorder, tmp_path: Path
) -> None:
    yaml = "requests: [GET /, GET /]\nsettings: {SESSION_ENGINE: django.contrib.sessions.backends.signed_cookies}\n"
    text = told(
        recorder, tmp_path, view("request.session['a'] = 1\nreturn HttpResponse('x')"), yaml
    )
    assert "The cookie holds the session key" not in text


SAVED = "request.session['a'] = 1\nrequest.session.save()\n"


@pytest.mark.parametrize(
    "body",
    [
        SAVED + "return HttpResponse('x', status=500)",
        SAVED + "request.session['b'] = 2\nreturn HttpResponse('x', status=503)",
        "request.session['a'] = 1\nrequest.session.flush()\nrequest.session['b'] = 2\nreturn HttpResponse('x')",
    ],
)
def test_a_view_that_saves_or_flushes_for_itself_is_not_misread(
    body: str, recorder: Recorder, tmp_path: Path
) -> None:
    text = told(recorder, tmp_path, view(body))
    assert "It is lost" not in text
    assert 'sets <code class="lesson-value" translate="no"><bdi>\'a\'' not in text
    assert "The old row is gone" not in text


def test_a_site_without_sessions_has_none(recorder: Recorder) -> None:
    without = scenario(view("return HttpResponse('ok')"), settings={"MIDDLEWARE": []})
    assert recognised(run(recorder, without), a_lesson().written) == []
