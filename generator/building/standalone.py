"""Pages as HTML documents of their own, for where there is no builder of sites and no theme."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from posixpath import normpath
from xml.etree.ElementTree import Element

import markdown
from markupsafe import Markup
from pygments.formatters import HtmlFormatter

from proven_lessons.generator.building.html_tree import as_html, parsed, remove
from proven_lessons.generator.building.pages import Built
from proven_lessons.generator.pages import browser_files
from proven_lessons.generator.pages.cards import EXTENSIONS
from proven_lessons.generator.translation import Language

FOLDER = Path(__file__).parent.parent / "pages" / "standalone"
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_DOCUMENT = Markup("""\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{links}</head>
<body>
{body}
{scripts}</body>
</html>
""")


def pages_of(built: Built, wanted: Collection[str]) -> dict[str, str]:
    """Return the content of pages as HTML, by their paths; links to others are left as text.

    What needs a whole site is left out: the questions that come back, and the way to embed.
    """
    return {path: _content_of(built.pages[path], path, wanted) for path in wanted}


def document(
    title: str, body: str, *, language: str, styles: Collection[str], scripts: Collection[str] = ()
) -> str:
    """Return a whole HTML document; styles and scripts are addresses, a module ends in `.mjs`."""
    links = (Markup('<link rel="stylesheet" href="{}">\n').format(one) for one in styles)
    loaded = (Markup('<script src="{}" defer></script>\n').format(one) for one in scripts)
    return str(
        _DOCUMENT.format(
            title=title,
            body=Markup(body),  # noqa: S704 (made by our templates, which escape)
            language=language,
            links=Markup("").join(links),
            scripts=Markup("").join(loaded),
        )
    )


def page(title: str, content: str, path: str, language: str, scripts: Collection[str] = ()) -> str:
    """Return the document of a page at `path`, with what pages load from `assets/`."""
    up = "../" * (len(PurePosixPath(path).parts) - 1)
    return document(
        title,
        f'<article class="lesson-standalone md-typeset">\n{content}\n</article>',
        language=language,
        styles=[f"{up}assets/{name}" for name in ("base.css", browser_files.STYLESHEET)],
        scripts=[*(f"{up}{one}" for one in scripts), f"{up}assets/{browser_files.SCRIPT}"],
    )


def assets(language: str) -> dict[str, str]:
    """Return what the documents load, by their paths."""
    ours: Mapping[str, str] = browser_files.files(Language(language))
    return {
        "assets/base.css": base_style(),
        **{f"assets/{path}": text for path, text in ours.items()},
    }


def base_style() -> str:
    """Return what a document of its own has under our styles."""
    return f"{ground_style()}\n{(FOLDER / 'base.css').read_text(encoding='utf-8')}"


def ground_style() -> str:
    """Return what Material gives elsewhere: type, colours in light and dark, and those of code."""
    ground = (FOLDER / "ground.css").read_text(encoding="utf-8")
    light, dark = _pygments("default"), _pygments("monokai")
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"
    # In a layer, they give way to the styles of our pages.
    return f"{ground}@layer code {{\n{light}\n{dark}\n}}\n"


def stylesheet() -> str:
    """Return the styles of our pages."""
    return browser_files.stylesheet()


def html_path(path: str) -> str:
    """Return the path of the document of a page."""
    return path.removesuffix(".md") + ".html"


# Private


def _pygments(style: str) -> str:
    """Return the colours of code, without the ground, which is the page's."""
    styles: str = HtmlFormatter(style=style, nobackground=True).get_style_defs(".highlight")
    return styles


def _content_of(text: str, path: str, wanted: Collection[str]) -> str:
    """Return the HTML of a page, with the links that lead to a page that is there."""
    converted = markdown.markdown(_FRONT_MATTER.sub("", text), extensions=[*EXTENSIONS, "toc"])
    root = parsed(converted)
    recalled = [one for one in root.iter("section") if one.get("id") == "recall"]
    leading = [
        item
        for item in root.iter()
        if item.tag in ("li", "p")
        and any(link.get("href") == "#recall" for link in item.findall("a"))
    ]
    remove(root, [*recalled, *leading, *root.iter("lesson-share")])
    for link in root.iter("a"):
        _lead(link, path, wanted)
    return as_html(root)


def _lead(link: Element, path: str, wanted: Collection[str]) -> None:
    """Have a link lead to the document of a page; make text of one to a page that is not there."""
    address = link.get("href", "")
    if address.startswith(("#", "http:", "https:", "mailto:")):
        return
    file, mark, fragment = address.partition("#")
    target = normpath(PurePosixPath(path).parent / file)
    if target in wanted:
        link.set("href", f"{html_path(file)}{mark}{fragment}")
    else:
        link.tag = "span"
        del link.attrib["href"]
