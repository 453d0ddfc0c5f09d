"""What the monthly pass counts, by month, stratum and age band.

Counts are whole numbers of simulated citizens, so that their sum has no order; weights come later.
``DOSSIER`` counters exist twice: for localities, then for ministries.
"""

DOSSIER = (
    "dossiers",
    "offered_full",
    "offered_online",
    "offered_online_connected",
    "own_online",
    "assisted_online",
    "clerk_online",
    "own_full_process",
    "assisted_full_process",
    "clerk_full_process",
    "formalistic",
    "attempts",
    "failures",
    "retries",
    "satisfied",
    "national_filings",
    "team_helped",
    "team_turned_away",
)
(
    DOSSIERS,
    OFFERED_FULL,
    OFFERED_ONLINE,
    OFFERED_ONLINE_CONNECTED,
    OWN_ONLINE,
    ASSISTED_ONLINE,
    CLERK_ONLINE,
    OWN_FULL_PROCESS,
    ASSISTED_FULL_PROCESS,
    CLERK_FULL_PROCESS,
    FORMALISTIC,
    ATTEMPTS,
    FAILURES,
    RETRIES,
    SATISFIED,
    NATIONAL_FILINGS,
    TEAM_HELPED,
    TEAM_TURNED_AWAY,
) = range(len(DOSSIER))
AGENCY_STEP = len(DOSSIER)
LOCALITIES, MINISTRIES = 0, 1

CITIZEN = (
    "users_own",
    "users_assisted",
    "users_clerk",
    "adults_with_dossier",
    "portal_users",
    "first_time_users",
    "accounts_opened",
    "suspended",
)
(
    USERS_OWN,
    USERS_ASSISTED,
    USERS_CLERK,
    ADULTS_WITH_DOSSIER,
    PORTAL_USERS,
    FIRST_TIME_USERS,
    ACCOUNTS_OPENED,
    SUSPENDED,
) = range(2 * AGENCY_STEP, 2 * AGENCY_STEP + len(CITIZEN))
COUNTERS = 2 * AGENCY_STEP + len(CITIZEN)

# Counted by village too, for the sampling error of the headline figures.
VILLAGE = ("users", "dossiers", "online", "full_process", "accounts", "national_filings")
V_USERS, V_DOSSIERS, V_ONLINE, V_FULL_PROCESS, V_ACCOUNTS, V_NATIONAL = range(len(VILLAGE))
