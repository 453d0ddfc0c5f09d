"""The posterior file: whole, the same bytes for the same content, refused when it does not fit."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from sim.calibrate import posterior
from sim.calibrate.operators import statistics
from sim.calibrate.posterior import Posterior, read, write
from sim.calibrate.priors import priors
from sim.calibrate.study import Study
from sim.errors import InputError
from sim.parameters import parameters, registry

DRAWS = 7


@pytest.fixture(scope="module")
def made() -> Posterior:
    study = Study.load("baseline")
    drawn = priors(study)
    seeds, values = drawn.draw(study.seed, 1, range(DRAWS))
    table = pd.DataFrame(values, columns=drawn.names)
    rng = np.random.default_rng(3)
    found = pd.DataFrame(
        rng.uniform(1, 90, (DRAWS, len(statistics()))), columns=[one.id for one in statistics()]
    )
    return Posterior(
        draws=table,
        seeds=seeds,
        best=4,
        statistics=found,
        misfit=rng.uniform(5, 50, DRAWS),
        simulations=np.arange(DRAWS) * 3,
        prior=table.iloc[:5],
        prior_statistics=found.iloc[:5],
        attrs=posterior.origin() | {"study": study.to_yaml(), "seed": study.seed},
    )


@pytest.fixture
def path(made, tmp_path):
    write(tmp_path / "posterior.nc", made)
    return tmp_path / "posterior.nc"


def test_what_is_written_is_read(made, path):
    found = read(path)
    pd.testing.assert_frame_equal(found.draws, made.draws)
    pd.testing.assert_frame_equal(found.statistics, made.statistics)
    pd.testing.assert_frame_equal(found.prior, made.prior)
    assert np.array_equal(found.seeds, made.seeds) and found.seeds.dtype == np.uint32
    assert np.array_equal(found.misfit, made.misfit) and found.best == 4
    assert np.array_equal(found.simulations, made.simulations)
    assert found.attrs["study"] == made.attrs["study"]


def test_every_draw_can_be_run(path):
    found = read(path)
    assert list(found.draws.columns) == list(registry())
    for row in found.draws.to_dict("records"):
        parameters(**row)
    assert found.point == found.draws.iloc[4].to_dict()


def test_the_same_content_gives_the_same_bytes(made, path, tmp_path):
    write(tmp_path / "again.nc", made)
    assert path.read_bytes() == (tmp_path / "again.nc").read_bytes()


def test_it_says_what_it_comes_from(path):
    attrs = read(path).attrs
    for key in ("study", "seed", "code_revision", "evidence_sha256", "dvctt", "parameters"):
        assert attrs[key] != ""


def test_others_read_it_as_arviz_writes_it(made, path):
    with xr.open_datatree(path, engine="h5netcdf") as tree:
        groups = {"prior", "posterior", "prior_predictive", "posterior_predictive"}
        assert groups | {"observed_data", "sample_stats"} <= set(tree.children)
        weight = tree["posterior"]["value"].sel(parameter="social_weight")
        assert weight.dims == ("chain", "draw")
        assert dict(weight.sizes) == {"chain": 1, "draw": DRAWS}
        observed = tree["observed_data"]["statistic"].sel(figure="users-2021")
        assert float(observed) == 9.51
        drawn = tree["posterior_predictive"]["statistic"].sel(figure="users-2021")
        assert np.array_equal(drawn.to_numpy()[0], made.statistics["users-2021"])


# Refused


def test_none_is_there(tmp_path):
    with pytest.raises(InputError, match=r"no posterior.*dvctt calibrate"):
        read(tmp_path / "posterior.nc")


@pytest.mark.parametrize("keep", [0, 10, 5000, -100])
def test_cut_off(path, keep):
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(InputError, match="damaged posterior"):
        read(path)


def test_numbers_that_were_changed(path, made):
    with xr.open_datatree(path, engine="h5netcdf") as tree:
        changed = tree.load()
    changed["posterior"]["value"][0, 0, 0] = 1.2345
    changed.to_netcdf(path, engine="h5netcdf")
    with pytest.raises(InputError, match="not those that were written"):
        read(path)


def test_a_file_of_somebody_else(tmp_path):
    path = tmp_path / "other.nc"
    xr.Dataset({"x": ("t", [1.0, 2.0])}).to_netcdf(path, engine="h5netcdf")
    with pytest.raises(InputError, match="not a posterior of dvctt"):
        read(path)


def test_text_is_no_posterior(tmp_path):
    path = tmp_path / "posterior.nc"
    path.write_text("id: baseline\n")
    with pytest.raises(InputError, match="damaged posterior"):
        read(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"social_weight"', '"peer_weight"'),  # a parameter with another name
        ('["fitted", 0.0, 6.0]', '["fitted", 0.0, 5.0]'),  # another range
        ('["fitted", 0.0, 6.0]', '["uncertain", 0.0, 6.0]'),  # another kind
    ],
)
def test_parameters_that_are_no_longer_those(made, tmp_path, old, new):
    then = made.attrs["parameters"]
    assert old in then
    old_attrs = made.attrs | {"parameters": then.replace(old, new)}
    write(tmp_path / "old.nc", replace(made, attrs=old_attrs))
    with pytest.raises(InputError, match=r"other parameters \(.*social_weight"):
        read(tmp_path / "old.nc")


def test_an_older_format(made, tmp_path):
    attrs = made.attrs | {"format": "dvctt posterior 0"}
    write(tmp_path / "old.nc", replace(made, attrs=attrs))
    with pytest.raises(InputError, match=r"dvctt posterior 0.*expected dvctt posterior 2"):
        read(tmp_path / "old.nc")
