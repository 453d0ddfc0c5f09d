"""``dvctt validate``: tables of a study, what is missing done and nothing done twice."""

import json
import shutil
from pathlib import Path

import pytest

STUDY = """\
id: tiny
title: {vi: "Thử", en: A trial}
end: 2020-06
simulations: [60]
draws: 12
"""


@pytest.fixture(scope="session")
def calibrated(dvctt, tmp_path_factory):
    """Return the folder of a tiny finished study; tests only read it."""
    work = tmp_path_factory.mktemp("calibrated")
    (work / "tiny.yaml").write_text(STUDY, encoding="utf-8")
    dvctt("calibrate", "tiny.yaml", "--quiet", "--workers", 1, cwd=work)
    (folder,) = (work / "outputs").iterdir()
    return folder


@pytest.fixture
def copy(calibrated, tmp_path):
    return Path(shutil.copytree(calibrated, tmp_path / "study"))


def files(folder: Path) -> dict[str, bytes]:
    parts = [*folder.glob("*.nc"), *folder.glob("*.csv"), *(folder / "tables").iterdir()]
    return {path.name: path.read_bytes() for path in parts}


def test_a_finished_study_has_posterior_tables_and_pictures(calibrated):
    assert (calibrated / "posterior.nc").is_file() and (calibrated / "point.csv").is_file()
    for name in ("posterior", "figures", "recovery", "ranks"):
        assert (calibrated / "tables" / f"{name}.csv").is_file()
        assert (calibrated / "tables" / f"{name}.parquet").is_file()
    for lang in ("vi", "en"):
        for picture in ("predictive_check", "rank_histograms"):
            assert (calibrated / "pictures" / f"{picture}-{lang}.png").is_file()


def test_it_prints_every_fitted_figure(dvctt, calibrated):
    done = dvctt("validate", calibrated, "--quiet")
    assert done.out.strip() == str(calibrated)
    text = dvctt("validate", calibrated).out
    for figure in ("accounts-2020-02", "accounts-2020-03", "accounts-2020-05"):
        assert figure in text
    assert "Recovery of 6 synthetic truths" in text and "local linear" in text


def test_json_is_one_document(dvctt, calibrated):
    document = json.loads(dvctt("validate", calibrated, "--json").out)
    assert [row["figure"] for row in document["figures"]] == [
        "accounts-2020-02",
        "accounts-2020-03",
        "accounts-2020-05",
    ]
    assert {"inside", "error", "verdict", "reason"} <= set(document["figures"][0])
    assert {row["method"] for row in document["recovery"]} == {
        "forward ensemble",
        "local linear",
        "inverse ensemble",
    }


def test_reading_a_finished_study_changes_nothing(dvctt, copy):
    before = files(copy)
    dvctt("validate", copy)
    assert files(copy) == before


def test_what_is_missing_is_done_again_to_the_same_bytes(dvctt, copy):
    before = files(copy)
    for name in ("posterior.nc", "tables/figures.csv", "tables/recovery.csv"):
        (copy / name).unlink()
    dvctt("validate", copy, "--quiet", "--workers", 1)
    assert files(copy) == before


def test_without_a_folder_the_shipped_validation_is_shown(dvctt):
    text = dvctt("validate").out
    assert "users-2022-07" in text and "Recovery of" in text and "Hold-out:" in text


def test_operators_take_a_folder(dvctt):
    assert "FOLDER" in dvctt("validate", "--operators", code=2).err


def test_no_study(dvctt, tmp_path):
    done = dvctt("validate", tmp_path, code=3)
    assert "manifest.json" in done.err and "Traceback" not in done.err


def test_a_damaged_posterior_is_refused(dvctt, copy):
    path = copy / "posterior.nc"
    path.write_bytes(path.read_bytes()[:1000])
    (copy / "tables" / "figures.csv").unlink()
    done = dvctt("validate", copy, code=3)
    assert "damaged posterior" in done.err


def test_a_bank_that_is_not_complete(dvctt, copy):
    (copy / "bank" / "round-1" / "chunk-00000.npz").unlink()
    (copy / "tables" / "recovery.csv").unlink()
    done = dvctt("validate", copy, code=3)
    assert "dvctt calibrate --resume" in done.err
