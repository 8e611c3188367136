"""Explain: the key moments, each a question with its answer and the evidence for it."""

from dataclasses import dataclass, replace

from proven_lessons.generator.claims.claims import Proof
from proven_lessons.generator.modes import Block, Material, Mode, short_name
from proven_lessons.generator.modes.explain import moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A key moment; both texts are Markdown. `name` stays as long as the question is written as it is."""

    name: str
    ask: str
    answer: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainBlock(Block):
    """The key moments."""

    mode = "explain"

    moments: tuple[Moment, ...]


class ExplainMode(Mode):
    """Fills the key moments in and checks their proofs; where the author wrote none, takes those of the run."""

    rank = 40
    title = "Explain"
    about = "Answer why, then read the proof"
    with_code = True

    def derive(self, material: Material) -> ExplainBlock | None:
        claims, found = material.claims, []
        authored = material.lesson.written.key_moments
        for index, moment in enumerate(authored or moments.recognised(material.trace.runs["main"])):
            where, before = ("key_moments", index), len(claims.problems)
            found.append(
                Moment(
                    name=short_name(moment.ask),
                    ask=claims.text(moment.ask, *where, "ask"),
                    answer=claims.text(moment.answer, *where, "answer"),
                    proofs=tuple(
                        _titled(material, claims.prove(proof, *where, "proof", number))
                        for number, proof in enumerate(moment.proof)
                    ),
                )
            )
            if not authored and len(claims.problems) > before:  # recognised wrongly: nobody claimed it, so leave it out
                del claims.problems[before:], found[-1]
        return ExplainBlock(moments=tuple(found)) if found else None


# Private


def _titled(material: Material, proof: Proof) -> Proof:
    """Give `proof` with the titles of the what-ifs that it looks at."""
    what_if = material.lesson.written.what_if
    evidence = tuple(
        replace(one, title=material.claims.text(what_if[one.run].title, "what_if", one.run, "title"))
        if one.run in what_if
        else one
        for one in proof.evidence
    )
    return replace(proof, evidence=evidence)
