"""What is said of how a management command ended, whatever the probes saw of it."""

from collections.abc import Iterator

from proven_lessons.generator.aspects import HERE, Claimed
from proven_lessons.generator.facts.exchanges import failure_text
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, _
from proven_lessons.runner.trace import Command, Exchange


def exit_of(command: Command) -> Message:
    """Return how a command ended, as a sentence without a full stop."""
    return _("The command ends with exit status {status}", status=command.exit_status)


def endings_of(exchange: Exchange, command: Command) -> Iterator[Claimed]:
    """Yield how a command ended, and what it wrote."""
    status = f"{HERE}.command.exit_status == {command.exit_status}"
    if exchange.error is not None:
        error = failure_text(exchange.error)
        raised = f"{HERE}.error == {exchange.error.type!r}"
        said = _("Nothing catches {error}, and the command ends.", error=error)
        yield Claimed(said=said, proof=(status, raised))
    else:
        said = _("The command ends with exit status {status}.", status=command.exit_status)
        yield Claimed(said=said, proof=(status, f"{HERE}.error is none"))
    # It stands there as it was recorded: nothing is claimed of it but that.
    if command.output:
        text = Code(_beginning(command.output))
        yield Claimed(said=_("It writes {text}.", text=text), proof=())
    if command.errors:
        text = Code(_beginning(command.errors))
        yield Claimed(said=_("To the standard error, it writes {text}.", text=text), proof=())


# Private

_SHOWN = 600  # characters


def _beginning(text: str) -> str:
    """Return what is shown of a text that a command wrote."""
    text = text.rstrip("\n")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
