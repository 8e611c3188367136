"""What is the author's own is the lesson's folder and the project, without what is installed there."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from proven_lessons.runner import own
from proven_lessons.runner.own import Own, owning


@pytest.fixture(autouse=True)
def project() -> Iterator[None]:
    known = Own(
        package="/tmp/x/lesson",
        root="/home/me/shop",
        watched={"orders.views": "orders/views.py"},
        texts={"orders/views.py": b"x = 1"},
    )
    known.watched = {**known.watched, "blog.views": "blog/views.py"}
    with owning(known):
        own.note("/home/me/shop/orders/views.py", "orders/views.py")
        own.note("/usr/lib/python3/site-packages/blog/views.py", "blog/views.py")
        yield


@pytest.mark.parametrize(
    ("file", "label", "place"),
    [
        ("/tmp/x/lesson/views.py", "views.py", "views.py"),
        ("/tmp/x/lesson-two/views.py", None, None),
        ("/home/me/shop/orders/views.py", "orders/views.py", "orders/views.py"),
        ("/home/me/shop/orders/models.py", None, "orders/models.py"),
        ("/home/me/shop/.venv/lib/site-packages/other/views.py", None, None),
        ("/usr/lib/python3/os.py", None, None),
        ("/usr/lib/python3/site-packages/blog/views.py", "blog/views.py", "blog/views.py"),
        ("/usr/lib/python3/site-packages/blog/templates/a.html", None, "blog/templates/a.html"),
        ("/usr/lib/python3/site-packages/blogs/views.py", None, None),
    ],
)
def test_places(file: str, label: str | None, place: str | None) -> None:
    assert (own.label(file), own.place(file)) == (label, place)


def test_what_a_watched_file_holds_is_what_the_lesson_says() -> None:
    assert own.text_of("/home/me/shop/orders/views.py") == b"x = 1"
    assert own.text_of("/home/me/shop/orders/models.py") is None


@pytest.mark.parametrize(
    ("module", "follows"),
    [("lesson.views", True), ("lessons", False), ("orders.views", True), ("orders", False)],
)
def test_modules(module: str, follows: bool) -> None:  # noqa: FBT001 (a case)
    assert own.follows(module) == follows
    assert not own.has("os")
    assert own.modules(["lesson", "lesson.prepare", "os"]) == ("lesson",)


def test_afterwards_it_is_known_no_more() -> None:
    with owning(Own(package="/tmp/y/lesson")):
        assert own.label("/tmp/x/lesson/views.py") is None
        assert own.label("/tmp/y/lesson/views.py") == "views.py"
    assert own.label("/tmp/x/lesson/views.py") == "views.py"


def test_a_module_that_loads_another_when_it_is_asked_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Lazy(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise AssertionError(name)

    monkeypatch.setitem(sys.modules, "lazy", Lazy("lazy"))
    monkeypatch.setitem(sys.modules, "odd", "no module")
    with owning(Own(root=str(tmp_path))):
        assert not own.has("lazy")
        assert not own.has("odd")
