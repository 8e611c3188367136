"""The pages of the Lab: one for each lesson, and one for code of one's own."""

from proven_lessons.generator.building.lesson_state import LessonFiles, LessonState
from proven_lessons.generator.lab.playground import playground
from proven_lessons.generator.modes.lab import has_lab
from proven_lessons.generator.pages.derive import PLAYGROUND, lab_page
from proven_lessons.generator.pages.page import LabFolder
from proven_lessons.generator.pages.render import renderer_of


class LabPages:
    """Makes the pages that lead into the Lab in a folder, in a language."""

    def __init__(self, folder: LabFolder, language: str) -> None:
        self._folder = folder
        self._renderer = renderer_of(language)
        self._made: dict[str, tuple[LessonFiles, dict[str, str]]] = {}

    def of(self, state: LessonState) -> dict[str, str]:
        """Return the page on which a lesson can be changed, by its path; none if it can't be."""
        if state.rendered is None or state.rendered.problems:
            return {}
        files, pages = self._made.get(state.files.key, (None, {}))
        if files is not state.files:  # it was loaded anew
            pages = self._new(state.files)
            self._made[state.files.key] = state.files, pages
        return pages

    def playground(self) -> dict[str, str]:
        """Return the page for code of one's own, by its path."""
        path = f"{PLAYGROUND}.md"
        return {path: self._renderer.lab(lab_page(playground(), self._folder, path))}

    # Private

    def _new(self, files: LessonFiles) -> dict[str, str]:
        told = files.told
        if told is None or not has_lab(told):
            return {}
        path = f"{told.key}/lab.md"
        return {path: self._renderer.lab(lab_page(told, self._folder, path))}
