"""How a page speaks: sentences from the table of its language, numbers that link to their rows."""

import csv
import unicodedata
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from sim.answers.page.numbers import Number
from sim.calendar import first_month_of_year, month_index, month_label
from sim.plots import wording
from sim.policies import LEVERS


@cache
def words(lang: str) -> dict[str, str]:
    """Return the sentences of ``lang`` by key, with {names} of what is filled in."""
    with open(Path(__file__).with_name("words.csv"), encoding="utf-8", newline="") as file:
        return {row["key"]: row[lang] for row in csv.DictReader(file)}


class Speech:
    """Says things in one language, "vi" or "en"; raises UsageError for another one."""

    def __init__(self, lang: str):
        wording.check_language(lang)
        self.lang, self.words = lang, words(lang)

    def __call__(self, key: str, **values: object) -> Markup:
        """Return the sentence ``key`` as markup; ``values`` are escaped unless they are markup."""
        return Markup(wording.together(self.words[key])).format(**values)

    def plain(self, key: str, **values: object) -> str:
        """Return the sentence ``key`` as text without markup, for attributes."""
        return unicodedata.normalize("NFC", self(key, **values).striptags())

    def name(self, word: str) -> str:
        """Return the name of a group, place or agency; a province's is the same everywhere."""
        return wording.together(self.words.get(f"name.{word}", str(word)))

    def who(self, group: str) -> str:
        """Return the people of a group, as they stand within a sentence."""
        return wording.together(self.words.get(f"who.{group}", self.name(group)))

    def month(self, label: str) -> str:
        """Return the month "2024-07" in words."""
        return wording.month(label, self.lang)

    def period(self, label: str) -> str:
        """Return the months since January up to ``label``: "2024", "Jan-Jun 2024"."""
        first = month_label(first_month_of_year(month_index(label)))
        return wording.months(first, label, self.lang)

    def when(self, label: str) -> str:
        """Return the same as it stands within a sentence."""
        period = self.period(label)
        return str(self("in_year", year=period)) if period.isdigit() else period

    def opening(self, label: str) -> str:
        """Return the same as it opens a sentence."""
        when = self.when(label)
        return when[:1].upper() + when[1:]

    def lever(self, part: str) -> str:
        """Return the title of a lever ("fee_cut", or "2 fee_cut" for policy 2), else the name."""
        number, _, name = part.rpartition(" ")
        lever = LEVERS.get(name)
        if lever is None:
            return self.name(part)
        title = getattr(lever, f"title_{self.lang}")
        return f"{title} ({number})" if number else title

    def listed(self, parts: list) -> Markup:
        """Return ``parts`` (text or markup) as a list in words."""
        if len(parts) < 2:
            return Markup("").join(parts)
        last = self("and")
        return Markup(", ").join(parts[:-1]) + Markup(f" {last} ") + escape(parts[-1])

    def percent(self, number: Number, decimals: int = 1) -> Markup:
        """Return a percentage that links to its row."""
        return _link(number, wording.percent(number.value, self.lang, decimals))

    def points(self, number: Number, *, signed: bool = True) -> Markup:
        """Return a difference in percentage points, without its unit, linked to its row."""
        return _link(number, self.difference(number.value, signed=signed))

    def difference(self, value: float, *, signed: bool = True) -> str:
        """Return a difference in percentage points, without its unit; small ones are finer."""
        decimals = 2 if abs(value) < 1 else 1
        if signed:
            return wording.signed(value, self.lang, decimals)
        return wording.number(abs(value), self.lang, decimals)

    def count(self, number: Number, *, signed: bool = False) -> Markup:
        """Return a count with three digits at most, linked to its row."""
        text = self.counted(number.value if signed else abs(number.value))
        return _link(number, f"+{text}" if signed and number.value > 0 else text)

    def counted(self, value: float) -> str:
        """Return a count with three digits at most."""
        return wording.count(float(f"{value:.3g}"), self.lang)


def _link(number: Number, text: str) -> Markup:
    return Markup('<a class="n" href="#{}">{}</a>').format(number.anchor, text)
