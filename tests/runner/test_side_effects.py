"""What an exchange leaves behind besides its response."""

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.side_effects import NOT_HELD, side_effects, without_steps
from proven_lessons.runner.trace import LeftOut
from tests.builders import a_step, an_exchange, exchange, run, scenario, view

BODY = """
import logging
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.mail import send_mail
list(User.objects.all())
User.objects.create(username="ada")
cache.get("a")
cache.set("a", 1)
send_mail("Hello", "", "a@example.org", ["b@example.org"])
logging.getLogger("lesson").warning("careful")
request.session["n"] = 1
return HttpResponse("x")
"""


def test_what_is_written_counts_and_what_is_read_does_not(recorder: Recorder) -> None:
    found = side_effects(exchange(recorder, BODY))
    assert [text.partition("(")[0] for text in found] == [
        "CacheWritten",
        "Logged",
        "MailSent",
        "Query",
    ]
    assert "INSERT INTO" in found[-1] and "auth_user" in found[-1]


def test_a_run_without_its_steps_says_the_same(recorder: Recorder) -> None:
    whole = run(recorder, scenario(view(BODY)))
    bare = without_steps(whole)
    assert bare.exchanges[0].steps == ()
    assert bare.exchanges[0].response == whole.exchanges[0].response
    assert side_effects(bare.exchanges[0]) == side_effects(whole.exchanges[0])


def test_what_was_rolled_back_is_not_left(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth.models import Group
    from django.db import transaction
    with transaction.atomic():
        Group.objects.create(name="stays")
        sid = transaction.savepoint()
        Group.objects.create(name="goes")
        transaction.savepoint_rollback(sid)
    return HttpResponse("x")
    """
    (left,) = side_effects(exchange(recorder, body))
    assert "'stays'" in left


def test_what_was_too_many_to_be_held_is_counted_unless_it_reads() -> None:
    more = (
        LeftOut(kind="sql", count=3, what="SELECT 1"),
        LeftOut(kind="sql", count=4, what="DELETE FROM a"),
    )
    assert side_effects(an_exchange(a_step(left_out=more))) == (f"{NOT_HELD}4 sql DELETE FROM a",)
