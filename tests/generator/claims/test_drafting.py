"""The examples for programs that draft lessons: the good ones pass, the bad ones are told as said."""

import re
from pathlib import Path

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.runner.processes.recorder import Recorder

PAGE = Path(__file__).resolve().parents[3] / "docs" / "draft-lessons.md"
EXAMPLES = re.findall(
    r"<!-- (good|bad: .*?) -->\n```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
)
VIEW = """\
from django.http import HttpResponse


def hello(request):
    name = request.GET.get("name", "world")
    request.session["name"] = name
    return HttpResponse(f"Hello, {name}")
"""


def test_there_are_as_many_good_ones_as_bad_ones() -> None:
    kinds = [kind.partition(":")[0] for kind, _ in EXAMPLES]
    assert kinds == ["bad", "good"] * 6


@pytest.mark.parametrize(("kind", "yaml"), EXAMPLES)
def test_an_example_is_what_it_says(
    kind: str, yaml: str, tmp_path: Path, recorder: Recorder
) -> None:
    folder = tmp_path / "t" / "l"
    folder.mkdir(parents=True)
    (folder / "views.py").write_text(VIEW)
    (folder / "lesson.yml").write_text(
        f"title: A greeting\nsummary: A view greets whoever asks.\nview: hello\nrequests: [GET /?name=Ada]\n{yaml}"
    )
    (tmp_path / "t/track.yml").write_text("title: T\nsummary: S.\n")
    said = [str(problem) for problem in Builder(tmp_path, recorder).build().problems]
    if kind == "good":
        assert said == []
    else:
        words = kind.removeprefix("bad: ")
        assert any(words in one for one in said), said
