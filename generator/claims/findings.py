"""What a check of a text has found: a piece of it that no run bears out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A `piece` of a text, and what an author would list in `meant` to keep it."""

    piece: str
    meant: str
    message: str
    hint: str = ""
    is_of_markup: bool = False

    @property
    def what_to_do(self) -> str:
        """What an author can do about it: what the finding says, or to list the piece."""
        return self.hint or f"if you mean it, list it: meant: [{self.meant!r}]"
