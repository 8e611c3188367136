"""The pages of the Lab: one for each lesson, and one for code of one's own."""

from proven_lessons.generator.building.lesson_state import LessonState
from proven_lessons.generator.lab.playground import playground
from proven_lessons.generator.pages.derive import PLAYGROUND, lab_page
from proven_lessons.generator.pages.page import LabFolder
from proven_lessons.generator.pages.render import Renderer


class LabPages:
    """Makes the pages that lead into the Lab in a folder, in a language."""

    def __init__(self, folder: LabFolder, language: str) -> None:
        self._folder = folder
        self._renderer = Renderer(language)

    def of(self, state: LessonState) -> dict[str, str]:
        """Return the page on which a lesson can be changed, by its path; none if it can't be."""
        told, rendered = state.files.told, state.rendered
        if told is None or told.project is not None or rendered is None or rendered.problems:
            return {}
        path = f"{told.key}/lab.md"
        return {path: self._renderer.lab(lab_page(told, self._folder, path))}

    def playground(self) -> dict[str, str]:
        """Return the page for code of one's own, by its path."""
        path = f"{PLAYGROUND}.md"
        return {path: self._renderer.lab(lab_page(playground(), self._folder, path))}
