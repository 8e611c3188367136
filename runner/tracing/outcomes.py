"""What became of a statement: what it raised, how it went on."""

from types import FrameType

from proven_lessons.runner.tracing.statements import CodeMap, Statement


def raised_by(
    statement: Statement | None, error: BaseException | None, frame: FrameType, code_map: CodeMap
) -> BaseException | None:
    """Return `error` if it was `statement` that raised it, by the newest entry of its traceback.

    What is only passed on, after a `finally` or the end of a `with`, has the entry of an earlier
    statement there.
    """
    if error is None:
        return None
    newest = BaseException.__dict__["__traceback__"].__get__(error)
    if newest is None or newest.tb_frame is not frame:
        return error
    culprit = _statement_at(newest.tb_lasti, code_map)
    return error if culprit is None or culprit is statement else None


def is_leftover(statement: Statement, before: Statement | None) -> bool:
    """Return whether code at a block's end only carries the position of the block's header."""
    if before is None or before.node not in statement.body:
        return False
    return statement.kind not in ("loop", "with")


def outcome(
    statement: Statement, following: Statement | None, code_map: CodeMap, *, left: bool
) -> str | None:
    """Return how a block's header went on, by the statement that runs next.

    `left` says that its block had run. None for a block that was compiled to nothing: then nobody
    can see whether it ran.
    """
    if statement.body and not statement.body & code_map.first.keys():
        return None
    inside = following is not None and following.node in statement.body
    match statement.kind:
        case "condition":
            return "true" if inside else "false"
        case "loop":
            return "iteration" if inside else "done"
        case "with":
            return "left" if left else "entered"
        case "except":
            return "caught" if inside else "no match"
        case "match":
            chosen = (
                pattern
                for pattern, block in statement.cases
                if following and following.node in block
            )
            return next(chosen, "no match")
    return None


# Private

_CACHES = 24  # bytes: more than any instruction has


def _statement_at(offset: int, code_map: CodeMap) -> Statement | None:
    """Return the statement of an instruction; Python 3.12 gives the last of its caches."""
    inside = range(offset, offset - _CACHES, -2)
    return next((code_map.where[one] for one in inside if one in code_map.where), None)
