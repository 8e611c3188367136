"""What the links of a page lead to: MkDocs looks each of them up among the files of the site."""

from collections.abc import Mapping
from typing import Any

from mkdocs.structure.files import File, Files


class LookedUp:
    """The files of a site, as MkDocs looks links up in them; `found` is what it has found.

    That is the address of each file by its path, with what says whether it is built, None where
    there is no such file.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self.found: dict[str, list[Any] | None] = {}

    def get_file_from_path(self, path: str) -> File | None:
        """Return the file at a path, as `Files` does."""
        file = self._files.get_file_from_path(path)
        self.found[path] = None if file is None else [file.url, file.inclusion.value]
        return file

    def finds(self, found: Mapping[str, list[Any] | None]) -> bool:
        """Return whether all that was found of other files is found in these."""
        for path in found:
            self.get_file_from_path(path)
        return self.found == found
