"""The number grammar of table cells: what is printed to what is meant. Pure.

A cell is a number, nil (a dash), not applicable, or words. Digits that do not make a well-formed
number ("23,29", two values in one cell) are never guessed at: they are `Malformed`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ingest.facts.units import CURRENCY_MARK, currency_of, is_unit_note

_MINUS = "-−–—‒﹣－"
_DASH = re.compile(
    rf"^\s*(?:[$€£¥]\s*)?(?:[{_MINUS}_]+|[{_MINUS}]\s*[{_MINUS}]|nil|Nil|NIL|無|无)\s*%?\s*$"
)
_NOT_APPLICABLE = re.compile(
    r"^\s*(?:n\.?\s*[/.]?\s*[am]\.?|not\s+(?:applicable|meaningful|material)|\*+|#+|不適用|不适用)\s*%?\s*$",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"(?:\s*\^\{?[\w,* ]+\}?|\s*[*†‡§⁰¹²³⁴⁵⁶⁷⁸⁹]+|\s+\((?:[a-zA-Z]{1,2}|\d|i{1,3}|iv|vi{0,3})\))+\s*$"
)
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_NUMBER = re.compile(
    rf"""^\s*
    (?P<lead>(?:approximately|approx\.?|about|c\.|~|約|约)\s*)?
    (?P<open>\()?\s*
    (?P<minus>[{_MINUS}+])?\s*
    (?P<mark1>{CURRENCY_MARK})?\s*
    (?P<open2>\()?\s*
    (?P<minus2>[{_MINUS}])?\s*
    (?P<digits>{_DIGITS})\s*
    (?P<close2>\))?\s*
    (?P<unit>%|％|x|X|times|bps?|pts?|ppts?|pp|¢|cents?|倍|(?:[A-Za-z]{{1,12}}(?:[²³23])?))?\s*
    (?P<close>\))?\s*
    (?P<unit2>%|％|CR|Cr|cr|DR)?\s*$""",
    re.VERBOSE,
)
_MONTH_NAME = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*", re.IGNORECASE
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，（）％＋", "0123456789.,()%+")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed, before scale: "(1,234.5)%" is -1234.5 with quantum 0.1, mark "%"."""

    value: Decimal
    quantum: Decimal  # one unit of the last shown digit
    mark: str | None = None  # %, x, bps, or a unit printed in the cell
    currency: str | None = None  # ISO 4217, where the cell shows one
    is_nil: bool = False


@dataclass(frozen=True, slots=True)
class Malformed:
    """Digits that do not make a number."""

    text: str


def read_cell(text: str) -> Printed | Malformed | None:
    """What a cell says. None: words, blank, or not applicable: no number at all."""
    plain = text.translate(_FULL_WIDTH).strip()
    if not plain or _NOT_APPLICABLE.match(plain):
        return None
    if _DASH.match(plain):
        return Printed(Decimal(0), Decimal(1), is_nil=True)
    if not any(char.isdigit() for char in plain) or is_unit_note(plain):
        return None
    match = _NUMBER.match(plain) or _NUMBER.match(_FOOTNOTE.sub("", plain))
    if match is None:
        return Malformed(text) if _is_mostly_digits(plain) else None
    if match["unit"] and _MONTH_NAME.fullmatch(match["unit"]):
        return None  # a day of the year
    opened = bool(match["open"]) + bool(match["open2"])
    closed = bool(match["close"]) + bool(match["close2"])
    if opened != closed and not (opened == 1 and closed == 0):
        return Malformed(text)
    digits = match["digits"].replace(",", "")
    size = Decimal(digits)
    places = len(digits.partition(".")[2])
    negative = bool(opened) != ((match["minus"] or "+") != "+" or bool(match["minus2"])) or match[
        "unit2"
    ] in ("CR", "Cr", "cr")
    return Printed(
        value=-size if negative and size else size,
        quantum=Decimal(1).scaleb(-places),
        mark=_mark(match["unit"], match["unit2"]),
        currency=currency_of(match["mark1"]) if match["mark1"] else None,
    )


def _mark(unit: str | None, after: str | None) -> str | None:
    if after in ("%", "％") or unit in ("%", "％"):
        return "%"
    return unit.lower() if unit else None


def _is_mostly_digits(text: str) -> bool:
    """Two values in a cell are a number misread; a sentence with a number in it is words."""
    letters = sum(char.isalpha() for char in text)
    return letters <= sum(char.isdigit() for char in text)


def is_year(text: str) -> bool:
    """A bare year, as headers print it: 2023, 2023*, FY2023, 2023A."""
    return (
        re.fullmatch(r"\s*(?:FY\s*)?(?:19[5-9]\d|20[0-6]\d)[A-Za-z*†]?\s*(?:\(\w+\))?\s*", text)
        is not None
    )
