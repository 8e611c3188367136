"""Compare with files that people can read: `pytest --accept` rewrites them, a failure leaves the actual text beside."""

from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def assert_golden(name: str, actual: str, *, accept: bool) -> None:
    """Fail unless `actual` is the content of tests/golden/`name`."""
    __tracebackhide__ = True
    path = GOLDEN / name
    left = path.with_name(f"{path.name}.actual")
    if accept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(actual, encoding="utf-8")
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    if actual != expected:
        left.write_text(actual, encoding="utf-8")
    assert actual == expected, f"{left} differs from {path.name}; accept it with pytest --accept"
    left.unlink(missing_ok=True)
