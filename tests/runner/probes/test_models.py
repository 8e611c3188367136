"""The models probe shows what the statements of a queryset's methods do not tell."""

from proven_lessons.runner.probes.models import LockLeftOut, RowGot, SignalsSkipped
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import events_of, run, scenario, view

FILES = {
    "heard.py": """
from django.contrib.auth.models import Group, User
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

@receiver(pre_save, sender=Group)
def before(sender, **more):
    pass

@receiver(post_save)
def after(sender, **more):
    pass

@receiver(post_save, sender=User)
def other(sender, **more):
    pass
"""
}
BODY = """
from django.contrib.auth.models import Group, Permission
from lesson import heard
Group.objects.get_or_create(name="a")
Group.objects.update_or_create(name="a", defaults={"name": "b"})
Group.objects.update(name="b")
Group.objects.bulk_create([Group(name="c")])
Permission.objects.none().update(name="x")
Group.objects.bulk_create([])
list(Group.objects.select_for_update())
return HttpResponse("x")
"""


def test_rows_got_signals_skipped_and_locks_left_out_are_told(recorder: Recorder) -> None:
    (found,) = run(recorder, scenario(view(BODY), files=FILES)).exchanges
    assert events_of(found.steps, "models") == [
        RowGot(method="get_or_create", model="Group", created=True, lookups=("name",), defaults=()),
        RowGot(
            method="update_or_create",
            model="Group",
            created=False,
            lookups=("name",),
            defaults=("name",),
        ),
        SignalsSkipped(method="update", model="Group", unheard=("before", "after")),
        SignalsSkipped(method="bulk_create", model="Group", unheard=("before", "after")),
        LockLeftOut(model="Group"),
    ]


def test_without_receivers_there_is_nothing_to_tell(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth.models import Group
    Group.objects.update(name="b")
    return HttpResponse("x")
    """
    (found,) = run(recorder, scenario(view(body))).exchanges
    assert events_of(found.steps, "models") == []
