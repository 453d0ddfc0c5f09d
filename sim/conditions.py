"""The exogenous conditions of the model: what drivers set and policy levers change.

Three stages lead to the monthly pass: drivers give the baseline conditions (``sim.drivers``),
policies change them from their start month (``sim.policies``), and the small equations of the
administration turn them into the tables that the pass reads (``sim.environment``).
"""

from dataclasses import dataclass

import numpy as np

from sim.calendar import LAST_MONTH

MONTHS = LAST_MONTH + 1


@dataclass(frozen=True, eq=False)
class Conditions:
    """Conditions by month (T), stratum (S) and, where people differ by age, age band (A).

    All arrays are float64 and read-only by convention: some are broadcast views, and conditions
    that a policy leaves alone are shared between scenarios. Shares and indices lie in 0..1.
    """

    # [T, S, A]
    smartphone: np.ndarray  # share of adults who have a smartphone
    fibre: np.ndarray  # share of adults with fibre at home
    identity: np.ndarray  # share of adults with an activated electronic identity
    trust: np.ndarray  # trust in the security of online services
    campaign: np.ndarray  # pressure of media and campaigns
    fee_cut: np.ndarray  # share of the fee waived for filing online
    # [T, S]
    supply_full: np.ndarray  # share of locality procedures offered full-process
    supply_online: np.ndarray  # share of locality procedures offered online at any level
    ministry_supply_full: np.ndarray  # the same, procedures of ministries
    ministry_supply_online: np.ndarray
    effort: np.ndarray  # administrative effort and leadership of the province
    simplification: np.ndarray  # share of the assigned procedures that were simplified
    data_sharing: np.ndarray  # share of the needed state-held data that agencies share
    quality: np.ndarray  # quality of online services before provincial effort
    payment: np.ndarray  # share of procedures whose fee can be paid online
    clerk_help: np.ndarray  # dedicated capacity of counter clerks to file online
    mandate: np.ndarray  # share of full-process procedures for which paper is refused
    dead_zone_coverage: np.ndarray  # share of dead-zone villages covered; 1 in other strata
    team_share: np.ndarray  # share of villages with a community digital team
    team_members: np.ndarray  # members of a team (people)
    team_training: np.ndarray  # training of the teams
    single_login: np.ndarray  # how far the electronic identity is the log-in of the portal
    land_database: np.ndarray  # land database, beyond what the dated supply contains
    population_database: np.ndarray  # population database, likewise
    office_closed: np.ndarray  # share of office visits that a lockdown prevents
    national_route: np.ndarray  # share of online filings through the national portal

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return the numbers of months, strata and age bands."""
        return self.smartphone.shape
