"""Fibre to the home."""

from sim.policies.lever import PLACES, Lever, closes_gap

LEVER = Lever(
    name="broadband",
    title_vi="Cáp quang tới hộ gia đình",
    title_en="Fibre to the home",
    meaning_vi="Tỷ lệ hộ chưa có cáp quang được nối cáp quang",
    meaning_en="Share of the homes without fibre that get it",
    acts_on=("fibre",),
    where=PLACES,
    apply=closes_gap("fibre", by_age=True),
)
