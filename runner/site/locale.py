"""Tell which language and time zone are active."""

from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone, translation


def forget() -> None:
    """Let those of the settings be active: a run in this process may have left others."""
    translation.deactivate()
    timezone.deactivate()


def active() -> Mapping[str, str]:
    """Return the "language" and the "time zone" that are active and not those of the settings."""
    language, zone = translation.get_language(), timezone.get_current_timezone_name()
    found = {}
    if settings.USE_I18N and language not in (None, settings.LANGUAGE_CODE):
        found["language"] = str(language)
    if settings.USE_TZ and zone != timezone.get_default_timezone_name():
        found["time zone"] = zone
    return found
