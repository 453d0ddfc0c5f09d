"""Sensitivity indices are those of known functions, and refuse what would make them wrong."""

import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from sim.calibrate.bank import Bank
from sim.calibrate.priors import priors
from sim.calibrate.sensitivity import designs, given_data
from sim.calibrate.sensitivity.evaluation import evaluate_design
from sim.calibrate.sensitivity.factors import LUCK, Question, all_factors, lever_names
from sim.calibrate.sensitivity.indices import (
    convergence,
    insist_on_finite,
    morris_estimates,
    sobol_estimates,
    tidy,
)
from sim.calibrate.sensitivity.outputs import OUTPUTS, evaluate
from sim.calibrate.sensitivity.plan import MOST_IMPORTANT, Plan
from sim.calibrate.study import Study
from sim.errors import InputError
from sim.parameters import point
from sim.plots import sensitivity as picture
from sim.plots import style
from sim.scenario import Scenario

VARIED = ("needs_per_year", "social_weight", "fee_cut", LUCK)


@pytest.fixture(scope="module")
def question() -> Question:
    """Return a question that varies two parameters, a lever and luck."""
    scenarios = [
        Scenario.load(name, scale=1000, end="2025-12") for name in ("baseline", "all-together")
    ]
    return Question(priors(Study.load("baseline")), *scenarios, seed=1, varied=VARIED)


def test_sobol_shares_the_variance_of_a_known_function(question):
    """Of x + 3 y - 1/2 with y the second: 1/10 and 9/10; of x y interactions make ST > S1."""
    design = designs.sobol(question, 512)
    first, second, *_ = design.shares.T
    found = sobol_estimates(design, first + 3 * second)
    assert found.values["S1"] == pytest.approx([0.1, 0.9, 0, 0], abs=0.02)
    assert found.values["ST"] == pytest.approx([0.1, 0.9, 0, 0], abs=0.02)
    assert found.half["ST"] == pytest.approx(found.values["ST"], abs=0.03)
    product = sobol_estimates(design, (first - 0.5) * (second - 0.5))
    assert product.values["S1"] == pytest.approx([0, 0, 0, 0], abs=0.05)
    assert product.values["ST"] == pytest.approx([1, 1, 0, 0], abs=0.08)


def test_morris_finds_the_slopes_of_a_linear_function(question):
    """Parameters go through 90 % of their prior, levers from nothing to all."""
    design = designs.morris(question, 8)
    quantile, _, lever, _ = design.shares.T
    found = morris_estimates(design, 10 * quantile - 4 * lever)
    assert found.values["mu_star"] == pytest.approx([9, 0, 4, 0])
    assert found.values["mu"] == pytest.approx([9, 0, -4, 0])
    assert found.values["sigma"] == pytest.approx([0, 0, 0, 0], abs=1e-9)


def test_one_number_that_is_not_finite_is_refused(question):
    """What it is for: SALib makes zeros or nothing of it without a word."""
    from SALib.analyze import sobol

    design = designs.sobol(question, 64)
    values = design.shares[:, 0].copy()
    values[7] = np.nan
    silent = sobol.analyze(design.problem, values, calc_second_order=False, seed=1)
    assert not silent["ST"].any() or np.isnan(silent["ST"]).all()
    for wrong in (np.nan, np.inf):
        values[7] = wrong
        with pytest.raises(InputError, match="users is not finite in 1 of 384 runs, .* run 7"):
            insist_on_finite(values, "users")
    with pytest.raises(InputError, match="varies"):
        insist_on_finite(np.ones(8), "users")


