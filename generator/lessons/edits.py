"""The changes to the source that an author wrote, as the runner knows them."""

from proven_lessons.generator.lessons.lesson import EditWritten, WhatIf
from proven_lessons.runner.scenario import Edit


def edits_of(what_if: WhatIf) -> tuple[Edit, ...]:
    """Return the changes to the source that a what-if makes."""
    return tuple(edit_of(edit) for edit in what_if.edits)


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
