"""The Lab of a site: the folder that `lessons lab` has made, copied beside the pages."""

from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.lab.bundle import names_in, size_of
from proven_lessons.generator.mkdocs_plugin.generated import Place
from proven_lessons.generator.pages.page import LabFolder


class Lab:
    """The Lab that a site has, or none."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def use(self, builder: Builder, config: MkDocsConfig, named: str) -> str:
        """Have pages lead to the Lab in the folder that is named from the file of the site.

        Return what is wrong with it, empty if nothing is.
        """
        self._folder = Path(config.config_file_path or ".").parent / named if named else None
        size = size_of(self._folder) if self._folder else None
        is_deep = bool(config.use_directory_urls)
        found = None
        if self._folder and size is not None:
            found = LabFolder(size=size, names=names_in(self._folder), is_deep=is_deep)
        builder.use_lab(found)
        if named and size is None:
            self._folder = None
            return f"there is no Lab in {named!r}: run `lessons lab {named}`"
        return ""

    def files(self, place: Place, folder: str) -> Iterator[File]:
        """Yield the files of the Lab, if there is one; the lessons are in a folder of the site."""
        for path in sorted(self._folder.rglob("*")) if self._folder else ():
            if path.is_file():
                inside = path.relative_to(self._folder or "").as_posix()
                yield place.file(f"{folder}assets/lab/{inside}", path)
