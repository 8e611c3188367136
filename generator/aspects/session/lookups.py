"""What surprises people about looking for a key: what is returned, set, or raised."""

from proven_lessons.generator.aspects.session.parts import Found, is_plain, link_to
from proven_lessons.generator.facts.exchanges import NumberedExchange, named_events
from proven_lessons.generator.facts.values import key_of
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, Said, _, sentences
from proven_lessons.runner.probes.session.events import SessionPop, SessionRead, SessionSetDefault
from proven_lessons.runner.trace import Step


def missing_key(one: NumberedExchange) -> Found:
    """Tell why a key that is missing raised `KeyError`."""
    for step, event, name in named_events(one):
        if not isinstance(event, SessionRead) or not is_plain(event.key):
            continue
        if (
            event.default is None
            and event.found is False
            and step.error
            and step.error.type == "KeyError"
        ):
            yield (
                _("Why does {step} raise `KeyError`?", step=link_to(step)),
                _(
                    "The session has no key {key}. Square brackets raise `KeyError` for a key that "
                    "is missing, as they "
                    "do for any dictionary. `get()` would have returned a default.",
                    key=Code(event.key.repr),
                ),
                [f'step[{step.number}].error == "KeyError"', f"{name}.found == false"],
            )


def set_or_got(one: NumberedExchange) -> Found:
    """Tell which of its two `setdefault()` did."""
    for step, event, name in named_events(one):
        if not isinstance(event, SessionSetDefault) or not is_plain(event.key):
            continue
        if event.found is None or step.error is not None:
            continue
        value = Code(event.value.repr)
        answer: Said = _(
            "It does both. The key is missing, so it is set to {value}, and the session is marked "
            "as modified.",
            value=value,
        )
        proof = [_found(name, is_found=event.found)]
        if event.found:
            answer = _(
                "It only returns it. The key is there, so {value} is not needed.", value=value
            )
        is_unmarked = step.session is not None and step.session.status == "loaded"
        if event.found and is_unmarked:
            unmarked = _("`setdefault()` marks nothing as modified then.")
            answer = sentences([answer, unmarked])
            proof.append(f'step[{step.number}].session.status == "loaded"')
        yield (
            _(
                "Does `setdefault()` in {step} set {key}, or does it only return its value?",
                step=link_to(step),
                key=Code(event.key.repr),
            ),
            answer,
            proof,
        )


def popped(one: NumberedExchange) -> Found:
    """Tell whether `pop()` leaves its key."""
    for step, event, name in named_events(one):
        if not isinstance(event, SessionPop) or not is_plain(event.key):
            continue
        if event.found is None or step.error is not None or step.session is None:
            continue
        if event.key.repr[1:-1] in step.session.data:
            continue  # the same statement has put it there again
        answer = _(
            "No. `pop()` removes the key and returns its value. That marks the session as modified."
        )
        if not event.found:
            answer = _(
                "No, and it was not there before. `pop()` returns its default and changes nothing."
            )
        ask = _(
            "Does `pop()` in {step} leave {key} in the session?",
            step=link_to(step),
            key=Code(event.key.repr),
        )
        gone = f"{event.key.repr} not in step[{step.number}].session.data"
        yield ask, answer, [_found(name, is_found=event.found), gone]


def default(one: NumberedExchange) -> Found:
    """Tell whether the default of a `get()` was used."""
    for step, event, name in named_events(one):
        if (
            not isinstance(event, SessionRead)
            or not is_plain(event.key)
            or not _is_written(step, event)
        ):
            continue
        if event.default is None or event.found is None or step.error is not None:
            continue
        key, default = Code(event.key.repr), Code(event.default.repr)
        if event.found:
            ask = _(
                "{step} reads {key} with `get()`. Is its default used?", step=link_to(step), key=key
            )
            answer = _(
                "No. The key is there. The default, {default}, is only for a key that is missing. "
                "Square brackets "
                "would do the same here, and raise `KeyError` if the key were missing.",
                default=default,
            )
        else:
            ask = _(
                "{step} reads {key}, which the session does not have. Why is there no error?",
                step=link_to(step),
                key=key,
            )
            answer = _of_default(default, is_put=_is_put(step, event))
        proof = [_found(name, is_found=event.found), f"step[{step.number}].error is none"]
        yield ask, answer, [*proof, *_whether_put(step, event)]


# Private


def _is_put(step: Step, event: SessionRead) -> bool:
    """Return whether the session holds the key after the statement that did not find it."""
    data = {} if step.session is None else step.session.data
    return any(repr(key_of(name)) == event.key.repr for name in data)


def _whether_put(step: Step, event: SessionRead) -> list[str]:
    """Return what proves that the session holds a missing key afterwards, or does not."""
    keys = [key_of(key) for key in (step.session.data if step.session else ())]
    # An expression compares a key with keys of its own kind only.
    if event.found or (keys and not any(isinstance(key, str) for key in keys)):
        return []
    is_in = "in" if _is_put(step, event) else "not in"
    return [f"{event.key.repr} {is_in} step[{step.number}].session.data"]


def _of_default(default: Code, *, is_put: bool) -> Message:
    if is_put:
        return _(
            "`get()` returns its default for a key that is missing, here {default}. Square "
            "brackets would raise `KeyError`. `get()` does not put it into the session: the rest "
            "of the statement does.",
            default=default,
        )
    return _(
        "`get()` returns its default for a key that is missing, here {default}. Square "
        "brackets would raise "
        "`KeyError`. The default is not put into the session.",
        default=default,
    )


def _is_written(step: Step, event: SessionRead) -> bool:
    """Return whether the author's line itself does what the event tells.

    It is not Django that looked something up.
    """
    return step.at is not None and ".get(" in step.at.code and event.key.repr[1:-1] in step.at.code


def _found(name: str, *, is_found: bool) -> str:
    return f"{name}.found == {'true' if is_found else 'false'}"
