"""Stand in for pydantic in a browser, where its core is not: models hold data and check nothing.

What crosses into a browser was checked when the site was built.
"""

import inspect
from typing import Any, Self


class BaseModel:
    """A model: its fields have what they are given, or their defaults."""

    def __init__(self, **given: Any) -> None:
        for cls in reversed(type(self).__mro__):
            for name in inspect.get_annotations(cls):
                default = getattr(type(self), name, None)
                self.__dict__[name] = default.made() if isinstance(default, _Default) else default
        self.__dict__.update(given)

    @classmethod
    def model_validate(cls, data: dict[str, Any]) -> Self:
        """Return a model of data that was checked elsewhere."""
        return cls(**data)


class ValidationError(ValueError):
    """Is raised by nobody here."""


class _Default:
    def __init__(self, value: Any, factory: Any) -> None:
        self._value, self._factory = value, factory

    def made(self) -> Any:
        return self._value if self._factory is None else self._factory()


def Field(default: Any = None, *, default_factory: Any = None, **_checks: Any) -> Any:  # noqa: N802 (its name there)
    """Return what a field has where nothing is given."""
    return _Default(default, default_factory)


def ConfigDict(**options: Any) -> dict[str, Any]:  # noqa: N802 (its name there)
    """Return options, which nobody reads."""
    return options


class _Check:
    """A part of a type that is checked elsewhere."""

    def __init__(self, *_of: Any, **_more: Any) -> None:
        """Take what the check takes."""


AfterValidator = BeforeValidator = StringConstraints = WithJsonSchema = _Check


def field_validator(*_fields: str, **_how: Any) -> Any:
    """Leave a method as it is."""
    return lambda method: method


def model_validator(**_how: Any) -> Any:
    """Leave a method as it is."""
    return lambda method: method
