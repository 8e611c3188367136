"""The settings of a lesson's site: what `startproject` writes, with a database of its own."""

from collections.abc import Iterable
from typing import Any

ROUTES_MODULE = "lesson_routes"
SQLITE = "django.db.backends.sqlite3"
# Read when a request is served or a handler is made: these can change between runs in one process.
_RUN_TIME = (
    "SESSION_",
    "CSRF_",
    "SECURE_",
    "LOGIN_",
    "LOGOUT_",
    "MESSAGE_",
    "LANGUAGE_COOKIE_",
    "X_FRAME_",
)
_RUN_TIME_NAMES = frozenset(
    {"MIDDLEWARE", "ROOT_URLCONF", "APPEND_SLASH", "DEBUG", "ALLOWED_HOSTS"}
)


# What a database of a project keeps where lessons are run.
_OF_DATABASE = ("ATOMIC_REQUESTS", "AUTOCOMMIT", "TIME_ZONE")
# How SQLite begins a transaction, and what it is told first; others are those of a file.
_OF_SQLITE = ("transaction_mode", "init_command")
_OF_POSTGRESQL = ("isolation_level", "server_side_binding")
_OF_CACHE = ("TIMEOUT", "KEY_PREFIX", "VERSION")
_IN_MEMORY = ("locmem.LocMemCache", "dummy.DummyCache")
_STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

_TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ],
    },
}


def defaults(engine: str = SQLITE) -> dict[str, Any]:
    """Return the settings that every lesson starts from; `engine` is that of its database."""
    contrib = "django.contrib"
    of_engine = [] if engine == SQLITE else [f"{contrib}.postgres"]
    return {
        # A development site would answer an error with a page of its own internals; lessons show a
        # deployed one.
        "DEBUG": False,
        "SECRET_KEY": "a-lesson-needs-no-secret-" + "0" * 40,
        "ALLOWED_HOSTS": ["*"],
        "INSTALLED_APPS": [
            f"{contrib}.auth",
            f"{contrib}.contenttypes",
            f"{contrib}.sessions",
            f"{contrib}.messages",
            f"{contrib}.staticfiles",
            *of_engine,
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            f"{contrib}.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            f"{contrib}.auth.middleware.AuthenticationMiddleware",
            f"{contrib}.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "ROOT_URLCONF": ROUTES_MODULE,
        "TEMPLATES": [_TEMPLATES],
        "DATABASES": {"default": database(engine)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        # The real hashers are slow on purpose, and some are missing in a browser.
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "LANGUAGE_CODE": "en-us",
        "TIME_ZONE": "UTC",
        "USE_I18N": True,
        "USE_TZ": True,
        "STATIC_URL": "static/",
    }


def defaults_in(settings: Any, media: str, engine: str) -> dict[str, Any]:
    """Return what stands over the settings of a project: a run is safe, and the same each time.

    docs/your-own-project.md lists it for authors. `media` is a folder that a run can write to,
    `engine` that of its databases.
    """
    databases = {
        alias: database(engine)
        | {name: given[name] for name in _OF_DATABASE if name in given}
        | {"OPTIONS": _options_of(given, engine)}
        for alias, given in (settings.DATABASES or {"default": {}}).items()
    }
    return {
        **{name: defaults()[name] for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS")},
        "SECRET_KEY_FALLBACKS": [],
        "DATABASES": databases or {"default": database(engine)},
        # Fixtures have passwords of the project's own hashers, and log in with them.
        "PASSWORD_HASHERS": [*defaults()["PASSWORD_HASHERS"], *settings.PASSWORD_HASHERS],
        "CACHES": {alias: _cache(alias, given) for alias, given in settings.CACHES.items()},
        "STORAGES": {**settings.STORAGES, **_STORAGES},
        "MEDIA_ROOT": media,
        "LOGGING": _levels(settings.LOGGING),
    }


def database(engine: str) -> dict[str, Any]:
    """Return the settings of a database: one in memory, or one on a server that says its name."""
    return {"ENGINE": engine, "NAME": ":memory:" if engine == SQLITE else "lessons"}


def needs_new_process(settings: Iterable[str]) -> bool:
    """Return whether any of these settings is read too early for a warm process to take it on."""
    return any(name not in _RUN_TIME_NAMES and not name.startswith(_RUN_TIME) for name in settings)


# Private


def _options_of(database: dict[str, Any], engine: str) -> dict[str, Any]:
    """Return those options of a project's database that one of a lesson has, too."""
    given, own = database.get("OPTIONS"), str(database.get("ENGINE", ""))
    kind, kept = ("sqlite3", _OF_SQLITE) if engine == SQLITE else ("postgresql", _OF_POSTGRESQL)
    if not isinstance(given, dict) or own.rpartition(".")[2] != kind:
        return {}
    return {name: given[name] for name in kept if name in given}


def _levels(logging: Any) -> dict[str, Any]:
    """Return what a project's LOGGING says of levels, without what writes its records somewhere."""
    given = logging if isinstance(logging, dict) else {}
    loggers = given.get("loggers")
    found = {
        name: {"level": one["level"]}
        for name, one in (loggers if isinstance(loggers, dict) else {}).items()
        if isinstance(one, dict) and "level" in one
    }
    root = given.get("root")
    of_root = (
        {"root": {"level": root["level"]}} if isinstance(root, dict) and "level" in root else {}
    )
    if not found and not of_root:
        return {}
    return {"version": 1, "disable_existing_loggers": False, "loggers": found, **of_root}


def _cache(alias: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return a cache of a project: one that is not in this process becomes one that is."""
    if str(given.get("BACKEND", "")).endswith(_IN_MEMORY):
        return given
    kept = {name: value for name, value in given.items() if name in _OF_CACHE}
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": alias} | kept
