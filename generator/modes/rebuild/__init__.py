"""Rebuild: the statements of a view, shuffled, with false ones from the what-if runs.

Every order was run.
"""

import ast
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from proven_lessons.generator.aspects.response import is_djangos_error_page
from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.generator.facts.sameness import is_same, left_by, may_be_same
from proven_lessons.generator.facts.values import dict_text
from proven_lessons.generator.lessons.edits import edit_of
from proven_lessons.generator.markup import BRIEF, brief, shortened
from proven_lessons.generator.modes import NOTHING, Block, Derived, Material, Mode
from proven_lessons.generator.plan import orders
from proven_lessons.generator.plan.orders import Body, Order
from proven_lessons.generator.plan.scenarios import titles, views
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.runner.side_effects import side_effects
from proven_lessons.runner.trace import Command, Exchange, Run

FALSE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A statement to put in its place: `number` counts from 1 in the lesson's order.

    `title` is None for a statement of the view. A false one comes from the what-if that it names.
    """

    number: int
    text: str
    title: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What an order of the statements does: it runs the same as the lesson, or ends in `words`."""

    order: Order
    words: Message | None = None

    @property
    def is_same(self) -> bool:
        """Return whether it runs the same as the lesson."""
        return self.words is None


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildBlock(Block):
    """The statements of `view` as they are shown, and what running the orders gave."""

    mode = "rebuild"

    view: str
    pieces: tuple[Piece, ...]
    judged: tuple[Judged, ...]

    @property
    def seconds(self) -> int:
        return 12 * len(self.pieces)

    @property
    def own(self) -> tuple[Piece, ...]:
        """The statements of the view, in its order."""
        own = (piece for piece in self.pieces if piece.title is None)
        return tuple(sorted(own, key=lambda piece: piece.number))

    @property
    def false(self) -> tuple[Piece, ...]:
        """The statements that do not belong to the view."""
        return tuple(piece for piece in self.pieces if piece.title is not None)


class RebuildMode(Mode):
    """Derives the pieces from the source, and what their orders do from runs."""

    rank = 55
    title = _("Rebuild")
    about = _("Put the lines back in order")
    is_searched = False
    group = "practise"

    def derive(self, material: Material) -> Derived:
        lesson = material.lesson
        body = None if lesson.written.raises else orders.body_of(lesson.files, views(lesson))
        if body is None:
            return NOTHING
        if not _ran_whole(material.trace.runs["main"], body) or not _was_tried(material, body):
            return NOTHING
        own = [
            Piece(number=number, text="\n".join(_dedented(lines)))
            for number, lines in enumerate(body.pieces, 1)
        ]
        false_pieces = list(_false(material, body, {piece.text for piece in own}))[:FALSE]
        false = [one.value for one in false_pieces]
        problems: tuple[Problem, ...] = tuple(p for one in false_pieces for p in one.problems)
        if len(own) + len(false) < 3:
            return Answer(value=None, problems=problems)
        block = RebuildBlock(
            view=body.view,
            pieces=tuple(_shuffled(lesson.key, [*own, *false])),
            judged=tuple(_judged(material, body)),
        )
        return Answer(value=block, problems=problems)


# Private


def _ran_whole(run: Run, body: Body) -> bool:
    """Return whether the run went through every piece.

    Else an order would be right because nobody asked for it.
    """
    lines = {
        step.at.line
        for exchange in run.exchanges
        for step in exchange.steps
        if step.at is not None and step.at.file == body.file and step.at.function == body.view
    }
    return all(lines & set(range(first, end + 1)) for first, end in body.places)


def _was_tried(material: Material, body: Body) -> bool:
    """Return whether any other order was run, if there is one: some settings forbid it."""
    tried = [orders.name_of(order) for order in orders.run_for(body)]
    return not tried or any(name in material.trace.runs for name in tried)


def _dedented(lines: tuple[str, ...]) -> list[str]:
    indent = len(lines[0]) - len(lines[0].lstrip())
    if '"""' in "".join(lines) or "'''" in "".join(lines):
        return list(lines)  # what looks like an indent may be a part of a text
    return [line[indent:] if not line[:indent].strip() else line for line in lines]


def _false(material: Material, body: Body, known: set[str]) -> Iterator[Answer[Piece]]:
    """Yield statements that stand in the place of one of the view's in a what-if run."""
    number = len(body.pieces)
    for name, text in _replaced(material, body):
        if text not in known and _is_code(text):
            number += 1
            known.add(text)
            what_if = material.lesson.written.what_if[name]
            title = material.claims.text(what_if.title, "what_if", name, "title")
            yield Answer(
                value=Piece(number=number, text=text, title=title.value), problems=title.problems
            )


