"""Scenarios: what people ask the model, in YAML, read with the place of every value.

``Scenario.load`` reads a shipped scenario or a file, ``explain`` and ``differences`` say where each
value comes from, ``list_scenarios`` and ``new_scenario_text`` help to begin.
"""

from sim.scenario.explain import Row, differences, explain
from sim.scenario.listing import Listed, list_scenarios
from sim.scenario.loading import parse
from sim.scenario.scenario import Scenario
from sim.scenario.template import new_scenario_text

__all__ = [
    "Listed",
    "Row",
    "Scenario",
    "differences",
    "explain",
    "list_scenarios",
    "new_scenario_text",
    "parse",
]
