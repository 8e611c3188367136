"""A run does not hear of the receivers that another in its process has connected."""

from django.core.signals import request_started
from django.db.models.signals import post_save
from django.dispatch import Signal

from proven_lessons.runner.site.signals import signals_as_they_are


def keep(**_: object) -> None:
    """Be a receiver."""


def drop(**_: object) -> None:
    """Be another."""


def test_receivers_that_were_connected_or_disconnected_are_as_they_were() -> None:
    post_save.connect(keep)
    try:
        with signals_as_they_are():
            request_started.connect(drop)
            post_save.disconnect(keep)
            assert (post_save.has_listeners(Signal), request_started.disconnect(drop)) == (
                False,
                True,
            )
            request_started.connect(drop)
        assert request_started.disconnect(drop) is False
        assert post_save.has_listeners(Signal)
    finally:
        assert post_save.disconnect(keep) is True
