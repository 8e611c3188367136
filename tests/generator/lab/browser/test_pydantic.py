"""Where pydantic is not, its stand-in holds the same data: every lesson runs and is told the same."""

import json
import subprocess
import sys
from pathlib import Path

from proven_lessons.generator.lessons.crossing import to_plain
from proven_lessons.generator.lessons.folders import find_lessons
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner.scenario import to_json
from tests.builders import loaded

ROOT = Path(__file__).resolve().parents[4]
SCRIPT = """\
import json, sys
from dataclasses import replace
sys.path.insert(0, sys.argv[1])
from proven_lessons.generator.lessons.crossing import from_plain
from proven_lessons.generator.lessons.front import PageWritten
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner.scenario import to_json
import pydantic
assert pydantic.__file__.startswith(sys.argv[1]), pydantic.__file__
assert PageWritten().hide == ["toc", "tags"] and PageWritten().search.boost == 2
lessons = [from_plain(one) for one in json.load(sys.stdin)]
print(json.dumps([to_json(replace(scenario_of(one), variants=None)) for one in lessons]))
"""


def test_lessons_are_the_same_over_it() -> None:
    from dataclasses import replace

    lessons = [loaded(folder) for folder in find_lessons(ROOT / "lesson_data").values()]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(ROOT / "generator" / "lab" / "browser")],
        input=json.dumps([to_plain(one) for one in lessons]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ours = [to_json(replace(scenario_of(one), variants=None)) for one in lessons]
    assert json.loads(done.stdout) == json.loads(json.dumps(ours))
