"""Every mistake in a lesson's files gets one message: where, what was found, what was expected, a hint."""

import json
import textwrap
from pathlib import Path

import pytest

from proven_lessons.generator.lessons.folders import find_lessons
from proven_lessons.generator.lessons.lesson import COLUMNS
from proven_lessons.generator.lessons.loader import load_lesson, load_track
from proven_lessons.generator.pages.derive import derive
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Edit, RequestSpec
from tests.builders import LESSON, loaded, recorded, write_lesson

# What an author wrote below LESSON (or in its place, if it begins with "="), and what the author is told.
MISTAKES = {
    "a duration that is none": (
        "requests:\n  - {request: GET /, clock: soon}\n",
        "5:29: requests 1, clock: expected seconds, or a text such as '15 days', found 'soon'",
    ),
    "a file that is not there": (
        "requests:\n  - {request: POST /, files: {avatar: view.py}}\n",
        "5:39: there is no file 'view.py' in the lesson's folder (did you mean 'views.py'?)",
    ),
    "two bodies": (
        "requests:\n  - {request: POST /, json: 1, data: {a: 1}}\n",
        "5:5: requests 1: a request has one body: expected json alone, or data, files and form",
    ),
    "a body for a GET": (
        "requests:\n  - {request: GET /, json: 1}\n",
        "5:5: requests 1: a GET has no body: expected POST, PUT or PATCH for json and files",
    ),
    "a column that is none": (
        "show: [sesion]\n",
        f"4:8: show 1: expected one of {', '.join(COLUMNS)}, found 'sesion'",
    ),
    "an unknown key": ("titel: x", "4:1: unknown key 'titel' (did you mean 'title'?)"),
    "an unknown key in a list": (
        "quiz:\n  - ask: What?\n    anser: '1'\n    answer: '1'\n    options: [2]",
        "6:5: unknown key 'anser' (did you mean 'answer'?)",
    ),
    "an unknown key in a mapping": (
        "what_if:\n  other:\n    titel: x\n    title: x",
        "6:5: unknown key 'titel' (did you mean 'title'?)",
    ),
    "an unknown key of a request": (
        "requests:\n  - request: GET /\n    cliant: ada",
        "6:5: unknown key 'cliant' (did you mean 'client'?)",
    ),
    "a missing key": ("=title: x\nview: view", "1:1: summary is missing"),
    "another type": ("minutes: ten", "4:10: minutes: expected a whole number, found 'ten'"),
    "a title that YAML reads as a boolean": (
        "=title: yes\nsummary: x\nview: view",
        "1:8: title: expected text, found True (put it in quotes)",
    ),
    "an unknown level": (
        "level: easy",
        "4:8: level: expected 'beginner', 'intermediate' or 'advanced', found 'easy'",
    ),
    "a view that is not there": ("=title: x\nsummary: x\nview: veiw", "3:7: views.py has no 'veiw' (did you mean 'view'?)"),
    "a route to a view that is not there": (
        "=title: x\nsummary: x\nroutes:\n  'a/': nothing",
        "4:9: views.py has no 'nothing' (known: HttpResponse, HttpResponseRedirect, view)",
    ),
    "two ways to choose a view": (
        "routes:\n  '': view",
        "3:7: expected one of view, routes or a urls.py, found view and routes",
    ),
    "no way to choose a view": (
        "=title: x\nsummary: x",
        "1:1: expected one of view, routes or a urls.py, found none of them",
    ),
    "a request without a path": (
        "requests:\n  - GET",
        "5:5: requests 1, request: expected a method and a path such as 'GET /', found 'GET'",
    ),
    "an unknown method": (
        "requests:\n  - FETCH /",
        "5:5: requests 1, request: expected a method and a path such as 'GET /', found 'FETCH /'",
    ),
    "a piece that is on no line": (
        "steps:\n  - at: request.session['b']",
        "5:9: \"request.session['b']\" is on no line of the lesson's Python files"
        " (views.py:5 is \"request.session['a'] = 1\")",
    ),
    "a piece that is on several lines": (
        "steps:\n  - at: HttpResponse",
        "5:9: 'HttpResponse' matches 3 times: views.py:1, views.py:1, views.py:6 (take a longer piece of the line, or name its function: in: NAME)",
    ),
    "an id used twice": (
        "steps:\n  - at: request.session['a']\n    id: same\n  - at: return HttpResponse\n    id: same",
        "8:9: the id 'same' is used twice",
    ),
    "an id that is no name": (
        "steps:\n  - at: return HttpResponse\n    id: two words",
        "6:9: steps 1, id: expected a name of letters, digits and underscores, found 'two words'",
    ),
    "an edit that matches nothing": (
        "what_if:\n  other:\n    title: x\n    edits:\n      - delete: nothing",
        "8:17: 'nothing' is on no line of views.py",
    ),
    "an edit of two kinds": (
        "what_if:\n  other:\n    title: x\n    edits:\n      - delete: ok\n        replace: ok",
        "8:9: what_if, other, edits 1: expected one change: delete, or replace and with, or insert and after",
    ),
    "a what-if called main": (
        "what_if:\n  main:\n    title: x\n    requests: [GET /]",
        "6:5: a what-if can't be called 'main': that is the lesson itself",
    ),
    "a key twice": ("title: again", "4:1: found the key 'title' a second time (the first is on line 1)"),
    "an alias": ("tags: &all [a]\nneeds: *all", "5:8: found an alias (*name) (write the value out; lessons do not use aliases)"),
    "a Python object": ("tags: !!python/name:os.system []", "4:7: found the tag 'python/name:os.system' (lessons use plain YAML)"),
    "text with a colon": (
        "snapshot: one: two",
        "4:14: not YAML: mapping values are not allowed in this context"
        " (text that holds ': ' or begins with a bracket, a quote, a backtick, '*', '&', '%' or '@' needs quotes)",
    ),
    "a tab": (
        "steps:\n\t- at: x",
        "5:1: not YAML: found character that cannot start any token (indent with spaces, not with tabs)",
    ),
    "not a mapping": ("=- a\n- b", "1:1: expected a mapping of keys and values"),
    "nothing": ("=", "1:1: title is missing"),
    "a route with a slash before it": (
        "=title: x\nsummary: x\nroutes:\n  /a/: view",
        "4:3: routes, /a/: a route of Django begins with no slash, found '/a/'; leave it out",
    ),
    "a proof that YAML reads as a mapping": (
        'key_moments:\n  - ask: a\n    answer: b\n    proof:\n      - x == {"n": 2}',
        "8:9: key_moments 1, proof 1: expected text (text that holds ': ' must stand in quotes)",
    ),
    "a list that does not end": (
        "tags: [",
        "5:1: not YAML: did not find expected node content",
    ),
    "a setting in small letters": (
        "settings: {debug: true}",
        "4:12: settings, debug: expected the name of a Django setting, in capitals, found 'debug'",
    ),
    "another database": (
        "settings: {DATABASES: {}}",
        "4:12: settings, DATABASES: lessons have a database of their own; DATABASES can't be set",
    ),
    "limits out of bounds": ("limits: {seconds: 1000}", "4:19: limits, seconds: expected 60 at most, found 1000"),
}  # fmt: skip


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_in_the_yaml_is_told_with_its_place(case: str, tmp_path: Path) -> None:
    written, expected = MISTAKES[case]
    yaml = written[1:] if written.startswith("=") else LESSON + written
    folder = write_lesson(tmp_path, yaml=yaml)
    _, problems = load_lesson(folder)
    told = [str(problem).removeprefix(f"{folder}/lesson.yml:") for problem in problems]
    assert told[0].partition(" (known")[0] == expected.partition(" (known")[0]


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    yaml = "title: 3\nminutes: x\ntitel: y\nview: view\nquiz:\n  - ask: a\n"
    _, problems = load_lesson(write_lesson(tmp_path, yaml=yaml))
    assert sorted((problem.line, problem.column) for problem in problems) == [
        (1, 1),
        (1, 8),
        (2, 10),
        (3, 1),
        (6, 5),
    ]


