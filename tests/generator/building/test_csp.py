"""The policy of a site allows what stands in its pages, by its digest, and nothing else."""

import base64
import hashlib
from pathlib import Path

import pytest

from proven_lessons.generator.building.csp import policy_of
from proven_lessons.generator.cli import main

PAGE = """<script src="a.js"></script><script>one</script><script type="application/json">{}</script>
<style>two</style><p style="three">four</p>"""


def test_each_text_is_allowed_by_its_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def source(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(PAGE)
    parts = dict(part.split(" ", 1) for part in policy_of(tmp_path).split("; "))
    assert parts["script-src"] == f"'self' {source('one')}"
    assert parts["style-src"] == f"'self' {source('two')}"
    assert parts["style-src-attr"] == f"'unsafe-hashes' {source('three')}"
    assert parts["default-src"] == "'none'"
    assert main(["csp", str(tmp_path)]) == 0
    assert capsys.readouterr().out == policy_of(tmp_path) + "\n"
    assert main(["csp", str(tmp_path / "nothing")]) == 2
