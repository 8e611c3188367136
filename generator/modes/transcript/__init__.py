"""Transcript: the whole run as prose, the author's or narrated from the trace."""

from dataclasses import dataclass

from proven_lessons.generator.modes import Block, Material, Mode
from proven_lessons.generator.modes.transcript import narration
from proven_lessons.generator.wording import steps as wording


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptBlock(Block):
    """The full transcript: `authored` is Markdown; else `told` holds (title, paragraphs) for each exchange."""

    mode = "transcript"

    authored: str
    told: tuple[tuple[str, tuple[str, ...]], ...]


class TranscriptMode(Mode):
    """Takes the author's transcript, or narrates the run."""

    rank = 70
    title = "Transcript"
    about = "The run as a text"
    place = "more"
    with_code = True

    def derive(self, material: Material) -> TranscriptBlock:
        written = material.lesson.written.transcript
        if written:
            return TranscriptBlock(authored=material.claims.text(written, "transcript"), told=())
        exchanges = material.trace.runs["main"].exchanges
        several = len({exchange.client for exchange in exchanges}) > 1
        about = material.lesson.written.shows_session
        told = tuple(
            (
                title,
                narration.narrated(
                    exchange, wording.browser(exchange.client) if several else "the browser", with_session=about
                ),
            )
            for title, exchange in zip(wording.exchange_titles(exchanges), exchanges, strict=True)
        )
        return TranscriptBlock(authored="", told=told)
