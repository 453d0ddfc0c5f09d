"""A small neural ensemble that says what a simulation would come to, and how that would change.

Several multilayer perceptrons (scikit-learn's MLPRegressor: two hidden layers of tanh) map the
normal scores of all parameters to statistics as ``noise.to_even`` has them. Each leaves out one
fold of the simulations, whose errors are then those of an honest forecast: they hold the luck of a
run and what the ensemble has not learnt.
"""

import hashlib
import io
import json
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np

from sim.calibrate.ordered import in_order
from sim.experiment.files import written

MEMBERS = 4
_NETWORK = {
    "hidden_layer_sizes": (64, 64),
    "activation": "tanh",
    "alpha": 0.5,
    "learning_rate_init": 3e-3,
    "batch_size": 128,
    "max_iter": 200,
    "early_stopping": True,
    "n_iter_no_change": 10,
}

_ARRAYS = ("centre", "width", "errors")
_CANNOT_READ = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)

Layers = tuple[tuple[np.ndarray, np.ndarray], ...]  # weights and offsets, a pair a layer


@dataclass(frozen=True)
class _Task:
    scores: np.ndarray
    standardised: np.ndarray
    number: int


def _trained(task: _Task) -> Layers:
    """Return the layers of one network."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor
    from threadpoolctl import threadpool_limits

    # Sums in one order give the same bytes everywhere.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # what it is worth is measured
        network = MLPRegressor(random_state=task.number, **_NETWORK)
        network.fit(task.scores, task.standardised)
    return tuple(zip(network.coefs_, network.intercepts_, strict=True))


@dataclass(frozen=True, eq=False)
class Forward:
    """The trained ensemble: ``columns`` names its statistics, ``names`` its parameters.

    ``centre`` and ``width`` (float64[statistics]) are of the simulations that it was trained on;
    ``errors`` (float64[n, statistics]) what each of these came to beyond what was said of it.
    """

    names: tuple[str, ...]
    columns: tuple[str, ...]
    networks: tuple[Layers, ...]
    centre: np.ndarray
    width: np.ndarray
    errors: np.ndarray

    @classmethod
    def trained(
        cls,
        names: Sequence[str],
        columns: Sequence[str],
        scores: np.ndarray,
        even: np.ndarray,
        workers: int | None = None,
    ) -> "Forward":
        """Return the ensemble for ``scores`` [n, names] and what they came to, ``even``."""
        centre, width = even.mean(axis=0), even.std(axis=0) + 1e-9
        standardised = (even - centre) / width
        fold = np.arange(len(scores)) % MEMBERS
        tasks = [
            _Task(scores[fold != member], standardised[fold != member], member)
            for member in range(MEMBERS)
        ]
        networks = tuple(in_order(_trained, tasks, workers))
        errors = np.empty_like(even)
        for member, layers in enumerate(networks):
            left_out = fold == member
            said = centre + width * _output(layers, scores[left_out])
            errors[left_out] = even[left_out] - said
        return cls(tuple(names), tuple(columns), networks, centre, width, errors)

    @classmethod
    def kept(
        cls,
        path: Path | None,
        names: Sequence[str],
        columns: Sequence[str],
        scores: np.ndarray,
        even: np.ndarray,
        workers: int | None = None,
    ) -> "Forward":
        """Return the ensemble of ``path`` if it learnt from the same, else train it and keep it."""
        basis = _basis(names, columns, scores, even)
        if path is not None and (found := _read(path, basis, names, columns)):
            return found
        found = cls.trained(names, columns, scores, even, workers)
        if path is not None:
            _write(path, basis, found)
        return found

    def __call__(self, scores: np.ndarray) -> np.ndarray:
        """Return the expected statistics of ``scores`` [n, names], float64[n, statistics]."""
        said = sum(_output(layers, scores) for layers in self.networks) / len(self.networks)
        return self.centre + self.width * said

    def derivatives(self, scores: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the statistics numbered ``at`` and their derivatives [n, at, names]."""
        value, slope = 0.0, 0.0
        for (w1, b1), (w2, b2), (w3, b3) in self.networks:
            first = np.tanh(scores @ w1 + b1)
            second = np.tanh(first @ w2 + b2)
            value = value + second @ w3[:, at] + b3[at]
            back = (1.0 - second**2)[:, None, :] * w3[:, at].T
            slope = slope + ((back @ w2.T) * (1.0 - first**2)[:, None, :]) @ w1.T
        width, members = self.width[at], len(self.networks)
        return self.centre[at] + width * value / members, slope * width[:, None] / members


def _output(layers: Layers, scores: np.ndarray) -> np.ndarray:
    for weights, offsets in layers[:-1]:
        scores = np.tanh(scores @ weights + offsets)
    weights, offsets = layers[-1]
    return scores @ weights + offsets


def _basis(names, columns, scores: np.ndarray, even: np.ndarray) -> str:
    """Return the digest of all that an ensemble comes from."""
    settings = [list(names), list(columns), MEMBERS, _NETWORK, metadata.version("scikit-learn")]
    total = hashlib.sha256(json.dumps(settings).encode())
    total.update(np.ascontiguousarray(scores).tobytes())
    total.update(np.ascontiguousarray(even).tobytes())
    return total.hexdigest()


def _write(path: Path, basis: str, found: Forward) -> None:
    arrays = {name: getattr(found, name) for name in _ARRAYS}
    arrays["basis"] = np.frombuffer(basis.encode(), np.uint8)
    for number, layers in enumerate(found.networks):
        for depth, (weights, offsets) in enumerate(layers):
            arrays[f"weights-{number}-{depth}"] = weights
            arrays[f"offsets-{number}-{depth}"] = offsets
    content = io.BytesIO()
    np.savez(content, **arrays)
    path.parent.mkdir(parents=True, exist_ok=True)
    with written(path) as file:
        file.write(content.getvalue())


def _read(path: Path, basis: str, names, columns) -> Forward | None:
    """Return the ensemble in ``path``; None where there is none, or one that learnt from others."""
    depths = range(len(_NETWORK["hidden_layer_sizes"]) + 1)
    try:
        with np.load(path, allow_pickle=False) as file:
            if file["basis"].tobytes().decode() != basis:
                return None
            networks = tuple(
                tuple((file[f"weights-{m}-{d}"], file[f"offsets-{m}-{d}"]) for d in depths)
                for m in range(MEMBERS)
            )
            arrays = [file[name] for name in _ARRAYS]
    except _CANNOT_READ:
        return None
    return Forward(tuple(names), tuple(columns), networks, *arrays)
