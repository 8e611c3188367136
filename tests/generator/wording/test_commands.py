"""Of a management command, nothing is said that is true of requests only."""

import dataclasses
import re
from pathlib import Path

import pytest

from proven_lessons.generator.claims.sandbox import ExpressionError
from proven_lessons.generator.pages.derive import derive
from proven_lessons.generator.pages.render import renderer_of
from proven_lessons.generator.wording.commands import endings_of, exit_of
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Command, Failure
from tests.builders import a_material, an_exchange, loaded, recorded, write_lesson

DONE = Command(line="greet Ada", exit_status=0, output="Hello\n", errors="")
COMMAND = """\
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("name")

    def handle(self, *args, name, **options):
        count = len(name)
        if count > 5:
            raise ValueError(name)
        self.stdout.write(f"{name} has {count} letters")
"""
YAML = """\
title: A command
summary: It counts.
level: beginner
requests: [run: command count Ada]
what_if:
  longer:
    title: the name were longer
    requests: [run: command count Frida]
  longest:
    title: the name were too long
    raises: ValueError
    requests: [run: command count Benedict]
  none:
    title: no name were given
    requests: [run: command count]
key_moments:
  - ask: What does it write?
    answer: It writes {{ exchanges[0].command.output }}.
    proof: ['exchanges[0].command.output == "Ada has 3 letters\\n"']
"""


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (DONE, "The command ends with exit status 0. It writes Hello."),
        (
            dataclasses.replace(DONE, exit_status=1, output="", errors="No\n"),
            "The command ends with exit status 1. To the standard error, it writes No.",
        ),
        (dataclasses.replace(DONE, output=""), "The command ends with exit status 0."),
    ],
)
def test_how_it_ends(command: Command, said: str) -> None:
    exchange = an_exchange(command=command)
    assert " ".join(str(one.said) for one in endings_of(exchange, command)) == said
    assert str(exit_of(command)) == said.partition(".")[0]


def test_an_exception_is_told() -> None:
    error = Failure(type="ValueError", message="who?", at=None)
    failed = dataclasses.replace(DONE, exit_status=1, output="")
    (end,) = endings_of(an_exchange(command=failed, error=error), failed)
    assert str(end.said) == "Nothing catches ValueError: who?, and the command ends."


def test_what_is_claimed_is_looked_at() -> None:
    exchange = an_exchange(command=DONE)
    claims = a_material(exchange).claims
    proofs = [proof for one in endings_of(exchange, DONE) for proof in one.proof_in(0)]
    assert [claims.evaluate(proof).value for proof in proofs] == [True, True]
    with pytest.raises(ExpressionError, match="has no response: it is a command"):
        claims.evaluate("exchanges[0].response.status")


CUT = dataclasses.replace(DONE, output="x" * 4000 + "… (3 more characters)")


@pytest.mark.parametrize(
    ("command", "error", "expression"),
    [
        (CUT, None, '"y" not in exchanges[0].command.output'),
        (CUT, None, "exchanges[0].command.output | length == 4000"),
        (DONE, Failure(type="E", message="", at=None), 'exchanges[0].command.errors == ""'),
    ],
)
def test_what_was_not_kept_is_not_known(
    command: Command, error: Failure | None, expression: str
) -> None:
    claims = a_material(an_exchange(command=command, error=error)).claims
    with pytest.raises(ExpressionError, match=r"not known|can.t be"):
        claims.evaluate(expression)


def test_a_page_about_a_command_alone_speaks_of_no_request(
    recorder: Recorder, tmp_path: Path
) -> None:
    folder = write_lesson(tmp_path, yaml=YAML, source="")
    (folder / "views.py").unlink()
    (folder / "management/commands").mkdir(parents=True)
    (folder / "management/commands/count.py").write_text(COMMAND)
    lesson = loaded(folder)
    answer = derive(lesson, recorded(recorder, lesson), topic="")
    assert answer.problems == ()
    text = renderer_of().lesson(answer.value)
    of_run = text[text.index("# A command") :]
    told = re.sub(r"<[^>]*>", " ", of_run)
    told = re.sub(
        r"(?m)^.*(attrs:|Change the code of this lesson|\{:|requires? JavaScript).*$", "", told
    )
    for word in (
        "request",
        "response",
        "browser",
        "cookie",
        "middleware",
        "the view",
        "status 200",
    ):
        found = [line for line in told.split("\n") if re.search(rf"\b{word}", line, re.IGNORECASE)]
        assert found == [], word
    for words in (
        "manage.py count Ada",
        "The command begins",
        "The command ends with exit status 0",
        "Ada has 3 letters",
        "the exit status is",
        "Nothing catches",
    ):
        assert words in told.replace("&#46;", "."), words


def test_an_exit_status_that_no_command_has_is_found(recorder: Recorder, tmp_path: Path) -> None:
    folder = write_lesson(tmp_path, yaml=YAML.replace("It counts.", "It ends with exit status 7."))
    (folder / "management/commands").mkdir(parents=True)
    (folder / "management/commands/count.py").write_text(COMMAND)
    lesson = loaded(folder)
    found = derive(lesson, recorded(recorder, lesson), topic="").problems
    assert [
        "'exit status 7': no command ends with this exit status" in one.message for one in found
    ] == [True]


def test_a_request_in_the_place_of_a_command_is_not_compared_with_it(
    recorder: Recorder, tmp_path: Path
) -> None:
    yaml = YAML.replace("[run: command count Frida]", "[GET /]").replace(
        "level:", "view: view\nlevel:"
    )
    folder = write_lesson(tmp_path, yaml=yaml)
    (folder / "management/commands").mkdir(parents=True)
    (folder / "management/commands/count.py").write_text(COMMAND)
    lesson = loaded(folder)
    page = renderer_of().lesson(derive(lesson, recorded(recorder, lesson), topic="").value)
    assert "it stands in the place of command 1 of the lesson" in page
    assert "(in the lesson 0)" not in page.partition("the name were too long")[0]
