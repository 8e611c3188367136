"""What is chosen and not typed, and what need not be asked: where typing would teach nothing."""

from proven_lessons.generator.aspects import State
from proven_lessons.generator.markup import BRIEF, Code
from proven_lessons.generator.translation import Said
from proven_lessons.runner.trace import Trace

CHOICES = 4  # texts of responses to choose from

type Texts = tuple[tuple[str, str], ...]  # of responses, each with the view that answered


def texts_of(trace: Trace) -> Texts:
    """Return what the responses of all runs say that can be chosen, with who answered."""
    exchanges = [one for run in trace.runs.values() for one in run.exchanges]
    texts = ((one.view or "", one.response.text or "") for one in exchanges)
    return tuple((view, text) for view, text in texts if text and is_brief(text))


def choices_for(state: State, view: str | None, texts: Texts) -> tuple[Said, ...]:
    """Return the texts that the response of a view can be chosen from; none for anything else.

    What the same view says in other runs comes before what other views say.
    """
    right = str(state.value)
    if state.name != "response" or not is_brief(right):
        return ()
    others = sorted(texts, key=lambda one: one[0] != view)
    wrong = dict.fromkeys(text for _, text in others if text != right)
    chosen = sorted([right, *[*wrong][: CHOICES - 1]])
    return tuple(map(Code, chosen)) if len(chosen) > 1 else ()


def is_written_in(code: str, state: State) -> bool:
    """Return whether the code says a value as it is, so that there is nothing to predict."""
    value = str(state.value)
    if state.choices:
        return False
    if state.is_words:
        return f'"{value}"' in code or f"'{value}'" in code
    return code.endswith(f" = {value}") and state.name.startswith("variable ")


def is_brief(text: str) -> bool:
    """Return whether a text fits into a field, and can be typed."""
    return len(text) <= BRIEF and "<" not in text and "\n" not in text
