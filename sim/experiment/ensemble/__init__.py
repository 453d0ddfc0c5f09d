"""Scenarios over draws of the posterior: every answer with its range of uncertainty."""

from sim.experiment.ensemble.data import Ensemble
from sim.experiment.ensemble.running import complete, ensemble, is_whole, read_ensemble

__all__ = ["Ensemble", "complete", "ensemble", "is_whole", "read_ensemble"]
