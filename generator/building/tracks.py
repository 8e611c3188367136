"""The pages of the tracks, with those of their lessons, and the page that is about all of them."""

from collections.abc import Iterator, Mapping

from proven_lessons.generator.building import texts
from proven_lessons.generator.building.lesson_state import LessonState
from proven_lessons.generator.building.library import Library
from proven_lessons.generator.building.pages import (
    CHEAT_SHEET,
    GLOSSARY,
    RECALL,
    Built,
    Entry,
    PageMaker,
    has_cheat_sheet,
    source_of_lesson,
)
from proven_lessons.generator.errors import mistake
from proven_lessons.generator.lessons import folders, loader
from proven_lessons.generator.lessons.lesson import Track
from proven_lessons.generator.pages.page import TrackPage
from proven_lessons.generator.translation import _


def add_tracks(
    library: Library, maker: PageMaker, states: Mapping[str, LessonState], built: Built
) -> Iterator[tuple[tuple[int, str], TrackPage, Entry]]:
    """Add every track to `built`; yield what orders it, its page, its entry."""
    for folder, track, problems in library.tracks():
        built.problems += problems
        known = track or loader.unnamed_track(folder, library.names_in(folder))
        page, entry = _add_track(maker, known, states, built)
        if track is None:
            broken = maker.broken_track(folder, problems)
            built.pages[f"{folder.name}/index.md"] = broken
        yield (known.written.order if track else 0, entry.path), page, entry


def add_recall(maker: PageMaker, states: Mapping[str, LessonState], built: Built) -> None:
    """Add the page on which the questions of all lessons come back, if there are any."""
    entries = [inner for entry in built.navigation for inner in entry.inside]
    keys = [entry.path.removesuffix(".md") for entry in entries]
    rendered = [states[key].rendered if key in states else None for key in keys]
    if built.pages:
        built.pages[GLOSSARY] = maker.glossary()
    built.pages |= maker.lab.playground() if maker.lab else {}
    shown = zip(keys, rendered, strict=True)
    built.pictures = {f"{key}.md": one.shown.drawn for key, one in shown if one and one.shown}
    built.decks = [one.deck for one in rendered if one and one.deck]
    if not built.decks:
        return
    try:
        built.pages[RECALL] = maker.recall(built.decks)
    except Exception as error:
        built.problems.append(mistake(error, RECALL))


# Private


def _add_track(
    maker: PageMaker, track: Track, states: Mapping[str, LessonState], built: Built
) -> tuple[TrackPage, Entry]:
    entries = []
    for key in track.lessons:
        state = states[key]
        state.rendered = maker.lesson(state, track, states)
        path = f"{key}.md"
        built.pages[path] = state.rendered.markdown
        built.sources[path] = source_of_lesson(state)
        built.problems += state.rendered.problems
        built.pages |= maker.lab.of(state) if maker.lab else {}
        entries.append(Entry(title=state.files.title, path=path))
    entries += _cheat_sheet(maker, track, states, built)
    index = f"{track.key}/index.md"
    page, built.pages[index] = _page(maker, track, states, built)
    built.sources[index] = track.folder / folders.TRACK_FILE
    return page, Entry(title=track.written.title, path=index, inside=tuple(entries))


def _cheat_sheet(
    maker: PageMaker, track: Track, states: Mapping[str, LessonState], built: Built
) -> Iterator[Entry]:
    """Add the cheat sheet of a track, if it has one; yield its entry in the navigation."""
    if not has_cheat_sheet(track, states):
        return
    path = f"{track.key}/{CHEAT_SHEET}.md"
    try:
        built.pages[path] = maker.cheat_sheet(track, states)
    except Exception as error:
        built.problems.append(mistake(error, path))
    else:
        yield Entry(title=maker.language.text(_("Cheat sheet")), path=path)


def _page(
    maker: PageMaker, track: Track, states: Mapping[str, LessonState], built: Built
) -> tuple[TrackPage, str]:
    """Return the page of a track, as data and as Markdown."""
    try:
        built.problems += texts.of_track(track.original or track, states)
        page = maker.track(track, states)
        return page, maker.markdown_of(page)
    except Exception as error:
        problem = mistake(error, track.folder.as_posix())
        built.problems.append(problem)
        title = track.written.title
        page = TrackPage(key=track.key, title=title, summary="", promise="", intro="", lessons=())
        return page, maker.broken_track(track.folder, [problem])
