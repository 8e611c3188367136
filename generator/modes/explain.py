"""Explain: the key moments, each a question with its answer."""

from dataclasses import dataclass

from generator.modes import Material, Mode
from generator.page import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A key moment; both texts are Markdown."""

    ask: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainBlock(Block):
    """The key moments."""

    mode = "explain"

    moments: tuple[Moment, ...]


class ExplainMode(Mode):
    """Fills the authored key moments in, and checks their proofs."""

    rank = 40

    def derive(self, material: Material) -> ExplainBlock | None:
        claims, moments = material.claims, []
        for index, moment in enumerate(material.lesson.written.key_moments):
            where = ("key_moments", index)
            moments.append(
                Moment(ask=claims.text(moment.ask, *where, "ask"), answer=claims.text(moment.answer, *where, "answer"))
            )
            for number, proof in enumerate(moment.proof):
                claims.prove(proof, *where, "proof", number)
        return ExplainBlock(moments=tuple(moments)) if moments else None
