"""A recorded value of which not all is known: what the record decides is answered, and no more."""

from typing import Any, NoReturn

from proven_lessons.runner.trace import VARIES


class NotKnownError(ValueError):
    """The record does not decide what was asked of a value."""


class Partial:
    """A value that is known by its text only, or in part.

    `length` is that of the whole value and `digest` what differs between values that are not the
    same, as far as they were recorded. Whatever else is asked of it raises NotKnownError.
    """

    __slots__ = ("digest", "length", "text", "type")

    def __init__(
        self, text: str, type_name: str = "", length: int | None = None, digest: str | None = None
    ) -> None:
        self.text = text
        self.type = type_name
        self.length = length
        self.digest = digest

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Partial) and self.type == other.type:
            if self.digest is not None and self.digest == other.digest:
                return True
            if self.type in _TEXTS and None not in (self.digest, other.digest):
                return False
        length = other.length if isinstance(other, Partial) else _length(other)
        if self.length is not None and length is not None and self.length != length:
            return False
        if other is not None:
            self._fail("it can't be compared")
        return False

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __len__(self) -> int:
        if self.length is None:
            self._fail("its length is not known")
        return self.length

    def __bool__(self) -> bool:
        if self.length is None:
            self._fail("whether it counts as true is not known")
        return self.length > 0

    def __getitem__(self, key: object) -> NoReturn:
        self._fail("nothing can be taken out of it")

    def __contains__(self, item: object) -> NoReturn:
        self._fail("what is in it is not known")

    def __iter__(self) -> Any:
        self._fail("what is in it is not known")

    def _ordered(self, other: object) -> NoReturn:
        self._fail("it can't be compared")

    __lt__ = __le__ = __gt__ = __ge__ = _ordered

    def __hash__(self) -> int:
        return hash(_record(self))

    def __repr__(self) -> str:
        return self.text

    def _fail(self, why: str) -> NoReturn:
        cut = self.text if len(self.text) <= SHOWN else f"{self.text[:SHOWN]}…"
        what = "differs from run to run" if VARIES in self.text else "recorded by its text only"
        raise NotKnownError(f"{what}, so {why}: {cut}")


SHOWN = 40

# Private

_TEXTS = ("str", "bytes")


def _record(of: Partial) -> tuple[str, str, int | None, str | None]:
    return of.text, of.type, of.length, of.digest


def _length(value: object) -> int | None:
    try:
        return len(value)  # type: ignore[arg-type] # it may have none
    except TypeError:
        return None
