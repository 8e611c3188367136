"""A warning is seen as Python shows it: with its place, and once for each."""

from proven_lessons.runner.probes.warnings import WarningShown
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import FIRST_LINE, events_of, exchange


def test_a_warning_of_the_lesson_and_one_that_is_left_out(recorder: Recorder) -> None:
    body = """
    import warnings
    for n in range(3):
        warnings.warn(f"take care", RuntimeWarning)
    warnings.warn("nobody sees it", DeprecationWarning)
    return HttpResponse("x")
    """
    found = exchange(recorder, body)
    assert events_of(found.steps, "warnings") == [
        WarningShown(
            category="RuntimeWarning", message="take care", file="views.py", line=FIRST_LINE + 2
        )
    ]


def test_a_warning_of_django_points_to_the_line_that_makes_it(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth.models import Group
    from django.core.paginator import Paginator
    Paginator(Group.objects.all(), 2).page(1)
    return HttpResponse("x")
    """
    (one,) = events_of(exchange(recorder, body).steps, "warnings")
    assert (one.category, one.file) == ("UnorderedObjectListWarning", "views.py")
