"""Editors know the lesson format: the JSON Schemas in the docs are those of the loader.

What they flag is tried in a real one: yaml-language-server, which serves VS Code and others.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from proven_lessons.generator.lessons.lesson import LessonFile, TrackFile
from proven_lessons.generator.lessons.models import read_model
from proven_lessons.generator.lessons.schema import lesson_schema, track_schema

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
SERVER = ROOT / "tests/node/node_modules/yaml-language-server/bin/yaml-language-server"
START = "title: T\nsummary: S.\nview: a\n"

# Mistakes, each with a word of what an editor must say of it.
MISTAKES = {
    "no title": ("summary: S.\nview: a\n", "title"),
    "a misspelt key": (START + "leval: beginner\n", "leval"),
    "a level that is none": (START + "level: expert\n", "intermediate"),
    "a number for a title": (START.replace("T\n", "7\n"), "string"),
    "text for a list": (START + "tags: sessions\n", "array"),
    "minutes of nobody": (START + "minutes: 0\n", "minimum"),
    "a column that is none": (START + "show: [sesion]\n", "session"),
    "a method that is none": (START + "requests: [FETCH /]\n", "pattern"),
    "a path with no slash": (START + "requests: [GET login]\n", "pattern"),
    "a request with a typo": (START + "requests:\n  - request: GET /\n    dta: {}\n", "dta"),
    "a clock of words": (START + "requests:\n  - request: GET /\n    clock: soon\n", "integer"),
    "the clock set back": (START + "requests:\n  - request: GET /\n    clock: -1\n", "minimum"),
    "a setting in small letters": (START + "settings: {debug: true}\n", "debug"),
    "another database": (START + "settings: {DATABASES: {}}\n", "DATABASES"),
    "a route with a slash": (START.replace("view: a\n", "routes: {/x: a}\n"), "/x"),
    "a what-if of nothing": (START + "what_if:\n  a:\n    title: x\n", "edits"),
    "two changes in one": (
        START + "what_if:\n  a:\n    title: x\n    edits:\n      - {delete: a, replace: b}\n",
        "with",
    ),
    "half a change": (
        START + "what_if:\n  a:\n    title: x\n    edits:\n      - {insert: a}\n",
        "after",
    ),
    "a moment without a proof": (START + "key_moments:\n  - {ask: a, answer: b}\n", "proof"),
    "a question without a key": (START + "quiz:\n  - ask: a\n", "answer"),
    "no wrong answers": (START + "quiz:\n  - {ask: a, answer: '1', options: []}\n", "too few"),
    "a project with no settings": (START + "project: {path: ../shop}\n", "settings"),
    "a module that is none": (START + "watch: [orders/views.py]\n", "pattern"),
    "a limit over the limit": (START + "limits: {seconds: 600}\n", "maximum"),
    "a step of nothing": (START + "steps:\n  - id: set\n", "at"),
}


@pytest.mark.parametrize(
    ("name", "current"),
    [("lesson.schema.json", lesson_schema()), ("track.schema.json", track_schema())],
)
def test_the_published_schema_is_the_loaders(name: str, current: str, *, accept: bool) -> None:
    if accept:
        (DOCS / name).write_text(current, encoding="utf-8")
    assert (DOCS / name).read_text(encoding="utf-8") == current, "renew it with pytest --accept"


@pytest.mark.parametrize("text", [lesson_schema(), track_schema()])
def test_each_key_is_described_and_no_class_is_named(text: str) -> None:
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    parts = {"": schema, **schema["$defs"]}
    for part in parts.values():
        for key, value in part.get("properties", {}).items():
            assert value.get("description"), key
    assert all(name == name.lower() for name in schema["$defs"])
    assert "Written" not in text


def test_our_own_lessons_and_tracks_are_what_the_schemas_say() -> None:
    lesson, track = json.loads(lesson_schema()), json.loads(track_schema())
    for path in sorted((ROOT / "lesson_data").glob("*/*/lesson.yml")):
        jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), lesson)
    for path in sorted((ROOT / "lesson_data").glob("*/track.yml")):
        jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), track)


def test_a_snippet_is_what_the_schema_says() -> None:
    schema = json.loads(lesson_schema())
    for key, part in schema["properties"].items():
        for snippet in part.get("defaultSnippets", ()):
            body = json.loads(_filled(json.dumps(snippet["body"])))
            jsonschema.validate({"title": "T", "summary": "S.", key: body}, schema)
            LessonFile.model_validate({"title": "T", "summary": "S.", key: body})


def _filled(text: str) -> str:
    """Put into a snippet what it offers, and a word where it offers nothing."""
    for number in range(1, 6):
        before, found, after = text.partition(f"${{{number}:")
        if found:
            offered, _, rest = after.partition("}")
            text = before + offered + rest
        text = text.replace(f"${number}", "word")
    return text


@pytest.mark.parametrize("name", MISTAKES)
def test_the_loader_refuses_what_the_schema_does(name: str, tmp_path: Path) -> None:
    text, _ = MISTAKES[name]
    errors = jsonschema.Draft202012Validator(json.loads(lesson_schema())).iter_errors(
        yaml.safe_load(text)
    )
    assert list(errors)
    (tmp_path / "lesson.yml").write_text(text)
    _, _, problems = read_model(LessonFile, tmp_path / "lesson.yml")
    assert problems


class Editor:
    """What an editor does with YAML files: it speaks to the language server of its tools."""

    def __init__(self, server: "subprocess.Popen[bytes]") -> None:
        self.server = server
        self.asked = 0
        self._ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self._say("initialized", {})
        settings = {"yaml": {"validate": True, "schemaStore": {"enable": False}}}
        self._say("workspace/didChangeConfiguration", {"settings": settings})

    def problems_of(self, path: Path) -> list[str]:
        """Return what is flagged in a file, each as its line (from 1) and the words."""
        uri, text = path.as_uri(), path.read_text(encoding="utf-8")
        opened = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._say("textDocument/didOpen", {"textDocument": opened})
        while True:
            said = self._next()
            if said.get("method") == "textDocument/publishDiagnostics":
                found = said["params"]
                if found["uri"] == uri:
                    return [
                        f"{one['range']['start']['line'] + 1}: {one['message']}"
                        for one in found["diagnostics"]
                    ]

    def _ask(self, method: str, params: dict[str, Any]) -> None:
        self.asked += 1
        self._say(method, params, id=self.asked)
        while self._next().get("id") != self.asked:
            pass

    def _say(self, method: str, params: dict[str, Any], **more: int) -> None:
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        assert self.server.stdin
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def _next(self) -> dict[str, Any]:
        """Return the next thing that the server says; answer what it asks for with nothing."""
        assert self.server.stdout
        length = 0
        while (line := self.server.stdout.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        said: dict[str, Any] = json.loads(self.server.stdout.read(length))
        if "method" in said and "id" in said:
            answer = {"jsonrpc": "2.0", "id": said["id"], "result": None}
            body = json.dumps(answer).encode()
            assert self.server.stdin
            self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            self.server.stdin.flush()
        return said


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    node = Path(sys.executable).with_name("node")
    assert node.exists() and SERVER.is_file(), "make test installs what it needs"
    with subprocess.Popen(
        [str(node), str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        yield Editor(server)
        server.kill()


@pytest.mark.parametrize("name", MISTAKES)
def test_an_editor_flags_it(name: str, editor: Editor, tmp_path: Path) -> None:
    text, words = MISTAKES[name]
    (tmp_path / "lesson.yml").write_text(
        f"# yaml-language-server: $schema={DOCS}/lesson.schema.json\n{text}"
    )
    said = editor.problems_of(tmp_path / "lesson.yml")
    assert any(words in one for one in said), said


def test_an_editor_finds_nothing_in_our_own(editor: Editor) -> None:
    for path in [*(ROOT / "lesson_data").glob("*/*/lesson.yml")]:
        assert editor.problems_of(path) == []


def test_an_editor_knows_tracks(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "track.yml").write_text(
        f"# yaml-language-server: $schema={DOCS}/track.schema.json\ntitle: T\nsummary: S.\norde: 1\n"
    )
    (said,) = editor.problems_of(tmp_path / "track.yml")
    assert said.startswith("4: ") and "orde" in said
    TrackFile.model_validate({"title": "T", "summary": "S.", "order": 1})
