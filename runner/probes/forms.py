"""Show each form that is checked: what it was bound to, its errors, and its cleaned data."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event, Value
from proven_lessons.runner.values import describe, describe_items, state_of, type_name


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FormUnbound(Event):
    """A form was asked whether it is valid, and has no data: it is not, and has no errors."""

    kind: ClassVar[str] = "forms.unbound"

    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsetCleaned(Event):
    """A bound formset checked its data.

    `is_managed` says that the fields of its management form are as they must be, `missing` names
    those that were not sent, `forms` counts the forms that it then has, `errors` are the messages
    of the formset itself.
    """

    kind: ClassVar[str] = "forms.formset"

    formset: str
    forms: int
    is_managed: bool
    errors: tuple[str, ...]
    missing: tuple[str, ...] = ()


class FormsProbe(Probe):
    """Emits an event for each full clean of a bound form or formset.

    The forms of a formset are told one by one.
    """

    emits = (FormCleaned, FormUnbound, FormsetCleaned)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def end(call: Call) -> None:
            form = call.arguments["self"]
            state = state_of(form)
            if call.error is not None:
                return
            if call.name == "ask":
                if state.get("is_bound") is False:
                    emit(FormUnbound(form=type_name(form)))
            elif call.name == "set":
                if state.get("is_bound"):
                    emit(_formset(form, state, site))
            elif state.get("is_bound"):
                errors, cleaned = state.get("_errors"), state.get("cleaned_data")
                emit(
                    FormCleaned(
                        form=type_name(form),
                        data=describe(state.get("data")),
                        errors=_errors(errors, site),
                        cleaned=describe_items(cleaned) if isinstance(cleaned, dict) else {},
                        file_fields=_of_files(state.get("fields")),
                    )
                )

        watched = {
            "clean": "django.forms.forms:BaseForm.full_clean",
            "ask": "django.forms.forms:BaseForm.is_valid",
            "set": "django.forms.formsets:BaseFormSet.full_clean",
        }
        with site.watch_calls(watched, end, inner=tuple(watched)):
            yield


# Private


def _formset(formset: Any, state: Mapping[str, Any], site: Site) -> FormsetCleaned:
    management, forms = state.get("management_form"), state.get("forms")
    held = state_of(state.get("_non_form_errors")).get("data") or ()
    wrong, sent = state_of(management).get("_errors"), state.get("data")
    prefix = state.get("prefix")
    return FormsetCleaned(
        formset=type_name(formset),
        forms=len(forms) if isinstance(forms, list) else 0,
        is_managed=not wrong,
        missing=tuple(
            str(name)
            for name in (wrong if isinstance(wrong, dict) else ())
            if isinstance(sent, dict) and f"{prefix}-{name}" not in sent
        ),
        errors=tuple(_message(error, site) for error in held),
    )


def _of_files(fields: Any) -> tuple[str, ...]:
    held = dict.items(fields) if isinstance(fields, dict) else ()
    kinds = {str(name): [kind.__name__ for kind in type(field).__mro__] for name, field in held}
    return tuple(name for name, mro in kinds.items() if "FileField" in mro)


def _errors(errors: Any, site: Site) -> dict[str, tuple[str, ...]]:
    if not isinstance(errors, dict):
        return {}
    return {
        str(name): tuple(_message(error, site) for error in state_of(texts).get("data", ()))
        for name, texts in dict.items(errors)
    }


def _message(error: Any, site: Site) -> str:
    """Return the message of an error as Django would show it, or what is known of it."""
    message = getattr(error, "message", error)
    known = site.message_text(message, getattr(error, "params", None))
    return known if known is not None else describe(message).repr
