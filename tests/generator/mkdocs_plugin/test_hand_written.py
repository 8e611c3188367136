"""A hand-written page shows what it asks for; what there is not is said in its place."""

import logging
from typing import Any

import pytest
from mkdocs.exceptions import PluginError

from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.mkdocs_plugin import hand_written


class FileOf:
    src_uri = "guide/deep/page.md"


class PageOf:
    file = FileOf()
    meta: dict[str, Any] = {}  # noqa: RUF012 (nobody changes it)


class BuilderOf:
    """Shows what it was asked for; of a hand-written page it knows two problems, or none."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems

    def fragment(self, wanted: str, up: str) -> str:
        if wanted == "nothing":
            raise UsageError("there is no 'nothing'")
        if wanted == "broken":
            raise ZeroDivisionError
        return f"[{wanted}]({up}x.md)"

    def page_problems(self, path: str, text: str, keys: list[str], meant: object) -> Any:
        assert (path, keys) == (FileOf.src_uri, ["a/b"])
        assert "{lessons" not in text
        return self.problems


def shown(text: str) -> tuple[str, list[str]]:
    said: list[str] = []
    page: Any = PageOf()
    builder: Any = BuilderOf()
    return hand_written.shown(text, page, builder, "learn/", said.append), said


def test_links_lead_to_the_folder_of_the_lessons() -> None:
    assert shown("One.\n\n{lessons: tracks}\n") == ("One.\n\n[tracks](../../learn/x.md)\n", [])


def test_what_there_is_not_is_said() -> None:
    text, said = shown("{lessons: nothing}\n\n{lessons: broken}\n")
    assert said[0] == "guide/deep/page.md: there is no 'nothing'"
    assert "ZeroDivisionError" in said[1] or "broken" in said[1] or "guide/deep" in said[1]
    assert text.count("**") == 4


def test_what_no_run_shows_fails_a_build_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    page: Any = PageOf()
    text = "{lessons: player a/b}\n"
    fine: Any = BuilderOf()
    hand_written.check(text, page, fine, serving=False)
    wrong: Any = BuilderOf("one", "two")
    with caplog.at_level(logging.ERROR), pytest.raises(PluginError, match=r"2 problem\(s\)"):
        hand_written.check(text, page, wrong, serving=False)
    hand_written.check(text, page, wrong, serving=True)
    assert caplog.messages.count("one") == 2