def test_a_yaml_bomb_is_an_error_and_not_a_bomb(tmp_path: Path) -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))
    _, problems = load_lesson(write_lesson(tmp_path, yaml=f"a0: &a0 [x]\n{levels}\n"))
    assert any("an alias" in str(problem) for problem in problems)


def test_deep_nesting_is_an_error(tmp_path: Path) -> None:
    _, problems = load_lesson(write_lesson(tmp_path, yaml="a: " + "[" * 5000 + "]" * 5000))
    assert problems


def test_text_that_is_not_utf_8_is_an_error(tmp_path: Path) -> None:
    folder = write_lesson(tmp_path)
    (folder / "lesson.yml").write_bytes(b"a: b\ntitle: \xff")
    _, problems = load_lesson(folder)
    assert [str(problem) for problem in problems] == [
        f"{folder}/lesson.yml:2:8: expected UTF-8 text, found the byte 0xff (save the file as UTF-8)"
    ]


def test_a_python_file_that_can_not_be_read_is_told_with_its_place(tmp_path: Path) -> None:
    folder = write_lesson(tmp_path, source="def view(request):\n    return (\n")
    _, problems = load_lesson(folder)
    assert [str(problem) for problem in problems] == [
        f"{folder}/views.py:2:12: Python can't read it: '(' was never closed"
    ]


