"""The changes to the source that an author writes, and the same as the runner knows them."""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from proven_lessons.generator.lessons.request import Written
from proven_lessons.runner.scenario import Edit

Piece = Annotated[str, StringConstraints(min_length=1)]
_CHANGES = (("delete",), ("replace", "with"), ("insert", "after"))


class EditWritten(Written):
    """A change to the source: delete a line, replace a piece of one, or insert a line after one."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": list(keys), "propertyNames": {"enum": [*keys, "file"]}}
                for keys in _CHANGES
            ]
        }
    )

    delete: Piece | None = Field(None, description="A piece of the one line to delete.")
    replace: Piece | None = Field(None, description="A piece of one line; `with` takes its place.")
    with_: str | None = Field(None, alias="with", description="What takes the place of `replace`.")
    insert: Piece | None = Field(None, description="A line to insert, or several.")
    after: Piece | None = Field(
        None, description="A piece of the one line that `insert` comes after."
    )
    file: str = Field("views.py", description="The file to change.")

    @model_validator(mode="after")
    def _is_one_change(self) -> Self:
        written = self.model_dump(by_alias=True, exclude={"file"}, exclude_none=True)
        if set(written) not in map(set, _CHANGES):
            raise ValueError(
                "expected one change: delete, or replace and with, or insert and after"
            )
        if self.replace is not None and self.replace == self.with_:
            raise ValueError("replace and with are the same, so nothing changes")
        return self


def edits_of(edits: Iterable[EditWritten]) -> tuple[Edit, ...]:
    """Return changes to the source as the runner knows them."""
    return tuple(edit_of(edit) for edit in edits)


def edit_of(written: EditWritten) -> Edit:
    """Return one change to the source as the runner knows it."""
    if written.delete is not None:
        return Edit(action="delete", find=written.delete, file=written.file)
    if written.replace is not None:
        return Edit(
            action="replace", find=written.replace, put=written.with_ or "", file=written.file
        )
    return Edit(
        action="insert", find=written.after or "", put=written.insert or "", file=written.file
    )
