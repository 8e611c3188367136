"""Where the `lessons` command begins: Ctrl-C ends it in one way, even while it is being loaded."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path


def main() -> int:
    """Run the command; return its exit status."""
    try:
        if _has_nothing_to_record(sys.argv[1:]):
            return 0
        from proven_lessons.generator.cli import main as run
    except KeyboardInterrupt:
        print("lessons: stopped", file=sys.stderr)
        return 130
    return run()


# Private


def _has_nothing_to_record(arguments: Sequence[str]) -> bool:
    """Say so where `lessons record` has nothing to do: that is known before much is loaded."""
    match arguments:
        case ["record"]:
            is_quiet = False
        case ["record", "-q" | "--quiet"]:
            is_quiet = True
        case _:
            return False
    configs = [folder / "mkdocs.yml" for folder in (Path.cwd(), *Path.cwd().parents)]
    config = next((path for path in configs if path.is_file()), None)
    if config and (config.parent != Path.cwd() or not _has_usual_data(config.read_bytes())):
        return False
    from proven_lessons.generator.building.fresh_index import FRESH, all_are_fresh

    is_fresh = all_are_fresh(Path("lesson_data"))
    if is_fresh and not is_quiet:
        print(FRESH)
    return is_fresh


def _has_usual_data(config: bytes) -> bool:
    """Return whether a mkdocs.yml has the lessons where they are by default, at a glance."""
    named = re.findall(rb"\bdata:[ \t]*([^\s,}]*)", config)
    return all(name == b"lesson_data" for name in named)


if __name__ == "__main__":
    sys.exit(main())
