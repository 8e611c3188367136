"""A mistake in a file of a lesson is told where it is, with what was expected, and harms no neighbour."""

from pathlib import Path

from proven_lessons.generator.building.build import Builder
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import view, write_lesson

LESSON = "title: A\nsummary: B.\nview: view\n"
VIEW = view("return HttpResponse('ok')")

# What stands in lesson.yml, and what is said of it.
LESSONS = {
    "": ("1:1: title is missing", "1:1: summary is missing"),
    "- a\n": ("1:1: expected a mapping of keys and values",),
    "title\n": ("1:1: expected a mapping of keys and values",),
    "\ttitle: A\n": ("1:1: not YAML: found character that cannot start any token (indent with spaces, not with tabs)",),
    "title: A\ntitle: B\nsummary: C.\n": ("2:1: found the key 'title' a second time (the first is on line 1)",),
    f"{LESSON}titel: C\n": ("4:1: unknown key 'titel' (did you mean 'title'?)",),
    "title: [\n": ("2:1: not YAML: did not find expected node content",),
    "title: 'A\n": ("2:1: not YAML: found unexpected end of stream",),
    "title: A\nview: view\n": ("1:1: summary is missing",),
    "title: A\nsummary: B.\nview: other\n": (
        "3:7: views.py has no 'other' (known: HttpResponse, HttpResponseRedirect, view)",
    ),
    "title: A\nsummary: B.\nview: 3\n": ("3:7: view: expected text, found 3 (put it in quotes)",),
    f"{LESSON}limits: {{seconds: many}}\n": ("4:19: limits, seconds: expected a number, found 'many'",),
    f"{LESSON}limits: {{seconds: -1}}\n": ("4:19: limits, seconds: expected more than 0, found -1",),
    f"{LESSON}limits: {{seconds: .inf}}\n": ("4:19: limits, seconds: expected 60 at most, found inf",),
    f"{LESSON}minutes: 10000000000\n": ("4:10: minutes: expected 240 at most, found 10000000000",),
    f"{LESSON}minutes: 1.5\n": ("4:10: minutes: expected a whole number, found 1.5",),
    f"{LESSON}csrf: maybe\n": ("4:7: csrf: expected true or false, found 'maybe'",),
    f"{LESSON}requests:\n  - GET /\n  - {{}}\n": ("6:5: requests 2: expected one of request, run (a command) and together (two requests at once)",),
    f"{LESSON}what_if: [{{title: T}}]\n": ("4:10: what_if: expected a mapping",),
    f"{LESSON}tags: red\n": ("4:7: tags: expected a list, found 'red'",),
    f"{LESSON}raises: ValueError\n": (
        "4:9: expected the run to end in ValueError, it ends in no exception "
        "(take raises out, or look whether what should raise it is still there)",
    ),
    f"{LESSON}settings: {{DEBUG: [}}\n": ("4:20: not YAML: did not find expected node content",),
    f"{LESSON}tags: *b\n": ("4:7: not YAML: found undefined alias",),
    f"{LESSON}tags: !!python/object:os.system []\n": (
        "4:7: found the tag 'python/object:os.system' (lessons use plain YAML)",
    ),
    f'{LESSON}level: "\\ud800"\n': ("4:11: not YAML: found invalid Unicode character escape code",),
    f"%YAML 9.9\n---\n{LESSON}": ("1:1: not YAML: found incompatible YAML document",),
    f"{LESSON}---\n{LESSON}": ("4:1: not YAML: but found another document",),
}  # fmt: skip
VIEWS = {
    "": ("lesson.yml:3:7: views.py has no 'view'",),
    "def view(request)\n    pass\n": ("views.py:1:18: Python can't read it: expected ':'",),
    "def view():\n    return 1\n": (
        "views.py:1: nothing catches TypeError: view() takes 0 positional arguments but 1 was given, "
        "and the response has status 500 (if that is the lesson, say so: raises: TypeError)",
    ),
    "def view(request):\n    pass\n": (
        "views.py:1: nothing catches ValueError: The view lesson.views.view didn't return an HttpResponse object. "
        "It returned None instead, and the response has status 500 (a view returns its response: is the return missing?)",
    ),
    "def view(request):\n    return 'text'\n": (
        "views.py:1: nothing catches AttributeError: 'str' object has no attribute 'get', "
        "and the response has status 500 (if that is the lesson, say so: raises: AttributeError)",
    ),
    "def view(request):\n\tx = 1\n        return 1\n": (
        "views.py:3:1: Python can't read it: inconsistent use of tabs and spaces in indentation",
    ),
    "async def view(request):\n    await 1\n": (
        "views.py:2: nothing catches TypeError: object int can't be used in 'await' expression, "
        "and the response has status 500 (if that is the lesson, say so: raises: TypeError)",
    ),
    "import nothing_at_all\n\n\ndef view(request):\n    pass\n": (
        "views.py:1: ModuleNotFoundError: No module named 'nothing_at_all'",
    ),
    "1 / 0\n\n\ndef view(request):\n    pass\n": ("views.py:1: ZeroDivisionError: division by zero",),
}  # fmt: skip


def test_many_broken_files_are_told_one_by_one(tmp_path: Path, recorder: Recorder) -> None:
    expected = []
    for number, (text, told) in enumerate([*LESSONS.items(), *VIEWS.items()]):
        folder = write_lesson(tmp_path, f"t/b{number:02}", yaml=LESSON, source=VIEW)
        name = "views.py" if text in VIEWS and number >= len(LESSONS) else "lesson.yml"
        (folder / name).write_bytes(text.encode())
        where = f"{folder}/" if name == "views.py" else f"{folder}/lesson.yml:"
        expected += [f"{where}{one}" for one in told]
    good = write_lesson(tmp_path, "t/good", yaml=LESSON, source=VIEW)
    built = Builder(tmp_path, recorder).build()
    assert sorted(map(str, built.problems)) == sorted(expected)
    assert (good / "trace.json").exists()
    assert "t/good.md" in built.pages
