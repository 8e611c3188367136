"""Scripts and fonts of others are what their authors published, to the byte."""

import hashlib
import tomllib

from proven_lessons.generator.pages.browser_files import FOLDER

PAGES = FOLDER / "pages"


def test_each_vendored_file_has_its_recorded_digest_and_no_other_is_there() -> None:
    packages = tomllib.loads((PAGES / "vendored.toml").read_text())["package"]
    recorded = {
        path: file["sha256"] for package in packages for path, file in package["files"].items()
    }
    found = {
        path.relative_to(PAGES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("vendor", "offline", "font")
        for path in (PAGES / folder).iterdir()
    }
    assert found == recorded
