"""Rebuild: the statements of a view, shuffled, with false ones from the what-if runs; every order was run."""

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from proven_lessons.generator.facts.values import dict_text
from proven_lessons.generator.lessons.edits import edit_of
from proven_lessons.generator.markup import shortened
from proven_lessons.generator.modes import Block, Material, Mode
from proven_lessons.generator.plan import orders
from proven_lessons.generator.plan.orders import Body, Order
from proven_lessons.generator.plan.scenarios import views
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner.side_effects import side_effects
from proven_lessons.runner.trace import Exchange, Run

FALSE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A statement to put in its place: `number` counts from 1 in the lesson's order.

    `title` is empty for a statement of the view. A false one comes from the what-if that it names, as Markdown.
    """

    number: int
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What an order of the statements does: it runs the same as the lesson, or ends in `words`."""

    order: Order
    is_same: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildBlock(Block):
    """The statements of `view` in the order in which they are shown, and what was learnt by running the orders."""

    mode = "rebuild"

    view: str
    pieces: tuple[Piece, ...]
    judged: tuple[Judged, ...]

    @property
    def own(self) -> tuple[Piece, ...]:
        return tuple(sorted((piece for piece in self.pieces if not piece.title), key=lambda piece: piece.number))

    @property
    def orders(self) -> dict[str, str]:
        """What each order that was run ends in, by its numbers; nothing for one that runs the same."""
        return {" ".join(map(str, one.order)): one.words for one in self.judged}

    @property
    def false(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.title)


class RebuildMode(Mode):
    """Derives the pieces from the source, and what their orders do from runs."""

    rank = 55
    title = "Rebuild"
    about = "Put the lines back in order"

    def derive(self, material: Material) -> RebuildBlock | None:
        lesson = material.lesson
        body = None if lesson.written.raises else orders.body_of(lesson.files, views(lesson))
        if body is None:
            return None
        if not _ran_whole(material.trace.runs["main"], body) or not _was_tried(material, body):
            return None
        own = [Piece(number=number, text="\n".join(_dedented(lines))) for number, lines in enumerate(body.pieces, 1)]
        false = list(_false(material, body, {piece.text for piece in own}))[:FALSE]
        if len(own) + len(false) < 3:
            return None
        return RebuildBlock(
            view=body.view,
            pieces=tuple(_shuffled(lesson.key, [*own, *false])),
            judged=tuple(_judged(material, body)),
        )


# Private


def _ran_whole(run: Run, body: Body) -> bool:
    """Say whether the run went through every piece: else an order would be right because nobody asked for it."""
    lines = {
        step.at.line
        for exchange in run.exchanges
        for step in exchange.steps
        if step.at is not None and step.at.file == orders.FILE and step.at.function == body.view
    }
    return all(lines & set(range(first, end + 1)) for first, end in body.places)


def _was_tried(material: Material, body: Body) -> bool:
    """Say whether any other order was run, if there is one: some settings forbid it."""
    tried = [orders.name_of(order) for order in orders.orders_of(body)]
    return not tried or any(name in material.trace.runs for name in tried)


def _dedented(lines: tuple[str, ...]) -> list[str]:
    indent = len(lines[0]) - len(lines[0].lstrip())
    if '"""' in "".join(lines) or "'''" in "".join(lines):
        return list(lines)  # what looks like an indent may be a part of a text
    return [line[indent:] if not line[:indent].strip() else line for line in lines]


def _false(material: Material, body: Body, known: set[str]) -> Iterator[Piece]:
    """Give statements that stand in the place of one of the view's in a what-if run."""
    number = len(body.pieces)
    for name, what_if in material.lesson.written.what_if.items():
        for written in what_if.edits:
            edit = edit_of(written)
            if edit.action != "replace" or edit.file != orders.FILE or name not in material.trace.runs:
                continue
            for lines in body.pieces:
                text = "\n".join(_dedented(tuple(line.replace(edit.find, edit.put) for line in lines)))
                if any(edit.find in line for line in lines) and text not in known and _is_code(text):
                    number += 1
                    known.add(text)
                    title = material.claims.text(what_if.title, "what_if", name, "title")
                    yield Piece(number=number, text=text, title=title)


def _is_code(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _judged(material: Material, body: Body) -> Iterator[Judged]:
    main = material.trace.runs["main"]
    yield Judged(order=body.own, is_same=True, words="")
    for order in orders.orders_of(body):
        run = material.trace.runs.get(orders.name_of(order))
        is_same = run is not None and _seen(run) == _seen(main)
        words = "" if is_same else _words(main, run) if run else "the view can't be run"
        yield Judged(order=order, is_same=is_same, words=words)


def _seen(run: Run) -> list[object]:
    """Give what a run leaves: with the browser, in the session store, in database, cache, outbox and log."""
    return [_seen_of(exchange) for exchange in run.exchanges]


def _words(main: Run, run: Run) -> str:
    """Say how a run ends that is not the lesson's: what its first other exchange answers."""
    pairs = zip(main.exchanges, run.exchanges, strict=False)
    number, old, new = next(
        ((number, old, new) for number, (old, new) in enumerate(pairs, 1) if _seen_of(old) != _seen_of(new)),
        (len(run.exchanges), main.exchanges[-1], run.exchanges[-1]),
    )
    request = f"request {number}" if len(run.exchanges) > 1 else "the request"
    if new.error is not None:
        return f"{request} ends in {new.error.type}"
    if old.response.text != new.response.text and new.response.text and not wording.is_error_page(new.response.text):
        return f"{request} is answered with {shortened(new.response.text)!r}"
    if old.response.status != new.response.status:
        return f"{request} is answered with status {new.response.status}"
    held = [one.left_behind.sessions if one.left_behind else () for one in (old, new)]
    if held[0] != held[1]:
        data = " and ".join(dict_text(session.data) for session in held[1]) or "nothing"
        return f"after {request} the session store holds {shortened(data)}"
    if side_effects(old) != side_effects(new):
        return f"{request} leaves something else in the database, the cache, the outbox or the log"
    names = {**old.response.headers, **new.response.headers}
    headers = [name for name in names if _header(old, name) != _header(new, name)]
    return f"{request} is answered with " + (f"another header {headers[0]}" if headers else "another cookie")


def _header(exchange: Exchange, name: str) -> str | None:
    return exchange.response.headers.get(name)


def _seen_of(exchange: Exchange) -> object:
    return exchange.response, exchange.error and exchange.error.type, exchange.left_behind, side_effects(exchange)


def _shuffled(key: str, pieces: list[Piece]) -> list[Piece]:
    """Put the pieces in an order that stays but can't be guessed, and is not the right one."""
    found = sorted(pieces, key=lambda piece: hashlib.sha256(f"{key}\0{piece.text}".encode()).digest())
    own = [piece.number for piece in found if not piece.title]
    return found if own != sorted(own) else found[::-1]
