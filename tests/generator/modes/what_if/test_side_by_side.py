"""Two runs side by side: counterparts, and what differs."""

from pathlib import Path

from proven_lessons.generator.modes.tables import tables_of
from proven_lessons.generator.modes.what_if.side_by_side import Pair, pairs_of
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, in_words, material, view, write_lesson

SOURCE = view(
    "request.session['a'] = 1\nx = request.session.get('a', 0)\nreturn HttpResponse(f'x is {x}')"
)


def pairs(recorder: Recorder, folder: Path) -> list[Pair]:
    given = material(recorder, folder)
    runs = given.trace.runs
    return in_words(
        list(
            pairs_of(
                runs["main"],
                runs["other"],
                tables_of(runs["main"], given.lesson),
                tables_of(runs["other"], given.lesson),
            )
        )
    )


def told(pair: Pair) -> list[tuple[str, str, str]]:
    """Give the facts of a pair in words."""
    return [(str(fact.what), str(fact.before), str(fact.after)) for fact in pair.facts]


def numbers(found: list[Pair]) -> list[tuple[int | None, int | None]]:
    return [
        (
            pair.before.step.number if pair.before else None,
            pair.after.step.number if pair.after else None,
        )
        for pair in found
    ]


def test_a_step_that_is_gone_stands_alone_and_what_follows_differs_once(
    recorder: Recorder, tmp_path: Path
) -> None:
    yaml = LESSON + "what_if:\n  other:\n    title: x\n    edits: [{delete: \"['a'] = 1\"}]\n"
    found = pairs(recorder, write_lesson(tmp_path, yaml=yaml, source=SOURCE))
    assert numbers(found) == [(1, 1), (2, None), (3, 2), (4, 3), (5, 4)]
    assert [pair.differs for pair in found] == [False, True, True, True, True]
    assert told(found[2]) == [
        ("session", "{'a': 1}", "{}"),
        ("session status", "modified", "loaded"),
        ("x", "1", "0"),
        ("value retrieved", "1", "0"),
    ]
    assert told(found[3]) == [("response", "x is 1", "x is 0")]


def test_runs_that_are_the_same_have_no_difference(recorder: Recorder, tmp_path: Path) -> None:
    yaml = (
        LESSON
        + "what_if:\n  other:\n    title: x\n    edits: [{replace: \"'a', 0\", with: \"'a', 9\"}]\n"
    )
    found = pairs(recorder, write_lesson(tmp_path, yaml=yaml, source=SOURCE))
    assert [pair.facts for pair in found] == [()] * 5


def test_each_exchange_begins_with_its_title(recorder: Recorder, tmp_path: Path) -> None:
    yaml = LESSON + "what_if:\n  other:\n    title: x\n    requests: [GET /, GET /]\n"
    found = pairs(recorder, write_lesson(tmp_path, yaml=yaml))
    assert [pair.title for pair in found if pair.title] == ["Request 1: GET /", "Request 2: GET /"]
    assert all(pair.before is None for pair in found[4:])


def test_what_one_request_told_is_told_again_in_the_next(
    recorder: Recorder, tmp_path: Path
) -> None:
    source = view("x = 'hello'\nreturn HttpResponse(x)")
    yaml = (
        LESSON
        + "requests: [GET /, GET /]\nwhat_if:\n  other:\n    title: x\n    edits: [{replace: hello, with: world}]\n"
    )
    found = pairs(recorder, write_lesson(tmp_path, yaml=yaml, source=source))
    responses = [fact for pair in found for fact in told(pair) if fact[0] == "response"]
    assert responses == [("response", "hello", "world")] * 2


def test_queries_that_are_other_ones_are_a_difference(recorder: Recorder, tmp_path: Path) -> None:
    source = view(
        "from django.contrib.auth.models import User\nn = len(User.objects.all()[:5])\nreturn HttpResponse('x')"
    )
    yaml = (
        LESSON
        + "what_if:\n  other:\n    title: x\n    edits: [{replace: 'User.objects.all()[:5]', with: '()'}]\n"
    )
    found = pairs(recorder, write_lesson(tmp_path, yaml=yaml, source=source))
    assert ("SQL", "SELECT auth_user", "nothing") in [fact for pair in found for fact in told(pair)]
