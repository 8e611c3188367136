"""The SQL probe shows each statement with its parameters, in the step that sent it."""

from proven_lessons.runner.probes.sql import CommitAwaited, CommitFollowed, Query
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import events_of, exchange


def test_statements_belong_to_the_step_that_sent_them(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth.models import User
    from django.db import transaction
    count = User.objects.filter(username="ada").count()
    with transaction.atomic():
        User.objects.update(first_name="x")
    return HttpResponse("x")
    """
    found = exchange(recorder, body)
    sent = {
        step.at.line: [
            (event.sql.split()[0], event.params, event.rows)
            for event in step.events
            if isinstance(event, Query)
        ]
        for step in found.steps
        if step.at is not None and step.events and step.outcome != "left"
    }
    assert sent == {
        7: [("SELECT", ("'ada'",), None)],
        8: [("BEGIN", (), None)],
        9: [("UPDATE", ("'x'",), 0)],
        10: [],
    }
    left = next(step for step in found.steps if step.outcome == "left")
    assert [event.sql for event in left.events if isinstance(event, Query)] == ["COMMIT"]


def test_statements_before_and_after_a_call_are_steps_of_their_own(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth.models import User
    def second():
        return User.objects.count()
    x = (User.objects.filter(pk=1).count(), second(), User.objects.filter(pk=2).count())
    return HttpResponse("x")
    """
    found = exchange(recorder, body)
    sent = [
        (step.kind, [event.params for event in step.events if isinstance(event, Query)])
        for step in found.steps[2:7]
    ]
    assert sent == [
        ("define", []),
        ("begun", [("1",)]),
        ("call", []),
        ("return", [()]),
        ("assign", [("2",)]),
    ]


def test_a_statement_that_fails_is_shown_with_the_databases_word(recorder: Recorder) -> None:
    body = """
    from django.db import connection
    connection.cursor().execute("SELECT * FROM absent")
    """
    query = next(
        event for event in exchange(recorder, body).steps[2].events if isinstance(event, Query)
    )
    assert (query.sql, query.error) == ("SELECT * FROM absent", "no such table: absent")


def test_rows_that_came_back_are_counted(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth.models import Group
    Group.objects.bulk_create([Group(name=name) for name in "abc"])
    list(Group.objects.all())
    Group.objects.filter(name="z").first()
    Group.objects.get(name="a")
    [group for group in Group.objects.iterator()]
    return HttpResponse("x")
    """
    found = exchange(recorder, body)
    selects = [
        event
        for step in found.steps
        for event in step.events
        if isinstance(event, Query) and "SELECT" in event.sql
    ]
    assert [event.fetched for event in selects] == [3, 0, 1, None]


def test_what_waits_for_a_commit_is_shown_when_it_begins_to(recorder: Recorder) -> None:
    body = """from functools import partial
from django.db import transaction
with transaction.atomic():
    transaction.on_commit(partial(str, "x"))
    transaction.on_commit(lambda: None)
return HttpResponse("ok")"""
    found = exchange(recorder, body)
    awaited = [
        event.function
        for step in found.steps
        for event in step.events
        if isinstance(event, CommitAwaited)
    ]
    assert awaited == ["str", "view.<locals>.<lambda>"]
    followed = [
        event.functions
        for step in found.steps
        for event in step.events
        if isinstance(event, CommitFollowed)
    ]
    assert followed == [("str", "view.<locals>.<lambda>")]


def test_outside_of_a_transaction_nothing_waits(recorder: Recorder) -> None:
    body = """from django.db import transaction
transaction.on_commit(lambda: None)
return HttpResponse("ok")"""
    found = exchange(recorder, body)
    kinds = {event.kind for step in found.steps for event in step.events}
    assert not {"sql.on_commit", "sql.committed"} & kinds


def test_what_django_refuses_to_send_is_not_sent(recorder: Recorder) -> None:
    body = """from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
try:
    with transaction.atomic():
        try:
            Group.objects.create(id=1, name="a")
            Group.objects.create(id=1, name="b")
        except IntegrityError:
            pass
        Group.objects.count()
except transaction.TransactionManagementError:
    pass
return HttpResponse("ok")"""
    found = exchange(recorder, body)
    sent = [e.sql.split()[0] for s in found.steps for e in s.events if isinstance(e, Query)]
    assert sent == ["BEGIN", "INSERT", "INSERT", "ROLLBACK"]


def test_a_commit_that_is_refused_is_told_with_its_error(recorder: Recorder) -> None:
    """SQLite looks at foreign keys when a transaction ends."""
    models = (
        "from django.db import models\n\n\n"
        "class Author(models.Model):\n    pass\n\n\n"
        "class Book(models.Model):\n    author = models.ForeignKey(Author, models.CASCADE)\n"
    )
    body = """
    from django.db import IntegrityError, transaction
    from lesson.models import Book
    try:
        with transaction.atomic():
            Book.objects.create(author_id=7)
    except IntegrityError:
        return HttpResponse("refused")
    """
    found = exchange(recorder, body, files={"models.py": models})
    ends = [one for one in events_of(found.steps, "sql") if one.sql in ("COMMIT", "ROLLBACK")]
    assert [(one.sql, one.error) for one in ends] == [
        ("COMMIT", "FOREIGN KEY constraint failed"),
        ("ROLLBACK", None),
    ]
