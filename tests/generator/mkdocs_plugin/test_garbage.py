"""What a server holds is not looked through again; what was garbage by then is gone."""

import gc
import weakref

from proven_lessons.generator.mkdocs_plugin.garbage import set_aside


class Node:
    def __init__(self) -> None:
        self.itself = self


def test_garbage_goes_and_what_is_held_is_looked_at_no_more() -> None:
    gc.disable()
    try:
        gone, held = weakref.ref(Node()), Node()
        set_aside()
        assert gone() is None
        assert gc.get_freeze_count() > 0
        assert not any(one is held for one in gc.get_objects())
        later = weakref.ref(held)
        del held
        gc.collect()
        assert later() is not None  # it was set aside
        set_aside()
        assert later() is None
    finally:
        gc.unfreeze()
        gc.enable()
