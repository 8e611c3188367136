"""An order is judged on the what-ifs, too, and a line that does the same is not called wrong."""

from pathlib import Path
from typing import Any

import pytest

from proven_lessons.generator.modes.rebuild import RebuildMode
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import derived, material, write_lesson

SOURCE = """\
from django.contrib.auth import authenticate, login
from django.http import HttpResponse

def view(request):
    user = authenticate(request, username=request.POST["u"], password=request.POST["p"])
    if user is None:
        return HttpResponse("no", status=403)
    login(request, user)
    return HttpResponse("in")
"""
PREPARE = """\
from django.contrib.auth.models import User


def prepare():
    User.objects.create_user("ada", password="x")
"""
YAML = """\
title: A lesson
summary: It runs.
view: view
requests:
  - {request: POST /, data: {u: ada, p: x}}
what_if:
  wrong:
    title: the password were wrong
    requests:
      - {request: POST /, data: {u: ada, p: y}}
  same:
    title: it were written otherwise
    edits:
      - replace: return HttpResponse("in")
        with: return HttpResponse("i" + "n")
  other:
    title: it said something else
    edits:
      - replace: return HttpResponse("in")
        with: return HttpResponse("out")
"""


@pytest.fixture(scope="module")
def block(recorder: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = write_lesson(tmp_path_factory.mktemp("data"), yaml=YAML, source=SOURCE)
    (folder / "prepare.py").write_text(PREPARE)
    return derived(RebuildMode(), material(recorder, folder))


def test_an_order_that_only_a_what_if_tells_apart_is_not_called_right(block: Any) -> None:
    words = {judged.order: judged.words for judged in block.judged}
    assert words[1, 2, 3, 4] is None
    assert words[1, 3, 2, 4] == "if the password were wrong, it ends in AttributeError"


def test_only_a_line_that_does_otherwise_in_its_place_is_a_false_one(block: Any) -> None:
    assert [piece.text for piece in block.false] == ['return HttpResponse("out")']
