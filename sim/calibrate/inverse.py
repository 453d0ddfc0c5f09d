"""A neural ensemble from statistics straight to the fitted parameters, for comparison.

Blum and Francois (2010), Statistics and Computing 20, 63-73: regression-adjusted ABC in which
neural networks give the mean of the parameters given the statistics and the size of the residuals.
It is good at each parameter by itself, but says nothing of the many others that a run needs.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from sim.calibrate.ordered import in_order

MEMBERS = 4
ACCEPTED = 0.1  # of the simulations
_NETWORK = {
    "alpha": 1e-3,
    "learning_rate_init": 2e-3,
    "batch_size": 128,
    "max_iter": 150,
    "early_stopping": True,
    "n_iter_no_change": 8,
}
_MEAN, _SIZE = (64, 64), (32,)  # neurons of the hidden layers
_LEAST = 1e-4  # of a squared residual, in variances of the prior


@dataclass(frozen=True)
class _Task:
    inputs: np.ndarray
    outputs: np.ndarray
    layers: tuple[int, ...]
    number: int


def _trained(task: _Task):
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        network = MLPRegressor(hidden_layer_sizes=task.layers, random_state=task.number, **_NETWORK)
        return network.fit(task.inputs, task.outputs)


@dataclass(frozen=True, eq=False)
class Inverse:
    """The trained ensemble; ``means`` and ``residuals`` are of the simulations it learnt from."""

    networks: tuple
    size: object
    centre: np.ndarray
    width: np.ndarray
    means: np.ndarray
    residuals: np.ndarray

    @classmethod
    def trained(
        cls, scores: np.ndarray, simulated: np.ndarray, workers: int | None = None
    ) -> "Inverse":
        """Return the ensemble for parameters ``scores`` that came to ``simulated``, with errors."""
        centre, width = simulated.mean(axis=0), simulated.std(axis=0)
        inputs, fold = (simulated - centre) / width, np.arange(len(scores)) % MEMBERS
        tasks = [
            _Task(inputs[fold != member], scores[fold != member], _MEAN, member)
            for member in range(MEMBERS)
        ]
        networks = in_order(_trained, tasks, workers)
        residuals = np.empty_like(scores)
        for member, network in enumerate(networks):
            left_out = fold == member
            residuals[left_out] = scores[left_out] - network.predict(inputs[left_out])
        sizes = _Task(inputs, np.log(residuals**2 + _LEAST), _SIZE, MEMBERS)
        (size,) = in_order(_trained, [sizes], 1)
        means = sum(network.predict(inputs) for network in networks) / MEMBERS
        scaled = residuals / np.exp(0.5 * size.predict(inputs))
        return cls(tuple(networks), size, centre, width, means, scaled)

    def draws(self, target: np.ndarray) -> np.ndarray:
        """Return draws [accepted, parameters] given the figures ``target``."""
        inputs = (target[None] - self.centre) / self.width
        mean = sum(network.predict(inputs) for network in self.networks)[0] / MEMBERS
        size = np.exp(0.5 * self.size.predict(inputs))[0]
        distance = ((self.means - mean) ** 2).sum(axis=1)
        near = np.argsort(distance, kind="stable")[: int(ACCEPTED * len(self.means))]
        return mean + size * self.residuals[near]
