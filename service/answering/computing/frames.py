"""What a question wants of a line item or relation: its level, its change, its average over years.

The words of the frame are taken off ("by how many percentage points did ... fall"), what is left
is the subject. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ingest.types import Period
from service.measures.tree import Apply, Node, Number, binary, dated


class Frame(StrEnum):
    """What is asked of the subject."""

    LEVEL = "level"
    CHANGE = "change"  # the difference of amounts
    GROWTH = "growth"  # the change in percent
    POINTS = "points"  # the difference of rates
    AVERAGE = "average"  # over several years
    DIFFERENCE = "difference"  # of amounts, without a direction
    TIMES = "times"  # the amount of one period as a multiple of another's
    CAGR = "cagr"  # compound annual growth rate


@dataclass(frozen=True, slots=True)
class Framed:
    """A computation with all its items dated, and the unit of its result."""

    node: Node
    unit: str | None


_NUMBER_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_YEARS = r"(?P<years>\d{1,2}|two|three|four|five|six|seven|ten)[\s-]*(?:fiscal[\s-]*)?(?:years?|yr)"
_AVERAGE = re.compile(
    rf"\b{_YEARS}[\s-]+(?:simple\s+)?(?:average|mean)\b|\baverage\s+(?:annual\s+"
    rf"|yearly\s+)?(?P<rest>.+?)\s+over\s+(?:the\s+)?"
    rf"(?:last\s+|past\s+)?(?:{_YEARS.replace('years>', 'years2>')}|years?|period)\b"
    rf"|\bon\s+average\s+over\b",
    re.IGNORECASE,
)
# Of the periods that a question names; "weighted average" and the like are a line's own name.
_AVERAGED = re.compile(
    r"(?<!weighted )(?<!weighted-)\b(?:average|mean)\b(?!\s+(?:of\s+(?:the\s+)?"
    r"(?:opening|beginning)|shares?|number\s+of\s+(?:ordinary\s+|common\s+)?shares))",
    re.IGNORECASE,
)
_SUMMED = re.compile(
    r"\b(?:combined|altogether|in\s+total|sum|aggregate|cumulative(?:ly)?|together|added)\b"
    r"|合计|合計|总共|總共|加起来|加起來",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\btotal\b", re.IGNORECASE)
_DIFFERENCE = re.compile(r"\bdifferences?\b(?!\s+temporary)", re.IGNORECASE)
_TIMES = re.compile(r"\bratio\b", re.IGNORECASE)
_RANGE = re.compile(
    r"\b(?:from|between|over|during|through(?:out)?)\b|\d\s*(?:[-–—]|\bto\b)\s*(?:FY\s*)?\d|至|到",
    re.IGNORECASE,
)
_CAGR = re.compile(
    rf"\b(?:{_YEARS}[\s-]+)?(?:cagr|compound(?:ed)?\s+annual\s+growth(?:\s+rate)?)\b"
    rf"|复合(?:年)?增长率|複合(?:年)?增長率",
    re.IGNORECASE,
)
MOST_YEARS = 12


def years_averaged(text: str) -> int | None:
    """Over how many years an average is asked; 0: as many as the periods span; None: no average."""
    match = _AVERAGE.search(text)
    return None if match is None else _count(match["years"] or match["years2"])


def years_compounded(text: str) -> int | None:
    """The same of a compound annual growth rate."""
    match = _CAGR.search(text)
    return None if match is None else _count(match["years"])


def over_periods(text: str, count: int) -> Frame | None:
    """What is asked of the `count` periods that a question names together; None: nothing."""
    if count < 2:
        return None
    if _AVERAGED.search(text):
        return Frame.AVERAGE
    if _DIFFERENCE.search(text):
        return Frame.DIFFERENCE
    return Frame.TIMES if count == 2 and _TIMES.search(text) else None


def is_average(text: str) -> bool:
    """Whether a mean is asked for, of something that is not itself a weighted one."""
    return _AVERAGED.search(text) is not None


def is_total(text: str) -> bool:
    """Whether periods may be meant together: "the total of 2018 and 2019", or a "total" line."""
    said = is_summed(text) or _TOTAL.search(text) is not None
    return said and re.search(r"\baverage\b", text, re.I) is None


def is_summed(text: str) -> bool:
    """Whether periods are to be added up, in so many words: "total" may be a line's own name."""
    return _SUMMED.search(text) is not None


def is_range(text: str) -> bool:
    """Whether the periods of a text are the first and the last of those meant."""
    return _RANGE.search(text) is not None


