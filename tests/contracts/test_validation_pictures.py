"""The pictures of validation say what the tables say, in both languages, and fit the slide."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from sim.errors import InputError
from sim.plots import validation

FIGURES = pd.DataFrame(
    [
        ("users-2021", "adults_using_online_share", "VN", "2021-01", "2021-12", "%", 9.51, 0.9),
        ("loc", "dossiers_full_process_share", "localities", "2024-01", "2024-08", "%", 17.0, 1.0),
        ("best", "dossiers_full_process_share", "max over provinces", "2024-01", "2024-08", "%",
         69.0, 0.7),
        ("acc", "portal_accounts", "VN", "2024-07", "2024-07", "accounts", 16.4e6, 1.1),
    ],
    columns=["figure", "metric", "scope", "start", "end", "unit", "reported", "ratio"],
)  # fmt: skip


def tables():
    figures = FIGURES.drop(columns="ratio")
    for name, width in (("q05", 0.8), ("q25", 0.93), ("q50", 1.0), ("q75", 1.08), ("q95", 1.2)):
        figures[name] = FIGURES["reported"] * FIGURES["ratio"] * width
    figures["inside"] = [True, True, False, True]
    figures["verdict"] = ["met", "met", "missed", "median off"]
    names = ["social_weight", "online_intercept", "effort_spread"]
    recovery = pd.DataFrame(
        {
            "method": ["forward ensemble"] * 3 + ["local linear"] * 3,
            "parameter": names * 2,
            "truths": 200,
            "cover_90": 0.9,
            "contraction": [0.1, 0.8, 0.3] * 2,
            "rests_on": ["prior-driven", "identified", "prior-driven"] * 2,
            "uniform": [True, True, False] * 2,
        }
    )
    ranks = pd.DataFrame(
        {"parameter": np.repeat(names, 10), "bin": list(range(10)) * 3, "truths": 20}
    )
    scores = pd.DataFrame(
        [
            ("2021-12", "shares (points)", "model (all figures)", 7, 5.0, False),
            ("2021-12", "shares (points)", "model", 1, 3.0, False),
            ("2021-12", "shares (points)", "linear", 1, 1.5, True),
            ("2023-12", "shares (points)", "model", 2, 2.0, True),
            ("2023-12", "shares (points)", "persistence", 2, 20.0, False),
            ("2023-12", "counts (%)", "model (all figures)", 2, 30.0, False),
        ],
        columns=["origin", "kind", "method", "figures", "crps", "best"],
    )
    return {"figures": figures, "recovery": recovery, "ranks": ranks, "holdout_scores": scores}


def words(figure) -> str:
    return " ".join(text.get_text() for text in figure.findobj(Text))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", list(validation.PICTURES))
def test_all_words_are_within_the_slide(name, lang):
    figure = validation.PICTURES[name].draw(tables(), lang=lang, run_id="calibrate-tiny")
    renderer = figure.canvas.get_renderer()
    for text in figure.findobj(Text):
        if text.get_text().strip() and text.get_visible():
            box = text.get_window_extent(renderer)
            assert box.x0 >= 0 and box.y0 >= 0, text.get_text()
            assert box.x1 <= figure.bbox.x1 + 1 and box.y1 <= figure.bbox.y1 + 1, text.get_text()


def test_the_check_counts_what_is_met():
    figure = validation.PICTURES["predictive_check"].draw(tables(), lang="en")
    assert "3 of 4 fitted figures lie within" in words(figure).replace("\n", " ")
    assert "2 of them" in words(figure).replace("\n", " ")


def test_a_curve_that_wins_is_not_hidden():
    figure = validation.PICTURES["holdout_scores"].draw(tables(), lang="en")
    assert "predicts best in 1 of 2 comparisons" in words(figure).replace("\n", " ")


def test_only_pictures_with_tables_are_drawn(tmp_path):
    (tmp_path / "tables").mkdir()
    with pytest.raises(InputError, match="no tables of validation"):
        validation.from_folder(tmp_path)
    tables()["figures"].to_parquet(tmp_path / "tables" / "figures.parquet")
    assert list(validation.from_folder(tmp_path)) == ["predictive_check"]
