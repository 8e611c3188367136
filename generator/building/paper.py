"""A track as one PDF: contents with page numbers, a chapter for each lesson, answers at the end."""

import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

from markupsafe import Markup
from pypdf import PdfReader, PdfWriter

from proven_lessons.generator.building import standalone
from proven_lessons.generator.building.html_tree import as_html, has_class, parsed, remove
from proven_lessons.generator.building.pages import Built, Entry
from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.translation import Language, _

# The first has no window to draw around a page, which is a quarter of the work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS = 120
_ANSWERS = "answers"
# What these say, the table and the transcript say, too: print.css leaves them out as well.
_ON_SCREEN = ("overview", "sequence", "watch")
# What holds the name of another element of its page.
_REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
_FLAGS = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)  # fmt: skip
_COVER = Markup(
    '<header class="lesson-paper-cover"><h1>{title}</h1><p>{made}</p></header>\n'
    '<nav class="lesson-paper-contents"><h2>{contents}</h2><ol>\n{items}</ol></nav>\n'
)
_ITEM = Markup('<li><a href="#{name}" data-page="{page}"><span>{title}</span></a></li>\n')
_CHAPTER = Markup('<section class="lesson-paper-chapter" id="{name}">\n{content}\n</section>\n')


def book(built: Built, track: Entry, language: str, browser: Path | None = None) -> bytes:
    """Return a track as a PDF, printed by a Chromium: `browser`, or one that is found.

    Raise UsageError where there is none, or where it prints nothing.
    """
    chosen = browser or _browser()
    chapters = _chapters(built, track, Language(language))
    # What stands on which page is known once it has been printed.
    first = _printed(chosen, _document(track, chapters, language, {}))
    pages = _pages_of(first, [name for name, _title, _content in chapters])
    return _undated(_printed(chosen, _document(track, chapters, language, pages)))


# Private

type _Chapter = tuple[str, str, str]  # its name, its title, its HTML


def _browser() -> Path:
    named = os.environ.get("CHROME_PATH")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise UsageError(
            "there is no Chromium to print with: install one, or name it in CHROME_PATH"
        )
    return Path(found)


def _chapters(built: Built, track: Entry, language: Language) -> list[_Chapter]:
    """Return the lessons as chapters, and a last one with the answers to their questions."""
    entries = {entry.path: entry for entry in (track, *track.inside)}
    contents = standalone.pages_of(built, list(entries))
    chapters: list[_Chapter] = []
    answers: list[Markup] = []
    for path, content in contents.items():
        root = parsed(content)
        _prepare(root, _name(path), entries)
        moved = [one for one in root.iter("details") if has_class(one, "lesson-answer")]
        remove(root, moved)
        chapters.append((_name(path), entries[path].title, as_html(root)))
        answers += [Markup("<h2>{}</h2>").format(entries[path].title)] if moved else []
        answers += map(_alone, moved)
    return [*chapters, _last(answers, language)] if answers else chapters


def _prepare(root: Element, name: str, paths: Iterable[str]) -> None:
    """Make a page part of the book: without what is for a screen, with names of its own."""
    remove(root, [one for one in root.iter("section") if one.get("id") in _ON_SCREEN])
    _rename(root, name)
    _lead_within(root, name, paths)
    for one in root.iter("details"):  # nothing opens on paper
        one.set("open", "open")


def _last(answers: list[Markup], language: Language) -> _Chapter:
    """Return the chapter with the answers to all questions."""
    title = language.text(_("Answers"))
    inner = Markup('<div class="lesson-paper-answers"><h1>{}</h1>\n{}</div>')
    return _ANSWERS, title, str(inner.format(title, Markup("\n").join(answers)))


def _name(path: str) -> str:
    """Return the name of a page's chapter."""
    return path.removesuffix(".md").replace("/", "-")


def _alone(element: Element) -> Markup:
    """Return an element as HTML, without what came after it."""
    element.tail = None
    holder = Element("div")
    holder.append(element)
    return Markup(as_html(holder))  # noqa: S704 (made by our templates)


def _rename(root: Element, name: str) -> None:
    """Let each name in a page be its own among all pages."""
    for one in root.iter():
        if "id" in one.attrib:
            one.set("id", f"{name}--{one.get('id')}")
        for attribute in _REFERRING:
            if attribute in one.attrib:
                named = one.get(attribute, "").split()
                one.set(attribute, " ".join(f"{name}--{each}" for each in named))
        if one.tag == "input" and "name" in one.attrib:
            one.set("name", f"{name}--{one.get('name')}")


def _lead_within(root: Element, name: str, paths: Iterable[str]) -> None:
    """Let the links of a page lead within the book."""
    chapters = {standalone.html_path(path).rpartition("/")[2]: _name(path) for path in paths}
    for link in root.iter("a"):
        file, _hash, fragment = link.get("href", "").partition("#")
        if not file:
            link.set("href", f"#{name}--{fragment}")
        elif chapter := chapters.get(file.rpartition("/")[2]):
            link.set("href", f"#{chapter}")


def _document(
    track: Entry, chapters: list[_Chapter], language: str, pages: Mapping[str, int]
) -> str:
    """Return the book as HTML, with its styles in it."""
    said = Language(language)
    items = (
        _ITEM.format(name=name, page=pages.get(name, ""), title=title)
        for name, title, _content in chapters
    )
    cover = _COVER.format(
        title=track.title,
        made=said.text(_("Each lesson in this book was run in real Django.")),
        contents=said.text(_("Contents")),
        items=Markup("").join(items),
    )
    inner = (
        _CHAPTER.format(name=name, content=Markup(content))  # noqa: S704 (made by our templates)
        for name, _title, content in chapters
    )
    chapters_as_html = Markup("").join(inner)
    body = f'<main class="lesson-standalone md-typeset">\n{cover}{chapters_as_html}</main>'
    paper = (standalone.FOLDER / "paper.css").read_text(encoding="utf-8")
    ours = f"{standalone.base_style()}\n{standalone.stylesheet()}\n{paper}"
    styles = f"<style>\n{ours}\n</style>\n"
    made = standalone.document(track.title, body, language=said.code, styles=[])
    return made.replace("</head>", f"{styles}</head>", 1)


def _printed(browser: Path, document: str) -> bytes:
    """Return a document as a PDF."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page, target = Path(folder, "book.html"), Path(folder, "book.pdf")
        page.write_text(document, encoding="utf-8")
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [
            str(browser), *_FLAGS, *root, f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}", page.as_uri(),
        ]  # fmt: skip
        try:
            said = subprocess.run(
                command, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            why = getattr(error, "strerror", None) or error
            raise UsageError(f"{browser} did not print: {why}") from error
        if said.returncode or not target.is_file():
            why = said.stderr.strip()[-500:] or f"it ended with status {said.returncode}"
            raise UsageError(f"{browser} did not print: {why}")
        return target.read_bytes()


def _pages_of(pdf: bytes, names: list[str]) -> dict[str, int]:
    """Return the page on which each chapter begins, counted from 1."""
    reader = PdfReader(io.BytesIO(pdf))
    found = {name.removeprefix("/"): one for name, one in reader.named_destinations.items()}
    numbers = {
        name: reader.get_destination_page_number(found[name]) for name in names if name in found
    }
    return {name: number + 1 for name, number in numbers.items() if number is not None}


def _undated(pdf: bytes) -> bytes:
    """Return a PDF without the time at which it was printed."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    title = writer.metadata.title if writer.metadata else None
    writer.metadata = {"/Title": title or ""}
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
