"""What the values of a scenario may be: numbers in a range, months, true or false.

Each kind reads a value (an unquoted scalar of a file, or an ordinary Python value) and describes
itself as JSON Schema, so that the reader and the editors' schema cannot disagree. A refusal is a
``PydanticCustomError`` whose context holds what was found and what was expected, the nearest
valid name, and for numbers the one that was probably meant.
"""

import math
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass

from pydantic_core import PydanticCustomError, core_schema

from sim.calendar import LAST_MONTH, month_index, month_label
from sim.scenario.items import Plain
from sim.scenario.numbers import meant, parse, written


def refusal(
    found: str,
    expected: str,
    near: str | None = None,
    meant: str | None = None,
    about: str = "value",
) -> PydanticCustomError:
    """Return the error that ``findings`` turns into a message with file, line and column.

    ``about`` is "value" (the message then names the key), "name" (``found`` says all) or "key"
    (the same, and the key's place is shown, not the value's).
    """
    context = {"found": found, "expected": expected, "nearest": near, "meant": meant}
    return PydanticCustomError("dvctt", "{found}; expected {expected}", context | {"about": about})


def shown(value) -> str:
    """Return ``value`` as messages show it: short, on one line, and printable anywhere."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str) and not value.strip():
        return "nothing"
    if isinstance(value, float) and math.isfinite(value):
        return written(value)
    if isinstance(value, int) and abs(value) > 10**40:
        return "a huge number"
    text = str(value) if isinstance(value, Plain) or not isinstance(value, str) else f'"{value}"'
    text = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)
    return text if len(text) <= 60 else text[:57] + "..."


class Kind(ABC):
    """A kind of value."""

    @abstractmethod
    def read(self, value):
        """Return ``value`` checked and converted; raises a ``refusal``."""

    @abstractmethod
    def schema(self) -> dict:
        """Return the JSON Schema of the values accepted."""

    def __get_pydantic_core_schema__(self, source, handler):
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema, handler):
        return self.schema()


@dataclass(frozen=True)
class Number(Kind):
    """A number from ``low`` to ``high``; ``share`` says that 80 % is written 0.8."""

    low: float
    high: float
    whole: bool = False
    share: bool = False
    unit: str = ""

    def read(self, value) -> float | int:
        number = parse(value) if isinstance(value, Plain) else value
        usable = isinstance(number, int if self.whole else int | float)  # 300.000 is no 300
        if isinstance(number, bool) or not usable or not self._fits(number):
            text = value if isinstance(value, str) else shown(value)
            suggestion = meant(text, self._fits, whole=self.whole, share=self.share)
            raise refusal(shown(value), self.expected, meant=suggestion)
        return int(number) if self.whole else float(number)

    def _fits(self, number: float) -> bool:
        fitting = self.low <= number <= self.high  # which no infinity and no NaN is
        return fitting and (not self.whole or number == int(number))

    @property
    def expected(self) -> str:
        noun = "a whole number" if self.whole else "a number"
        unit = f" ({self.unit})" if self.unit else ""
        return f"{noun} from {written(self.low)} to {written(self.high)}{unit}"

    def schema(self) -> dict:
        kind = "integer" if self.whole else "number"
        return {"type": kind, "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no, written true or false."""

    def read(self, value) -> bool:
        if isinstance(value, bool):
            return value
        word = str(value).casefold() if isinstance(value, str) else ""
        if isinstance(value, Plain) and word in ("true", "false"):
            return word == "true"
        meaning = {"true": "true", "yes": "true", "on": "true", "có": "true", "1": "true"}
        meaning |= {"false": "false", "no": "false", "off": "false", "không": "false"}
        raise refusal(shown(value), "true or false", meant=meaning.get(word))

    def schema(self) -> dict:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Month(Kind):
    """A month of the model's calendar, written YYYY-MM."""

    def read(self, value) -> str:
        text = value if isinstance(value, str) else ""
        try:
            inside = 0 <= month_index(text) <= LAST_MONTH
        except ValueError:
            inside = False
        if not inside or not text.isascii():
            first, last = month_label(0), month_label(LAST_MONTH)
            expected = f"a month from {first} to {last}, written YYYY-MM"
            raise refusal(shown(value), expected, meant=self._meant(text))
        return str(text)

    def _meant(self, text: str) -> str | None:
        """Return the month in 2025-1, 2025/01, 01/2025, 1-2025 or 2025-01-31, if it is one."""
        parts = re.fullmatch(r"(\d{4})[-/.](\d{1,2})([-/.]\d{1,2})?", text.strip())
        if parts:
            year, month = parts[1], parts[2]
        elif parts := re.fullmatch(r"(\d{1,2}[-/.])?(\d{1,2})[-/.](\d{4})", text.strip()):
            year, month = parts[3], parts[2]
        else:
            return None
        label = f"{int(year):04d}-{int(month):02d}"
        in_calendar = 1 <= int(month) <= 12 and 0 <= month_index(label) <= LAST_MONTH
        return label if in_calendar else None

    def schema(self) -> dict:
        pattern = "^(2019-12|202[0-9]-(0[1-9]|1[0-2])|2030-(0[1-9]|1[0-2]))$"
        return {"type": "string", "pattern": pattern, "examples": ["2025-01"]}
