"""Line items that a question gives for a measure: "using net income and dividends". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.types import Period
from service.answering.understanding.cleaning import clean
from service.measures.expressions import split_list
from service.measures.tree import Item
from service.terms import terms

DAYS = "days"  # in a definition: the length of the period

_GIVEN = re.compile(
    r"\W+\(?(?:(?:calculated|computed|estimated)\s+from|(?:(?:calculated|computed|estimated)\s+)?"
    r"(?:using|based\s+on|on\s+the\s+basis\s+of|on(?=\s+(?:the\s+)?(?:average|opening|closing)\b)))\s+(?P<list>[^()]+)\)?\W*$",
    re.IGNORECASE,
)


# "Net cash from operating activities" is a line; "estimate the days from payables" is not.
_WORK_OUT = re.compile(r"^\W*(?:estimate|calculate|compute|work\s+out|derive|determine)\b", re.I)
_FROM = re.compile(r"\W+from\s+(?P<list>[^()]+)\W*$", re.I)
_GIVEN_ASIDE = re.compile(
    r"\((?:calculated\s+|computed\s+)?(?:from|using|based\s+on)\s+(?P<list>[^()]+)\)", re.IGNORECASE
)


def operands_given(text: str) -> tuple[str, tuple[str, ...]]:
    """The question without "using net income and cash dividends paid", and the lines it names."""
    match = _GIVEN_ASIDE.search(text) or _GIVEN.search(text)
    if match is None and _WORK_OUT.match(text):
        match = _FROM.search(text)
    if match is None or len(match["list"].split()) > 25:
        return text, ()
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return rest, tuple(clean(part) for part in split_list(match["list"]))


def as_given(item: Item, given: Sequence[str]) -> Item:
    """The line that the question names for an operand, where one is about the same thing."""
    if item.phrase == DAYS:
        return item
    own = set(terms(item.phrase))
    alike = [(len(own & set(terms(phrase))), phrase) for phrase in given]
    most, phrase = max(alike, default=(0, ""))
    if most == 0 or 2 * most < len(own):
        return item
    phrase = _AVERAGE_OF.sub("", phrase)
    if _COUNTED.match(item.phrase) and not _COUNTED.match(phrase):
        phrase = f"number of {_YEAR_END.sub('', phrase)}"  # "the year-end workforce" is counted
    return replace(item, phrase=phrase)


_COUNTED = re.compile(r"number\s+of\b", re.IGNORECASE)
_YEAR_END = re.compile(r"^(?:the\s+)?(?:(?:year|period)[- ]end|closing)\s+", re.IGNORECASE)


_AVERAGE_OF = re.compile(r"^(?:the\s+)?average\s+(?:of\s+)?", re.IGNORECASE)


_DIVIDEND = re.compile(
    r"\b(?:(?:implied|given|represented|meant)\s+by|of|for|on|with|from)\s+(?:the\s+)?(?:(?:FY\s?)?\d{4}\s+)?(?:proposed\s+"
    r"|declared\s+|recommended\s+)?(?P<kind>interim|final|special)\s+(?:cash\s+)?dividends?\b"
    r"(?:\s+(?:proposed|declared|recommended))?",
    re.IGNORECASE,
)


def of_dividend(text: str) -> tuple[str, str]:
    """The question without the dividend that a payout is asked of, and that dividend."""
    match = _DIVIDEND.search(text)
    if match is None:
        return text, ""
    return f"{text[: match.start()]} {text[match.end() :]}", f"{match['kind'].lower()} dividend"


def of_interim(text: str, periods: tuple[Period, ...], own: Sequence[Period]) -> tuple[Period, ...]:
    """An interim dividend named by its year is of the half that the filing reports on."""
    if len(periods) != 1 or not own or not of_dividend(text)[1].startswith("interim"):
        return periods
    is_of_year = own[0].end.year == periods[0].end.year and own[0].months < periods[0].months
    return tuple(own[:1]) if is_of_year else periods


def declared(item: Item, dividend: str) -> Item:
    """What is declared, in the place of what was paid."""
    return replace(item, phrase=dividend) if item.phrase == "dividends paid" else item


_OWNERS = re.compile(
    r"[\s,(]*(?:(?:for|to)\s+(?:the\s+)?)?\b(?:attributable|belonging)\s+to\s+(?:the\s+|its\s+)?"
    r"(?:(?:ordinary\s+)?(?:share|stock|equity\s+)holders|owners|members|equity\s+holders|parent)"
    r"(?:\s+of\s+the\s+(?:company|parent|bank))?\)?",
    re.IGNORECASE,
)
_TO_OWNERS = {
    "net profit": "profit attributable to owners of the company",
    "profit": "profit attributable to owners of the company",
    "total equity": "equity attributable to owners of the company",
    "equity": "equity attributable to owners of the company",
}


def without_owners(text: str) -> tuple[str, bool]:
    """The question without "attributable to shareholders", and whether it said so."""
    rest, count = _OWNERS.subn(" ", text)
    return rest, count > 0


def of_owners(item: Item) -> Item:
    """What belongs to the owners of the parent of a result or of equity."""
    known = _TO_OWNERS.get(item.phrase.lower())
    return item if known is None else replace(item, phrase=known)
