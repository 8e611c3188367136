"""What the theme makes of a lesson's page, as an author writes it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from proven_lessons.generator.lessons.request import Name, Written


class SearchWritten(Written):
    """How a page is found."""

    boost: float = Field(2, gt=0, strict=False, description="How far up it comes; others have 1.")
    exclude: bool = Field(False, description="Leave it out of the search.")


class PageWritten(Written):
    """What the theme makes of a lesson's page."""

    status: Name | None = Field(None, description="A mark in the navigation, such as new.")
    icon: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(/[a-z0-9-]+)+$")] | None = Field(
        None, description="An icon beside its title, such as material/cookie."
    )
    hide: list[Literal["navigation", "toc", "tags", "path", "footer"]] = Field(
        ["toc", "tags"], description="Parts of the theme to leave out."
    )
    search: SearchWritten = Field(
        default_factory=lambda: SearchWritten.model_validate({}), description="How it is found."
    )
