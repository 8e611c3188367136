"""Whatever the bytes of a file are, it is a lesson, or a problem with its place; never a mistake of ours."""

import os
import random
import shutil
from pathlib import Path

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.runner.processes.recorder import Recorder

ROOT = Path(__file__).resolve().parents[2]
MUTATIONS = 10 * int(os.environ.get("FAULTS", "2"))  # of each file
PIECES = [b"", b"\0", b"\xff", b"\xe2\x80\xae", b"{{", b"}}", b"{%", b"- ", b": ", b"[", b"'", b'"', b"\n", b"\t", b"&a ",
          b"*a", b"!!python/object:os.system ", b"99999999999999999999", b"-1", b"null", b"1e999", b"true", b"<b>", b"\\ud800"]  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Give a file with some pieces cut out, doubled, or in the place of others."""
    for _ in range(chance.randint(1, 3)):
        begin = chance.randrange(len(content) + 1)
        end = min(len(content), begin + chance.choice((0, 1, 1, 5, 40)))
        put = chance.choice((chance.choice(PIECES), content[begin:end] * 2))
        content = content[:begin] + put + content[end:]
    return content


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for track in ("sessions", "queries"):
        shutil.copytree(ROOT / "lesson_data" / track, tmp_path / track)
    return tmp_path


@pytest.mark.parametrize(
    "name",
    ["sessions/set-and-get/lesson.yml", "sessions/set-and-get/trace.json", "queries/lost-prefetch/views.py", "sessions/track.yml"],
)  # fmt: skip
def test_a_mutated_file_is_told_or_taken(name: str, data: Path, recorder: Recorder) -> None:
    path, chance = data / name, random.Random(name)
    whole = path.read_bytes()
    builder = Builder(data, recorder)
    for number in range(MUTATIONS):
        path.write_bytes(mutated(whole, chance))
        built = builder.build()
        wrong = [str(one) for one in built.problems if "mistake of this program" in one.message]
        assert wrong == [], f"{name} {number}: {path.read_bytes()!r}"
        assert {"sessions/pop-once.md", "sessions/index.md", "queries/index.md"} <= set(built.pages)
        told = [one.file for one in built.problems]
        assert all(file.startswith(str(data / name.partition("/")[0])) for file in told), told
