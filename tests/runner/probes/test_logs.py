"""The logs probe shows what is logged, without asking values for their text."""

from proven_lessons.runner.probes.logs import Logged
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import events_of, run, scenario, view

BODY = """
import logging
log = logging.getLogger("shop")
class Loud:
    def __str__(self):
        raise SystemExit
log.debug("never")
log.warning("%s left of %d", "one", 2)
log.error("odd: %s", [Loud])
from django.http import Http404
raise Http404
"""


def test_records_are_told_with_their_logger_and_level(recorder: Recorder) -> None:
    (found,) = run(recorder, scenario(view(BODY))).exchanges
    assert events_of(found.steps, "logs") == [
        Logged(logger="shop", level="WARNING", message="one left of 2"),
        Logged(
            logger="shop",
            level="ERROR",
            message="odd: %s with ([<class lesson.views.view.<locals>.Loud>],)",
        ),
        Logged(logger="django.request", level="WARNING", message="Not Found: /"),
    ]
