"""Agent-based simulator of how people in Viet Nam take up online public services.

``AdoptionModel``, ``Scenario``, ``run``, ``compare`` and ``ensemble`` are the library. Each is
imported when it is first asked for, so that ``import sim`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiment.comparison import compare
    from sim.experiment.ensemble import ensemble
    from sim.experiment.single import run
    from sim.model import AdoptionModel
    from sim.scenario import Scenario

__all__ = ["AdoptionModel", "Scenario", "compare", "ensemble", "run"]

_HOMES = {
    "AdoptionModel": "sim.model",
    "Scenario": "sim.scenario",
    "compare": "sim.experiment.comparison",
    "ensemble": "sim.experiment.ensemble",
    "run": "sim.experiment.single",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
