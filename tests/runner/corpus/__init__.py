"""Small real lessons over all that sessions touch in Django, one module a theme."""

import importlib
import pkgutil

from proven_lessons.runner.scenario import Scenario


def scenarios() -> dict[str, Scenario]:
    """Give every scenario under the name of its theme and its own."""
    found: dict[str, Scenario] = {}
    for module in pkgutil.iter_modules(__path__):
        theme = importlib.import_module(f"{__name__}.{module.name}")
        own = getattr(theme, "SCENARIOS", {})
        found |= {f"{module.name}: {name}": scenario for name, scenario in own.items()}
    return found
