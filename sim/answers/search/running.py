"""A search from its file to a scenario that runs as it is."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.answers import folders
from sim.answers.measuring import Draw, draws_in
from sim.answers.questions import question_path
from sim.answers.search import deciding, trying
from sim.answers.search.deciding import Decision
from sim.answers.search.evaluating import Evaluation, Values, evaluate
from sim.answers.search.plan import Plan, read_search, reread
from sim.answers.search.question import ADOPTION, COST, EQUITY, STRENGTH, insist_on_draws
from sim.errors import InputError
from sim.experiment.ensemble.draws import draws_table
from sim.experiment.files import read_tables, write_tables, write_text
from sim.experiment.folder import RunFolder
from sim.experiment.stopping import terminated_in_order
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.calibrate.posterior import Posterior

KIND = "search"
JOURNAL = "journal.log"


@dataclass(frozen=True)
class Found:
    """What a search came to.

    ``reached`` says whether fresh draws confirm the wanted probability; ``scenario`` is the policy
    in question: the smallest that is confirmed, or what comes closest. ``tables``: "attainment"
    (on the fresh draws), "tried" (every policy tried, in order), "bounds" (those that the closest
    is at, where nothing is found) and, with a front, "front".
    """

    reached: bool
    scenario: Scenario
    tables: dict[str, pd.DataFrame]
    folder: Path | None = None


def search(
    question: str | Path | Plan,
    *,
    posterior: "Posterior | None" = None,
    workers: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    progress=None,
) -> Found:
    """Search what the file ``question`` (or a Plan that was read) asks for.

    With ``out``, which needs the file, results go into a new folder below it that can be completed:
    the journal, tables and result.yaml. ``progress`` is told policies tried and policies to try.
    The same seed gives the same result on any number of workers. Raises InputError for anything
    that is wrong in the file.
    """
    plan = question if isinstance(question, Plan) else read_search(question)
    source = folders.posterior_or_shipped(posterior)
    insist_on_draws(plan.search, len(source.draws))
    if out is None:
        return _carry_out(plan, draws_table(source), None, workers, cluster, progress)
    size = len(source.draws)
    path = question_path(question, KIND)
    place = folders.begin(KIND, path, plan.search.id, [plan.base], source, size, Path(out))
    with place.worked_on():
        return _carry_out(plan, draws_table(source), place, workers, cluster, progress)


def complete(
    folder: str | Path,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    progress=None,
) -> Found:
    """Finish the search in ``folder``, to the same result; what was tried is not tried again."""
    place = RunFolder(Path(folder))
    if place.is_complete:
        return read_found(folder)
    with place.worked_on():
        (base,), table = folders.begun(place, KIND)
        plan = reread(folders.question_file(place.path, KIND), base)
        return _carry_out(plan, table, place, workers, cluster, progress)


def read_found(folder: str | Path) -> Found:
    """Return what the complete search in ``folder`` found."""
    place = RunFolder(Path(folder))
    if place.manifest["kind"] != KIND or not place.is_complete:
        raise InputError(f"{folder} is no complete search", "a folder of dvctt search")
    scenario = Scenario.load(place.path / "result.yaml")
    tables = read_tables(place.path / "tables")
    return Found(place.manifest["reached"], scenario, tables, place.path)


def _carry_out(
    plan: Plan, table: pd.DataFrame, place: RunFolder | None, workers, cluster, progress
) -> Found:
    asked = plan.search
    lived = partial(evaluate, plan, workers=workers, cluster=cluster)
    own = draws_in(table, range(asked.draws))

    def on_own_draws(candidates) -> list[Evaluation]:
        return lived(candidates, own)

    def on_fresh_draws(values: Values, attempt: int) -> Evaluation:
        return lived([values], _fresh(plan, table, attempt))[0]

    with terminated_in_order():
        study = trying.study_of(plan, place and place.path / JOURNAL)
        trying.try_policies(study, plan, on_own_draws, progress)
        everything = trying.tried(study, plan)
        decision = deciding.decide(plan, everything, on_fresh_draws)
        tables = {
            "attainment": deciding.attainment(decision.confirmed),
            "tried": _table(everything),
        }
        if not decision.found:
            tables["bounds"] = deciding.bounds(plan, decision.tried, on_own_draws)
    if asked.front:
        tables["front"] = tables["tried"].iloc[trying.on_the_front(study)]
    found = Found(decision.found, _scenario(plan, decision), tables, place and place.path)
    if place:
        _write(place, found)
    return found


def _fresh(plan: Plan, table: pd.DataFrame, attempt: int) -> list[Draw]:
    """Return the draws of an ``attempt`` to confirm: others each time, as far as there are any."""
    asked = plan.search
    sets = (len(table) - asked.draws) // asked.confirm_draws
    first = asked.draws + (attempt % sets) * asked.confirm_draws
    return draws_in(table, range(first, first + asked.confirm_draws))


def _table(everything: list[Evaluation]) -> pd.DataFrame:
    rows = []
    for number, each in enumerate(everything):
        search, draws = each.plan.search, len(each.margins)
        rows.append(
            {
                "number": number,
                **{v.name: v.rounded(each.values[v.name]) for v in each.plan.variables},
                STRENGTH: each.objective(STRENGTH),
                "vnd": None if each.spent is None else each.objective(COST),
                "adults_using_online_share": -each.objective(ADOPTION),
                "gap_urban_remote_pp": each.objective(EQUITY),
                "met_share": each.met / draws,
                "margin": 100 * each.margin(search.rank),
                "feasible": each.margin(search.rank) >= 0 and (each.over_budget or 0) <= 0,
            }
        )
    return pd.DataFrame(rows)


def _scenario(plan: Plan, decision: Decision) -> Scenario:
    """Return the policy as a scenario that says what it was found for, and how sure it is."""
    asked, confirmed = plan.search, decision.confirmed
    met, draws = confirmed.met, len(confirmed.margins)
    vi, en = ("đủ", "enough") if decision.found else ("chưa đủ", "not enough")
    content = plan.scenario(decision.tried.values, asked.id).content()
    content["title"] = asked.title.model_dump()
    content["about"] = {
        "vi": f"Kết quả tìm kiếm: đạt mọi mục tiêu trong {met} trên {draws} lần mô phỏng mới, {vi} "
        f"so với mức {asked.probability:.0%} mong muốn.",
        "en": f"Result of a search: all targets are met in {met} of {draws} fresh draws, {en} for "
        f"the {asked.probability:.0%} that were wanted.",
    }
    return Scenario.model_validate(content)


def _write(place: RunFolder, found: Found) -> None:
    write_tables(found.tables, place.path / "tables")
    write_text(place.path / "result.yaml", found.scenario.to_yaml())
    folders.conclude(place, reached=found.reached)
