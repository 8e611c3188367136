"""What surprises about the database is told with its reason, and only where it is the reason."""

import pytest

from proven_lessons.generator.aspects import Moment
from proven_lessons.generator.aspects.sql.moments import recognised
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.runner.probes import Asker
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import LeftOut, Step
from tests.builders import a_run, a_step, an_exchange, words_of

AUTHOR = Asker(code="book.author", purpose="related", relation="Book.author")
SELECT = 'SELECT "x" FROM "author" WHERE "id" = %s'


def moments(*steps: Step) -> list[Moment]:
    (one,) = numbered(a_run(an_exchange(*steps)))
    return list(recognised(one))


def asked(asker: Asker | None, *params: str) -> list[Step]:
    return [
        a_step(
            Query(sql=SELECT, params=(one,), rows=None, fetched=1, asker=asker, instance=str(place))
        )
        for place, one in enumerate(params)
    ]


def test_rows_that_are_asked_for_one_by_one() -> None:
    one, _asked_again = moments(*asked(AUTHOR, "1", "2", "2"))
    assert words_of(one.ask) == "Why does book.author send 3 statements?"
    assert words_of(one.answer) == (
        "It gets the related rows of one object at a time (Book.author), and the database is asked "
        "for each object. The same statement is sent 3 times. It asks for 2 different rows only, "
        "for some of them again and again. Statements that come once for each row are called the "
        "N+1 problem. `select_related()` gets such rows together with the objects."
    )
    assert one.proof == (
        "exchanges[0].sql | length >= 3",
        'step[2].queries[0].purpose == "related"',
    )


def test_rows_that_were_prefetched_in_vain_need_no_prefetching() -> None:
    (one,) = moments(
        *asked(
            Asker(code="g.users.filter()", purpose="related", was_prefetched=True, to_many=True),
            "1",
            "2",
            "3",
        )
    )
    words = words_of(one.answer)
    assert "were prefetched, and are not used here" in words
    assert "select_related" not in words and "prefetch_related" not in words
    assert "step[2].queries[0].was_prefetched" in one.proof


@pytest.mark.parametrize("asker", [None, Asker(code="find(title)")])
def test_lookups_of_ones_own_are_no_n_plus_one(asker: Asker | None) -> None:
    assert moments(*asked(asker, "1", "2", "3")) == []


def test_prefetching_is_named_where_it_helps() -> None:
    helps = {}
    for code in ("a.books.all()", "a.books.order_by('x').first()", "a.b.count()"):
        (one,) = moments(*asked(Asker(code=code, purpose="related", to_many=True), "1", "2", "3"))
        helps[code] = "prefetch_related" in words_of(one.answer)
    assert list(helps.values()) == [True, False, False]


def test_queries_about_one_object_are_no_n_plus_one() -> None:
    sent = [Query(sql=SELECT, params=(n,), rows=None, asker=AUTHOR, instance="1") for n in "123"]
    assert moments(*map(a_step, sent)) == []


def test_what_a_template_asks_for() -> None:
    parts = [Asker(code=code, template="p.html", line=2) for code in ("a.x", "a.y", "a.x")]
    sent = [Query(sql=f"SELECT {n}", params=(), rows=None, asker=by) for n, by in enumerate(parts)]
    (one,) = moments(a_step(*sent))
    assert words_of(one.answer).endswith(
        "while the template is rendered: a.x in line 2 of p.html (2 times) and a.y in line 2 of p.html."
    )
    more = (LeftOut(kind="sql", count=1, what="SELECT 9"),)
    assert moments(a_step(*sent, left_out=more)) == []  # who asked for that is not known


def test_of_a_step_that_keeps_something_not_nothing_is_left() -> None:
    def sent(sql: str) -> Query:
        return Query(sql=sql, params=(), rows=1)

    insert = 'INSERT INTO "tag" ("n") VALUES (1)'
    mixed = a_step(sent(insert), sent("BEGIN"), sent(insert), sent("ROLLBACK"))
    assert moments(mixed) == []


def test_a_part_that_asks_twice_is_named_once() -> None:
    plain = Asker(code="a.x", template="p.html", line=2)
    both = [plain, Asker(code="a.x", template="p.html", line=2, purpose="prefetch")]
    sent = [Query(sql=f"SELECT {n}", params=(), rows=None, asker=by) for n, by in enumerate(both)]
    (one,) = moments(a_step(*sent))
    assert words_of(one.answer).endswith("is rendered: a.x in line 2 of p.html (2 times).")


def test_what_is_rolled_back_is_not_left() -> None:
    insert = Query(sql='INSERT INTO "tag" ("n") VALUES (1)', params=(), rows=1)
    steps = [a_step(Query(sql="BEGIN", params=(), rows=None)), a_step(insert)]
    (one,) = moments(*steps, a_step(Query(sql="ROLLBACK", params=(), rows=None)))
    assert words_of(one.answer) == (
        "Nothing. It belonged to a transaction that was rolled back in {{ step[4] }}: 1 statement that "
        "changed tag is undone."
    )
    assert one.proof == ("exchanges[0].undone | length >= 1",)
    assert moments(*steps, a_step(Query(sql="COMMIT", params=(), rows=None))) == []


def test_a_question_that_is_asked_again() -> None:
    (one,) = moments(*asked(None, "1", "1"))
    assert words_of(one.ask) == "Why is SELECT author sent again?"
    assert "is sent by {{ step[2] }} and {{ step[3] }}" in words_of(one.answer)


def test_what_came_after_a_savepoint_is_undone_and_the_transaction_goes_on() -> None:
    def sent(sql: str, rows: int | None = None) -> Query:
        return Query(sql=sql, params=(), rows=rows)

    insert = sent('INSERT INTO "tag" ("n") VALUES (1)', 1)
    back = a_step(sent('ROLLBACK TO SAVEPOINT "s1"'), number=5)
    (one,) = moments(
        a_step(sent("BEGIN")), a_step(sent('SAVEPOINT "s1"')), a_step(insert, number=4), back
    )
    assert words_of(one.answer) == (
        "Nothing. {{ step[5] }} rolls back to a savepoint that was set before it: 1 statement that "
        "changed tag is undone. The transaction goes on."
    )
