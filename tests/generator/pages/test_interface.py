"""The words of the interface: each is there in each language, and nothing is there that nobody says."""

import json
import re
from pathlib import Path

from markupsafe import Markup

from proven_lessons.generator import modes
from proven_lessons.generator.modes.flow import ACTORS
from proven_lessons.generator.modes.sequence import LANES
from proven_lessons.generator.pages import browser_files
from proven_lessons.generator.pages.interface import STRINGS, Interface, catalogue, languages
from proven_lessons.generator.pages.render import Renderer

ROOT = Path(__file__).resolve().parents[3] / "generator"
SAID = re.compile(r'(?<![\w.])_\(\s*"((?:[^"\\]|\\.)*)"')
# Said by their names: levels, how a condition or a loop went on, and what a mode's data names.
BY_NAME = {
    "beginner",
    "intermediate",
    "advanced",
    "yes",
    "no",
    "one more round",
    "done",
    "Value retrieved",
    "around the view",
    *ACTORS[:1],
    *ACTORS[2:],
    *LANES,
}


def said() -> set[str]:
    """Give every text that a template, a script or a mode says."""
    paths = [
        *ROOT.glob("**/*.jinja"),
        *(path for path in ROOT.glob("**/*.js") if path.parent.name not in ("vendor", "offline")),
    ]
    found = {json.loads(f'"{text}"') for path in paths for text in SAID.findall(path.read_text())}
    found |= {text for _, mode in modes.load() for text in (mode.title, mode.about)}
    titles = {title for module in Renderer()._probes.values() for _, title, _ in module.columns}  # type: ignore[attr-defined]
    return found | titles | BY_NAME


def test_everything_that_is_said_is_in_the_catalogue_and_nothing_else() -> None:
    assert said() == set(catalogue())


def test_every_text_is_there_in_every_language() -> None:
    assert languages() == {"en", "de"}
    for english, others in catalogue().items():
        assert {"en", *others} == languages(), english


def test_every_translation_has_the_names_of_its_text() -> None:
    for english, others in catalogue().items():
        for text in others.values():
            assert set(re.findall(r"{\w*}", text)) == set(re.findall(r"{\w*}", english)), english


def test_a_text_stands_in_one_place() -> None:
    everything = [text for path in STRINGS.glob("*.json") for text in json.loads(path.read_text())]
    assert len(everything) == len(set(everything))


def test_words_are_given_in_the_language_and_english_is_the_last_resort() -> None:
    assert Interface("de")("Step") == "Schritt"
    assert Interface("en")("Step") == "Step"
    assert Interface("tlh").language == "en"
    assert Interface("de")("Nobody has said this.") == "Nobody has said this."


def test_what_is_filled_in_is_escaped_unless_it_is_html() -> None:
    words = Interface("de")
    assert words("with {data}", data="<b>") == "mit &#60;b&#62;"
    assert words("with {data}", data=Markup("<b>x</b>")) == "mit <b>x</b>"


def test_scripts_get_the_words_that_they_use() -> None:
    source = browser_files.modules(Interface("de"))["pages/scripts/words.js"]
    words = json.loads(source.removeprefix("export default ").rstrip(";\n"))
    assert words["Right."] == "Richtig."
    assert "Concept flow" not in words
    assert browser_files.modules(Interface())["pages/scripts/words.js"] == "export default {};\n"
