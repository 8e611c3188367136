"""The orders in which the statements of a view can stand.

Each is run, so that a reader's own order can be judged.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, permutations

from proven_lessons.generator.lessons.source import VIEWS, parsed, view_source
from proven_lessons.generator.plan.statements import Function, Use, representative, uses_of
from proven_lessons.runner.scenario import Edit, SourceFile, Variant, source_lines
from proven_lessons.runner.trace import Run

ALL_OF = 4  # of as many statements every order is run: 24
MOST = 20  # statements: nobody puts more in order
LIMIT = 12  # of more statements, those orders that are nearest to the lesson's

type Order = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The body of a view in pieces.

    A piece is a statement with what stands above it, as lines of the source.

    The pieces count from 1. The last one, a `return`, ends every order. `places` are the
    first and last lines of each, counted from 1; `first` and `end` those of the whole, as a slice.
    `uses` say how each uses names. `file` is where it stands.
    """

    view: str
    pieces: tuple[tuple[str, ...], ...]
    places: tuple[tuple[int, int], ...]
    first: int
    end: int
    uses: tuple[Use, ...] = ()
    file: str = VIEWS

    @property
    def own(self) -> Order:
        return tuple(range(1, len(self.pieces) + 1))


def body_of(files: tuple[SourceFile, ...], views: Iterable[str]) -> Body | None:
    """Return the body of that one of `views` that has the most to put in order, if any has.

    Of several that have as much, the last one.
    """
    return _body(files, tuple(views))


def orders_of(body: Body) -> tuple[Order, ...]:
    """Return the orders that are to be run besides the lesson's own, the nearest to it first."""
    *moved, last = body.own
    if len(moved) > ALL_OF:
        swaps = [
            (*moved[:at], moved[at + 1], moved[at], *moved[at + 2 :])
            for at in range(len(moved) - 1)
        ]
        return tuple((*order, last) for order in swaps[:LIMIT])
    orders = sorted(permutations(moved), key=_distance)
    return tuple((*order, last) for order in orders[1:])


def run_for(body: Body) -> tuple[Order, ...]:
    """Return those orders that have to be run to know of all what they do."""
    same = dict.fromkeys(_representative(body, order) for order in orders_of(body))
    return tuple(order for order in same if order != body.own)


def run_of(runs: Mapping[str, Run], body: Body, order: Order, what_if: str = "main") -> Run | None:
    """Return the run of an order among `runs`, under a what-if if it is not "main".

    Orders that run the same statements to the same effect have one run; some have the lesson's.
    """
    same = _representative(body, order)
    if same == body.own:
        return runs.get(what_if)
    return runs.get(name_of(same) if what_if == "main" else name_in(same, what_if))


def name_of(order: Order) -> str:
    """Return the name of the run of an order; it holds a space, which no author's name can."""
    return "order " + " ".join(map(str, order))


def name_in(order: Order, what_if: str) -> str:
    """Return the name of the run of an order under a what-if."""
    return f"{name_of(order)} in {what_if}"


def variants(
    files: tuple[SourceFile, ...], views: Iterable[str], what_ifs: Mapping[str, Variant]
) -> Mapping[str, Variant]:
    """Return the runs for each order of the view that is to be rebuilt, by their names.

    That of the lesson, and where it goes as the lesson does those under the `what_ifs` that leave
    the view as it is.
    """
    body = body_of(files, views)
    if body is None:
        return {}
    wanted = run_for(body)
    found = {name_of(order): _variant(files, body, order) for order in wanted}
    for order in wanted:
        for name, what_if in judging(what_ifs, body.file).items():
            found[name_in(order, name)] = replace(
                what_if,
                edits=(*found[name_of(order)].edits, *what_if.edits),
                optional=True,
                keeps_steps=False,
                after=name_of(order),
            )
    return found


def judging(what_ifs: Mapping[str, Variant], file: str) -> Mapping[str, Variant]:
    """Return the what-ifs under which an order can be tried: those that leave its `file` alone."""
    return {
        name: what_if
        for name, what_if in what_ifs.items()
        if all(edit.file != file for edit in what_if.edits)
    }


# Private


def _variant(files: tuple[SourceFile, ...], body: Body, order: Order) -> Variant:
    lines = _lines(files)
    moved = [line for number in order for line in body.pieces[number - 1]]
    text = "\n".join([*lines[: body.first], *moved, *lines[body.end :]])
    return Variant(
        edits=(Edit(action="write", find="", put=text, file=body.file),),
        optional=True,
        keeps_steps=False,
    )


def _representative(body: Body, order: Order) -> Order:
    return representative(order, body.uses) if body.uses else order


def _distance(order: Order) -> tuple[int, Order]:
    """Count the pairs that stand the other way round."""
    return sum(one > other for at, one in enumerate(order) for other in order[at + 1 :]), order


def _lines(files: tuple[SourceFile, ...]) -> list[str]:
    return source_lines(view_source(files)[1])


@lru_cache(maxsize=64)
def _body(files: tuple[SourceFile, ...], views: tuple[str, ...]) -> Body | None:
    lines = _lines(files)
    tree = parsed("\n".join(lines))
    if tree is None:
        return None
    candidates = {
        node.name: node for node in tree.body if isinstance(node, Function.__value__)
    }  # the last of a name
    path = view_source(files)[0]
    bodies = [
        replace(body, file=path)
        for body in (_pieces(candidates[name], lines) for name in views if name in candidates)
        if body is not None
    ]
    # Of two ways to do the same, lessons show the better one last.
    return max(reversed(bodies), key=lambda body: len(body.pieces), default=None)


def _can_be_ordered(statements: list[ast.stmt]) -> bool:
    """Return whether a body holds enough to put in order, and not too much for anyone.

    Each statement has to stand on lines of its own.
    """
    if any(isinstance(statement, ast.Global | ast.Nonlocal) for statement in statements):
        return False  # no step runs it, and it can stand in one place only
    if not 2 <= len(statements) <= MOST or not isinstance(statements[-1], ast.Return):
        return False
    return all(
        (before.end_lineno or before.lineno) < _begin(after)
        for before, after in pairwise(statements)
    )


def _pieces(node: Function, lines: list[str]) -> Body | None:
    """Cut a body into pieces.

    None if it does not end in a `return`, or holds too little to put in order, or too much.
    """
    statements = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if not _can_be_ordered(statements):
        return None
    ends = [statement.end_lineno or statement.lineno for statement in statements]
    first = _begin(statements[0]) - 1
    # A piece begins where the one before has ended, so a comment goes along with what it stands
    # above.
    edges = [first, *ends]
    pieces = tuple(_trimmed(lines[begin:end]) for begin, end in pairwise(edges))
    places = tuple((begin + 1, end) for begin, end in pairwise(edges))
    uses = uses_of(node, statements)
    return Body(view=node.name, pieces=pieces, places=places, first=first, end=ends[-1], uses=uses)


def _begin(statement: ast.stmt) -> int:
    """Return the line on which a statement begins: a decorator stands above it."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])


def _trimmed(lines: list[str]) -> tuple[str, ...]:
    """Leave out the blank lines above and below."""
    text = "\n".join(lines).strip("\n")
    return tuple(text.split("\n"))
