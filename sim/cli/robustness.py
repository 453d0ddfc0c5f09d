"""``dvctt robustness``: which policy is best, whatever is assumed, and when a policy fails."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import asking, options
from sim.cli.output import progress_bar, say, say_json
from sim.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from sim.answers.discovery import Discovery
    from sim.experiment.ensemble import Ensemble


def robustness(
    scenarios: asking.Questions,
    vs: asking.Versus = None,
    month: asking.Month = None,
    targets: asking.Targets = None,
    least: Annotated[
        float | None,
        typer.Option(
            metavar="POINTS",
            help="Say when a policy's effect on adults online is below POINTS, instead of when it "
            "misses its targets.",
        ),
    ] = None,
    draws: options.Draws = None,
    scale: options.Scale = None,
    end: options.End = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    out: options.Out = Path("outputs"),
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """\b
    Examples:
      dvctt robustness digital-teams fee-cuts leadership-and-monitoring --end 2027-12
      dvctt robustness leadership-and-monitoring --least 5
      dvctt robustness outputs/FOLDER --targets state-targets-2025

    Rank each SCENARIO by its effect on users over draws of the posterior, and again where what the
    reports leave open is assumed at either end: clerk filing, the effect of the lockdown, and whom
    users are a share of. Then say under which parameters a policy misses its targets.
    """
    if least is not None and targets is not None:
        raise UsageError("--least and --targets: one of them says when a policy fails")
    judged = asking.targets_in(targets)
    found = asking.ensemble_for(
        scenarios,
        vs,
        draws=draws,
        scale=scale,
        end=end,
        workers=workers,
        cluster=cluster,
        out=out,
        quiet=quiet,
    )
    from sim.answers import robustness as answers

    asking.policies_of(found)
    with progress_bar("assumptions", quiet, "runs") as progress:
        table = answers.robustness(
            found, month, workers=workers, cluster=cluster, progress=progress
        )
    summary = answers.verdicts(table)
    failures = _failures(found, month, judged, least)
    pairs = answers.beats(found, month)
    tables = {"robustness": table, "robustness-verdicts": summary, "robustness-pairs": pairs}
    tables["failures"] = _rules(failures)
    place = asking.keep(found, tables)
    if json:
        document = {name: asking.records(each) for name, each in tables.items()}
        say_json({"kind": "robustness", "tables": place.as_posix(), **document})
    elif quiet:
        say(str(place))
    else:
        say(_text(table, summary, pairs, failures, len(found.draws)))
        say(f"\nTables: {place}")


def _failures(
    ensemble: "Ensemble", month: str | None, targets: Any, least: float | None
) -> "list[tuple[str, str, Discovery]]":
    """Return scenario, what counts as failing, and under which parameters it fails."""
    from sim.answers.discovery import discover, falls_short, misses
    from sim.answers.measuring import Measure
    from sim.answers.robustness import OPERATORS

    cases = []
    when = month or ensemble.months[-1]
    for name in asking.policies_of(ensemble):
        if least is not None:
            measure = Measure(OPERATORS["adults"], "nation", "nation", when)
            failed = falls_short(ensemble, name, measure, least)
            cases.append((name, f"effect below {least:g} points in {when}", failed))
            continue
        for target in targets or ensemble.scenarios[name].targets:
            if target.by <= ensemble.months[-1]:
                what = f"{target.metric} of {target.scope} below {target.at_least:g} in {target.by}"
                cases.append((name, what, misses(ensemble, name, target)))
    return [(name, what, discover(ensemble.parameters, failed)) for name, what, failed in cases]


def _rules(failures: "list[tuple[str, str, Discovery]]") -> "pd.DataFrame":
    import pandas as pd

    from sim.answers.discovery import COLUMNS

    frames = [
        own.rules.assign(scenario=name, failure=what, skill=own.skill)
        for name, what, own in failures
        if len(own.rules)
    ]
    columns = ["scenario", "failure", *COLUMNS, "skill"]
    return pd.concat(frames)[columns] if frames else pd.DataFrame(columns=columns)


_RANKS = {
    "scenario": ("scenario", str),
    "p50": ("effect", asking.signed),
    "p05": ("90 % from", asking.signed),
    "p95": ("to", asking.signed),
    "best_share": ("best in", asking.percent),
    "rank_p50": ("rank", lambda rank: f"{rank:g}"),
    "rank_p05": ("from", lambda rank: f"{rank:g}"),
    "rank_p95": ("to ", lambda rank: f"{rank:g}"),
}
_PAIRS = {
    "scenario": ("scenario", str),
    "other": ("beats", str),
    "share": ("in draws", asking.percent),
}
_VERDICTS = {
    "scenario": ("scenario", str),
    "best_in": ("best in cases", lambda count: f"{count}"),
    "cases": ("of", lambda count: f"{count}"),
    "best_rank": ("best rank", lambda rank: f"{rank:g}"),
    "worst_rank": ("worst rank", lambda rank: f"{rank:g}"),
    "robust": ("verdict", str),
}
_FOUND = {
    "rule": ("when", str),
    "draws": ("draws", lambda count: f"{count}"),
    "density": ("of them fail", asking.percent),
    "coverage": ("of all failures", asking.percent),
}


def _text(
    table: "pd.DataFrame",
    summary: "pd.DataFrame",
    pairs: "pd.DataFrame",
    failures: "list[tuple[str, str, Discovery]]",
    draws: int,
) -> str:
    from sim.answers.robustness import AS_FITTED, OPERATORS

    first = table[(table["assumption"] == AS_FITTED) & (table["metric"] == OPERATORS["adults"])]
    blocks = [
        f"Effect on adults using online services, points, {first['month'].iloc[0]}: ranks over "
        f"{draws} draws",
        asking.text_of(first, _RANKS),
        *([asking.text_of(pairs[pairs["share"] > 0.5], _PAIRS)] if len(pairs) else []),
        "\nOver all assumptions and operators (clerk filing, lockdown; adults, adults with a need, "
        "dossiers)",
        asking.text_of(summary, _VERDICTS),
    ]
    for name, what, own in failures:
        blocks.append(f"\n{name} fails ({what}) in {own.failed} of {own.draws} draws")
        blocks.append(own.note or asking.text_of(own.rules, _FOUND))
    return "\n".join(blocks)
