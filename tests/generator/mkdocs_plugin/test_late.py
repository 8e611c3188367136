"""Pages of a build are left where they can be asked for, and MkDocs is as it was afterwards."""

from types import SimpleNamespace as Some
from typing import Any

import click
import pytest
from mkdocs.commands import build

from proven_lessons.generator.mkdocs_plugin.late import Late, is_served_live


def test_pages_are_left_between_begin_and_end() -> None:
    genuine = build._build_page
    left: list[Any] = []
    late = Late()
    assert not late.end()
    late.begin(left.append)
    late.begin(left.append)  # a build that was broken off has not ended
    page: Any = Some(url="one")
    build._build_page(page, Some(), [], Some(), Some())  # type: ignore[arg-type]
    assert left == [page]
    assert late.end()
    assert build._build_page is genuine
    assert not late.end()


@pytest.mark.parametrize(
    ("arguments", "is_live"),
    [(["--livereload"], True), (["--no-livereload"], False), ([], True), (None, False)],
)
def test_a_server_that_follows_no_edit_tells_nobody_of_itself(
    *, arguments: list[str] | None, is_live: bool
) -> None:
    told = []

    @click.command()
    @click.option("--livereload/--no-livereload", default=True)
    def serve(**_: object) -> None:
        told.append(is_served_live())

    if arguments is None:
        told.append(is_served_live())
    else:
        serve.main(arguments, standalone_mode=False)
    assert told == [is_live]
