"""Keep the pages of lessons between builds, by all that they are derived from."""

from dataclasses import asdict, fields
from typing import Any

from markupsafe import Markup

from proven_lessons.generator.building.lesson_state import LessonState, Rendered, Shown
from proven_lessons.generator.building.store import Store, code_digest, digest_of
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.pages.cards import Card, Deck
from proven_lessons.generator.pages.picture import Drawn


class KeptLessons:
    """The pages of lessons in a language, as far as they are kept in `store`."""

    def __init__(self, store: Store, language: str) -> None:
        self._store = store
        self._language = language

    def find(self, state: LessonState, depends: object) -> Rendered | None:
        """Return the page of a lesson as it was made before; None if that is not known."""
        key = self._key(state, depends)
        data = self._store.get_data(self._name(state), key) if key else None
        return None if data is None else _rendered(data, depends)

    def keep(self, state: LessonState, rendered: Rendered) -> None:
        """Keep the page of a lesson whose trace is beside it."""
        key = self._key(state, rendered.depends)
        if key:
            self._store.put_data(self._name(state), key, _data_of(rendered))

    # Private

    def _name(self, state: LessonState) -> str:
        return f"lesson {self._language} {state.files.key}"

    def _key(self, state: LessonState, depends: object) -> str:
        """Return a digest of all that a page is derived from; empty where that is not in files."""
        kept = state.recorded.kept if state.recorded else None
        if kept is None or not state.files.digest or state.problems:
            return ""
        return digest_of([code_digest(), state.files.digest, kept.digest, repr(depends)])


# Private


def _data_of(rendered: Rendered) -> dict[str, Any]:
    shown = rendered.shown
    return {
        "markdown": rendered.markdown,
        "problems": [asdict(problem) for problem in rendered.problems],
        "deck": rendered.deck and asdict(rendered.deck),
        "shown": shown
        and {one.name: getattr(shown, one.name) for one in fields(shown)}
        | {"drawn": asdict(shown.drawn)},
    }


def _rendered(data: dict[str, Any], depends: object) -> Rendered:
    deck, shown = data["deck"], data["shown"]
    return Rendered(
        depends=depends,
        markdown=data["markdown"],
        problems=tuple(Problem(**one) for one in data["problems"]),
        deck=deck and Deck(**deck | {"cards": tuple(Card(**card) for card in deck["cards"])}),
        shown=shown and _shown(**shown),
    )


def _shown(*, summary: str, minutes: int, snapshot: str | None, drawn: dict[str, Any]) -> Shown:
    # What was written as HTML is read as HTML: our own cache, whose content is checked.
    return Shown(
        summary=Markup(summary),  # noqa: S704
        minutes=minutes,
        snapshot=None if snapshot is None else Markup(snapshot),  # noqa: S704
        drawn=Drawn(
            title=drawn["title"],
            titles=tuple(drawn["titles"]),
            rows=tuple(map(tuple, drawn["rows"])),
        ),
    )
