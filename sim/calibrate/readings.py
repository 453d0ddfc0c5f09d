"""What changes when the reported share of citizens is read in another way.

"Citizens using online services" may be a share of all adults, of the adults who had something to
do, or of dossiers. Each reading is fitted anew to the same simulations, and the answers of the
fitted models are put side by side.
"""

import numpy as np
import pandas as pd

from sim.calibrate import posterior
from sim.calibrate.knowledge import Knowledge
from sim.calibrate.noise import Reports
from sim.calibrate.operators import USERS_OPERATORS
from sim.calibrate.posterior import Posterior
from sim.calibrate.refinement import Refined, refined
from sim.calibrate.simulations import Work

DRAWS, PASSES = 60, 3
END = "2025-12"  # when the state's target of half of the adults falls due
SCENARIOS = ("baseline", "all-together")
HEADLINES = ("adults_using_online_share", "dossiers_full_process_share", "portal_accounts")


def compared(knowledge: Knowledge, work: Work) -> pd.DataFrame:
    """Return a row a reading and quantity: quantiles 5, 50 and 95 % over the posterior draws.

    Quantities are the fitted parameters, the headline outputs of the baseline in December 2025 and
    what all measures together change of them.
    """
    rows = []
    for operator in USERS_OPERATORS:
        study = knowledge.study.model_copy(update={"operator": operator})
        number = min(DRAWS, len(knowledge.anchors) // 2)
        found = refined(knowledge, Reports(study, study.targets), number, work, PASSES)
        quantities = {name: found.parameters[name].to_numpy() for name in study.fitted}
        quantities |= _answers(found, knowledge, work)
        rows += [
            {"operator": operator, "quantity": name, **_quantiles(values)}
            for name, values in quantities.items()
        ]
    return pd.DataFrame(rows)


def _quantiles(values: np.ndarray) -> dict[str, float]:
    return dict(zip(("q05", "q50", "q95"), np.quantile(values, [0.05, 0.5, 0.95]), strict=True))


def _answers(found: Refined, knowledge: Knowledge, work: Work) -> dict[str, np.ndarray]:
    """Return headline outputs at ``END`` and the effect of all measures on them, [draws] each."""
    from sim.experiment.ensemble import ensemble

    drawn = _as_posterior(found, knowledge)
    lived = ensemble(
        SCENARIOS,
        posterior=drawn,
        draws=len(drawn),
        scale=knowledge.study.scale,
        end=END,
        workers=work.workers,
        cluster=work.cluster,
    )
    baseline, policy = SCENARIOS
    answers = {}
    for metric in HEADLINES:
        answers[f"{metric} {END}"] = lived.values(baseline, "nation", metric)[:, 0, -1]
        effect = lived.effect(policy, "nation", metric)[:, 0, -1]
        answers[f"{metric} {END}: effect of {policy}"] = effect
    return answers


def _as_posterior(found: Refined, knowledge: Knowledge) -> Posterior:
    return Posterior(
        draws=found.parameters,
        seeds=found.seeds,
        best=int(np.argmin(found.misfit)),
        statistics=found.statistics,
        misfit=found.misfit,
        simulations=found.simulations,
        prior=knowledge.coordinates.values(knowledge.scores),
        prior_statistics=knowledge.statistics,
        attrs=posterior.origin(),
    )
