"""Explain: the key moments, each a question with its answer and the evidence for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from proven_lessons.generator import aspects
from proven_lessons.generator.claims.claims import Answer, Claims, Evidence, Proof
from proven_lessons.generator.claims.sandbox import ExpressionError
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.generator.lessons.lesson import KeyMoment, LessonFile, YamlPath
from proven_lessons.generator.modes import NOTHING, Block, Derived, Material, Mode, short_name
from proven_lessons.generator.modes.explain import telling
from proven_lessons.generator.translation import Said, _
from proven_lessons.runner.trace import Run

WANTED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A key moment; both texts are Markdown.

    `name` stays as long as the question is written as it is. `is_about_run` says that its texts
    name something of the run: of others nobody can say that it is they what was proven. `told` has
    each proof in words; none for one that is said best as it is written.
    """

    name: str
    ask: Said
    answer: Said
    proofs: tuple[Proof, ...]
    told: tuple[tuple[Said, ...], ...] = ()
    is_about_run: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainBlock(Block):
    """The key moments."""

    mode = "explain"

    moments: tuple[Moment, ...]


class ExplainMode(Mode):
    """Fills the key moments in and checks their proofs.

    Where the author wrote none, takes those of the run.
    """

    rank = 40
    title = _("Explain")
    about = _("Explain why, then check")
    with_code = True

    def derive(self, material: Material) -> Derived:
        is_authored = bool(material.lesson.written.key_moments)
        moments = list(
            _authored(material) if is_authored else islice(_recognised(material), WANTED)
        )
        if not moments:
            return NOTHING
        block = ExplainBlock(moments=tuple(one.value for one in moments))
        return Answer(value=block, problems=tuple(p for one in moments for p in one.problems))


def recognised(run: Run, written: LessonFile) -> list[list[aspects.Moment]]:
    """Return the key moments of a run by their kinds, the most surprising first.

    Of a kind, one is told: the first that is proven.
    """
    by_rank: dict[tuple[int, str], list[aspects.Moment]] = {}
    wanted = {name: aspect for name, aspect in aspects.load().items() if written.is_about(name)}
    for name, aspect in wanted.items():
        for one in numbered(run):
            for moment in aspect.moments(one):
                by_rank.setdefault((moment.rank, name), []).append(moment)
    return [by_rank[rank] for rank in sorted(by_rank)]


# Private


def _authored(material: Material) -> Iterator[Answer[Moment]]:
    for index, written in enumerate(material.lesson.written.key_moments):
        yield _written(material, written, ("key_moments", index))


def _written(material: Material, written: KeyMoment, path: YamlPath) -> Answer[Moment]:
    claims = material.claims
    ask = claims.text(written.ask, *path, "ask")
    answer = claims.text(written.answer, *path, "answer")
    proofs = [
        claims.prove(expression, *path, "proof", number)
        for number, expression in enumerate(written.proof)
    ]
    problems: list[Problem] = [p for one in (ask, answer, *proofs) for p in one.problems]
    spoken_of = [*ask.evidence, *answer.evidence]
    if not problems and not _meet(material, spoken_of, proofs):
        words = "the proof looks at no request that the text speaks of"
        hint = "prove what {{ }} in the text says"
        problems.append(claims.problem(words, *path, "proof", 0, hint=hint))
    moment = Moment(
        name=short_name(written.ask),
        ask=ask.value,
        answer=answer.value,
        proofs=tuple(_titled(material, proof.value) for proof in proofs),
        told=_in_words(material, written.proof),
        is_about_run=bool(spoken_of),
    )
    return Answer(value=moment, problems=tuple(problems))


def _meet(
    material: Material, spoken_of: Sequence[Evidence], proofs: Sequence[Answer[Proof]]
) -> bool:
    """Return whether some proof looks at a request that a text speaks of, if both do of any."""
    looked_at = [one for proof in proofs for one in proof.evidence]
    pair = [
        {place for one in evidence for place in _requests(material, one)}
        for evidence in (spoken_of, looked_at)
    ]
    return not all(pair) or bool(pair[0] & pair[1])


def _requests(material: Material, evidence: Evidence) -> Iterator[tuple[str, int]]:
    """Yield the requests that the steps of some evidence belong to, as (run, number)."""
    for one in numbered(material.trace.runs[evidence.run]):
        if any(step.number in evidence.steps for step in one.steps):
            yield evidence.run, one.number


def _recognised(material: Material) -> Iterator[Answer[Moment]]:
    for kind in recognised(material.trace.runs["main"], material.lesson.written):
        proven = (told for moment in kind if (told := _proven(material, moment)) is not None)
        yield from islice(proven, 1)


def _proven(material: Material, moment: aspects.Moment) -> Answer[Moment] | None:
    """Return a moment with its proofs; None if it was recognised wrongly, or is not all known."""
    claims = material.claims
    proofs = [claims.prove(expression).value for expression in moment.proof]
    if any(proof.problem for proof in proofs):
        return None
    try:
        ask, answer = claims.said(moment.ask), claims.said(moment.answer)
    except ExpressionError:
        return None
    name = short_name(str(moment.ask))
    words = _in_words(material, moment.proof)
    found = Moment(name=name, ask=ask, answer=answer, proofs=tuple(proofs), told=words)
    return Answer(value=found)


def _in_words(material: Material, proofs: Sequence[str]) -> tuple[tuple[Said, ...], ...]:
    def title(run: str) -> Said | None:
        what_if = material.lesson.written.what_if.get(run)
        if what_if is None:
            return None
        return material.claims.text(what_if.title, "what_if", run, "title").value

    return tuple(
        telling.told(str(proof), material.claims, material.trace, title) for proof in proofs
    )


def _titled(material: Material, proof: Proof) -> Proof:
    """Return `proof` with the titles of the what-ifs that it looks at."""
    evidence = tuple(_with_title(material, material.claims, one) for one in proof.evidence)
    return replace(proof, evidence=evidence)


def _with_title(material: Material, claims: Claims, one: Evidence) -> Evidence:
    what_if = material.lesson.written.what_if.get(one.run)
    if what_if is None:
        return one
    # What is wrong with the title is told where the what-if stands.
    return replace(one, title=claims.text(what_if.title, "what_if", one.run, "title").value)
