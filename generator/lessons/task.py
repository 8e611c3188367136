"""A task of the Lab, as an author writes it."""

from pydantic import Field

from proven_lessons.generator.lessons.edits import EditWritten
from proven_lessons.generator.lessons.request import Expression, RequestItem, Text, Written


class TaskWritten(Written):
    """Something to do in the Lab: to change the code until its run is as it should be."""

    task: Text = Field(description="What to do.")
    goal: list[Expression] = Field(
        min_length=1, description="Expressions that must be true of the run of the changed code."
    )
    solution: list[EditWritten] = Field(
        min_length=1, description="Changes to the source that reach every goal."
    )
    requests: list[RequestItem] | None = Field(
        None, description="Requests that the goals are about; left out: those of the lesson."
    )
    hint: Text | None = Field(None, description="Where to look.")
