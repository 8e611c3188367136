"""What Python source means is not changed by comments, docstrings and layout."""

import pytest

from proven_lessons.runner.meaning import meaning_of

SOURCE = (
    '"""A module."""\n\nX = "a # b"\n\n\ndef f():\n    """Say so."""\n    return X  # the reason\n'
)


@pytest.mark.parametrize(
    "other",
    [
        SOURCE.replace("\n", "\r\n"),
        SOURCE.replace("  # the reason", ""),
        SOURCE.replace('"""Say so."""', '"""Say\n\n    more.\n    """'),
        SOURCE.replace('    """Say so."""\n', ""),
        SOURCE.replace('"""A module."""\n', "# A comment.\n"),
        SOURCE.replace("\n\n\n", "\n\n\n\n"),
    ],
)
def test_comments_docstrings_blank_lines_and_line_endings_mean_nothing(other: str) -> None:
    assert other != SOURCE
    assert meaning_of(other) == meaning_of(SOURCE)


@pytest.mark.parametrize(
    "other",
    [
        SOURCE.replace("a # b", "a # c"),
        SOURCE.replace("return X", "return 'X'"),
        SOURCE.replace("return X", "return (X, '''text''')"),
        SOURCE.replace("    return", "return"),
        SOURCE.replace('X = "a # b"', 'X = "a" "# b"'),
    ],
)
def test_everything_else_does(other: str) -> None:
    assert other != SOURCE
    assert meaning_of(other) != meaning_of(SOURCE)
