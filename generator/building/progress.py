"""Who hears how far the running of lessons has come."""

from proven_lessons.generator.building.lesson_state import Renewed


class Progress:
    """Hears of lessons that are run; this one keeps it to itself."""

    def begin(self, lessons: int) -> None:
        """Hear how many lessons are going to be run."""

    def done(self, renewed: Renewed | None = None) -> None:
        """Hear that one more has run, and what became of its trace: None for nothing new."""
