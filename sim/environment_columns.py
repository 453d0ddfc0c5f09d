"""Column numbers of the environment tables that the monthly pass reads.

Plain integers, because compiled code takes them as constants. ``PLACE`` columns hold one value a
month and stratum, ``PEOPLE`` columns one value a month, stratum and age band.
"""

PLACE = (
    "supply_full",
    "supply_online",
    "ministry_supply_full",
    "ministry_supply_online",
    "formalism",
    "ministry_formalism",
    "quality",
    "ministry_quality",
    "burden",
    "payment",
    "clerk_filing",
    "mandate",
    "office_closed",
    "coverage",
    "team_share",
    "team_capacity",
    "helper_skill",
    "single_login",
    "national_route",
)
(
    SUPPLY_FULL,
    SUPPLY_ONLINE,
    MINISTRY_SUPPLY_FULL,
    MINISTRY_SUPPLY_ONLINE,
    FORMALISM,
    MINISTRY_FORMALISM,
    QUALITY,
    MINISTRY_QUALITY,
    BURDEN,
    PAYMENT,
    CLERK_FILING,
    MANDATE,
    OFFICE_CLOSED,
    COVERAGE,
    TEAM_SHARE,
    TEAM_CAPACITY,
    HELPER_SKILL,
    SINGLE_LOGIN,
    NATIONAL_ROUTE,
) = range(len(PLACE))

PEOPLE = (
    "smartphone",
    "fibre",
    "identity",
    "family_help",
    "trust",
    "campaign",
    "fee_cut",
    "account_hazard",
)
(
    SMARTPHONE,
    FIBRE,
    IDENTITY,
    FAMILY_HELP,
    TRUST,
    CAMPAIGN,
    FEE_CUT,
    ACCOUNT_HAZARD,
) = range(len(PEOPLE))