def test_given_data_indices_find_what_a_bank_depends_on(monkeypatch):
    """Of 500 prior draws: a sum of two parameters, a fifth and four fifths of its variance."""
    monkeypatch.setattr(given_data, "PAWN_RESAMPLES", 2)  # intervals take most of the time
    monkeypatch.setattr(given_data, "RBD_RESAMPLES", 10)
    study = Study.load("baseline")
    study = study.model_copy(update={"figures": ("users-2021",)})
    drawn = priors(study)
    seeds, values = drawn.draw(1, 1, range(500))
    parameters = pd.DataFrame(values, columns=drawn.names)
    parts = [parameters[name] / parameters[name].std() for name in VARIED[:2]]
    statistics = pd.DataFrame({"users-2021": parts[0] + 2 * parts[1]})
    bank = Bank(study, 1, {}, seeds, parameters, statistics, parameters.iloc[:0])
    found = given_data.given_data_indices(bank, ["pawn", "rbd-fast"], workers=1)
    for method in ("pawn", "rbd-fast"):
        ranked = found[found["method"] == method].sort_values("rank")
        assert ranked["factor"].tolist()[:2] == ["social_weight", "needs_per_year"]
        assert ranked["value"].iloc[1] > 1.3 * ranked["value"].iloc[2]
    alone = found[found["method"] == "rbd-fast"].set_index("factor")["value"]
    assert alone[list(VARIED[1::-1])].tolist() == pytest.approx([0.8, 0.2], abs=0.1)
    assert len(alone) == len([p for p in drawn.each if p.distribution != "fixed"]) + 1
    statistics.iloc[3] = np.nan
    with pytest.raises(InputError, match="users-2021 is not finite"):
        given_data.given_data_indices(bank, ["pawn"], workers=1)


def test_shares_stand_for_quantiles_intensities_and_seeds(question):
    low, middle, high = question.points(np.array([[0.0] * 4, [0.5] * 4, [1.0] * 4]))
    need, social = (p for p in question.priors.each if p.name in VARIED)
    assert (low.values["needs_per_year"], high.values["needs_per_year"]) == (need.low, need.high)
    assert middle.values["social_weight"] == pytest.approx((social.low + social.high) / 2)
    assert middle.values["trust_weight"] == point()["trust_weight"]
    at = lever_names(question.package).index("fee_cut")
    assert [point.intensities[at] for point in (low, middle, high)] == [0, 0.5, 1]
    others = [policy.intensity for policy in question.package.policies]
    assert low.intensities[:at] == tuple(others[:at])
    assert [point.seed for point in (low, middle, high)] == [0, 2**31, 2**32 - 1]


def test_every_corner_of_a_design_can_be_simulated(question):
    """However shares combine, the young leave room for the old."""
    everything = replace(
        question,
        varied=tuple(factor.name for factor in all_factors(question.priors, question.package)),
    )
    for share in (0.0, 1.0):
        (point,) = everything.points(np.full((1, len(everything.varied)), share))
        young = sum(point.values[f"age_{band}_share"] for band in ("18_29", "30_44", "45_64"))
        assert young <= 0.97 + 1e-12
        assert np.isfinite(evaluate(everything, point)).all()


def test_a_package_without_intensity_has_no_effect(question):
    (point,) = question.points(np.full((1, 4), 0.5))
    nothing = evaluate(question, replace(point, intensities=(0.0,) * len(point.intensities)))
    assert nothing[[output.is_effect for output in OUTPUTS]].tolist() == [0.0]
    assert evaluate(question, point)[-1] > 0


