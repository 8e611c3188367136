"""A lesson finds its project in its own file, that of its track, or that of the site."""

from pathlib import Path

import pytest

from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lessons.lesson import Place
from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.generator.lessons.project import of_site, place_in_settings
from proven_lessons.generator.lessons.site import site_around
from proven_lessons.runner.scenario import ProjectSpec
from tests.projects import write_project

LESSON = "title: T\nsummary: S\nwatch: [orders.views]\n"
PROJECT = "project: {path: ../../../shop, settings: shop.settings}\n"
TRACK = "title: T\nsummary: S\n"
SITE = """\
site_name: T
extra: {a: !ENV [HOME, b]}
markdown_extensions:
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
plugins:
  - search
  - lessons:
      data: own
      project: {path: shop, settings: shop.settings}
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    write_project(tmp_path / "shop")
    folder = tmp_path / "data/t/one"
    folder.mkdir(parents=True)
    (folder / "lesson.yml").write_text(LESSON)
    (folder.parent / "track.yml").write_text(TRACK)
    return folder


@pytest.mark.parametrize("where", ["lesson", "track", "site"])
def test_where_the_project_is_named(where: str, lesson: Path, tmp_path: Path) -> None:
    site = None
    if where == "lesson":
        (lesson / "lesson.yml").write_text(LESSON + PROJECT)
    elif where == "track":
        text = PROJECT.replace("../../../", "../../")
        (lesson.parent / "track.yml").write_text(TRACK + text)
    else:
        (tmp_path / "mkdocs.yml").write_text(SITE)
        site = of_site(tmp_path / "mkdocs.yml")
    loaded, problems = load_lesson(lesson, site)
    assert problems == []
    assert loaded is not None
    assert loaded.project is not None
    assert loaded.project.root == str(tmp_path / "shop")
    assert [(file.path, file.module) for file in loaded.files] == [
        ("orders/views.py", "orders.views")
    ]
    assert loaded.where("orders/views.py").resolve() == tmp_path / "shop/orders/views.py"


def test_the_command_finds_what_the_site_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mkdocs.yml").write_text(SITE)
    (tmp_path / "docs/in").mkdir(parents=True)
    for folder, data in (("", "own"), ("docs", "../own"), ("docs/in", "../../own")):
        monkeypatch.chdir(tmp_path / folder)
        site = site_around(Path())
        assert site.data == Path(data)
        assert site.project is not None
        assert site.project.root == tmp_path / "shop"


@pytest.mark.parametrize("text", ["", "plugins: [lessons]\n", "plugins: {lessons: {}}\n", "a: [\n"])
def test_a_site_that_says_nothing_has_the_usual_folder(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mkdocs.yml").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert site_around(Path()).data == Path("lesson_data")
    assert site_around(Path()).project is None


def test_what_is_wrong_in_mkdocs_yml_has_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(SITE.replace("settings: shop.settings", "setings: shop.settings"))
    with pytest.raises(UsageError) as raised:
        of_site(file)
    words = str(raised.value).splitlines()
    assert f"{file}:10:29: unknown key 'setings' (did you mean 'settings'?)" in words


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (PROJECT.replace("shop, ", "shoop, "), "4:17: there is no folder '../../../shoop' from here"),
        (PROJECT.replace("shop.settings", "shop.setings"), "4:42: the project has no module 'shop.setings' (did you mean 'shop.settings'?)"),
        (PROJECT.replace("}", ", fixtures: [mor]}"), "4:68: the project has no fixture 'mor' (known: more.json)"),
        (PROJECT.replace("settings: shop.settings", "settings: shop/settings.py"), "4:42: project, settings: expected the name of a module, as in shop.settings, found 'shop/settings.py'"),
        ("", "3:8: there is no project to watch (name it: project: {path, settings})"),
        (PROJECT + "view: cart\n", "there is no views.py (write the view that the lesson runs)"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_project(lines: str, problem: str, lesson: Path) -> None:
    (lesson / "lesson.yml").write_text(LESSON + lines)
    _, problems = load_lesson(lesson)
    assert [str(one).split("lesson.yml:")[-1].split(f"{lesson}: ")[-1] for one in problems] == [
        problem
    ]


def test_a_module_that_there_is_not(lesson: Path) -> None:
    (lesson / "lesson.yml").write_text(LESSON.replace("orders.views", "orders.vews") + PROJECT)
    _, (problem,) = load_lesson(lesson)
    assert "3:9: the project has no module 'orders.vews' (did you mean 'orders.views'?)" in str(
        problem
    )


def test_python_that_can_not_be_read_is_told_at_its_place(lesson: Path, tmp_path: Path) -> None:
    (tmp_path / "shop/orders/views.py").write_text("def cart(:\n")
    (lesson / "lesson.yml").write_text(LESSON + PROJECT)
    _, (problem,) = load_lesson(lesson)
    assert "orders/views.py:1:10: Python can't read it: invalid syntax" in str(problem)


@pytest.mark.parametrize(
    ("line", "said", "column"),
    [
        ("ROOT_URLCONF = 'shop.url'", "ModuleNotFoundError: No module named 'shop.url'", 16),
        ('MIDDLEWARE = ["shop.nothing.Here"]', "No module named 'shop.nothing'", 15),
        ("X = 'shop.middleware.Nope'", 'ImportError: Module "shop.middleware" does not define a "Nope" attribute/class', 5),
        ("X = 'shop.urlsy'", "No module named 'shop.url'", None),
        ("X = 'shop'", "ValueError: something else", None),
    ],
)  # fmt: skip
def test_what_settings_name_and_there_is_not_has_its_place_there(
    line: str, said: str, column: int | None, tmp_path: Path
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "settings.py").write_text(f"A = 1\n{line}\n")
    found = place_in_settings(ProjectSpec(root=str(tmp_path), settings="shop.settings"), said)
    if column is None:
        assert found is None
    else:
        assert found is not None
        assert found[0].resolve() == folder / "settings.py"
        assert found[1] == Place(line=2, column=column)
    assert place_in_settings(ProjectSpec(root=str(tmp_path), settings="shop.no"), said) is None
