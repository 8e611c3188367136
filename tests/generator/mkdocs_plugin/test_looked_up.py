"""What was found among the files of a site is found again in others, or it is not."""

import pytest
from mkdocs.structure.files import File, Files, InclusionLevel

from proven_lessons.generator.mkdocs_plugin.looked_up import LookedUp


def files(*paths: str, drafts: bool = False, addresses: bool = True) -> Files:
    level = InclusionLevel.DRAFT if drafts else InclusionLevel.INCLUDED
    return Files([File(path, None, "site", addresses, inclusion=level) for path in paths])


@pytest.mark.parametrize(
    ("others", "is_found"),
    [
        (files("a.md"), True),
        (files("a.md", "b.md"), True),
        (files("a.md", "gone.md"), False),
        (files("b.md"), False),
        (files("a.md", drafts=True), False),
        (files("a.md", addresses=False), False),
    ],
)
def test_other_files(others: Files, is_found: bool) -> None:  # noqa: FBT001
    looked_up = LookedUp(files("a.md"))
    found = looked_up.get_file_from_path("a.md")
    assert found is not None
    assert found.src_uri == "a.md"
    assert looked_up.get_file_from_path("gone.md") is None
    assert LookedUp(others).finds(looked_up.found) is is_found
