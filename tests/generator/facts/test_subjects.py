"""Each thing that can be different is told to an author by words of its own."""

from proven_lessons.generator.facts.subjects import Difference, Subject


def test_no_two_things_are_told_alike() -> None:
    assert len({str(subject) for subject in Subject}) == len(Subject)


def test_a_difference_is_compared_by_all_that_it_says() -> None:
    one = Difference(subject=Subject.HEADER, name="Vary", before=None, after="Cookie")
    assert one == Difference(subject=Subject.HEADER, name="Vary", before=None, after="Cookie")
    assert one != Difference(subject=Subject.HEADER, name="Vary", before="Cookie", after=None)
