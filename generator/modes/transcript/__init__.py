"""Transcript: the whole run as prose, the author's or narrated from the trace."""

from dataclasses import dataclass

from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.generator.modes import Block, Derived, Material, Mode
from proven_lessons.generator.modes.tables import holds_in
from proven_lessons.generator.modes.transcript.narration import narrated
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.generator.wording.exchanges import title_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An exchange as prose."""

    title: Message | None
    paragraphs: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptBlock(Block):
    """The full transcript: `authored` is the author's, else `told` has each exchange."""

    mode = "transcript"

    authored: Said | None
    told: tuple[Told, ...]


class TranscriptMode(Mode):
    """Takes the author's transcript, or narrates the run."""

    rank = 70
    title = _("Transcript")
    about = _("The run as a text")
    is_searched = False
    group = "remember"
    is_on_path = False
    with_code = True

    def derive(self, material: Material) -> Derived:
        written = material.lesson.written
        if written.transcript:
            text = material.claims.text(written.transcript, "transcript")
            block = TranscriptBlock(authored=text.value, told=())
            return Answer(value=block, problems=text.problems)
        stories = tuple(
            Told(
                title=title_of(one),
                paragraphs=narrated(
                    one,
                    with_session=written.shows_session,
                    holds=holds_in(material.claims, one),
                ),
            )
            for one in numbered(material.trace.runs["main"])
        )
        return Answer(value=TranscriptBlock(authored=None, told=stories))
