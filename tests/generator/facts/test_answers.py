"""What two exchanges answer is compared part by part; of commands, what they write."""

from proven_lessons.generator.facts.answers import differing_answers
from proven_lessons.generator.facts.subjects import Subject
from proven_lessons.runner.trace import Command, Exchange
from tests.builders import an_exchange


def differing(before: Exchange, after: Exchange) -> list[tuple[Subject, str | None, str | None]]:
    found = differing_answers(before, after)
    return [(one.subject, one.before, one.after) for one in found if one.before != one.after]


def ran(status: int, output: str, errors: str = "") -> Exchange:
    command = Command(line="greet", exit_status=status, output=output, errors=errors)
    return an_exchange(status=0, text="", command=command)


def test_responses() -> None:
    assert differing(an_exchange(), an_exchange()) == []
    assert differing(an_exchange(), an_exchange(status=404, text="no")) == [
        (Subject.STATUS, "200", "404"), (Subject.RESPONSE, "'ok'", "'no'"),
    ]  # fmt: skip


def test_commands() -> None:
    assert differing(ran(0, "a"), ran(0, "a")) == []
    assert differing(ran(0, "a"), ran(1, "", "b")) == [
        (Subject.EXIT_STATUS, "0", "1"), (Subject.OUTPUT, "'a'", "'b'"),
    ]  # fmt: skip
