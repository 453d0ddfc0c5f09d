"""Access: whether a citizen can reach the internet, and whether anybody can help."""

from sim.compiled import rule


@rule
def has_network(covered, fibre):
    """Return whether there is a network where the citizen lives: mobile coverage or a home line."""
    return covered | fibre


@rule
def is_connected(covered, smartphone, fibre, computer):
    """Return whether the citizen can file alone: smartphone and network, or a computer at home.

    ``computer`` is true for those among the homes with fibre where the citizen uses a computer.
    """
    return (smartphone & has_network(covered, fibre)) | computer


@rule
def helper_skill(family, team_skill, p):
    """Return the digital skill of whoever helps: the family where it can, else the team."""
    return p.family_helper_skill if family else team_skill


@rule
def team_slots(capacity, share_of_village, draw):
    """Return how many citizens the village's digital team can help this month (whole number).

    The fractional part of the capacity becomes one more place with that chance.
    """
    return int(capacity * share_of_village + draw)
