"""Values that are words: names from a list, texts for people, identifiers."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from sim.errors import nearest
from sim.scenario.items import Plain
from sim.scenario.numbers import parse
from sim.scenario.values import Kind, refusal, shown

MOST_TEXT = 2000
_NOT_TEXT = re.compile(r"|~|null|true|false|yes|no|on|off|y|n", re.IGNORECASE)


@dataclass(frozen=True)
class Name(Kind):
    """One of a list of names: ``one`` and ``many`` say what they name.

    ``also`` maps other spellings to the name that was meant, ``described`` names to meanings.
    """

    one: str
    many: str
    listed: Callable[[], Iterable[str]]
    also: Callable[[], dict[str, str]] = dict
    described: Callable[[], dict[str, str]] = dict

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(self.listed())

    def read(self, value) -> str:
        text = unicodedata.normalize("NFC", value) if isinstance(value, str) else ""
        if text not in self.names:
            also = self.also()
            near = nearest(text, [*self.names, *also]) if text else None
            found = f'unknown {self.one} "{shown(Plain(text))}"' if text else shown(value)
            about = "name" if text else "value"
            raise refusal(found, self.expected, also.get(near, near), about=about)
        return str(text)

    @property
    def expected(self) -> str:
        if len(self.names) <= 8:
            return "one of " + ", ".join(self.names)
        return f"one of the {len(self.names)} {self.many}"

    def schema(self) -> dict:
        described = self.described()
        told = {"enumDescriptions": [described[name] for name in self.names]} if described else {}
        return {"type": "string", "enum": list(self.names)} | told  # told is for VS Code


@dataclass(frozen=True)
class Words(Kind):
    """A short text for people; runs of blanks and line breaks become one space."""

    def read(self, value) -> str:
        if not isinstance(value, str):
            raise refusal(shown(value), "text")
        if isinstance(value, Plain) and (_NOT_TEXT.fullmatch(value) or parse(value) is not None):
            raise refusal(shown(value), "text", meant=f'"{value}"' if value else None)
        text = unicodedata.normalize("NFC", " ".join(value.split()))
        if not text or len(text) > MOST_TEXT:
            raise refusal(shown(value), f"text of 1 to {MOST_TEXT} characters")
        if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
            raise refusal("text with a control character", "printable text")
        return text

    def schema(self) -> dict:
        return {"type": "string", "minLength": 1, "maxLength": MOST_TEXT}


@dataclass(frozen=True)
class Identifier(Kind):
    """A name for files and folders: small letters and digits in words joined by hyphens."""

    pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"

    def read(self, value) -> str:
        text = value if isinstance(value, str) else ""
        if len(text) > 60 or not re.fullmatch(self.pattern[1:-1], text):
            expected = "up to 60 small letters, digits and single hyphens, as in digital-teams"
            raise refusal(shown(value), expected, meant=self._meant(text))
        return str(text)

    def _meant(self, text: str) -> str | None:
        folded = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
        plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
        return "-".join(re.findall("[a-z0-9]+", plain))[:60].strip("-") or None

    def schema(self) -> dict:
        return {"type": "string", "pattern": self.pattern, "maxLength": 60}


def reads_as_text(text: str) -> bool:
    """Return whether ``text`` needs no quotes: every reader of YAML takes it for that text."""
    if _NOT_TEXT.fullmatch(text) or not re.fullmatch(r"[\w+ -]+", text):
        return False
    return text[0].isalpha() or re.fullmatch(r"\d{4}-\d{2}|\d{2}(-\d{2}|\+)", text) is not None
