"""Show the mail that is sent: it goes into an outbox in memory."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event
from proven_lessons.runner.values import cut, describe, state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSent(Event):
    """A message was handed over for delivery."""

    kind: ClassVar[str] = "mail.send"

    subject: str
    sender: str
    to: tuple[str, ...]
    body: str
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()

    def leaves_something(self) -> bool:
        return True


class MailProbe(Probe):
    """Emits an event for each message that reaches the outbox."""

    emits = (MailSent,)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def start(call: Call) -> int:
            return len(_outbox(call.arguments["self"]))

        def end(call: Call) -> None:
            for message in _outbox(call.arguments["self"])[call.before :]:
                state = state_of(message)
                emit(
                    MailSent(
                        subject=_plain(state.get("subject")),
                        sender=_plain(state.get("from_email")),
                        to=tuple(map(_plain, state.get("to") or ())),
                        body=_plain(state.get("body")),
                        cc=tuple(map(_plain, state.get("cc") or ())),
                        bcc=tuple(map(_plain, state.get("bcc") or ())),
                    )
                )

        sending = {"send": "django.core.mail.backends.locmem:EmailBackend.send_messages"}
        with site.watch_calls(sending, end, start):
            yield


# Private


def _outbox(backend: Any) -> list[Any]:
    """Return the messages in Django's outbox, which is a name in the module of mail."""
    outbox = getattr(sys.modules.get("django.core.mail"), "outbox", [])
    return list(outbox) if isinstance(outbox, list) else []


def _plain(value: object) -> str:
    return cut(value) if type(value) is str else describe(value).repr
