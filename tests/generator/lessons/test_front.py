"""What the theme makes of a page has a default for each part."""

from proven_lessons.generator.lessons.front import PageWritten


def test_what_is_left_out_has_a_default() -> None:
    written = PageWritten()
    assert (written.status, written.icon, written.hide) == (None, None, ["toc", "tags"])
    assert (written.search.boost, written.search.exclude) == (2, False)
