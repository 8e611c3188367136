"""A site has the Lab that it names, with a page for each lesson; one that names none has nothing of it."""

from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from proven_lessons.generator.lab.bundle import names_in
from tests.builders import write_lesson
from tests.sites import CONFIG, Sites

TRACK = "title: A track\nsummary: It is for a test.\n"


def site_with(option: str) -> Sites:
    sites = Sites(CONFIG.replace("lessons]", f"{{lessons: {{lab: {option}}}}}]"))
    write_lesson(sites.data, "t/one")
    (sites.data / "t/track.yml").write_text(TRACK)
    return sites


def test_each_lesson_has_a_page_that_loads_it(lab: Path) -> None:
    sites = site_with(str(lab))
    try:
        site = sites.site("build")
    finally:
        sites.close()
    page = site["t/one/lab/index.html"].decode()
    names = names_in(lab)
    assert f'<script type="module" src="../../../assets/lab/{names["lab.js"]}"></script>' in page
    wasm = f"{names['pyodide']}/pyodide.asm.wasm"
    assert site[f"assets/lab/{wasm}"] == (lab / wasm).read_bytes()
    lesson = site["t/one/index.html"].decode()
    assert 'href="lab/"' in lesson and "assets/lab" not in lesson


def test_a_site_that_names_none_has_nothing_of_it() -> None:
    sites = site_with('""')
    try:
        site = sites.site("build")
    finally:
        sites.close()
    assert not any("lab" in path.split("/") for path in site)
    assert b"#lab" not in site["t/one/index.html"]


def test_one_that_is_not_there_is_an_error_that_says_how_to_make_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sites = site_with("nowhere")
    try:
        with pytest.raises(Abort):
            sites.site("build")
        served = sites.site("serve")
    finally:
        sites.close()
    said = "there is no Lab in 'nowhere': run `lessons lab nowhere`"
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == [said, said]
    assert "t/one/index.html" in served and "t/one/lab/index.html" not in served
