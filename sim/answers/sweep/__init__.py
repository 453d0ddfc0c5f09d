"""Sweeps: a scenario over a grid of its values, every point over the draws of the posterior."""

from sim.answers.sweep.question import Grid, read_sweep
from sim.answers.sweep.running import Swept, complete, sweep

__all__ = ["Grid", "Swept", "complete", "read_sweep", "sweep"]
