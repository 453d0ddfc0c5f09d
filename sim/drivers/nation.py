"""Series that are national or differ by place in a known pattern: teams, coverage, the portal.

What no source dates is assumed and lives in the parameters: campaigns, quality, payment, log-in.
"""

import numpy as np

from sim.calendar import month_index
from sim.conditions import MONTHS
from sim.drivers.frame import Frame
from sim.drivers.levels import distribute, normal_scores
from sim.drivers.tracks import dated, line, month_of_year, only, sigmoid
from sim.places.provinces import REGIONS

LAUNCH_BURST = slice(month_index("2019-12"), month_index("2020-02") + 1)
LOCKDOWN = slice(month_index("2021-06"), month_index("2021-09") + 1)
LOCKED_HARDER = ("SE", "MRD")
STOCKTAKING = float(month_index("2024-08"))  # conference with the latest service figures
VNEID_LAUNCH = float(month_index("2022-07"))
_TIME = np.arange(float(MONTHS))


def campaign(p) -> np.ndarray:
    """Return the pressure of media and campaigns (0..1), float64[T].

    A burst around the launch of the portal (December 2019 to February 2020), then a low level, and
    a higher one from a given year on (Project 06, digital transformation days). All assumed.
    """
    pressure = np.where(
        month_of_year(p.campaign_revival_year) <= _TIME, p.campaign_revival, p.campaign_quiet
    )
    pressure[LAUNCH_BURST] = p.campaign_launch
    return pressure


def quality(p, after: str) -> np.ndarray:
    """Return the quality of online services before provincial effort (0..1), float64[T]."""
    return line([(0.0, p.quality_at_launch), (STOCKTAKING, p.quality_2024)], after)


def payment(p, after: str) -> np.ndarray:
    """Return the share of procedures whose fee can be paid online, float64[T]."""
    start = month_of_year(p.payment_first_year)
    return line([(start, 0.0), (STOCKTAKING, p.payment_share_2024)], after)


def single_login(p) -> np.ndarray:
    """Return how far the electronic identity is the log-in of the portal (0..1), float64[T].

    It is linked gradually from the launch of VNeID and the only one since July 2024.
    """
    month, full = only("single_login")
    return line([(VNEID_LAUNCH, 0.0), (month - 1.0, p.single_login_before), (month, full)])


def national_route(p) -> np.ndarray:
    """Return the share of online filings that go through the national portal, float64[T].

    A logistic in time: few portal filings in 2022, most in 2024. It saturates by itself.
    """
    years = (_TIME - month_of_year(p.national_route_middle_year)) / 12.0
    return sigmoid(p.national_route_rate_per_year * years)


def office_closed(frame: Frame, p) -> np.ndarray:
    """Return the share of office visits that a lockdown prevents, float64[T, S].

    June to September 2021, harder in the south. ``lockdown_effect`` 0 switches it off: lockdown and
    growth cannot be told apart in the reports.
    """
    names = tuple(REGIONS)
    harder = np.isin(frame.region, [names.index(name) for name in LOCKED_HARDER])
    closed = np.zeros((MONTHS, len(harder)))
    closed[LOCKDOWN] = np.where(harder, p.lockdown_closure_south, p.lockdown_closure_elsewhere)
    return closed * p.lockdown_effect


def dead_zone_coverage(frame: Frame, after: str) -> np.ndarray:
    """Return the share of dead-zone villages covered by stratum, float64[T, S]; 1 where not dead.

    The enlarged list (3,310 villages) is the set throughout. Counts before 2024 are of the older
    list of 2,418: villages covered then count as covered in the enlarged list, whose other villages
    had no signal yet. Coverage grows alike in all provinces.
    """
    listed = only("dead_zone_villages_listed")[1]
    covered = line([(m, count / listed) for m, count in dated("dead_zone_villages_covered")], after)
    return np.where(frame.dead, covered[:, None], 1.0)


def team_share(frame: Frame, p, effort: np.ndarray, after: str) -> np.ndarray:
    """Return the share of villages with a digital team by province, float64[T, 63].

    Counts of teams over villages since March 2022; provinces of higher ``effort`` [63] are ahead by
    a logit shift. The mean over villages is the national share.
    """
    villages = frame.of_provinces(frame.villages)
    national = line([(month, teams / villages.sum()) for month, teams in dated("teams")], after)
    return distribute(national, p.team_effort_spread * normal_scores(effort), villages)


def team_members() -> np.ndarray:
    """Return the members of a team on average (people), float64[T]: members over teams."""
    teams = dict(dated("teams"))
    return line([(month, members / teams[month]) for month, members in dated("members")])
