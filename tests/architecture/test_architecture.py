"""Rules about the code that import-linter can't state."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

from proven_lessons.generator import aspects, modes
from proven_lessons.generator.claims.namespace import Names
from proven_lessons.generator.claims.readonly import View, attributes_of
from proven_lessons.generator.lessons.lesson import LessonFile, TrackFile
from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.runner import probes
from proven_lessons.runner.trace import (
    Exchange,
    MadeFrom,
    Place,
    Request,
    Response,
    ResponseState,
    Run,
    SessionState,
    Step,
    Trace,
)

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted([*(ROOT / "runner").rglob("*.py"), *(ROOT / "generator").rglob("*.py")])


# Statements and expressions, which a formatter neither adds nor takes away.
MODULE = 1400
FUNCTION = 150


def nodes_of(tree: ast.AST) -> int:
    return sum(isinstance(node, ast.stmt | ast.expr) for node in ast.walk(tree))


def stems(pattern: str) -> set[str]:
    return {path.name.partition(".")[0].removeprefix("test_") for path in ROOT.glob(pattern)} - {
        "__init__"
    }


def test_every_probe_has_an_aspect_and_both_have_a_test() -> None:
    names = set(probes.names())
    assert set(aspects.load()) == names
    assert stems("tests/generator/aspects/**/test_*.py") >= names
    assert stems("tests/runner/probes/**/test_*.py") >= names
    assert {probe.__module__.rpartition(".")[2] for probe in probes.load()} == names


def test_every_mode_is_one_module_one_template_one_test() -> None:
    names = set(modes.names())
    assert {path.name.partition(".")[0] for path in ROOT.glob("generator/modes/*/*.jinja")} == names
    assert (
        stems("tests/generator/modes/test_*.py")
        | {path.name for path in (ROOT / "tests/generator/modes").iterdir() if path.is_dir()}
        >= names
    )
    assert {type(mode).__module__.rpartition(".")[2] for _, mode in modes.load()} == names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_has_a_test_file_of_its_name(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if all(isinstance(node, ast.Expr) for node in tree.body):
        return  # a package without anything of its own
    own = path.parent.name if path.name == "__init__.py" else path.stem.strip("_")
    room = ROOT / "tests" / path.parent.relative_to(ROOT)
    places = [folder / f"test_{own}.py" for folder in (room, room.parent, room / own)]
    assert any(place.exists() for place in places), f"none of {places}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_and_functions_are_short_and_say_what_they_are_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert nodes_of(tree) <= MODULE, "does it still hold one idea?"
    assert ast.get_docstring(tree), "a module opens with a sentence that says what it is for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert nodes_of(node) <= FUNCTION, f"{node.name} has {nodes_of(node)} nodes"


@pytest.mark.parametrize("name", ["runner/trace"])
def test_plain_data_imports_only_plain_things(name: str) -> None:
    tree = ast.parse((ROOT / f"{name}.py").read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {"collections.abc", "dataclasses", "typing"}


def test_workflows_pin_actions_and_lessons_run_where_nothing_may_be_written() -> None:
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        for used in re.findall(r"uses: (\S+)", text):
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", used), f"{path.name}: {used}"
        for name, job in yaml.safe_load(text)["jobs"].items():
            runs = [step["run"] for step in job["steps"] if "run" in step]
            granted = job.get("permissions", yaml.safe_load(text).get("permissions"))
            assert not runs or granted == {"contents": "read"}, f"{path.name}: {name}"


def test_lock_files_hold_names_versions_and_hashes_only() -> None:
    for path in ROOT.glob("requirements*.lock"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert re.fullmatch(
                r"[a-z0-9][a-z0-9._-]*==\S+( ; [^/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?",
                line,
            ), line


def test_the_lock_file_of_npm_holds_no_addresses() -> None:
    for folder in ("tests/node", "generator/lab"):
        _has_no_addresses((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))


def _has_no_addresses(text: str) -> None:
    assert "://" not in text
    packages = json.loads(text)["packages"]
    assert [name for name, one in packages.items() if name and "integrity" not in one] == []


def test_every_key_of_the_lesson_format_is_documented() -> None:
    documented = set(
        re.findall(
            r"^\| `([a-z_]+)`",
            (ROOT / "docs" / "lesson-format.md").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
    models = [LessonFile, TrackFile]
    keys: set[str] = set()
    while models:
        model = models.pop()
        for name, field in model.model_fields.items():
            keys.add(field.alias or name)
        models += [
            found
            for found in model.__annotations__.values()
            if isinstance(found, type) and hasattr(found, "model_fields")
        ]
    assert keys <= documented


@pytest.mark.parametrize("command", ["record", "check", "diff", "export", "new"])
def test_every_command_is_documented(command: str) -> None:
    assert f"lessons {command}" in (ROOT / "docs" / "command.md").read_text(encoding="utf-8")


def test_every_name_for_expressions_is_documented() -> None:
    written = (ROOT / "docs" / "names.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`([a-z_]+)`", written)) | set(
        re.findall(r"`step\.([a-z]+)`", written)
    )
    place = Place(file="views.py", line=1, end_line=1, code="", function="")
    state = SessionState(status="saved", data={}, stored=None, changed=())
    step = Step(
        number=1, kind="send", phase="closing", at=place, depth=0, session=state, locals={}, value=None, events=(),
        response=ResponseState(status=200, text=""),
    )  # fmt: skip
    request = Request(method="GET", path="/", headers={}, cookies={}, data=None)
    response = Response(status=200, headers={}, cookies={}, text="")
    one = Exchange(
        client="a", request=request, view=None, steps=(step,), response=response, error=None
    )
    made = MadeFrom(digest="", django="", python="")
    lesson, _ = load_lesson(ROOT / "lesson_data" / "sessions" / "set-and-get")
    assert lesson is not None
    trace = Trace(lesson="a/b", made_from=made, runs={"main": Run(exchanges=(one,))})
    seen: set[str] = {"what_if"}
    main = Names(lesson, trace).open().run("main")
    views = [main, main.exchanges[0], main.step[1]]
    while views:
        shown = attributes_of(views.pop())
        seen |= set(shown)
        views += [found for found in (give() for give in shown.values()) if type(found) is View]
    assert seen <= documented, seen - documented
    kinds = {
        kind.partition(".")[2] for kind in probes.event_types() if kind.startswith("session.")
    } - {"call"}
    assert kinds <= documented, kinds - documented


def test_no_machine_leaves_its_paths_in_the_repository() -> None:
    for path in [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("lesson_data/**/*"),
        *MODULES,
    ]:
        if path.is_file():
            assert not re.search(
                r"(^|[^A-Za-z0-9_.])/(work|root|home)/", path.read_text(encoding="utf-8")
            ), path
