"""The files for the browser: their size, and the one script that file:// needs."""

import gzip
import re
from pathlib import Path, PurePosixPath

import pytest

from proven_lessons.generator import modes
from proven_lessons.generator.pages import browser_files
from proven_lessons.generator.translation import Language, languages

KB = 1000


def packed(*texts: str) -> int:
    return sum(len(gzip.compress(text.encode(), 9)) for text in texts)


def test_scripts_and_styles_are_small() -> None:
    plain = browser_files.script(Language())
    assert packed(plain) <= 20 * KB
    later = browser_files.later(Language())
    assert packed(plain, *(text for path, text in later.items() if "vendor" not in path)) <= 25 * KB
    for language in languages():
        more = packed(browser_files.script(Language(language))) - packed(plain)
        assert more <= 2 * KB, "the words of a language come on top"
    assert packed(browser_files.stylesheet()) <= 10 * KB


def test_scripts_are_served_without_their_comments() -> None:
    for path, text in browser_files.modules(Language()).items():
        lines = [line.strip() for line in text.splitlines()]
        if path.startswith("pages/vendor/"):
            assert text == (browser_files.FOLDER / path).read_text(), "as its authors publish it"
        else:
            assert [line for line in lines if line.startswith(("//", "/*", "*"))] == [], path


def test_no_text_of_a_script_is_taken_for_a_comment() -> None:
    for path in browser_files.FOLDER.glob("**/*.js"):
        if not {"vendor", "offline", "lab"} & set(path.parts):  # which are as they were written
            for text in re.findall(r"`[^`]*`", path.read_text()):
                assert "\n" not in text, f"{path}: a line of a text may look like a comment"


def test_every_script_and_style_of_a_mode_is_named_after_it() -> None:
    for path in browser_files.FOLDER.glob("modes/*/*.*"):
        if path.suffix in (".js", ".css", ".jinja"):
            assert path.name.partition(".")[0] == path.parent.name
    assert modes.names()


def test_nothing_becomes_html_and_nothing_is_fetched() -> None:
    for path, text in browser_files.modules(Language()).items():
        if not path.startswith("pages/vendor/"):
            becomes_html = (
                r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|XMLHttp"
            )
            assert not re.search(becomes_html, text)
            # Cards are loaded when they are due: finished HTML of the site itself.
            assert text.count("fetch(") == (path == "modes/recall/recall.js"), path
            assert not re.search(r"https?://", text), path


def test_what_comes_from_elsewhere_has_its_licence() -> None:
    for folder in ("vendor", "offline"):
        scripts = {path.stem for path in browser_files.FOLDER.glob(f"pages/{folder}/*.js")}
        assert scripts and scripts == {
            path.stem for path in browser_files.FOLDER.glob(f"pages/{folder}/*.LICENSE")
        }


@pytest.mark.parametrize("in_folder", [True, False])
def test_one_script_holds_every_module_once_after_those_that_it_imports(*, in_folder: bool) -> None:
    text = browser_files.script(Language(), in_folder=in_folder)
    order = [int(number) for number in re.findall(r"^all\[(\d+)\] = ", text, re.MULTILINE)]
    late = {} if in_folder else browser_files.later(Language())
    assert order == list(range(len(browser_files.modules(Language())) - len(late)))
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)
    for number in order:
        begin = text.index(f"all[{number}] = ")
        for used in re.findall(r"all\[(\d+)\];", text[begin : text.find("\n})();\n", begin)]):
            assert int(used) < number


def test_what_is_loaded_later_is_there_and_needs_nothing_of_what_was_loaded_before() -> None:
    late = browser_files.later(Language())
    text = browser_files.script(Language())
    assert set(re.findall(r'import\("\./([^"]+)"\)', text)) <= set(late)
    for path, source in late.items():
        for name in re.findall(r'from "([^"]+)"', source):
            assert (PurePosixPath(path).parent / name).name in {Path(one).name for one in late}
    assert "import(" not in browser_files.script(Language(), in_folder=True)


@pytest.mark.parametrize(
    "source",
    [
        'import { nothing } from "../../pages/scripts/store.js";\n',
        'import * as store from "../../pages/scripts/store.js";\n',
        "import { keep } from '../../pages/scripts/store.js';\n",
        "export const A = 1, B = 2;\n",
        "export let a = 1;\n",
        "export * from '../../pages/scripts/store.js';\n",
    ],
)
def test_a_form_of_import_or_export_that_is_not_known_is_refused(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = browser_files.modules(Language())
    changed = {**known, "modes/flow/flow.js": source + known["modes/flow/flow.js"]}
    monkeypatch.setattr(browser_files, "modules", lambda interface: changed)
    with pytest.raises(ValueError, match=r"^modes/flow/flow\.js"):
        browser_files.script(Language())
