"""How the pictures say numbers, months and measures in Vietnamese and in English.

Vietnamese writes a decimal comma and groups thousands with dots: 1,78 % and 16,4 triệu.
"""

import unicodedata

from sim.errors import UsageError

LANGUAGES = ("vi", "en")

_NBSP = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_COMPOUNDS = (
    "dịch vụ công",
    "trực tuyến",
    "toàn trình",
    "địa phương",
    "bộ, ngành",
    "trưởng thành",
    "mô phỏng",
    "công bố",
    "mục tiêu",
    "tài khoản",
    "hồ sơ",
    "khác biệt",
)
_SCALES = {  # from where a word is used, what it stands for, the word
    "vi": ((1e9, 1e9, "tỷ"), (1e6, 1e6, "triệu"), (1e4, 1e3, "nghìn")),
    "en": ((1e9, 1e9, "billion"), (1e6, 1e6, "million")),
}
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
_MONTHS_EN += ("Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def check_language(lang: str) -> None:
    """Raise UsageError unless ``lang`` is a language of the pictures."""
    if lang not in LANGUAGES:
        raise UsageError(f'unknown language "{lang}"; expected one of {", ".join(LANGUAGES)}')


def say(lang: str, vi: str, en: str) -> str:
    """Return the wording of ``lang``, in Unicode NFC; Vietnamese compounds stay on one line."""
    return together(vi if lang == "vi" else en)


def together(text: str) -> str:
    """Return ``text`` in NFC with no-break spaces inside Vietnamese compounds."""
    text = unicodedata.normalize("NFC", text)
    for compound in _COMPOUNDS:
        text = text.replace(compound, compound.replace(" ", _NBSP))
    return text


def bracketed(word: str, number_text: str) -> str:
    """Return " (word number)", which does not break within."""
    return f" ({word}{_NBSP}{number_text})"


def number(value: float, lang: str, decimals: int = 1) -> str:
    """Return ``value`` with ``decimals`` digits after the mark: 1234.5 is "1.234,5" in vi."""
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    if lang == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    return text.replace("-", _MINUS)


def signed(value: float, lang: str, decimals: int = 1) -> str:
    """Return ``value`` with its sign; what rounds to zero has none."""
    text = number(value, lang, decimals)
    rounds_up = round(value, decimals) > 0
    return f"+{text}" if rounds_up else text


def percent(value: float, lang: str, decimals: int = 1) -> str:
    """Return a percentage, the sign set off by a no-break space."""
    return f"{number(value, lang, decimals)}{_NBSP}%"


def percent_as_reported(value: float, lang: str) -> str:
    """Return a percentage with as many digits as it was reported with (1.78, 42)."""
    digits = f"{value:.6g}"
    return percent(value, lang, len(digits.partition(".")[2]))


def count(value: float, lang: str) -> str:
    """Return a count with three digits at most: 16400000 is "16,4 triệu" or "16.4 million"."""
    rounded = float(f"{value:.3g}")
    for smallest, scale, word in _SCALES[lang]:
        if abs(rounded) >= smallest:
            scaled = rounded / scale
            decimals = len(f"{scaled:.6g}".partition(".")[2])
            return f"{number(scaled, lang, decimals)}{_NBSP}{word}"
    return number(value, lang, 0)


def month(label: str, lang: str) -> str:
    """Return the month "2024-07" as "7/2024" or "Jul 2024"."""
    year, _, number_text = label.partition("-")
    if lang == "vi":
        return f"{int(number_text)}/{year}"
    return f"{_MONTHS_EN[int(number_text) - 1]}{_NBSP}{year}"


def months(first: str, last: str, lang: str) -> str:
    """Return a period, shortened where it is a whole year or lies within one."""
    same_year = first[:4] == last[:4]
    if same_year and first[5:] == "01" and last[5:] == "12":
        return first[:4]
    if first == last:
        return month(first, lang)
    dash = "\N{EN DASH}"
    if same_year and lang == "vi":
        return f"tháng{_NBSP}{int(first[5:])}{dash}{int(last[5:])}/{last[:4]}"
    if same_year:
        return f"{month(first, lang)[:3]}{dash}{month(last, lang)}"
    return f"{month(first, lang)}{_NBSP}{dash}{_NBSP}{month(last, lang)}"


def listed(names: list[str], lang: str) -> str:
    """Return ``names`` as a list in words."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {say(lang, 'và', 'and')} {names[-1]}"
