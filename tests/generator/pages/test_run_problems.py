"""A run that ends otherwise than it should, or sends a form that is not there, is told at its place."""

from pathlib import Path

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, view, write_lesson
from tests.projects import write_project

FORM = '<form method="post" action="/"><input name="a" value="1"><button>Go</button></form>'
SOURCE = view(f"return HttpResponse('''{FORM}''' if request.GET else 'none')")


def problems(recorder: Recorder, data: Path) -> list[str]:
    return [str(one) for one in Builder(data, recorder).build().problems]


@pytest.mark.parametrize(
    ("requests", "told"),
    [
        ("[{request: POST /, form: true}]", "no page before it"),
        ("[GET /, {request: POST /, form: true}]", "/ has no form that leads there"),
        ("[GET /?x=1, {request: POST /other/, form: true}]", "has no form that leads there"),
        ("[GET /?x=1, {request: POST /, form: true, tab: b}]", "no page before it"),
        ("[GET /?x=1, {request: POST /, form: true, client: b}]", "no page before it"),
        ("[GET /?x=1, {request: POST /, form: true}]", None),
        ("[GET /?x=1, {request: POST /, form: true, data: {a: 2}}]", None),
    ],
)
def test_a_form_that_no_page_has_is_told_at_its_request(
    requests: str, told: str | None, recorder: Recorder, tmp_path: Path
) -> None:
    yaml = LESSON.replace("view: view", "routes: {'': view, other/: view}")
    write_lesson(tmp_path, yaml=f"{yaml}requests: {requests}\n", source=SOURCE)
    found = problems(recorder, tmp_path)
    assert len(found) == (told is not None), found
    if told:
        line = yaml.count("\n") + 1
        assert f"lesson.yml:{line}:" in found[0] and told in found[0]
        assert "sends the form of the page before" in found[0]


def test_an_exception_of_code_that_is_not_watched_is_told_at_its_request(
    recorder: Recorder, tmp_path: Path
) -> None:
    root = write_project(tmp_path / "shop")
    (root / "orders/templates/orders/cart.html").unlink()
    folder = tmp_path / "data/t/one"
    folder.mkdir(parents=True)
    (folder / "lesson.yml").write_text(
        "title: One\nsummary: A lesson.\nproject: {path: ../../../shop, settings: shop.settings}\n"
        "watch: [catalog.services]\nrequests:\n  - GET /cart/?name=cup\n  - GET /cart/?name=tea\n"
    )
    found = "\n".join(problems(recorder, tmp_path / "data"))
    assert "one/lesson.yml:6:5: GET /cart/?name=cup: nothing catches TemplateDoesNotExist" in found
