"""What differs from run to run is shown as that, and neither asked for nor provable."""

from pathlib import Path

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.pages.derive import derive
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import VARIES
from tests.builders import loaded, recorded, view, write_lesson

SOURCE = view("""\
import os
number = os.getpid()
words = [word for word in {"one", "two", "three", "four"}]
request.session["id"] = number
response = HttpResponse(f"Process {number} of {len(words)}")
response["X-Process"] = str(number)
return response""")
YAML = "title: A lesson\nsummary: It runs.\nview: view\nrequests: [GET /, GET /]\n"


@pytest.fixture(scope="module")
def claims(recorder: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Claims:
    lesson = loaded(write_lesson(tmp_path_factory.mktemp("data"), yaml=YAML, source=SOURCE))
    return Claims(lesson, recorded(recorder, lesson))


@pytest.mark.parametrize(
    "expression",
    [
        "response.text == 'Process 3 of 4'",
        "'Process' in response.text",
        "response.headers['X-Process'] == '3'",
        "variables.number > 0",
        "variables.words[0] == 'one'",
        "session.data.id == variables.number",
        "exchanges[0].response.text == exchanges[1].response.text",
        "exchanges[0].step.set.session.data.id == exchanges[1].step.set.session.data.id",
        "exchanges[0].step.set.events[0].value == 3",
    ],
)
def test_nothing_can_be_proven_of_it(expression: str, claims: Claims) -> None:
    (problem,) = claims.prove(expression, "quiz", 0).problems
    assert "differs from run to run" in problem.message


@pytest.mark.parametrize(
    "expression", ["response.status == 200", "exchanges[0].step.set.session.changed == ['id']"]
)
def test_the_rest_can_be_proven(expression: str, claims: Claims) -> None:
    assert claims.prove(expression, "quiz", 0).problems == ()


def test_the_page_shows_it_and_asks_for_none_of_it(recorder: Recorder, tmp_path: Path) -> None:
    lesson = loaded(write_lesson(tmp_path, yaml=YAML, source=SOURCE))
    page = derive(lesson, recorded(recorder, lesson), topic="").value
    blocks = {section.block.mode: section.block for section in page.sections if section.block}
    assert VARIES in repr(blocks["trace"])
    assert VARIES not in repr(blocks["quiz"])
    cells = [cell for _, cell in blocks["predict"].cells]
    assert cells and not any(VARIES in repr(cell) for cell in cells)
    built = Builder(tmp_path, recorder).build()
    assert not built.problems
    first = built.pages["track/one.md"]
    (tmp_path / "track" / "one" / "trace.json").unlink()
    assert Builder(tmp_path, recorder).build().pages["track/one.md"] == first
