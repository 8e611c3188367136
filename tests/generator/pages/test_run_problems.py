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


@pytest.mark.parametrize(
    ("urls", "told"),
    [
        (
            "urlpattern = []",
            "one/urls.py: nothing catches ImproperlyConfigured: The included URLconf",
        ),
        (
            "urlpatterns = [path('<int:a>/<int:a>/', view)]",
            "one/lesson.yml:1:1: GET /: nothing catches",
        ),
        ("urlpatterns = [view]", "one/lesson.yml:1:1: GET /: nothing catches AttributeError"),
    ],
)
def test_an_exception_before_any_view_is_not_told_in_the_views(
    urls: str, told: str, recorder: Recorder, tmp_path: Path
) -> None:
    folder = write_lesson(tmp_path, "t/one", yaml=LESSON.replace("view: view\n", ""))
    imports = "from django.urls import path\nfrom .views import view\n"
    (folder / "urls.py").write_text(f"{imports}{urls}\n")
    (found,) = problems(recorder, tmp_path)
    assert told in found


AT_ONCE = """\
requests:
  - {together: [GET /?a, GET /?b], barriers: [there]}
steps:
  - {at: x = 1, id: there}
what_if:
  other:
    title: it were two
    edits: [EDIT]
"""
WAITS = view("x = 1\ny = len(request.GET)\nreturn HttpResponse(str(y))")


@pytest.mark.parametrize(
    ("source", "edit", "told"),
    [
        (WAITS, "{replace: y = len, with: y = 2 * len}", []),
        (WAITS, "{replace: x = 1, with: x = 2}", []),  # the barrier goes along
        (WAITS, "{delete: x = 1}", ["what_if"]),
        (WAITS.replace("x = 1", "x = int(bool('x = 1'))"), "{replace: str, with: repr}", []),
        (
            f"x = 1\n{view('return HttpResponse(str(x))')}",
            "{replace: str, with: repr}",
            ["main", "what_if"],
        ),
    ],
)
def test_requests_that_never_wait_for_each_other_are_told(
    source: str, edit: str, told: list[str], recorder: Recorder, tmp_path: Path
) -> None:
    yaml = LESSON + AT_ONCE.replace("EDIT", edit)
    write_lesson(tmp_path, yaml=yaml, source=source)
    found = [one for one in problems(recorder, tmp_path) if "one after the other" in one]
    lines = {
        "main": yaml.count("\n", 0, yaml.index("requests")) + 1,
        "what_if": yaml.count("\n", 0, yaml.index("  other")) + 1,
    }
    assert len(found) == len(told), found
    for one, where in zip(found, told, strict=True):
        assert f"lesson.yml:{lines[where]}:" in one or f"lesson.yml:{lines[where] + 1}:" in one


def test_what_the_other_one_does_meanwhile_is_told_in_every_mode(
    recorder: Recorder, tmp_path: Path
) -> None:
    yaml = LESSON + AT_ONCE.partition("what_if")[0]
    write_lesson(tmp_path, yaml=yaml, source=WAITS)
    built = Builder(tmp_path, recorder).build()
    (page,) = [text for path, text in built.pages.items() if path.endswith("track/one.md")]
    assert page.count("Meanwhile, request 2: step") >= 4, "overview, flow, table, transcript"
    assert "at the same time as request 2" in page
