"""What is said of how a management command ended, whatever the probes saw of it."""

from collections.abc import Iterator

from proven_lessons.generator.aspects import HERE, Claimed
from proven_lessons.generator.facts.exchanges import failure_text
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, _, sentences
from proven_lessons.runner.trace import Command, Exchange


def exit_of(command: Command) -> Message:
    """Return how a command ended, as a sentence without a full stop."""
    return _("The command ends with exit status {status}", status=command.exit_status)


def ending_of(exchange: Exchange, command: Command) -> Claimed:
    """Return how a command ended, and what it wrote."""
    end = _("The command ends with exit status {status}.", status=command.exit_status)
    if exchange.error is not None:
        error = failure_text(exchange.error)
        end = _("Nothing catches {error}, and the command ends.", error=error)
    proof = (
        f"{HERE}.command.exit_status == {command.exit_status}",
        f"{HERE}.command.output == {command.output!r}",
        f"{HERE}.command.errors == {command.errors!r}",
    )
    return Claimed(said=sentences([end, *_wrote(command)]), proof=proof)


# Private


def _wrote(command: Command) -> Iterator[Message]:
    if command.output:
        yield _("It writes {text}.", text=Code(command.output.rstrip("\n")))
    if command.errors:
        text = Code(command.errors.rstrip("\n"))
        yield _("To the standard error, it writes {text}.", text=text)
