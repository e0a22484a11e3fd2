"""The number grammar of table cells: what is printed to what is meant. Pure.

A cell is a number, nil (a dash), not applicable, or words. Digits that do not make a well-formed
number ("23,29", two values in one cell) are never guessed at: they are `Malformed`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ingest.facts.units import CURRENCY_MARK, currency_of, is_unit_note, without_unit_marks

_MINUS = "-−–—‒﹣－"
_DASH = re.compile(
    rf"^\s*(?:[$€£¥]\s*)?(?:[{_MINUS}_]+|[{_MINUS}]\s*[{_MINUS}]|nil|Nil|NIL|無|无)\s*%?"
    r"(?:\s+\((?:[a-z]{1,2}|\d{1,2})\))?\s*$"
)
_NOT_APPLICABLE = re.compile(
    r"^\s*(?:n\.?\s*[/.]?\s*[am]\.?|not\s+(?:applicable|meaningful|material)|\*+|#+|不適用|不适用)\s*%?\s*$",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"(?: ?\^\{?[\w,* ]+\}?| ?[*†‡§⁰¹²³⁴⁵⁶⁷⁸⁹]"
    r"| ?\((?:[a-zA-Z]{1,2}|\d{1,2}(?:, ?\d{1,2})*|i{1,3}|iv|vi{0,3})\))+$"
)
LONGEST_NUMBER = 60  # characters; a longer cell holds several, or words
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_NUMBER = re.compile(  # over text whose white space is single blanks
    rf"""^
    (?P<lead>(?:approximately|approx\.?|about|c\.|~|約|约)[ ]?)?
    (?P<open>\()?[ ]?
    (?P<minus>[{_MINUS}+])?[ ]?
    (?P<mark1>{CURRENCY_MARK})?[ ]?
    (?P<open2>\()?[ ]?
    (?P<minus2>[{_MINUS}])?[ ]?
    (?P<digits>{_DIGITS})[ ]?
    (?P<close2>\))?[ ]?
    (?P<unit>%|％|x|X|times|bps?|pts?|ppts?|pp|¢|cents?|倍
      |(?!(?:CR|Cr|cr|DR)\b)(?:[A-Za-z]{{1,12}}(?:[²³23])?))?[ ]?
    (?P<close>\))?[ ]?
    (?P<unit2>%|％|CR|Cr|cr|DR)?$""",
    re.VERBOSE,
)
_MONTH_NAME = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*", re.IGNORECASE
)
_MONTH_WORD = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DATE_PART = re.compile(
    rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH_WORD}(?![a-z])"
    rf"|{_MONTH_WORD} ?\d{{1,2}}(?:st|nd|rd|th)?(?!\d)"
    r"|(?<!\d)(?:19[5-9]\d|20[0-6]\d)(?!\d)|\d{1,2} ?[月日号號]"
    r"|(?<!\d)\d{1,2}/\d{1,2}/(?=\d{4}(?!\d))"
    r"|^['’]?\d\d ?(?:(?:vs?\.?|versus|over) |/)['’]?\d\d$",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
MOST_READ = 2000  # characters of a cell that are looked at to tell words from digits
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
    plain = " ".join(text.translate(_FULL_WIDTH).split())
    if not plain or _NOT_APPLICABLE.match(plain):
        return None
    if _DASH.match(plain):
        mark = "%" if "%" in plain else None
        return Printed(Decimal(0), Decimal(1), mark, currency_of(plain), is_nil=True)
    if not any(char.isdigit() for char in plain) or ("000" in plain and is_unit_note(plain)):
        return None
    match = _match_number(plain)
    if match is None:
        is_words = not _is_mostly_digits(plain) or _is_date(plain)
        return None if is_words else Malformed(text)
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


def _match_number(plain: str) -> re.Match[str] | None:
    if len(plain) > LONGEST_NUMBER:
        return None
    return _NUMBER.match(plain) or _NUMBER.match(_FOOTNOTE.sub("", plain))


def _is_date(plain: str) -> bool:
    """Dates and years and nothing else in digits: a header's "30 June 2025", "2023 vs. 2022"."""
    if len(plain) > 3 * LONGEST_NUMBER or re.search(r"\d\.\d", plain):
        return False
    return not any(char.isdigit() for char in _DATE_PART.sub(" ", _FOOTNOTE.sub("", plain)))


def _mark(unit: str | None, after: str | None) -> str | None:
    if after in ("%", "％") or unit in ("%", "％"):
        return "%"
    return unit.lower() if unit else None


def _is_mostly_digits(text: str) -> bool:
    """Two values in a cell are a number misread; words with a number among them are words."""
    bare = without_unit_marks(_TAG.sub("", text[:MOST_READ]))
    if not re.search(r"\d,\d{3}", bare) and len(re.findall(r"[A-Za-z]{2,}", bare)) >= 2:
        return False
    letters = sum(char.isalpha() for char in bare)
    return letters <= sum(char.isdigit() for char in bare)


def is_year(text: str) -> bool:
    """A bare year, as headers print it: 2023, 2023*, FY2023, 2023A."""
    return (
        re.fullmatch(r"\s*(?:FY\s*)?(?:19[5-9]\d|20[0-6]\d)[A-Za-z*†]?\s*(?:\(\w+\))?\s*", text)
        is not None
    )