def _replaced(material: Material, body: Body) -> Iterator[tuple[str, str]]:
    """Yield the statements of the view as what-ifs change them, with the name of each."""
    for name, what_if in material.lesson.written.what_if.items():
        edits = [edit_of(written) for written in what_if.edits]
        is_tried = len(edits) == 1 and what_if.requests is None and what_if.settings is None
        run = material.trace.runs.get(name) if is_tried else None
        # The line was run in its place, and does otherwise: else it would be called wrong falsely.
        is_other = run is not None and is_same(material.trace.runs["main"], run) is False
        for edit in edits if is_other else ():
            if edit.action != "replace" or edit.file != body.file:
                continue
            for lines in body.pieces:
                if any(edit.find in line for line in lines):
                    changed = tuple(line.replace(edit.find, edit.put) for line in lines)
                    yield name, "\n".join(_dedented(changed))


def _is_code(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _judged(material: Material, body: Body) -> Iterator[Judged]:
    yield Judged(order=body.own)
    for order in orders.orders_of(body):
        run = orders.run_of(material.trace.runs, body, order)
        if run is None:
            yield Judged(order=order, words=_("the view can't be run"))
            continue
        yield Judged(order=order, words=_verdict(material, body, order, run))


def _verdict(material: Material, body: Body, order: Order, run: Run) -> Message | None:
    """Return what an order does otherwise than the lesson, in its run or under a what-if."""
    main = material.trace.runs["main"]
    same = is_same(main, run)
    if same is None:
        return _("whether it does the same is not known")
    if not same:
        return _words(main, run)
    titles = _titles(material)
    for name in material.trace.runs:
        other = orders.run_of(material.trace.runs, body, order, name)
        if other is None or is_same(material.trace.runs[name], other) is not False:
            continue
        words = _words(material.trace.runs[name], other)
        if name in titles:
            return _("if {change}, {what}", what=words, change=titles[name])
        return words
    return None


def _titles(material: Material) -> Mapping[str, Said]:
    """Return what is different in each what-if, the automatic ones among them."""
    written = {
        name: material.claims.text(what_if.title, "what_if", name, "title").value
        for name, what_if in material.lesson.written.what_if.items()
    }
    return {**titles(material.lesson), **written}


def _words(main: Run, run: Run) -> Message:
    """Return how a run ends that is not the lesson's: what its first other exchange answers."""
    pairs = list(zip(numbered(main), numbered(run), strict=False))
    differing = (
        (old, new)
        for old, new in pairs
        if not may_be_same(left_by(old.exchange), left_by(new.exchange))
    )
    old, new = next(differing, pairs[-1])
    words = _of_answer(old.exchange, new.exchange) or _of_rest(old.exchange, new.exchange)
    if new.is_alone:
        return words
    if new.exchange.command is not None:
        return _("{what} (command {number})", number=new.number, what=words)
    return _("{what} (request {number})", number=new.number, what=words)


def _of_answer(old: Exchange, new: Exchange) -> Message | None:
    if new.error is not None:
        return _("it ends in {error}", error=new.error.type)
    if old.command is not None and new.command is not None:
        return _of_command(old.command, new.command)
    text = new.response.text
    if old.response.text != text and text and not is_djangos_error_page(text, new):
        return _("the response says {text}", text=repr(_from_difference(old.response.text, text)))
    if old.response.status != new.response.status:
        return _("the response has status {status}", status=new.response.status)
    return None


def _of_command(old: Command, new: Command) -> Message | None:
    before, text = (f"{one.output}{one.errors}" for one in (old, new))
    if before != text and text:
        return _("the command writes {text}", text=repr(_from_difference(before, text)))
    if old.exit_status != new.exit_status:
        return _("the command ends with exit status {status}", status=new.exit_status)
    return None


def _from_difference(old: str | None, new: str) -> str:
    """Return what fits into a sentence of a text, from shortly before it differs from another."""
    if len(new) <= BRIEF:
        return new
    pairs = zip(old or "", new, strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), 0)
    start = new.rfind(" ", 0, max(same - BRIEF // 3, 0)) + 1
    return f"{'…' if start else ''}{brief(new[start:])}"


def _of_rest(old: Exchange, new: Exchange) -> Message:
    sessions = [one.left_behind.sessions if one.left_behind else () for one in (old, new)]
    if sessions[0] != sessions[1]:
        if not sessions[1]:
            return _("the session store holds nothing after it")
        data = shortened(", ".join(dict_text(session.data) for session in sessions[1]))
        return _("the session store holds {data} after it", data=data)
    if side_effects(old) != side_effects(new):
        return _("it writes something else to the database, the cache, the outbox or the log")
    names = {**old.response.headers, **new.response.headers}
    headers = [name for name in names if _header(old, name) != _header(new, name)]
    if headers:
        return _("the response has another header {name}", name=headers[0])
    return _("the response has another cookie")


def _header(exchange: Exchange, name: str) -> str | None:
    return exchange.response.headers.get(name)


def _shuffled(key: str, pieces: list[Piece]) -> list[Piece]:
    """Put the pieces in an order that stays but can't be guessed, and is not the right one."""
    order = sorted(
        pieces, key=lambda piece: hashlib.sha256(f"{key}\0{piece.text}".encode()).digest()
    )
    own = [piece.number for piece in order if piece.title is None]
    return order if own != sorted(own) else order[::-1]
