"""Give our pages the ground that they stand on, under a theme that has none of it.

They are styled for Material and its kin. What is asked of a theme is that, never its name.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from proven_lessons.generator.building.pages import Built
from proven_lessons.generator.building.standalone import FOLDER, ground_style
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.mkdocs_plugin.generated import Place

STYLESHEET = "ground.css"
# The type of Material, which ours goes by.
_GROUND = "md-typeset"
_ICON = re.compile(r'^icon: "([^"\n]+)"\n', re.MULTILINE)
_END = "\n---\n"  # of what stands at the top of a page
_OURS = 'class="lesson-'


def has_ground(config: MkDocsConfig) -> bool:
    """Return whether the templates of the theme give pages the type of Material."""
    bases = (
        Path(folder, name) for folder in config.theme.dirs for name in ("base.html", "main.html")
    )
    return any(_GROUND in _text(path) for path in bases)


def add_to(files: Files, place: Place, config: MkDocsConfig) -> None:
    """Have pages load the styles that take the place of those of Material."""
    path = f"assets/{STYLESHEET}"
    files.append(place.file(path, FOLDER, style()))
    config.extra_css.insert(0, path)


def style() -> str:
    """Return the styles that take the place of those of Material."""
    # Themes without it know no dark: a page that turns dark by itself would stand on white.
    light = ground_style().replace("color-scheme: light dark;", "color-scheme: light;")
    light = light.replace("(prefers-color-scheme: dark)", "(max-width: 0)")
    return light + (FOLDER / "in-theme.css").read_text(encoding="utf-8")


def grounded(html: str) -> str:
    """Return the content of a page with the ground around it, if there is something of ours."""
    if _OURS not in html:
        return html
    return f'<article class="lesson-in-theme md-typeset">\n{html}\n</article>'


def missing_icons(config: MkDocsConfig, built: Built) -> Iterator[Problem]:
    """Take out the icons that the theme has not, which would end the build; yield a problem each.

    A theme without icons leaves them out by itself.
    """
    folders = [Path(folder, ".icons") for folder in config.theme.dirs]
    places = [folder for folder in folders if folder.is_dir()]
    for path, text in built.pages.items() if places else ():
        found = _ICON.search(text, 0, text.find(_END) + 1)
        if found and not any((place / f"{found[1]}.svg").is_file() for place in places):
            built.pages[path] = text.replace(found[0], "", 1)
            source = built.sources.get(path, Path(path))
            hint = "name one of those that the theme comes with, as in material/cookie"
            yield Problem(source.as_posix(), f"page: the theme has no icon {found[1]!r}", hint=hint)


# Private


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
