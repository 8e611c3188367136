"""A track as a package for an LMS: SCORM 1.2, an SCO that keeps the answers and tells the score."""

import hashlib
from collections.abc import Sequence
from xml.etree import ElementTree as ET  # what is written here is ours

from markupsafe import Markup

from proven_lessons.generator.building import standalone
from proven_lessons.generator.building.archives import zipped
from proven_lessons.generator.building.lms.packages import add
from proven_lessons.generator.building.pages import GLOSSARY, Built, Entry
from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.pages.cards import Deck
from proven_lessons.generator.translation import Language, _

START = "index.html"
SCOPE = "assets/scope.js"
# SCORM 1.2 lets a course keep 4,096 characters; an answer takes eight.
MOST_QUESTIONS = 500
_FOLDER = standalone.FOLDER / "scorm"
_IMS = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_COURSE = Markup("""\
<div class="lesson-course md-typeset">
<header><h1>{title}</h1> <p role="status" data-words="{words}"></p></header>
<nav aria-label="{label}"><ol>
{items}</ol></nav>
<main><iframe name="lesson" title="{frame}"></iframe></main>
</div>""")
_ITEM = Markup('<li><a href="{}" target="lesson" data-questions="{}">{}</a></li>\n')


def package(built: Built, track: Entry, language: str) -> bytes:
    """Return the zip file of a course with all lessons of a track.

    Raise UsageError for a track with more questions than a course can keep the answers of.
    """
    paths = [track.path, *(entry.path for entry in track.inside)]
    others = [GLOSSARY] if GLOSSARY in built.pages else []
    contents = standalone.pages_of(built, [*paths, *others])
    titles = {track.path: track.title, **{entry.path: entry.title for entry in track.inside}}
    files = standalone.assets(language)
    for path, content in contents.items():
        title = titles.get(path, path)
        made = standalone.page(title, content, path, language, scripts=[SCOPE])
        files[standalone.html_path(path)] = made
    files[SCOPE] = (_FOLDER / "scope.js").read_text(encoding="utf-8")
    for name in ("course.js", "course.css"):
        files[f"assets/{name}"] = (_FOLDER / name).read_text(encoding="utf-8")
    files[START] = _course(track, built.decks, Language(language))
    files["imsmanifest.xml"] = _manifest(track, sorted(files))
    return zipped(files)


# Private


def _course(track: Entry, decks: Sequence[Deck], language: Language) -> str:
    """Return the document around the lessons."""
    words = _("{right} of {count} questions right", right="{right}", count="{count}")
    body = _COURSE.format(
        title=track.title,
        words=language.text(words),
        label=language.text(_("Lessons")),
        frame=language.text(_("Lesson")),
        items=Markup("").join(_items(track, decks)),
    )
    made = standalone.document(
        track.title,
        body,
        language=language.code,
        styles=["assets/base.css", "assets/lessons.css", "assets/course.css"],
        scripts=["assets/course.js"],
    )
    return made.replace("<html ", f'<html data-course="{_identifier(track)}" ', 1)


def _items(track: Entry, decks: Sequence[Deck]) -> list[Markup]:
    """Return the links to the pages of a course, each with its questions."""
    of_lesson = {f"{deck.key}.md": deck for deck in decks}
    named = {entry.path: _named(of_lesson.get(entry.path)) for entry in track.inside}
    count = sum(map(len, named.values()))
    if count > MOST_QUESTIONS:
        raise UsageError(
            f"a course keeps the answers to {MOST_QUESTIONS} questions, {track.title!r} has {count}"
        )
    return [
        _ITEM.format(
            standalone.html_path(entry.path), " ".join(named.get(entry.path, ())), entry.title
        )
        for entry in (track, *track.inside)
    ]


def _named(deck: Deck | None) -> list[str]:
    """Return each question of a lesson with the short name that its answer is kept by."""
    names = [f"{deck.key}:{card.name}" for card in deck.cards] if deck else []
    return [f"{hashlib.sha256(name.encode()).hexdigest()[:6]}={name}" for name in names]


def _identifier(track: Entry) -> str:
    """Return the name of a course, as XML lets a name be."""
    return f"lessons-{track.path.partition('/')[0]}"


def _manifest(track: Entry, paths: Sequence[str]) -> str:
    """Return the manifest of a course: one item, whose resource is all of the files."""
    root = ET.Element("manifest", {"identifier": _identifier(track), "version": "1.2"})
    root.attrib |= {"xmlns": _IMS, "xmlns:adlcp": _ADL}
    metadata = add(root, "metadata")
    add(metadata, "schema", "ADL SCORM")
    add(metadata, "schemaversion", "1.2")
    organization = add(
        add(root, "organizations", default="course"), "organization", identifier="course"
    )
    add(organization, "title", track.title)
    item = add(organization, "item", identifier="track", identifierref="all", isvisible="true")
    add(item, "title", track.title)
    whole = {"identifier": "all", "type": "webcontent", "adlcp:scormtype": "sco", "href": START}
    resource = add(add(root, "resources"), "resource", **whole)
    for path in paths:
        add(resource, "file", href=path)
    ET.indent(root)
    return ET.tostring(root, "unicode", xml_declaration=True) + "\n"