def _bytes(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*.npz"))}


def test_runs_are_kept_and_are_the_same_bytes_however_they_are_made(question, tmp_path):
    design = designs.morris(replace(question, varied=VARIED[:2]), 4)
    here = evaluate_design(design, tmp_path / "one", workers=1)
    assert here.shape == (12, len(OUTPUTS))
    whole = _bytes(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    (tmp_path / "two" / "morris" / "chunk-00001.npz").unlink()
    first = tmp_path / "two" / "morris" / "chunk-00000.npz"
    before = first.stat().st_mtime_ns
    told = []
    again = evaluate_design(
        design, tmp_path / "two", workers=2, progress=lambda *done: told.append(done)
    )
    assert np.array_equal(again, here) and _bytes(tmp_path / "two") == whole
    assert first.stat().st_mtime_ns == before and told == [(12, 12)]
    with pytest.raises(InputError, match="another design, with another design"):
        evaluate_design(replace(design, shares=design.shares[::-1]), tmp_path / "one")
    first.write_bytes(first.read_bytes()[:-100])
    with pytest.raises(InputError, match="chunk-00000.npz.*damaged"):
        evaluate_design(design, tmp_path / "two")


def test_a_run_that_fails_is_recorded_and_refused(question, tmp_path):
    impossible = [
        replace(p, low=99.0, mode=99.0, high=100.0) if p.name == "needs_per_year" else p
        for p in question.priors.each
    ]
    wrong = replace(question, priors=replace(question.priors, each=tuple(impossible)))
    design = designs.morris(replace(wrong, varied=VARIED[:1]), 4)
    with pytest.raises(InputError, match="8 runs .*failed, the first being run 0.*needs_per_year"):
        evaluate_design(design, tmp_path, workers=1)
    assert len(_bytes(tmp_path)) == 1


def test_half_the_runs_show_whether_more_would_change_the_ranking(question):
    design = designs.sobol(question, 64)
    steady = tidy("sobol", "a", question.factors, sobol_estimates(design, design.shares[:, 0]))
    (row,) = convergence(steady, {"sobol": len(design.shares)}).to_dict("records")
    assert row["relative_change"] < 0.1 and row["leading_in_common"] == len(VARIED)
    noise = np.random.default_rng(1).normal(size=len(design.shares))
    loud = tidy("sobol", "a", question.factors, sobol_estimates(design, noise))
    (row,) = convergence(loud, {"sobol": len(design.shares)}).to_dict("records")
    assert row["relative_change"] > 0.1


def test_sobol_takes_the_most_important_parameters_and_every_lever():
    plan = Plan.of("baseline")
    factors = plan.question.factors
    values = np.arange(len(factors), dtype=float)
    rows = pd.DataFrame(
        {
            "output": "a",
            "index": "mu_star",
            "factor": [factor.name for factor in factors],
            "value": values,
        }
    )
    chosen = plan.most_important(rows)
    kinds = {factor.name: factor.kind for factor in factors}
    parameters = [name for name in chosen if kinds[name] in ("fitted", "uncertain")]
    in_order = [f.name for f in factors if f.kind in ("fitted", "uncertain")]
    assert parameters == in_order[-MOST_IMPORTANT:]
    assert sum(kinds[name] == "lever" for name in chosen) == len(plan.question.package.policies)
    assert LUCK in chosen
    assert plan.runs["sobol"] == plan.base * (len(chosen) + 2)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_picture_names_every_factor_and_stays_on_its_slide(question, lang):
    everything = all_factors(question.priors, question.package)
    rng = np.random.default_rng(1)
    frames = []
    for output in OUTPUTS:
        values = rng.exponential(size=len(everything))
        frame = pd.DataFrame(
            {
                "method": "morris",
                "output": output.id,
                "factor": [factor.name for factor in everything],
                "kind": [factor.kind for factor in everything],
                "index": "mu_star",
                "value": values * (1e6 if output.id.startswith("accounts") else 1),
            }
        )
        frame["rank"] = frame["value"].rank(ascending=False).astype(int)
        frames.append(frame.assign(low=frame["value"] * 0.7, high=frame["value"] * 1.3))
    outputs = pd.DataFrame(
        {
            "output": output.id,
            "metric": output.statistic.metric,
            "scope": output.statistic.scope,
            "from": output.statistic.start,
            "to": output.statistic.end,
            "unit": "accounts" if output.id.startswith("accounts") else "%",
            "is_effect": output.is_effect,
        }
        for output in OUTPUTS
    )
    tables = {"indices": pd.concat(frames), "outputs": outputs}
    with style.settings():
        figure = picture.draw(tables, lang=lang, run_id="run", method="morris")
        figure.canvas.draw()
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    renderer = figure.canvas.get_renderer()
    for text in texts:
        box = Text.get_window_extent(text, renderer)
        assert box.x0 >= 0 and box.x1 <= 1920 and box.y0 >= 0 and box.y1 <= 1080, text.get_text()
    assert len(figure.axes) == len(OUTPUTS)
    names = {picture.name_of(factor.name, factor.kind, lang) for factor in everything}
    assert len(names) == len(everything)
