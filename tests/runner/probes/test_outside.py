"""What outlives a request is seen when it changes: in modules, and in classes of the lesson."""

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from tests.builders import run, scenario

SOURCE = """
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.views import View

SEEN = []
_LAST = None

class Listing(View):
    queryset = Group.objects.all()
    times = 0

    def get(self, request):
        local = [1]
        SEEN.append(request.path)
        names = list(self.queryset)
        type(self).times += 1
        self.own = 1
        return HttpResponse("x")
"""


def test_each_change_is_in_the_step_that_made_it(recorder: Recorder) -> None:
    given = scenario(SOURCE, RequestSpec(), RequestSpec(), routes={"": "Listing"})
    found = [
        [
            {name: value.repr for name, value in (step.outside or {}).items()}
            for step in exchange.steps
            if step.at is not None
        ]
        for exchange in run(recorder, given).exchanges
    ]
    first = [
        {}, {"SEEN": "['/']"}, {"Listing.queryset": "<QuerySet of Group: []>"},
        {"Listing.times": "1"}, {}, {},
    ]  # fmt: skip
    second = [{}, {"SEEN": "['/', '/']"}, {}, {"Listing.times": "2"}, {}, {}]
    assert found == [first, second]
