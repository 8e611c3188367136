"""Say what there is on this machine: versions, and what keeps lessons from the rest of it."""

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from packaging.specifiers import SpecifierSet

from proven_lessons.generator.lab import bundle
from proven_lessons.generator.lessons.site import CONFIG, Site
from proven_lessons.runner import postgres
from proven_lessons.runner.errors import ScenarioError
from proven_lessons.runner.processes import namespaces

_MISSING = "not installed"
# What works together, and why not the others.
WANTED = {
    "Django": (SpecifierSet(">=5.2,<6.2"), "these are the versions that lessons are tried on"),
    "mkdocs": (SpecifierSet(">=1.6,<2"), "the plugin is for this one"),
    "mkdocs-material": (SpecifierSet(">=9.8,<10"), "the pages are made for this one"),
    "click": (SpecifierSet("!=8.2.2,!=8.3.*"), "with it, `mkdocs serve` does not follow edits"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fact about this machine; `advice` says what to do if it is not as it should be."""

    name: str
    found: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.found}{self.advice and f' ({self.advice})'}"


def findings(site: Site) -> Iterator[Finding]:
    """Yield what there is, on this machine and of `site`."""
    yield Finding(name="Python", found=f"{platform.python_version()} on {platform.platform()}")
    for package, (wanted, why) in WANTED.items():
        yield _of_package(package, wanted, why)
    yield Finding(name="isolation", found=_isolation())
    yield Finding(name="limits", found=_limits())
    yield Finding(name="edits are followed by", found=_following())
    yield _postgres()
    node = bundle.node()
    missing = "pip install proven-lessons[lab], for sites on which readers run code"
    yield Finding(
        name="the Lab is made by",
        found=node or "nothing: there is no Node",
        advice="" if node else missing,
    )
    yield from _of_site(site)


def versions() -> str:
    """Return the versions that decide what a trace is made with."""
    ours, django = _version_of("proven-lessons"), _version_of("django")
    return f"lessons {ours} (Django {django}, Python {platform.python_version()})"


# Private


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return _MISSING


def _of_package(package: str, wanted: SpecifierSet, why: str) -> Finding:
    try:
        found = version(package)
    except PackageNotFoundError:
        return Finding(name=package, found="not installed", advice=f"expected {wanted}")
    is_right = wanted.contains(found, prereleases=True)
    return Finding(
        name=package, found=found, advice="" if is_right else f"expected {wanted}: {why}"
    )


def _of_site(site: Site) -> Iterator[Finding]:
    """Yield what keeps a site from having the lessons on it."""
    if site.config is None:
        yield Finding(name=CONFIG, found="none here, nor in a folder around")
        return
    has_plugin = site.has_plugin
    advice = "" if has_plugin else "without it no lesson is on the site: plugins: [search, lessons]"
    found = "has the plugin lessons" if has_plugin else "has no plugin lessons"
    yield Finding(name=site.config.as_posix(), found=found, advice=advice)
    zensical = _version_of("zensical")
    if has_plugin and zensical != _MISSING:
        words = f"{zensical}: it runs no plugin; build what `lessons export --for zensical` writes"
        yield Finding(name="zensical", found=words)


def _postgres() -> Finding:
    name = "PostgreSQL for lessons"
    if not postgres.address():
        return Finding(name=name, found=f"none: {postgres.ADDRESS} names no server")
    try:
        return Finding(name=name, found=postgres.version())
    except ScenarioError as error:
        return Finding(name=name, found="none", advice=str(error))


def _following() -> str:
    if sys.platform == "linux":
        return "events of the system; on file systems of other machines by looking (polling)"
    return "looking at the files (polling)"


def _isolation() -> str:
    reason = namespaces.why_not()
    if reason is None:
        return "namespaces: a lesson sees no process, network or file but its own and Python"
    return f"a process for each run, and no namespaces: {reason}"


def _limits() -> str:
    """Return what is bounded here besides the time of a run."""
    if sys.platform == "win32":
        return "the time of a run, and nothing else"
    if sys.platform == "linux":
        return "time, memory, processes, open files, size of files"
    return "time, open files, size of files; not memory"
