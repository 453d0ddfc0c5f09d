"""What a month leaves behind: changes of a citizen's state, and the counts that go with them."""

import numpy as np

from sim import counters as n
from sim import lookup
from sim.citizens import FILED_BEFORE, HAS_ACCOUNT, NEVER, RECOMMENDS
from sim.compiled import rule

OWN, ASSISTED, CLERK = range(3)


@rule
def learn_failure(i, month, columns, row, p):
    """Lower experience after a failed attempt; very bad experience keeps the citizen away."""
    before = columns.experience[i]
    columns.experience[i] = month.lookup.experience[lookup.FAILED, before]
    if not month.lookup.recommends[lookup.FAILED, before]:
        columns.flags[i] &= ~np.uint8(RECOMMENDS)
    if month.lookup.suspends[before]:
        row[n.SUSPENDED] += columns.suspended_until[i] <= month.index
        columns.suspended_until[i] = min(255, month.index + 1 + int(p.suspension_months))


@rule
def learn_success(i, outcome, alone, month, columns):
    """Move experience and habit after filing online, and remember it."""
    before = columns.experience[i]
    columns.experience[i] = month.lookup.experience[outcome, before]
    columns.habit[i] = month.lookup.habit[int(alone), columns.habit[i]]
    recommends = month.lookup.recommends[outcome, before] * np.uint8(RECOMMENDS)
    columns.flags[i] = (columns.flags[i] & ~np.uint8(RECOMMENDS)) | FILED_BEFORE | recommends


@rule
def fade_habit(i, month, columns):
    """Let habit fade with a visit to the office."""
    columns.habit[i] = month.lookup.habit_faded[columns.habit[i]]


@rule
def count_online(i, online, mode, agency, full, month, columns, row, village_row):
    """Count a dossier filed online and, the first time in the year, its citizen as a user.

    ``mode`` is 0 own, 1 assisted, 2 filed by a clerk. Does nothing unless ``online``; it is handed
    in because adding nothing is quicker than a branch that the processor cannot foresee.
    """
    in_full, in_part = online & full, online & (not full)
    row[agency + n.OWN_ONLINE + mode] += online
    village_row[n.V_ONLINE] += online
    row[agency + n.OWN_FULL_PROCESS + mode] += in_full
    village_row[n.V_FULL_PROCESS] += in_full
    row[agency + n.FORMALISTIC] += in_part
    last = columns.last_online[i]
    row[n.FIRST_TIME_USERS] += online & (last == NEVER)
    new_this_year = online & (last <= month.year_start)
    row[n.USERS_OWN + mode] += new_this_year
    village_row[n.V_USERS] += new_this_year
    columns.last_online[i] = month.index + 1 if online else last


@rule
def open_account(i, reached, columns, row, village_row):
    """Open an account on the national portal for who is ``reached``, unless there is one."""
    opens = reached & ((columns.flags[i] & HAS_ACCOUNT) == 0)
    columns.flags[i] |= np.uint8(opens) * np.uint8(HAS_ACCOUNT)
    row[n.ACCOUNTS_OPENED] += opens
    village_row[n.V_ACCOUNTS] += opens


@rule
def count_national(i, national, own, agency, month, account_draw, columns, row, village_row, p):
    """Count an online dossier that goes through the national portal, unless not ``national``.

    A citizen who files it opens an account there; a clerk opens one for the citizen with a certain
    chance.
    """
    row[agency + n.NATIONAL_FILINGS] += national
    village_row[n.V_NATIONAL] += national
    by_clerk = (not own) & (account_draw < p.clerk_account_chance)
    open_account(i, national & (own | by_clerk), columns, row, village_row)
    last = columns.last_portal[i]
    logs_in = national & own
    row[n.PORTAL_USERS] += logs_in & (last <= month.year_start)
    columns.last_portal[i] = month.index + 1 if logs_in else last
