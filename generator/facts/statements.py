"""Statements as a reader needs them: those alike in a row together, and how many there were."""

from collections.abc import Iterable, Sequence

from proven_lessons.generator.facts.exchanges import events_of, left_out
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Step


def own_count(step: Step) -> int:
    """Return how many statements a step sent itself, those left out among them.

    What the session sends for itself is not counted.
    """
    held = sum(not query.session for query in events_of([step], Query))
    return held + sum(
        one.count for one in step.left_out if one.kind == Query.kind and one.what is not None
    )


def count(steps: Iterable[Step]) -> int:
    """Return how many statements were sent in all, those left out among them."""
    steps = list(steps)
    return len(list(events_of(steps, Query))) + left_out(steps, Query)


def grouped(queries: Sequence[Query]) -> list[tuple[Query, tuple[str, ...]]]:
    """Return statements with the same text in a row as one, with the parameters of each."""
    groups: list[tuple[Query, tuple[str, ...]]] = []
    for query in queries:
        params = ", ".join(query.params)
        if groups and _is_again(groups[-1][0], query):
            groups[-1] = (groups[-1][0], (*groups[-1][1], params))
        else:
            groups.append((query, (params,)))
    return groups


# Private


def _is_again(before: Query, query: Query) -> bool:
    return bool(query.params) and _alike(before) == _alike(query)


def _alike(query: Query) -> tuple[object, ...]:
    return query.sql, query.error, query.rows, query.fetched, query.asker, query.database
