"""What the page rests on, which assumptions are in force, and what it cannot say."""

from typing import Any

from markupsafe import Markup

from sim import evidence
from sim.answers.page.speech import Speech
from sim.answers.page.subject import Subject
from sim.experiment.folder import RunFolder
from sim.plots import wording
from sim.policies import LEVERS

# The sentences on what the page cannot say, in their order.
CANNOT = ("forecast", "ceiling", "clerks", "strength", "provinces", "left_out", "cost")
_SHORT = 10  # letters of a digest that are shown


def section(subject: Subject, speech: Speech) -> dict[str, Any]:
    """Return facts on the run, the policies and settings in force, and the limits."""
    return {
        "facts": _facts(subject, speech),
        "policies": [_policy(policy, speech) for policy in subject.scenario.policies],
        "settings": _settings(subject, speech),
        "cannot": [speech(f"cannot.{key}") for key in CANNOT],
    }


def _facts(subject: Subject, speech: Speech) -> list[tuple[Markup, Markup | str]]:
    ensemble = subject.ensemble
    first = subject.ensemble.scenarios[subject.baseline]
    manifest = RunFolder(ensemble.folder).manifest if ensemble.folder else {}
    posterior = manifest.get("posterior", {})
    facts = {
        "run": ensemble.id,
        "draws": speech("fact.draws.said", draws=len(ensemble.draws)),
        "posterior": _posterior(posterior, speech),
        "evidence": _evidence(posterior, speech),
        "sample": _sample(subject, speech),
        "seed": speech("fact.seed.said"),
        "period": wording.months(subject.months[0], subject.last, speech.lang),
        "drivers": speech(f"fact.drivers.{first.drivers.after_last_observation}"),
        "program": _program(manifest),
    }
    return [(speech(f"fact.{key}"), said) for key, said in facts.items() if said]


def _sample(subject: Subject, speech: Speech) -> Markup:
    """Say how many adults there are, as the scenario sets or the draws have it, and the scale."""
    population = subject.ensemble.scenarios[subject.baseline].population
    scale = wording.number(population.scale, speech.lang, 0)
    if population.adults is not None:
        adults = speech.counted(population.adults)
        return speech("fact.sample.set", scale=scale, adults=adults)
    drawn = subject.ensemble.parameters["adults"]
    low, high = (speech.counted(end) for end in (drawn.min(), drawn.max()))
    return speech("fact.sample.drawn", scale=scale, low=low, high=high)


def in_short(subject: Subject, speech: Speech) -> Markup:
    """Return one line on the run: draws, scale, period, id."""
    first = subject.ensemble.scenarios[subject.baseline]
    return speech(
        "meta",
        draws=len(subject.ensemble.draws),
        scale=wording.number(first.population.scale, speech.lang, 0),
        period=wording.months(subject.months[0], subject.last, speech.lang),
        run=subject.ensemble.id,
    )


def _posterior(attributes: dict[str, Any], speech: Speech) -> Markup | str:
    """Say which study the draws are from, and the digest that tells its posterior apart."""
    if "study_id" not in attributes:
        return ""
    digest = str(attributes.get("content", ""))[:_SHORT]
    return speech("fact.posterior.said", study=attributes["study_id"], digest=digest)


def _evidence(attributes: dict[str, Any], speech: Speech) -> Markup:
    figures = evidence.figures()
    fitted = sum(figure.role == "fit" for figure in figures)
    words = speech("fact.evidence.said", figures=len(figures), fitted=fitted)
    digest = attributes.get("evidence_sha256")
    return words + speech("fact.evidence.digest", digest=digest[:_SHORT]) if digest else words


def _program(manifest: dict[str, Any]) -> str:
    if not manifest:
        return ""
    revision = manifest["code_revision"]
    return f"dvctt {manifest['dvctt']}" + (
        f" ({revision[:_SHORT]})" if revision != "unknown" else ""
    )


def _policy(policy, speech: Speech) -> dict[str, Any]:
    """Return a policy in words: lever, months, strength, place, source."""
    when = speech("policy.from", start=speech.month(policy.start))
    if policy.ramp_months:
        when += speech("policy.ramp", months=policy.ramp_months)
    if policy.end:
        when += speech("policy.until", end=speech.month(policy.end))
    places = [speech.name(name) for names in policy.where.model_dump().values() for name in names]
    own = [_own(policy.lever, name, value, speech) for name, value in policy.fields.items()]
    return {
        "lever": speech.lever(policy.lever),
        "when": when,
        "strength": wording.percent(100 * policy.intensity, speech.lang, 0),
        "own": Markup("; ").join(own),
        "where": speech.listed(places) or speech("policy.everywhere"),
        "source": policy.source or speech("policy.assumed"),
        "assumed": policy.source is None,
    }


def _own(lever: str, name: str, value: object, speech: Speech) -> str:
    """Return one of a lever's own settings in words."""
    meaning = getattr(LEVERS[lever].fields[name], f"meaning_{speech.lang}")
    said = wording.number(value, speech.lang, 2 if value % 1 else 0) if _counts(value) else value
    return meaning if value is True else f"{meaning}: {speech.name(str(said))}"


def _counts(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _settings(subject: Subject, speech: Speech) -> list[str]:
    """Return the parameters that the scenario itself sets."""
    own = subject.scenario.parameters
    return [f"{name} = {wording.number(value, speech.lang, 4)}" for name, value in own.items()]
