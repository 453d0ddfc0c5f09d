"""Sensitivity: which parameters and levers the headline outputs depend on, and how surely.

Free of charge are given-data indices on the bank of a study (``given_data``). Designs of their own
(``designs``) vary all factors at once around each other (Morris) or the few most important ones
(Sobol); their runs (``evaluation``) look ahead to the end of 2025 with the levers of a policy
package. The indices are those of SALib (``indices``), with their confidence and convergence.
"""
