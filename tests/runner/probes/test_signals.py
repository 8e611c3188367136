"""The signals probe shows what the lesson sends or hears, and not the noise of Django."""

from proven_lessons.runner.probes.signals import SignalSent
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import events_of, run, scenario, view

FILES = {
    "heard.py": """
from django.core.signals import request_started
from django.db.models.signals import post_save
from django.dispatch import Signal, receiver

done = Signal()

@receiver(done)
def heard(sender, **more):
    pass

@receiver(post_save)
def saved(sender, **more):
    pass
"""
}
BODY = """
from django.contrib.auth.models import Group
from lesson.heard import done
done.send("me")
done.send_robust(sender=None)
Group.objects.create(name="g")
return HttpResponse("x")
"""


def test_signals_of_the_lesson_have_their_names_and_receivers(recorder: Recorder) -> None:
    (found,) = run(recorder, scenario(view(BODY), files=FILES)).exchanges
    assert events_of(found.steps[:-1], "signals") == [
        SignalSent(signal="done", sender="'me'", receivers=("heard",)),
        SignalSent(signal="done", sender="None", receivers=("heard",)),
        SignalSent(signal="post_save", sender="Group", receivers=("saved",)),
    ]


def test_receivers_that_raise_or_are_gone_are_told(recorder: Recorder) -> None:
    files = {
        "heard.py": """
from django.dispatch import Signal

done = Signal()

def breaks(sender, **more):
    raise ValueError("no")

def forget():
    def inner(sender, **more):
        pass
    done.connect(inner)

done.connect(breaks)
forget()
"""
    }
    body = "from lesson.heard import done\ndone.send_robust(None)\nreturn HttpResponse('x')"
    (found,) = run(recorder, scenario(view(body), files=files)).exchanges
    assert events_of(found.steps[:-1], "signals") == [
        SignalSent(
            signal="done",
            sender="None",
            receivers=("breaks",),
            raised=("breaks: ValueError: no",),
            gone=1,
        )
    ]


def test_one_function_made_several_times_is_told_apart_from_several_functions(
    recorder: Recorder,
) -> None:
    files = {
        "heard.py": """
from django.dispatch import Signal

done = Signal()

def connect():
    def inner(sender, **more):
        return ValueError("an answer")
    done.connect(inner, weak=False)

class Counter:
    def hear(self, sender, **more):
        pass

first, second = Counter(), Counter()
done.connect(first.hear)
done.connect(second.hear)
connect()
connect()
"""
    }
    body = "from lesson.heard import done\ndone.send(None)\nreturn HttpResponse('x')"
    (found,) = run(recorder, scenario(view(body), files=files)).exchanges
    (event,) = events_of(found.steps[:-1], "signals")
    assert (event.copies, event.raised) == (("connect.<locals>.inner",), ())
