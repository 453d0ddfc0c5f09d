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
def count_online(i, mode, agency, full, month, columns, row, village_row):
    """Count a dossier filed online and, the first time in the year, its citizen as a user.

    ``mode`` is 0 own, 1 assisted, 2 filed by a clerk.
    """
    row[agency + n.OWN_ONLINE + mode] += 1
    village_row[n.V_ONLINE] += 1
    if full:
        row[agency + n.OWN_FULL_PROCESS + mode] += 1
        village_row[n.V_FULL_PROCESS] += 1
    else:
        row[agency + n.FORMALISTIC] += 1
    last = columns.last_online[i]
    if last == NEVER:
        row[n.FIRST_TIME_USERS] += 1
    if last <= month.year_start:
        row[n.USERS_OWN + mode] += 1
        village_row[n.V_USERS] += 1
    columns.last_online[i] = month.index + 1


@rule
def open_account(i, columns, row, village_row):
    """Open an account on the national portal unless there is one."""
    if not columns.flags[i] & HAS_ACCOUNT:
        columns.flags[i] |= HAS_ACCOUNT
        row[n.ACCOUNTS_OPENED] += 1
        village_row[n.V_ACCOUNTS] += 1


@rule
def count_national(i, own, agency, month, account_draw, columns, row, village_row, p):
    """Count an online dossier that goes through the national portal.

    A citizen who files it opens an account there; a clerk opens one for the citizen with a certain
    chance.
    """
    row[agency + n.NATIONAL_FILINGS] += 1
    village_row[n.V_NATIONAL] += 1
    if own:
        open_account(i, columns, row, village_row)
        row[n.PORTAL_USERS] += columns.last_portal[i] <= month.year_start
        columns.last_portal[i] = month.index + 1
    elif account_draw < p.clerk_account_chance:
        open_account(i, columns, row, village_row)
