"""Show each form that is checked: what it was bound to, its errors, and its cleaned data."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event, Value
from proven_lessons.runner.values import describe, describe_items, is_exactly, state_of, type_name


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCleaned(Event):
    """A bound form checked its data.

    `errors` are the messages by field; those of the form itself are in `__all__`. `file_fields`
    are the fields that take a file.
    """

    kind: ClassVar[str] = "forms.clean"

    form: str
    data: Value
    errors: Mapping[str, tuple[str, ...]]
    cleaned: Mapping[str, Value]
    file_fields: tuple[str, ...] = ()


class FormsProbe(Probe):
    """Emits an event for each full clean of a bound form.

    The forms of a formset are told one by one.
    """

    emits = (FormCleaned,)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def end(call: Call) -> None:
            form = call.arguments["self"]
            state = state_of(form)
            if call.error is None and state.get("is_bound"):
                errors, cleaned = state.get("_errors"), state.get("cleaned_data")
                emit(
                    FormCleaned(
                        form=type_name(form),
                        data=describe(state.get("data")),
                        errors=_errors(errors),
                        cleaned=describe_items(cleaned) if isinstance(cleaned, dict) else {},
                        file_fields=_of_files(state.get("fields")),
                    )
                )

        with site.watch_calls(
            {"clean": "django.forms.forms:BaseForm.full_clean"}, end, inner=("clean",)
        ):
            yield


# Private


def _of_files(fields: Any) -> tuple[str, ...]:
    held = dict.items(fields) if isinstance(fields, dict) else ()
    kinds = {str(name): [kind.__name__ for kind in type(field).__mro__] for name, field in held}
    return tuple(name for name, mro in kinds.items() if "FileField" in mro)


def _errors(errors: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(errors, dict):
        return {}
    return {
        str(name): tuple(map(_message, state_of(texts).get("data", ())))
        for name, texts in dict.items(errors)
    }


def _message(error: Any) -> str:
    """Return the message of an error: in English, because no lazy text is evaluated."""
    message = getattr(error, "message", error)
    if not isinstance(message, str):
        given = state_of(message).get("_args") or (None,)
        message = given[0]
    if type(message) is not str:
        return describe(getattr(error, "message", error)).repr
    params = getattr(error, "params", None)
    if isinstance(params, dict) and all(
        is_exactly(value, (str, int, float)) for value in params.values()
    ):
        return message % params if _fits(message, params) else message
    return message


def _fits(message: str, params: dict[str, Any]) -> bool:
    try:
        return bool(message % params)
    except (KeyError, TypeError, ValueError):
        return False