_FRAME_WORDS = re.compile(
    r"\b(?:average|mean|(?:net\s+)?differences?|ratio|combined|altogether|in\s+total|sum|aggregate"
    r"|cumulative(?:ly)?|together|annual(?:ly)?|across|throughout|nominal|absolute"
    r"|(?:(?:for|over)\s+)?(?:the\s+)?\d{1,2}[- ](?:year|quarter|month)\s+period)\b",
    re.IGNORECASE,
)


def without_frame(text: str) -> str:
    """The subject of what is asked of several periods."""
    return " ".join(_FRAME_WORDS.sub(" ", text).split())


def _count(word: str | None) -> int:
    if word is None:
        return 0
    return int(word) if word.isdigit() else _NUMBER_WORDS[word.lower()]


def without_average(text: str) -> str:
    """The subject of an average or a compound rate."""
    rest = _AVERAGE.sub(lambda match: f" {match['rest'] or ''} ", text)
    rest = _CAGR.sub(" ", rest)
    return " ".join(re.sub(r"^\s*(?:what\s+(?:is|was)\s+)?(?:the\s+)?(?:of\b)?", "", rest).split())


def at_level(node: Node, period: Period | None, unit: str | None) -> Framed:
    """The subject itself."""
    return Framed(dated(node, period), unit)


def between(
    node: Node, later: Period, earlier: Period, frame: Frame, unit: str | None, *, falls: bool
) -> Framed:
    """Its change from one period to another. `falls`: a fall was asked for, so that is positive."""
    last, first = dated(node, later), dated(node, earlier)
    difference = binary("-", first, last) if falls else binary("-", last, first)
    if frame is Frame.GROWTH:
        return Framed(binary("/", difference, Apply("abs", (first,))), "percent")
    if frame is Frame.POINTS or unit == "percent":
        return Framed(difference, "percentage_point")
    return Framed(difference, unit)


_PER_AMOUNT = re.compile(
    r"\bper\s+(?P<mark>RMB|HK\$|US\$|USD|HKD|CNY|[$€£¥])\s?(?P<word>thousand|million|billion)\b",
    re.I,
)
_AMOUNTS = {"thousand": 10**3, "million": 10**6, "billion": 10**9}


def per_amount(text: str, node: Node, unit: str | None) -> tuple[Node, str | None]:
    """An intensity for each so much money: "tons per RMB million of revenue"."""
    match = _PER_AMOUNT.search(text)
    if match is None or not isinstance(node, Apply) or node.operator != "/":
        return node, unit
    word = match["word"].lower()
    scaled = binary("*", node, Number(Decimal(_AMOUNTS[word])))
    return scaled, f"per {match['mark']} {word}"


def apart(node: Node, later: Period, earlier: Period, unit: str | None) -> Framed:
    """How far its amounts in two periods lie apart, without a direction."""
    gap = binary("-", dated(node, later), dated(node, earlier))
    return Framed(Apply("abs", (gap,)), "percentage_point" if unit == "percent" else unit)


def multiple(node: Node, periods: Sequence[Period]) -> Framed:
    """Its amount in the period named first, over that in the other."""
    return Framed(binary("/", dated(node, periods[0]), dated(node, periods[1])), "ratio")


def averaged(node: Node, periods: Sequence[Period], unit: str | None) -> Framed:
    """Its mean over periods."""
    return Framed(Apply("avg", tuple(dated(node, period) for period in periods)), unit)


def compounded(node: Node, later: Period, earlier: Period) -> Framed:
    """Its compound annual growth rate between two periods."""
    years = Number(Decimal(max(1, round((later.end - earlier.end).days / 365.25))))
    one = Number(Decimal(1))
    ratio = binary("/", dated(node, later), dated(node, earlier))
    power = ratio if years == one else binary("**", ratio, binary("/", one, years))
    return Framed(binary("-", power, one), "percent")


def periods_meant(text: str, periods: Sequence[Period]) -> tuple[Period, ...]:
    """The periods named, or all from the first to the last of them: "2021 to 2024"."""
    count = years_averaged(text)
    if len(periods) < 2 and count is None:
        return tuple(periods)
    if count is None and not is_range(text):
        return tuple(sorted(periods, key=lambda period: period.end))
    return years_of(periods, count or 0)


def years_of(periods: Sequence[Period], count: int) -> tuple[Period, ...]:
    """The years from the first to the last period named, or so many up to the only one."""
    ordered = sorted(periods, key=lambda period: period.end)
    last = ordered[-1]
    span = round((last.end - ordered[0].end).days / 365.25) + 1
    wanted = count or span
    if len(ordered) > 1 and not count:
        wanted = span
    return tuple(last.shifted(-back) for back in range(min(wanted, MOST_YEARS) - 1, -1, -1))
