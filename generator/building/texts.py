"""Check texts that are about several lessons: those of a track, and of hand-written pages."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from proven_lessons.generator.building.lesson_state import LessonState
from proven_lessons.generator.claims.facts import Facts, facts_of
from proven_lessons.generator.claims.prose_check import check_others
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons.lesson import Track


def of_track(track: Track, states: Mapping[str, LessonState]) -> Iterator[Problem]:
    """Yield what the texts of a track say that no run of its lessons does."""
    written, source = track.written, track.source
    texts = {"title": written.title, "summary": written.summary, "intro": written.intro or ""}
    used = set()
    for name, text in texts.items() if source else ():
        for finding in check_others(text, _facts(states[key] for key in track.lessons)):
            if finding.is_of_markup and name == "title":
                continue  # it is no Markdown: it is shown as it is written
            if finding.meant in written.meant:
                used.add(finding.meant)
            elif source is not None:
                place = source.place_in((name,), finding.piece)
                where = source.file, finding.message, place.line, place.column
                yield Problem(*where, finding.what_to_do)
    yield from _unused(track, used)


def of_page(
    file: str, markdown: str, meant: Iterable[str], states: Iterable[LessonState]
) -> Iterator[Problem]:
    """Yield what a hand-written page says that no run of the lessons does which it shows."""
    meant = frozenset(map(str, meant))
    for finding in check_others(markdown, _facts(states)):
        if finding.meant not in meant and not finding.is_of_markup:
            line = markdown[: max(0, markdown.find(finding.piece))].count("\n") + 1
            hint = finding.what_to_do.replace("list it:", "list it at the top of the page:")
            yield Problem(file, finding.message, line, hint=hint)


# Private


def _unused(track: Track, used: Collection[str]) -> Iterator[Problem]:
    for index, piece in enumerate(track.written.meant):
        if piece not in used and track.source is not None:
            place = track.source.place(("meant", index))
            message = f"no text needs {piece!r} here"
            yield Problem(track.source.file, message, place.line, place.column, "take it out")


def _facts(states: Iterable[LessonState]) -> Callable[[], Iterator[Facts]]:
    def facts() -> Iterator[Facts]:
        for state in states:
            if state.files.lesson is not None and (trace := state.trace) is not None:
                yield facts_of(state.files.lesson, trace)

    return facts