def test_a_lesson_without_a_view_file_is_told(tmp_path: Path) -> None:
    folder = write_lesson(tmp_path)
    (folder / "views.py").unlink()
    _, problems = load_lesson(folder)
    assert [str(problem) for problem in problems] == [
        f"{folder}: there is no views.py (write the view that the lesson runs)"
    ]


def test_a_track_names_lessons_that_are_there(tmp_path: Path) -> None:
    folder = write_lesson(tmp_path).parent
    (folder / "track.yml").write_text("title: T\nsummary: S\nlessons: [two, oen]\n")
    track, problems = load_track(folder, ["one", "two"])
    assert track is not None
    assert track.lessons == ("track/two", "track/one")
    assert [str(problem) for problem in problems] == [
        f"{folder}/track.yml:3:16: there is no lesson 'oen' here (did you mean 'one'?)"
    ]


def test_a_lesson_becomes_a_scenario(tmp_path: Path) -> None:
    yaml = textwrap.dedent("""\
        title: A lesson
        summary: It runs.
        routes: {"x/": view}
        settings: {SESSION_COOKIE_AGE: 60}
        requests:
          - GET /x/
          - {request: POST /x/, data: {a: [1, 2]}, client: ada, headers: {Accept-Language: fr}, follow: true}
        what_if:
          other:
            title: it did not
            edits:
              - delete: request.session['a']
              - {replace: "'ok'", with: "'no'"}
              - {insert: y = 2, after: return HttpResponse}
            requests: [GET /x/?a=1]
        limits: {seconds: 1, steps: 10}
        """)
    folder = write_lesson(tmp_path, yaml=yaml)
    (folder / "templates").mkdir()
    (folder / "templates" / "page.html").write_text("x")
    (folder / "trace.json").write_text("{}")
    (folder / ".hidden").write_text("x")
    scenario = scenario_of(loaded(folder))
    assert [file.path for file in scenario.files] == ["templates/page.html", "views.py"]
    assert scenario.routes == {"x/": "view"}
    assert scenario.requests == (
        RequestSpec(path="/x/"),
        RequestSpec(
            method="POST",
            path="/x/",
            data={"a": [1, 2]},
            client="ada",
            headers={"Accept-Language": "fr"},
            follow=True,
        ),
    )
    assert scenario.variants is not None
    assert scenario.variants["other"].edits == (
        Edit(action="delete", find="request.session['a']"),
        Edit(action="replace", find="'ok'", put="'no'"),
        Edit(action="insert", find="return HttpResponse", put="y = 2"),
    )
    assert (scenario.limits.seconds, scenario.limits.steps, scenario.limits.memory) == (1, 10, 512)
    assert list(find_lessons(tmp_path)) == ["track/one"]


