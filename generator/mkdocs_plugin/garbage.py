"""Keep the search for garbage away from what a server holds from one edit to the next."""

import gc


def set_aside() -> None:
    """Have Python look at nothing any more that is held now; take away what is garbage.

    With thousands of lessons each look at all of it takes longer than an edit does. What is held
    now and is garbage later is found when this is called again.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
