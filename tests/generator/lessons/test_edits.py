"""An author's edits are those that the runner knows."""

import pytest

from proven_lessons.generator.lessons.edits import edit_of
from proven_lessons.generator.lessons.lesson import EditWritten
from proven_lessons.runner.scenario import Edit


@pytest.mark.parametrize(
    ("written", "edit"),
    [
        ({"delete": "x = 1"}, Edit(action="delete", find="x = 1", file="views.py")),
        (
            {"replace": "x = 1", "with": "x = 2"},
            Edit(action="replace", find="x = 1", put="x = 2", file="views.py"),
        ),
        (
            {"insert": "y = 3", "after": "x = 1", "file": "forms.py"},
            Edit(action="insert", find="x = 1", put="y = 3", file="forms.py"),
        ),
    ],
)
def test_each_form_of_an_edit_has_its_action(written: dict[str, str], edit: Edit) -> None:
    assert edit_of(EditWritten.model_validate(written)) == edit
