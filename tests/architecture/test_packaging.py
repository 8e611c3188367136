"""What is handed out: a source archive that is the whole repository, and a wheel with all that it needs."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = "import sys, setuptools.build_meta as b; print(getattr(b, sys.argv[1])(sys.argv[2]))"


def built(what: str, place: Path, into: Path) -> Path:
    said = subprocess.run(
        [sys.executable, "-c", BUILD, f"build_{what}", str(into)],
        cwd=place, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return into / said.stdout.split()[-1]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of all that the repository holds: building leaves files behind."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no repository: what belongs to it can't be told")
    folder = tmp_path_factory.mktemp("repository")
    for name in tracked():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_a_source_archive_is_the_repository_and_makes_a_wheel_with_every_file(
    copy: Path, tmp_path: Path
) -> None:
    archive = built("sdist", copy, tmp_path)
    with tarfile.open(archive) as packed:
        names = {one.name.partition("/")[2] for one in packed.getmembers() if one.isfile()}
        packed.extractall(tmp_path / "out", filter="data")
    made = {name for name in names if name.startswith("proven_lessons.egg-info/")}
    assert (names - made - {"PKG-INFO", "setup.cfg"}) ^ set(tracked()) == set()

    (place,) = (tmp_path / "out").iterdir()
    wheel = zipfile.ZipFile(built("wheel", place, tmp_path))
    packages = {
        f"proven_lessons/{name}" for name in tracked() if name.startswith(("generator/", "runner/"))
    }
    packages |= {
        f"proven_lessons/schemas/{one}.schema.json" for one in ("lesson", "track", "trace")
    }
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held ^ packages == set()
    assert {"proven_lessons/runner/py.typed", "proven_lessons/generator/py.typed"} <= held
    (metadata,) = [name for name in wheel.namelist() if name.endswith("METADATA")]
    told = wheel.read(metadata).decode()
    assert "Classifier: Framework :: MkDocs" in told
    assert "Requires-Dist: jsonschema" in told  # for an extra only
    assert "Requires-Dist: jsonschema>=4.25;" in told.replace("; ", ";")