@pytest.mark.parametrize(
    "text",
    [
        "snapshot: " + "[" * 30_000,
        "snapshot: " + "{a: " * 30_000,
        "- " * 30_000,
        "? " * 30_000,
        "[" * 30_000 + "]" * 30_000,
    ],
)
def test_what_would_exhaust_the_parser_is_an_error(text: str, tmp_path: Path) -> None:
    _, problems = load_lesson(write_lesson(tmp_path, yaml=text))
    assert [problem.line for problem in problems] == [1]


def test_keys_that_are_true_and_one_are_told_apart(tmp_path: Path) -> None:
    _, problems = load_lesson(write_lesson(tmp_path, yaml="yes: 1\n1: 2\n"))
    assert problems[0].message == "found a key that is not text"


@pytest.mark.parametrize(
    "text", ["x" + "`" * 9_000, "{{ " * 3_000, "'purple' " * 1_000, "<a " * 3_000]
)
def test_a_long_text_is_looked_through_in_no_time(
    text: str, tmp_path: Path, recorder: Recorder
) -> None:
    lesson = loaded(write_lesson(tmp_path, yaml=f"{LESSON}snapshot: {json.dumps(text)}\n"))
    problems = derive(lesson, recorded(recorder, lesson), topic="").problems
    assert len(problems) <= 51


def test_a_text_without_end_is_an_error(tmp_path: Path) -> None:
    _, problems = load_lesson(write_lesson(tmp_path, yaml=f"{LESSON}snapshot: {'x' * 20_000}\n"))
    assert [problem.message for problem in problems] == [
        "snapshot: expected at most 10,000 characters"
    ]


def test_a_misspelt_key_is_told_once(tmp_path: Path) -> None:
    _, problems = load_lesson(write_lesson(tmp_path, yaml="title: T\nsumary: S\nview: view\n"))
    assert [str(problem).rpartition("lesson.yml:")[2] for problem in problems] == [
        "2:1: unknown key 'sumary' (did you mean 'summary'?)"
    ]


def test_a_reason_that_is_no_text_is_told(tmp_path: Path) -> None:
    yaml = (
        LESSON
        + "quiz:\n  - ask: Q\n    answer: response.text\n    options: [{option: 1, because: no}]\n"
    )
    _, problems = load_lesson(write_lesson(tmp_path, yaml=yaml))
    assert [str(problem).rpartition("lesson.yml:")[2] for problem in problems] == [
        "7:36: quiz 1, options 1, because: expected text, found False (put it in quotes)"
    ]


def test_what_the_format_refuses_hides_nothing_of_the_rest(tmp_path: Path) -> None:
    yaml = """\
title: T
level: hard
view: nowhere
steps:
  - at: not in any line
requests:
  - {request: POST /, files: {f: no.txt}}
what_if:
  other: {title: x, edits: [{delete: gone}]}
quiz: 3
"""
    _lesson, problems = load_lesson(write_lesson(tmp_path, yaml=yaml))
    told = {one.line: one.message for one in problems}
    assert sorted(told) == [1, 2, 3, 5, 7, 9, 10], told
    assert "there is no file 'no.txt'" in told[7]


def test_what_may_come_from_a_mistake_is_not_told(tmp_path: Path) -> None:
    """A view that is misspelt is one problem, and not that there is no view."""
    for number, line in enumerate(["vew: view", "view: [view]", "steps: 3\nview: nowhere"]):
        folder = write_lesson(tmp_path / str(number), yaml=f"title: T\nsummary: S\n{line}\n")
        _lesson, problems = load_lesson(folder)
        assert len(problems) == 1, [str(one) for one in problems]
