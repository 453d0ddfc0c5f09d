"""What the actors of a village may draw in a month, drawn for all of them ahead.

Most of these draws are needed for most dossiers, and the compiler makes eight at once; those that
few need (``again``, which contacts far away) are drawn where they are needed.
"""

import numpy as np

from sim import draws
from sim.behaviour.influence import rewired_ties
from sim.compiled import rule

# Rows of the array of draws; each pair comes from one word of random bits.
(
    AGENCY,
    OFFER,
    CHOICE,
    ROUTE,
    ATTEMPT,
    FORMALITY,
    CLERK,
    CLERK_ACCOUNT,
    SMARTPHONE_RANK,
    FIBRE_RANK,
    IDENTITY_RANK,
    FAMILY_RANK,
) = ROWS = range(12)


@rule
def draw_ahead(actors, count, citizen, keys, rewired_share, drawn, rewired):
    """Fill ``drawn`` (float64[12, room]) and ``rewired`` (uint64[room], a bit for each tie).

    Done for the first ``count`` of ``actors``: places in a village whose first citizen has the
    lasting number ``citizen``. Whole blocks of eight are filled, so that there must be room, and
    any number, for up to seven more.
    """
    words = keys.errand, keys.choice, keys.attempt, keys.clerk, keys.devices, keys.support
    blocks = (count + 7) // 8 * 8
    for pair in range(len(words)):
        high, low = drawn[2 * pair], drawn[2 * pair + 1]
        draws.halves_of_many(words[pair], citizen, actors, blocks, high, low)
    for number in range(np.uint64(blocks)):
        word = draws.bits(keys.ties, np.uint64(citizen) + np.uint64(actors[number]))
        rewired[number] = rewired_ties(word, rewired_share)
