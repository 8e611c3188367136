"""A lesson without the site around it, for a frame on another site or in a slide."""

import re
from pathlib import PurePosixPath

from mkdocs.structure.pages import Page

FOLDER = "embed"  # an address below it is that of the lesson
_BODY = re.compile(r"<body\b([^>]*)>")
_LANGUAGE = re.compile(r"""<html\b[^>]*\blang=["']?([\w-]+)""")
_ADDRESS = re.compile(
    r"""(<(?:a|link|img|script)\b[^>]*?\s(?:href|src)=)(["'])([^"'#:][^"':]*)\2"""
)
_LOADED = re.compile(
    r"""<link\b[^>]*\brel=["']?stylesheet\b[^>]*>"""
    r"""|<script\b[^>]*\bsrc=["']?[^"'> ]*assets/lessons\.js[^>]*></script>"""
)
_HERE = re.compile(r' data-embed(?:="")?(?=[\s>])')
_FRAME = """<!doctype html>
<html lang="{language}" class="lesson-embed">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
{head}
</head>
<body{body}>
<main class="md-typeset">
<article class="md-content__inner">
{content}
</article>
<p class="lesson-source"><a href="{address}" target="_blank">{title}: {site}</a></p>
</main>
</body>
</html>
"""


def is_lesson(page: Page) -> bool:
    """Return whether a page can be shown in a frame: whether it is finished, and a lesson's."""
    return _HERE.search(page.content or "") is not None


def path_of(page: Page) -> str:
    """Return where the lesson's page for a frame goes in the site."""
    return f"{FOLDER}/{page.file.dest_uri}"


def with_address(output: str, page: Page) -> str:
    """Tell a lesson's page where its page for a frame is."""
    folder = PurePosixPath(page.file.dest_uri).parent
    up = "../" * (len(folder.parts) if folder.name else 0)
    address = f"{up}{FOLDER}/{page.file.url}"
    return _HERE.sub(f' data-embed="{address}"', output, count=1)


def embedded(output: str, page: Page, site_name: str) -> str:
    """Return the page for a frame, made of the finished page of a lesson, with its styles.

    `site_name` must be HTML already.
    """
    language = found[1] if (found := _LANGUAGE.search(output)) else "en"
    body = found[1] if (found := _BODY.search(output)) else ""
    # One folder further down, everything else is where it was from there.
    target = PurePosixPath(page.file.dest_uri)
    parts = target.parent.parts
    up = "../" * (len(parts) + 1) + "".join(f"{part}/" for part in parts)
    title = page.meta.get("title") or ""
    return _FRAME.format(
        language=language,
        title=title,
        head=_canonical(page) + _moved("".join(_LOADED.findall(output)), up),
        body=body,
        content=_moved(page.content or "", up, is_left=True),
        address=up if page.file.url.endswith("/") else f"{up}{target.name}",
        site=site_name,
    )


# Private


def _canonical(page: Page) -> str:
    return f'<link rel="canonical" href="{page.canonical_url}">' if page.canonical_url else ""


def _moved(html: str, up: str, *, is_left: bool = False) -> str:
    """Return HTML with its addresses as they are one folder further down.

    A link that leaves the frame opens a page of its own.
    """

    def moved(match: re.Match[str]) -> str:
        target = ' target="_blank"' if is_left and match[1].startswith("<a") else ""
        return f"{match[1]}{match[2]}{up}{match[3]}{match[2]}{target}"

    return _ADDRESS.sub(moved, html)
