"""The fitted posterior as a file: an ArviZ DataTree in NetCDF, with what it comes from inside.

Groups: prior and posterior (``value`` by ``parameter``, one variable because hundreds take seconds
to open), prior_predictive and posterior_predictive (``statistic`` by ``figure``), sample_stats (the
seed of each draw, the simulation that it began as, its misfit), observed_data (the reported
numbers). ``arviz`` and ``xarray.open_datatree`` read it.
The same content gives the same bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim import evidence
from sim.calibrate.operators import statistics
from sim.errors import InputError
from sim.experiment import provenance
from sim.experiment.files import written
from sim.parameters import registry
from sim.shipped import calibration

if TYPE_CHECKING:
    import xarray as xr

NAME = "posterior.nc"
FORMAT = "dvctt posterior 2"
_AGAIN = "Fit the model again with: dvctt calibrate baseline"


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of all parameters, one row a draw, in no order; any first ones are a sample.

    ``draws`` has a column for every parameter of the registry, ``seeds`` (uint32[draws]) the luck
    that belongs to each, ``best`` is the row that fits best whatever the luck. ``statistics`` are
    what the draws came to at the study's scale, ``misfit`` their squared distance from the figures
    in standard errors, ``simulations`` the numbers of what they began as; ``prior`` and
    ``prior_statistics`` are a sample of the prior. ``attrs`` say what all of it comes from.
    """

    draws: pd.DataFrame
    seeds: np.ndarray
    best: int
    statistics: pd.DataFrame
    misfit: np.ndarray
    simulations: np.ndarray
    prior: pd.DataFrame
    prior_statistics: pd.DataFrame
    attrs: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.seeds)

    @property
    def point(self) -> dict[str, float]:
        """Return the parameters of the draw that fits best."""
        return self.draws.iloc[self.best].to_dict()


def _ranges() -> dict[str, list]:
    return {row.name: [row.kind, row.low, row.high] for row in registry().values()}


def _content_digest(found: Posterior) -> str:
    arrays = (found.draws.to_numpy(), found.seeds.astype(np.uint32), found.statistics.to_numpy())
    return provenance.digest(b"".join(np.ascontiguousarray(array).tobytes() for array in arrays))


def origin() -> dict[str, Any]:
    """Return what every posterior says of the program and the evidence that it comes from."""
    inputs = provenance.input_digests()
    evidence_only = {name: inputs[name] for name in inputs if name.startswith("evidence/")}
    return {
        "format": FORMAT,
        "dvctt": provenance.dvctt_version(),
        "code_revision": provenance.code_revision(),
        "evidence_sha256": provenance.digest(json.dumps(evidence_only).encode()),
        "parameters": json.dumps(_ranges()),
    }


def _tree(found: Posterior) -> "xr.DataTree":
    from arviz_base import from_dict

    def drawn(table: pd.DataFrame) -> dict[str, np.ndarray]:
        return {"value": table[list(registry())].to_numpy()[None]}

    def predictive(table: pd.DataFrame) -> dict[str, np.ndarray]:
        return {"statistic": table.to_numpy()[None]}

    reported = {figure.id: figure.value for figure in evidence.figures()}
    names = [one.id for one in statistics()]
    observed = np.array([reported[name.partition("@")[0]] for name in names])
    tree = from_dict(
        {
            "posterior": drawn(found.draws),
            "posterior_predictive": predictive(found.statistics),
            "sample_stats": {
                "seed": found.seeds[None].astype(np.int64),
                "simulation": found.simulations[None].astype(np.int64),
                "misfit": found.misfit[None],
            },
            "prior": drawn(found.prior),
            "prior_predictive": predictive(found.prior_statistics),
            "observed_data": {"statistic": observed},
        },
        coords={"figure": names, "parameter": list(registry())},
        dims={"statistic": ["figure"], "value": ["parameter"]},
    )
    for group in tree.subtree:
        group.attrs.pop("created_at", None)  # the same content, the same bytes
    tree.attrs.update(found.attrs | {"best": found.best, "content": _content_digest(found)})
    return tree


def write(path: Path, found: Posterior) -> None:
    """Write ``found`` to ``path``, whole or not at all."""
    import io

    tree = _tree(found)
    packed = {
        group.path: {name: {"zlib": True, "complevel": 4} for name in group.data_vars}
        for group in tree.subtree
    }
    buffer = io.BytesIO()
    tree.to_netcdf(buffer, engine="h5netcdf", encoding=packed)
    with written(path) as file:
        file.write(buffer.getvalue())


def read(path: str | Path) -> Posterior:
    """Return the posterior in ``path``.

    Raises InputError when there is none, when it is damaged or no posterior of dvctt, and when
    names, kinds or ranges of parameters are no longer those that it was fitted with.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(
            "no posterior", "a file that dvctt calibrate wrote", file=path, hint=_AGAIN
        )
    tree = _opened(path)
    attrs = dict(tree.attrs)
    if attrs.get("format") != FORMAT:
        raise InputError(
            "not a posterior of dvctt" if "format" not in attrs else f'"{attrs["format"]}"',
            FORMAT,
            file=path,
            hint=_AGAIN,
        )
    try:
        _insist_on_same_parameters(path, json.loads(attrs["parameters"]))
        found = _from_tree(tree, attrs)
    except (KeyError, ValueError, TypeError, IndexError, OSError, RuntimeError) as error:
        raise _damaged(path, error) from None
    if attrs["content"] != _content_digest(found):
        raise _damaged(path, "its numbers are not those that were written")
    return found


def _damaged(path: Path, why: object) -> InputError:
    return InputError(f"a damaged posterior ({why})", "the file as written", file=path, hint=_AGAIN)


def _opened(path: Path) -> "xr.DataTree":
    import xarray as xr

    try:
        with xr.open_datatree(path, engine="h5netcdf") as tree:
            return tree.load()
    except Exception as error:  # HDF5 has an exception of its own for every kind of damage
        raise _damaged(path, error) from None


def _insist_on_same_parameters(path: Path, then: Mapping[str, list]) -> None:
    now = _ranges()
    other = [name for name in {**then, **now} if then.get(name) != now.get(name)]
    if other:
        shown = ", ".join(other[:3]) + (f" and {len(other) - 3} more" if len(other) > 3 else "")
        raise InputError(
            f"a posterior of other parameters ({shown})",
            "names, kinds and ranges as in the registry",
            file=path,
            hint=_AGAIN,
        )


def _from_tree(tree: "xr.DataTree", attrs: dict[str, Any]) -> Posterior:
    def table(group: str, variable: str, columns: str) -> pd.DataFrame:
        values = tree[group][variable]
        return pd.DataFrame(values.to_numpy()[0], columns=list(values[columns].to_numpy()))

    stats = tree["sample_stats"]
    return Posterior(
        draws=table("posterior", "value", "parameter"),
        seeds=stats["seed"].to_numpy()[0].astype(np.uint32),
        best=int(attrs["best"]),
        statistics=table("posterior_predictive", "statistic", "figure"),
        misfit=stats["misfit"].to_numpy()[0],
        simulations=stats["simulation"].to_numpy()[0],
        prior=table("prior", "value", "parameter"),
        prior_statistics=table("prior_predictive", "statistic", "figure"),
        attrs=attrs,
    )


@cache
def shipped() -> Posterior:
    """Return the posterior that comes with the simulator; raises InputError like ``read``."""
    return read(calibration() / NAME)
