"""Say in MkDocs' log what was recorded, as soon as it is done."""

import logging

from proven_lessons.generator.building.lesson_state import Renewed
from proven_lessons.generator.building.progress import Progress

log = logging.getLogger("mkdocs.plugins.lessons")


class Logged(Progress):
    """Says each lesson that was run, and why."""

    def done(self, renewed: Renewed | None = None) -> None:
        if renewed is not None:
            log.info("Recorded %s", renewed)
