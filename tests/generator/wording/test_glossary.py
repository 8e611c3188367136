"""Each word is explained once, and each status of a session is."""

from proven_lessons.generator.aspects.session import MEANINGS
from proven_lessons.generator.wording.glossary import glossary
from tests.builders import in_words


def test_each_word_is_explained_once_under_a_name_of_its_own() -> None:
    words = [word for _title, group in glossary() for word in group]
    assert len({name for name, *_ in words}) == len(words)
    assert len({in_words(word) for _name, word, _meaning in words}) == len(words)
    assert all(in_words(meaning).endswith(".") for *_, meaning in words)
    assert set(MEANINGS) <= {name for name, *_ in words}
