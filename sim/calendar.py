"""The model's calendar: months counted from the launch of the national portal (December 2019)."""

FIRST_YEAR, FIRST_MONTH_OF_YEAR = 2019, 12
LAST_MONTH = 132  # 2030-12


def month_index(label: str) -> int:
    """Return the month number of ``label`` ("2024-07" is 55; months before 2019-12 are negative).

    Raises ValueError when ``label`` is not YYYY-MM.
    """
    year_text, _, month_text = label.partition("-")
    if len(year_text) != 4 or len(month_text) != 2:
        raise ValueError(f"{label!r} is not a month of the form YYYY-MM")
    year, month = int(year_text), int(month_text)
    if not 1 <= month <= 12:
        raise ValueError(f"{label!r} has no month between 01 and 12")
    return (year - FIRST_YEAR) * 12 + month - FIRST_MONTH_OF_YEAR


def month_label(index: int) -> str:
    """Return month number ``index`` as "YYYY-MM"."""
    months = FIRST_YEAR * 12 + FIRST_MONTH_OF_YEAR - 1 + index
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def first_month_of_year(index: int) -> int:
    """Return the number of the January of the year of month ``index`` (never before the launch)."""
    return max(0, index - (index + FIRST_MONTH_OF_YEAR - 1) % 12)
