"""The words of the interface: English where they are used, other languages in strings/*.json, a file for each owner."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup

from proven_lessons.generator.markup import escape

STRINGS = Path(__file__).parent.parent / "strings"
ENGLISH = "en"


class Interface:
    """Gives the words of the interface in `language`; in English where a language has none."""

    def __init__(self, language: str = ENGLISH) -> None:
        self.language = language if language in languages() else ENGLISH
        self.words: Mapping[str, str] = {
            english: others[self.language] for english, others in catalogue().items() if self.language in others
        }

    def __call__(self, english: str, **values: object) -> Markup:
        """Give `english` in the language, with its {names} filled in: what is no HTML is escaped."""
        words = Markup(self.words.get(english, english))  # noqa: S704 (our words)
        shown = {name: value if isinstance(value, Markup) else escape(str(value)) for name, value in values.items()}
        return words.format(**shown) if shown else words

    def script(self, sources: str) -> str:
        """Give a module of JavaScript with those words that `sources` uses."""
        used = {english: words for english, words in self.words.items() if json.dumps(english) in sources}
        return f"export default {json.dumps(used, ensure_ascii=False, indent=2, sort_keys=True)};\n"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Give for each English text the same in other languages, by their codes."""
    return dict(_entries())


def languages() -> frozenset[str]:
    """Give the codes of the languages that there are."""
    return frozenset({ENGLISH, *(code for others in catalogue().values() for code in others)})


# Private


def _entries() -> Iterator[tuple[str, Mapping[str, str]]]:
    for path in sorted(STRINGS.glob("*.json")):
        yield from json.loads(path.read_text()).items()
