"""The headline outputs of a sensitivity design, and one run of it."""

from dataclasses import dataclass

import numpy as np

from sim.calibrate.operators import LOCALITIES, NATION, Statistic, observe
from sim.calibrate.sensitivity.factors import Point, Question
from sim.experiment.member import live_lockstep
from sim.scenario import Scenario

END = "2025-12"
_START = "2025-01"


@dataclass(frozen=True)
class Output:
    """One number of a run: ``statistic`` counted with the policy package.

    With ``is_effect`` it is what the package changes, against the same run without.
    """

    id: str
    statistic: Statistic
    is_effect: bool = False


def _output(id: str, metric: str, scope: str, is_effect: bool = False) -> Output:
    return Output(id, Statistic(id, metric, scope, _START, END), is_effect)


OUTPUTS = (
    _output("users-2025", "adults_using_online_share", NATION),
    _output("fullproc-nat-2025", "dossiers_full_process_share", NATION),
    _output("fullproc-loc-2025", "dossiers_full_process_share", LOCALITIES),
    _output("accounts-2025-12", "portal_accounts", NATION),
    _output("effect-users-2025", "adults_using_online_share", NATION, is_effect=True),
)


def evaluate(question: Question, point: Point) -> np.ndarray:
    """Return the headline outputs (float64[outputs]) of one run with the package of ``question``.

    Raises InputError for parameters that cannot be simulated.
    """
    package = with_intensities(question.package, point.intensities)
    lockstep = live_lockstep([question.baseline, package], point.values, point.seed)
    wanted = [output.statistic for output in OUTPUTS]
    before, after = (observe(model, wanted) for model in lockstep.models)
    is_effect = np.array([output.is_effect for output in OUTPUTS])
    return after - np.where(is_effect, before, 0.0)


def with_intensities(package: Scenario, intensities: tuple[float, ...]) -> Scenario:
    """Return ``package`` with other intensities (0..1), one a policy."""
    policies = [
        policy.model_copy(update={"intensity": intensity})
        for policy, intensity in zip(package.policies, intensities, strict=True)
    ]
    return package.model_copy(update={"policies": tuple(policies)})
