"""Commands and requests have the numbers of a run, and are counted among their kind."""

import dataclasses

from proven_lessons.generator.claims.facts import facts_of
from proven_lessons.generator.claims.numbers import findings
from proven_lessons.runner.trace import Command
from tests.builders import a_lesson, a_trace, an_exchange


def test_commands_are_counted_with_the_requests_and_by_themselves() -> None:
    command = Command(line="count Ada", exit_status=0, output="", errors="")
    ran = dataclasses.replace(an_exchange(), command=command)
    facts = facts_of(a_lesson(), a_trace(an_exchange(), ran, an_exchange()))
    for text, pieces in (
        ("Command 2, the first command, and request 3, the second request.", []),
        ("Command 3 ends.", ["Command 3"]),
        ("The second command counts.", ["second command"]),
        ("The third command", ["third command"]),
        ("The third request, request 4.", ["third request", "request 4"]),
    ):
        assert [one.piece for one in findings(text, facts)] == pieces, text
    (told,) = findings("Command 3 ends.", facts)
    assert told.message == "'Command 3': there are 1, with the numbers 2"
    # Where none is run, the word means something else.
    facts = facts_of(a_lesson(), a_trace(an_exchange()))
    assert list(findings("The second command of git.", facts)) == []
