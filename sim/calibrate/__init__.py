"""Calibration: what the parameters can be, given what was reported, and how far to trust that.

A study (``sim.calibrate.study``) says what is fitted to which figures. A bank of simulations
(``sim.calibrate.bank``) holds what runs with parameters drawn from the priors come to, summarised
as the reported figures are (``sim.calibrate.operators``).
"""
