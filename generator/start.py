"""Where the `lessons` command begins: Ctrl-C ends it in one way, even while it is being loaded."""

import sys


def main() -> int:
    """Run the command; return its exit status."""
    try:
        from proven_lessons.generator.cli import main as run
    except KeyboardInterrupt:
        print("lessons: stopped", file=sys.stderr)
        return 130
    return run()


if __name__ == "__main__":
    sys.exit(main())
