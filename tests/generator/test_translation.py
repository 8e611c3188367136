"""What readers are told: in their language, whole, escaped, and with nothing left in English."""

import re
import string
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from markupsafe import Markup

from proven_lessons.generator.markup import Code
from proven_lessons.generator.pages import browser_files
from proven_lessons.generator.translation import (
    Amount,
    Filled,
    Language,
    Listed,
    Said,
    StepLink,
    _,
    _n,
    duration,
    languages,
    listed,
    sentences,
)
from tests.messages import Id, catalogues, extracted

MESSAGES = extracted()
CATALOGUES = list(catalogues())


def key_of(message: Id) -> str:
    return message if isinstance(message, str) else message[0]


def forms_of(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Give each form of each message, the English one first."""
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        for index, text in enumerate(told):
            if ids[0]:
                yield ids[min(index, len(ids) - 1)], text


def names_in(text: str) -> set[str]:
    return {name for _words, name, _spec, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(("code", "catalogue"), CATALOGUES)
def test_a_catalogue_has_every_message_and_no_other(code: str, catalogue: Catalog) -> None:
    known = {
        message.id[0] if isinstance(message.id, tuple) else message.id for message in catalogue
    }
    assert known - {""} == set(map(key_of, MESSAGES)), "run `make messages`"
    untold = [english for english, text in forms_of(catalogue) if not text]
    assert untold == [], f"{code} has no words for these"
    doubtful = [message.id for message in catalogue if message.id and message.fuzzy]
    assert doubtful == []


@pytest.mark.parametrize(("code", "catalogue"), CATALOGUES)
def test_a_translation_fills_in_the_same_values(code: str, catalogue: Catalog) -> None:
    for english, text in forms_of(catalogue):
        if text:  # another test tells of those that are missing
            assert names_in(text) == names_in(english), (code, english)


def test_a_message_is_whole_words_and_no_markup() -> None:
    for message in MESSAGES:
        for text in (message,) if isinstance(message, str) else message:
            assert text.strip() == text, f"{text!r} is a piece that is glued to another"
            assert not re.search(r"<\w|&\w+;", text), f"{text!r} holds HTML"


def test_every_language_has_a_catalogue_and_english_needs_none() -> None:
    assert languages() == {"en", *(code for code, _catalogue in CATALOGUES)}
    assert "de" in languages()


@pytest.mark.parametrize(
    ("code", "nearest"),
    [("de", "de"), ("de-AT", "de"), ("de_CH", "de"), ("en-GB", "en"), ("tlh", "en"), ("", "en")],
)
def test_the_nearest_language_tells_it(code: str, nearest: str) -> None:
    assert Language(code).code == nearest


@pytest.mark.parametrize(
    ("said", "english", "german"),
    [
        (_("Step"), "Step", "Schritt"),
        (_n("{count} statement", "{count} statements", 1), "1 statement", "1 Anweisung"),
        (_n("{count} statement", "{count} statements", 3), "3 statements", "3 Anweisungen"),
        (Listed(("a", "b", "c")), "a, b and c", "a, b und c"),
        (listed(["a"]), "a", "a"),
        (Amount(12345), "12,345", "12.345"),
        (duration(900), "15 minutes", "15 Minuten"),
        (duration(0.5), "0.5 seconds", "0.5 Sekunden"),
        (StepLink("step-3", 3), "step 3", "Schritt 3"),
        (StepLink("step-3", 3, begin=True), "Step 3", "Schritt 3"),
        (Filled(("It is ", Code("1"), ".")), "It is 1.", "It is 1."),
        (sentences([_("yes"), None, _("no")], ". "), "yes. no", "ja. nein"),
        (_("Nobody has said this."), "Nobody has said this.", "Nobody has said this."),
    ],
)
def test_words_are_told_in_each_language(said: Said, english: str, german: str) -> None:
    assert Language().text(said) == english
    assert Language("de").text(said) == german


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("<b>", "mit &#60;b&#62;"),
        (Markup("<b>x</b>"), "mit <b>x</b>"),
        (
            Code("<b>"),
            'mit <code class="lesson-value" translate="no"><bdi>&#60;b&#62;</bdi></code>',
        ),
        ("{request}", "mit &#123;request&#125;"),
    ],
)
def test_what_is_filled_in_is_escaped_unless_it_is_html(value: Said, told: str) -> None:
    assert Language("de").html(_("with {data}", data=value)) == told


@pytest.mark.parametrize(
    ("value", "told"), [("It ends.", "That raises It ends."), ("It ends", "That raises It ends.")]
)
def test_a_sentence_has_one_full_stop(value: str, told: str) -> None:
    assert Language().text(_("That raises {error}.", error=value)) == told


def test_a_value_is_never_a_message() -> None:
    said = _("with {data}", data=Code("Step {data}"))
    assert Language("de").text(said) == "mit Step {data}"


def test_scripts_get_the_words_that_they_use() -> None:
    source = browser_files.modules(Language("de"))["pages/scripts/words.js"]
    assert '"Right.": "Richtig."' in source or '"Right.":"Richtig."' in source
    assert "Execution table" not in source
    assert browser_files.modules(Language())["pages/scripts/words.js"] == "export default {};\n"
