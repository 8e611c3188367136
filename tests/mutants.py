"""Put small bugs into the modules that judge and phrase, and show those that no test notices (`make mutants`).

The bugs go into a fresh clone of what is committed, never into the folder that you work in. One that
survives is a condition that no test holds, or a change that makes no difference.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Decorators, numbers and operators of arithmetic give many changes that make no difference.
LEFT_OUT = [
    "core/ReplaceBinaryOperator_.*",
    "core/NumberReplacer",
    "core/RemoveDecorator",
    "core/ReplaceComparisonOperator_.*_(Is|IsNot|Lt|LtE|Gt|GtE)",
    "core/ReplaceUnaryOperator_.*(Invert|UAdd|USub).*",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Modules with the tests that are to notice a bug in them; paths from the root."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


GROUPS = {
    "endings": Group(
        modules=("generator/wording/endings.py", "generator/aspects/session/ending.py"),
        tests=("tests/generator/aspects", "tests/generator/wording/test_endings.py"),
    ),
    "differences": Group(
        modules=("generator/facts/differences.py",),
        tests=(
            "tests/generator/facts",
            "tests/generator/building/test_trace_words.py",
            "tests/generator/modes/what_if",
        ),
    ),
    "questions": Group(
        modules=(
            "generator/modes/quiz/automatic.py",
            "generator/modes/quiz/distractors.py",
            "generator/modes/quiz/options.py",
        ),
        tests=("tests/generator/modes/quiz",),
    ),
    "claims": Group(modules=("generator/claims/claims.py",), tests=("tests/generator/claims",)),
}


def main(names: list[str]) -> None:
    """Go through the groups that are named, or through all."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        subprocess.run(["make", "--quiet", ".venv/mutants-installed"], cwd=clone, check=True)
        for name in names or GROUPS:
            print(f"\n{name}", flush=True)
            _run(clone, name, GROUPS[name])


# Private


def _run(clone: Path, name: str, group: Group) -> None:
    config, session = f"{name}.toml", f"{name}.sqlite"
    python = clone / ".venv" / "bin" / "python"
    tests = f"{python} -m pytest -q -x --no-header --tb=no {' '.join(group.tests)}"
    lines = [
        "[cosmic-ray]",
        f"module-path = {list(group.modules)}",
        "timeout = 60.0",
        "excluded-modules = []",
        f'test-command = "{tests}"',
        "[cosmic-ray.distributor]",
        'name = "local"',
        "[cosmic-ray.filters.operators-filter]",
        f"exclude-operators = {LEFT_OUT}",
    ]
    (clone / config).write_text("\n".join(lines) + "\n", encoding="utf-8")
    for command in (
        ["cosmic-ray", "init", config, session],
        ["cr-filter-operators", session, config],
        ["cosmic-ray", "baseline", config],
        ["cosmic-ray", "exec", config, session],
        ["cr-report", "--surviving-only", "--show-diff", session],
    ):
        subprocess.run([python.parent / command[0], *command[1:]], cwd=clone, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
