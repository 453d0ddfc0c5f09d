"""Trying policies one batch after the other, with a journal from which the search goes on."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import optuna
from optuna.distributions import FloatDistribution, IntDistribution
from optuna.samplers import BaseSampler, NSGAIISampler
from optuna.storages import InMemoryStorage, JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from optuna.study import Study
from optuna.trial import TrialState

from sim.answers.search.evaluating import Evaluation, Values
from sim.answers.search.plan import Plan
from sim.answers.search.surrogate import CAUTION, Space, SurrogateSampler
from sim.experiment.stopping import deferred_signals, stop

POPULATION = 16  # of a generation of NSGA-II
PATIENCE = 4  # batches without any gain after which a search is over
_LEAST_GAIN = 1e-3  # of the objective, or of the targets' levels
_EVALUATION = ("levels", "users", "spent")

Evaluate = Callable[[Sequence[Values]], list[Evaluation]]


def space_of(plan: Plan) -> Space:
    """Return the variables as Optuna's distributions."""
    return {
        v.name: (IntDistribution if v.whole else FloatDistribution)(v.low, v.high)
        for v in plan.variables
    }


def study_of(plan: Plan, journal: Path | None) -> Study:
    """Return the study of ``plan``, with what ``journal`` holds; in memory without one.

    What was being tried when the search was stopped is forgotten.
    """
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(
        storage=_storage(journal) if journal else InMemoryStorage(),
        study_name=plan.search.id,
        directions=["minimize"] * (len(plan.search.front) or 1),
        load_if_exists=True,
    )
    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        study.tell(trial.number, state=TrialState.FAIL)
    return study


def _storage(journal: Path) -> JournalStorage:
    """Return the storage in ``journal``, mended where a kill has left half a line or a lock."""
    if journal.exists():
        content = journal.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            journal.write_bytes(whole)
    journal.with_name(f"{journal.name}.lock").unlink(missing_ok=True)  # the folder has its own
    path = str(journal)
    return JournalStorage(JournalFileBackend(path, lock_obj=JournalFileOpenLock(path)))


def try_policies(study: Study, plan: Plan, evaluate: Evaluate, progress=None) -> None:
    """Try policies, at most as many as ``plan`` asks for; deterministic for its seed."""
    space, wanted = space_of(plan), plan.search.evaluations
    batch = POPULATION if plan.search.front else len(CAUTION)
    while (done := len(_completed(study))) < wanted and not _settled(study, batch):
        study.sampler = _sampler(plan, space, done)
        trials = [study.ask(dict(space)) for _ in range(min(batch, wanted - done))]
        results = evaluate([trial.params for trial in trials])
        with deferred_signals() as waiting:  # a batch is told whole, or tried again whole
            for trial, result in zip(trials, results, strict=True):
                _tell(study, trial, result)
        if number := waiting():
            stop(number)
        if progress:
            progress(done + len(trials), wanted)


def _settled(study: Study, batch: int) -> bool:
    """Return whether the last batches have brought nothing; a front is never settled."""
    trials = _completed(study)
    before = trials[: -PATIENCE * batch]
    if len(study.directions) > 1 or not before:
        return False
    least, now = (_standing(some) for some in (before, trials))
    if least[0] != now[0]:
        return False
    return least[1] - now[1] <= _LEAST_GAIN * max(abs(least[1]), 1e-9)


def _standing(trials: Sequence[optuna.trial.FrozenTrial]) -> tuple[bool, float]:
    """Return whether any trial is feasible, and the best objective, else the least excess."""
    worst = [max(trial.constraints.values()) for trial in trials]
    feasible = [t.value for t, excess in zip(trials, worst, strict=True) if excess <= 0]
    return bool(feasible), min(feasible or worst)


def _sampler(plan: Plan, space: Space, done: int) -> BaseSampler:
    if not plan.search.front:
        return SurrogateSampler(space, plan.search.seed)
    seed = int(np.random.SeedSequence([plan.search.seed, done]).generate_state(1)[0])
    return NSGAIISampler(population_size=POPULATION, seed=seed)


def _tell(study: Study, trial: optuna.Trial, result: Evaluation) -> None:
    search = result.plan.search
    if not search.front:
        trial.set_constraint("targets", -result.margin(search.rank))
    if result.over_budget is not None:
        trial.set_constraint("budget", result.over_budget)
    for name in _EVALUATION:
        array = getattr(result, name)
        trial.set_user_attr(name, None if array is None else array.tolist())
    study.tell(trial, [result.objective(name) for name in search.front or (search.minimise,)])


def tried(study: Study, plan: Plan) -> list[Evaluation]:
    """Return all that was tried, in its order, as it was evaluated."""
    found = []
    for trial in _completed(study):
        arrays = {name: trial.user_attrs[name] for name in _EVALUATION}
        arrays = {k: None if v is None else np.array(v, float) for k, v in arrays.items()}
        found.append(Evaluation(plan, trial.params, **arrays))
    return found


def on_the_front(study: Study) -> list[int]:
    """Return the places among what was ``tried`` of those that none other surpasses."""
    best = {trial.number for trial in study.best_trials}
    return [at for at, trial in enumerate(_completed(study)) if trial.number in best]


def _completed(study: Study) -> list[optuna.trial.FrozenTrial]:
    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
