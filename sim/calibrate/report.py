"""From full banks to posterior, tables and pictures, one step after the other.

Every step writes its results whole and is skipped where they are there, so that work that was
stopped goes on where it was: the ensemble, the simulations of the draws, the posterior, the tables
of validation, the pictures.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.calibrate import holdout, posterior, predictive, recovery
from sim.calibrate.best import best_by_any_luck
from sim.calibrate.infer import crowded, insist_on_room, number_of_draws
from sim.calibrate.knowledge import Knowledge, learnt
from sim.calibrate.posterior import Posterior
from sim.calibrate.refinement import refined
from sim.calibrate.simulations import Work
from sim.experiment import provenance
from sim.experiment.files import read_tables, write_tables, write_text

if TYPE_CHECKING:
    from sim.calibrate.bank import Bank
    from sim.calibrate.study import Study

POINT = "point.csv"
_INFERENCE, _SIMULATIONS = "inference", "simulations"
_PRIOR_DRAWS = 1000

Tables = dict[str, pd.DataFrame]


def conclude(
    folder: Path, study: "Study", banks: Sequence["Bank"], work: Work | None = None
) -> None:
    """Infer and validate what ``banks`` (all rounds of ``study``) tell, and write it to ``folder``.

    posterior.nc, point.csv, tables/ and pictures/; what is there is not done again.
    """
    steps = _Steps(folder, study, banks, work or Work())
    for step in steps.all():
        step()
    draw_pictures(folder)


def missing(folder: Path, study: "Study") -> bool:
    """Return whether ``folder`` lacks any result of ``conclude``."""
    wanted = [folder / name for name in (posterior.NAME, POINT, "pictures")]
    wanted += [_table(folder, name) for name in _names(study)]
    return not all(path.exists() for path in wanted)


def knowledge_of(folder: Path, study: "Study", banks: Sequence["Bank"], work: Work) -> Knowledge:
    """Return what ``banks`` tell; the ensemble is that of ``folder`` if it learnt from the same."""
    return learnt(study, banks, work.workers, ensemble_file(folder, "all-rounds"))


def ensemble_file(folder: Path, learnt_from: str) -> Path:
    """Return where the study in ``folder`` keeps the ensemble that learnt from some rounds."""
    return folder / _INFERENCE / f"forward-{learnt_from}.npz"


def _table(folder: Path, name: str) -> Path:
    return folder / "tables" / f"{name}.csv"


def _names(study: "Study") -> list[str]:
    """Return the tables by which the steps after the posterior are known to be done."""
    held_out = [f"holdout_{origin}" for origin in holdout.origins(study)]
    return ["posterior", "figures", "recovery", *held_out, *["holdout"] * bool(held_out)]


class _Steps:
    """The steps of a conclusion, in order; they share what is costly to make."""

    def __init__(self, folder: Path, study: "Study", banks: Sequence["Bank"], work: Work):
        self.folder, self.study, self.banks = folder, study, banks
        self.work = replace(work, kept=folder / _INFERENCE / _SIMULATIONS)
        self._knowledge: Knowledge | None = None
        self._posterior: Posterior | None = None

    def all(self) -> list[Callable[[], None]]:
        """Return the steps."""
        origins = holdout.origins(self.study)
        make = [self._summaries, self._checks, self._recovery]
        make += [self._held_out(origin) for origin in origins]
        make += [self._held_out_together(origins)] * bool(origins)
        named = zip(_names(self.study), make, strict=True)
        return [self._fit, *(partial(self._write, name, tables) for name, tables in named)]

    def _write(self, name: str, make: Callable[[], Tables]) -> None:
        """Write the tables of ``make``, among them ``name``, where that one is missing."""
        if not _table(self.folder, name).is_file():
            found = make()
            found[name] = found.pop(name)  # last, as it says that the step is done
            write_tables(found, self.folder / "tables")

    @property
    def knowledge(self) -> Knowledge:
        """Return what the banks tell, learnt once."""
        if self._knowledge is None:
            self._knowledge = knowledge_of(self.folder, self.study, self.banks, self.work)
        return self._knowledge

    @property
    def posterior(self) -> Posterior:
        """Return the posterior that the first step wrote."""
        if self._posterior is None:
            self._posterior = posterior.read(self.folder / posterior.NAME)
        return self._posterior

    def _fit(self) -> None:
        if (self.folder / posterior.NAME).is_file() and (self.folder / POINT).is_file():
            return
        knowledge = self.knowledge
        reports = knowledge.reports()
        found = refined(knowledge, reports, number_of_draws(knowledge), self.work)
        for name, fitted in self.study.fitted.items():
            shares = (found.parameters[name].to_numpy() - fitted.low) / (fitted.high - fitted.low)
            insist_on_room(self.study, name, shares)
        first = self.banks[0]
        text = self.study.to_yaml()
        made = Posterior(
            draws=found.parameters,
            seeds=found.seeds,
            best=best_by_any_luck(self.study, reports, found, self.work),
            statistics=found.statistics,
            misfit=found.misfit,
            simulations=found.simulations,
            prior=first.parameters.iloc[:_PRIOR_DRAWS],
            prior_statistics=first.statistics.iloc[:_PRIOR_DRAWS],
            attrs=posterior.origin()
            | {
                "study": text,
                "study_id": self.study.id,
                "study_sha256": provenance.digest(text.encode()),
                "seed": self.study.seed,
            },
        )
        posterior.write(self.folder / posterior.NAME, made)
        rows = "".join(f"{name},{value!r}\n" for name, value in made.point.items())
        write_text(self.folder / POINT, f"name,value\n{rows}")

    def _summaries(self) -> Tables:
        return {"posterior": posterior_table(self.study, self.posterior)}

    def _checks(self) -> Tables:
        reports, draws = self.knowledge.reports(), self.posterior.statistics
        prior, provinces = self.banks[0].statistics, predictive.province_table(self.study, draws)
        found = {"figures": predictive.fitted_table(reports, draws, prior)}
        if len(checks := predictive.check_table(self.study, draws)):
            found["check_figures"] = checks
        if len(provinces):  # known from 2022 on
            together = predictive.province_summary(provinces, draws)
            found |= {"provinces": provinces, "provinces_together": together}
        return found

    def _recovery(self) -> Tables:
        found = recovery.recovered(self.knowledge, self.work.workers)
        return {"recovery": found.table(), "ranks": found.histograms()}

    def _held_out(self, origin: str) -> Callable[[], Tables]:
        return lambda: {f"holdout_{origin}": holdout.predicted(self.knowledge, origin, self.work)}

    def _held_out_together(self, origins: list[str]) -> Callable[[], Tables]:
        def make() -> Tables:
            kept = read_tables(self.folder / "tables")
            table = pd.concat([kept[f"holdout_{origin}"] for origin in origins], ignore_index=True)
            return {"holdout_scores": holdout.summary(table), "holdout": table}

        return make


def posterior_table(study: "Study", found: Posterior) -> pd.DataFrame:
    """Return a row a parameter: prior, posterior quantiles, best draw, contraction, label.

    ``contraction`` is 1 - variance of the posterior over that of the prior; ``at_low`` and
    ``at_high`` the share of draws in the outer twentieth of the prior's range, of fitted ones.
    """
    rows = []
    for name in found.draws:
        before, after = found.prior[name], found.draws[name]
        if before.min() == before.max():
            continue
        contraction = 1.0 - after.var() / before.var()
        low_end, high_end = np.nan, np.nan
        if fitted := study.fitted.get(name):
            shares = (after.to_numpy() - fitted.low) / (fitted.high - fitted.low)
            low_end, high_end = crowded(shares)
        q05, q25, q50, q75, q95 = after.quantile([0.05, 0.25, 0.5, 0.75, 0.95])
        rows.append(
            {
                "parameter": name,
                "fitted": fitted is not None,
                "prior_q05": before.quantile(0.05),
                "prior_q50": before.quantile(0.5),
                "prior_q95": before.quantile(0.95),
                "q05": q05,
                "q25": q25,
                "q50": q50,
                "q75": q75,
                "q95": q95,
                "best": found.point[name],
                "contraction": contraction,
                "rests_on": recovery.label(contraction),
                "at_low": low_end,
                "at_high": high_end,
            }
        )
    return pd.DataFrame(rows)


def draw_pictures(folder: Path) -> list[Path]:
    """Draw the pictures of the tables in ``folder``, in both languages; return their files."""
    from sim.plots import save, validation  # matplotlib takes its time to load

    made = []
    for lang in ("vi", "en"):
        for name, figure in validation.from_folder(folder, lang=lang).items():
            made += save(figure, folder / "pictures", f"{name}-{lang}")
    return made
