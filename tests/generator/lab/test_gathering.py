"""What a browser needs of Python is there, and nothing for other languages or databases."""

from pathlib import Path

import pytest

from proven_lessons.generator.lab import gathering
from proven_lessons.generator.lab.gathering import gather, sources_digest


@pytest.mark.parametrize(
    ("path", "is_ours"),
    [
        ("django/contrib/auth/locale/de/LC_MESSAGES/django.mo", True),
        ("django/contrib/auth/locale/fr/LC_MESSAGES/django.mo", False),
        ("django/conf/locale/__init__.py", True),
        ("babel/locale-data/en.dat", True),
        ("babel/locale-data/sr_Latn.dat", False),
    ],
)
def test_other_languages_are_left_out(path: str, *, is_ours: bool) -> None:
    assert gathering._is_of_our_languages(path) is is_ours


def test_what_is_needed_is_there_and_what_no_lesson_can_reach_is_not(tmp_path: Path) -> None:
    gather(tmp_path)
    for path in (
        "django/contrib/sessions/backends/db.py",
        "django/contrib/auth/migrations/0001_initial.py",
        "django/forms/templates/django/forms/div.html",
        "proven_lessons/generator/modes/trace/trace.md.jinja",
        "proven_lessons/generator/locale/de.po",
        "proven_lessons/runner/worker.py",
        "pydantic.py",
        "zones/UTC",
    ):
        assert (tmp_path / path).is_file(), path
    for path in (
        "django/contrib/gis",
        "django/test",
        "proven_lessons/generator/building",
        "proven_lessons/runner/processes",
        "pygments/lexers/haskell.py",
    ):
        assert not (tmp_path / path).exists(), path


def test_its_digest_is_that_of_our_files() -> None:
    assert sources_digest() == sources_digest()
    assert len(sources_digest()) == 16
