"""The Python files that the Lab needs: ours, Django, and what tells of a run."""

import hashlib
import importlib.metadata
import importlib.resources
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.translation import LOCALE

HERE = Path(__file__).parent
PACKAGES = (
    "asgiref",
    "babel",
    "django",
    "jinja2",
    "markdown",
    "markupsafe",
    "pygments",
    "pymdownx",
    "sqlglot",
    "sqlparse",
    "yaml",
)
# What no lesson can reach in a browser, and what is for other languages and other databases.
_LEFT_OUT = (
    "*/__pycache__/*",
    "*.c",
    "*.h",
    "*.pyd",
    "*.pyi",
    "*.pyx",
    "*.so",
    "*/py.typed",
    "django/*.po",  # what it reads is compiled
    "django/conf/app_template/*",
    "django/conf/project_template/*",
    "django/contrib/admin/static/*",
    "django/contrib/admindocs/*",
    "django/contrib/gis/*",
    "django/contrib/postgres/*",
    *(
        # They serve, ask, or write files of a project, for one who has a shell.
        f"django/core/management/commands/{name}.py"
        for name in (
            "compilemessages",
            "dbshell",
            "optimizemigration",
            "squashmigrations",
            "inspectdb",
            "diffsettings",
            "makemessages",
            "runserver",
            "sendtestemail",
            "showmigrations",
            "sqlmigrate",
            "sqlsequencereset",
            "shell",
            "startapp",
            "startproject",
            "test",
            "testserver",
        )
    ),
    "django/core/management/templates.py",
    "django/core/servers/*",
    "django/contrib/staticfiles/management/*",
    "django/contrib/auth/management/commands/*",
    "django/db/backends/mysql/*",
    "django/db/backends/oracle/*",
    "django/db/backends/postgresql/*",
    "django/test/*",
    "proven_lessons/generator/building/*",
    *(
        f"proven_lessons/generator/{name}.py"
        for name in (
            "arguments",
            "cli",
            "exporting",
            "markdown_extension",
            "progress",
            "reporting",
            "start",
        )
    ),
    *(f"proven_lessons/generator/lab/{name}.py" for name in ("bundle", "gathering", "naming")),
    "proven_lessons/generator/lab/browser/*",
    "proven_lessons/generator/lab/playground/*",
    "proven_lessons/generator/lab/*.js*",
    "proven_lessons/generator/mkdocs_plugin/*",
    "proven_lessons/generator/pages/elements/*",
    "proven_lessons/generator/pages/font/*",
    "proven_lessons/generator/pages/picture.py",
    "proven_lessons/generator/pages/scripts/*",
    "proven_lessons/generator/pages/standalone/*",
    "proven_lessons/generator/pages/styles/*",
    "proven_lessons/generator/pages/vendor/*",
    "proven_lessons/runner/processes/*",
    "proven_lessons/runner/site/postgresql/base.py",
)
_OF_LANGUAGE = ("django/*/locale/*", "django/conf/locale/*", "babel/locale-data/*")
# The parts of these that are loaded for what the pages hold; each has one for every language.
_BY_NEED = (
    "babel/*.py",
    "markdown/*.py",
    "pygments/*.py",
    "pymdownx/*.py",
    "sqlglot/*.py",
)
_WHAT_IS_LOADED = """\
import sys
import markdown
from babel.core import Locale
from babel.numbers import format_decimal
from pygments.lexers import get_lexer_by_name
from proven_lessons.generator.pages.cards import EXTENSIONS
from proven_lessons.generator.pages.render import renderer_of
from proven_lessons.generator.modes.sample import _LANGUAGES
import proven_lessons.generator.pages.render
import sqlglot
from pygments.formatters import HtmlFormatter
HtmlFormatter().get_style_defs()
for name in {*_LANGUAGES.values(), "diff", "python", "html", "sql", "text"}:
    get_lexer_by_name(name)
sqlglot.parse("SELECT 1", dialect="sqlite")[0].sql(dialect="sqlite")
for language in ("en", "de"):
    renderer_of(language).language.text(1000)
    format_decimal(1000, locale=language)
markdown.markdown("```python\\n1\\n```\\n| a |\\n| - |", extensions=list(EXTENSIONS))
for module in list(sys.modules.values()):
    if getattr(module, "__file__", None):
        print(module.__file__)
"""
_ZONES = ("UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Chicago",
          "America/Los_Angeles", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney")  # fmt: skip


def gather(into: Path) -> None:
    """Copy the Python files that a browser needs into a folder."""
    loaded = _loaded()
    for path, source in (*_of_others(), *_of_ours()):
        if _is_wanted(path, source, loaded):
            _copy(source, into / path)
    _copy(HERE / "browser" / "pydantic.py", into / "pydantic.py")
    for file in importlib.metadata.files("markdown") or []:  # names its extensions
        if file.name in ("METADATA", "entry_points.txt"):
            _copy(Path(str(file.locate())), into / file)
    zones = Path(str(importlib.resources.files("tzdata") / "zoneinfo"))
    for zone in _ZONES:
        _copy(zones / zone, into / "zones" / zone)


def sources_digest() -> str:
    """Return a digest of all of ours that the Lab is made from, or may be."""
    digest = hashlib.sha256()
    for path, source in _of_ours():
        if "__pycache__" not in path:
            digest.update(path.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:16]


# Private


def _of_others() -> Iterator[tuple[str, Path]]:
    for name in PACKAGES:
        yield from _files_of(name)


def _of_ours() -> Iterator[tuple[str, Path]]:
    """Yield the files of our packages, by the paths that they are imported from."""
    for package in ("generator", "runner"):
        root = HERE.parent.parent / package
        for source in sorted(root.rglob("*")):
            if source.is_file():
                yield f"proven_lessons/{package}/{source.relative_to(root).as_posix()}", source


def _files_of(name: str) -> Iterator[tuple[str, Path]]:
    """Yield the files of a package with their paths; of a module alone, its one."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise UsageError(f"the Lab needs {name}, which is not installed here")
    origin = Path(spec.origin)
    if origin.name != "__init__.py":
        yield origin.name, origin
        return
    for path in sorted(origin.parent.rglob("*")):
        if path.is_file():
            yield path.relative_to(origin.parent.parent).as_posix(), path


def _is_wanted(path: str, source: Path, loaded: frozenset[str]) -> bool:
    if any(fnmatch(path, pattern) for pattern in _LEFT_OUT):
        return False
    if any(fnmatch(path, pattern) for pattern in _OF_LANGUAGE):
        return _is_of_our_languages(path)
    if any(fnmatch(path, pattern) for pattern in _BY_NEED):
        return str(source) in loaded
    return path.endswith(".py") or not path.startswith(("sqlglot/", "pygments/"))


def _is_of_our_languages(path: str) -> bool:
    """Return whether a file is for one of the languages that pages have, or for all."""
    languages = {"en", "root", *(one.stem for one in LOCALE.glob("*.po"))}
    if path.startswith("babel/"):
        return Path(path).stem in languages
    after = path.partition("/locale/")[2]
    return "/" not in after or after.partition("/")[0] in languages


def _loaded() -> frozenset[str]:
    """Return the files of the modules that are loaded for what pages hold."""
    done = subprocess.run(
        [sys.executable, "-c", _WHAT_IS_LOADED], capture_output=True, text=True, check=True
    )
    return frozenset(done.stdout.splitlines())


def _copy(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, to)
