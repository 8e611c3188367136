"""What surprises people about templates: what is not there, not called, escaped or never shown."""

import re
from collections.abc import Iterator

from proven_lessons.generator.aspects import Moment
from proven_lessons.generator.facts.exchanges import NumberedExchange, named_events
from proven_lessons.generator.markup import Code, brief_code
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.runner.probes.templates import TemplateRendered
from proven_lessons.runner.probes.templates.notes import TemplateNote

# What expressions call the names that are noted, by what is noted of them.
NAMED = {
    "missing": "missing",
    "not called": "not_called",
    "escaped": "escaped",
    "not escaped": "not_escaped",
    "marked safe": "marked_safe",
    "unused block": "unused_blocks",
    "outside of blocks": "outside_blocks",
}
_MARKING = re.compile(r"\|\s*safe(seq)?\s*\}\}$")  # as the last of the filters
RANKS = {"not called": 1, "unused block": 2, "missing": 3, "outside of blocks": 4, "escaped": 10}


def recognised(one: NumberedExchange) -> Iterator[Moment]:
    """Yield what the templates of an exchange do otherwise than it looks."""
    for _step, event, name in named_events(one, everywhere=True):
        if isinstance(event, TemplateRendered):
            for note in event.notes:
                said = _said(note)
                is_html = "html" in one.response.headers.get("Content-Type", "html")
                if said is not None and (is_html or note.what in RANKS):
                    proof = f"{note.name!r} in {name}.{NAMED[note.what]}"
                    rank = RANKS.get(note.what, RANKS["escaped"])
                    yield Moment(rank=rank, ask=said[0], answer=said[1], proof=(proof,))


def place(note: TemplateNote) -> Said:
    """Return where a part of a template stands: its code, with its line and template."""
    part = note.part
    code = brief_code(part.code)
    if part.line is None or not part.template:
        return code
    return _(
        "{code} (line {line} of {template})",
        code=code,
        line=part.line,
        template=Code(part.template),
    )


# Private


def _said(note: TemplateNote) -> tuple[Message, Message] | None:
    """Return the question and the answer about a note."""
    name, where = brief_code(note.name), place(note)
    match note.what:
        case "missing":
            return _missing(note, where)
        case "not called":
            return (
                _("What does {part} do?", part=where),
                _(
                    "Nothing. {name} is marked with {mark}, and a template never calls what is "
                    "marked so: a page that is only looked at must not change data.",
                    name=name,
                    mark=Code("alters_data"),
                ),
            )
        case "unused block":
            return (
                _("Why is the block {name} of {part} not on the page?", name=name, part=where),
                _(
                    "No template that this one extends has a block of that name, so there is no "
                    "place for it. Django does not complain."
                ),
            )
        case "outside of blocks":
            return (
                _(
                    "What becomes of {text} in {template}?",
                    text=name,
                    template=Code(note.part.template),
                ),
                _(
                    "It is left out: it stands outside of the blocks of a template that extends "
                    "another ({part}). Of such a template, only the blocks are used.",
                    part=where,
                ),
            )
    return _of_html(note, where)


def _missing(note: TemplateNote, where: Said) -> tuple[Message, Message]:
    ask = _("What does {part} find?", part=where)
    name = brief_code(note.name)
    if note.part.code.startswith("{{"):
        return ask, _(
            "Nothing: {name} is not there. A template raises no error for that: the name counts as "
            "an empty text.",
            name=name,
        )
    return ask, _(
        "Nothing: {name} is not there. A template raises no error for that, and for the tag the "
        "name has no value.",
        name=name,
    )


def _of_html(note: TemplateNote, where: Said) -> tuple[Message, Message] | None:
    ask = _("What becomes of the HTML in {part}?", part=where)
    text = brief_code(note.name)
    match note.what:
        case "escaped" if "<" in note.name and "safe" not in note.part.code:
            return ask, _(
                "It is escaped: characters such as {character} in {text} are written so that the "
                "browser shows them as text. Templates do that with each text that nothing marks "
                "as safe.",
                character=Code("<"),
                text=text,
            )
        case "not escaped":
            return ask, _(
                "It goes out as it is, since autoescaping is off there: the browser takes {text} "
                "for HTML, whoever wrote it.",
                text=text,
            )
        case "marked safe" if _MARKING.search(note.part.code):
            return ask, _(
                "It goes out as it is, since it is marked as safe there: the browser takes {text} "
                "for HTML, whoever wrote it.",
                text=text,
            )
    return None
