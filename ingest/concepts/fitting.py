"""Whether a fact can be of a concept at all: its unit, its period, its column. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ingest.concepts.catalogue import Concept
from ingest.concepts.words import lowered, simplified
from ingest.types import Fact

_UNITS = {
    "shares": {"shares"},
    "percent": {"percent"},
    "rate": {"percent", "ratio"},
    "persons": {"persons", "employees"},
    "hours": {"hours"},
    "days": {"days"},
    "mass": {"tons", "kg"},
    "energy": {"MWh", "kWh", "GWh", "GJ", "TJ"},
    "volume": {"m3", "litres", "tons"},
}
_BY_NATURE_UNITED = frozenset({"percent", "mass", "energy", "volume"})  # bare numbers are not these
_NOT_COUNTS = frozenset({"percent", "ratio", "days", "hours", "percentage_point"})
_NEUTRAL = re.compile(
    r"(?:(?:the )?group|consolidated|(?:grand |group |company )?total(?: group"
    r"| consolidated| company)?"
    r"|amounts?|actual|as reported|reported|(?:un)?audited|(?:as )?restated|current (?:year|period)"
    r"|prior (?:year|period)|years?|periods?|three months|six months|nine months|twelve months"
    r"|(?:fiscal|financial) years?|quarters?|carrying (?:amounts?|values?)|notes?|total amount"
    r"|本集团|集团|合计|总计|金额|经审[核计]|未经审[核计]|[经重]列|综合|合并"
    r"|账面[价]?值|本[年期]|上[年期]"
    r"|人民币.{0,4}|千元|ended|december 31|as (?:at|of)|at|\W*)",
)
_CURRENCY = re.compile(r"[A-Z]{3}")
_TOTAL_EQUITY = re.compile(
    r"(?:total )?(?:(?:shareholders|stockholders|owners)['’]? )?(?:equity|deficit)|total"
    r"|权益总额|总权益|总计|合计|权益合计"
)


def fits(concept: Concept, fact: Fact, *, strictly: bool) -> bool:
    """Whether unit and period of `fact` are of the concept's kind.

    Args:
        concept: The concept that its label means.
        fact: The fact.
        strictly: Hold the period too: outside the primary statements a label's own period tells
            a balance from a movement.
    """
    return fits_unit(concept.unit, fact) and (not strictly or fits_period(concept, fact))


def fits_unit(kind: str, fact: Fact) -> bool:
    """Whether a fact's unit is of this kind; an unstated unit is, where bare numbers are usual."""
    unit = fact.unit
    if kind == "any":
        return True
    if kind == "money":
        return unit is None or _CURRENCY.fullmatch(unit) is not None
    if kind == "per_share":
        if unit is None or unit.endswith("/share"):
            return True
        return _CURRENCY.fullmatch(unit) is not None and fact.quantum < 1 and fact.scale == 1
    if kind == "count":
        return unit is None or (not _CURRENCY.fullmatch(unit) and unit not in _NOT_COUNTS)
    if unit is None:
        return kind not in _BY_NATURE_UNITED
    return unit in _UNITS[kind]


def fits_period(concept: Concept, fact: Fact) -> bool:
    """Whether the period is an instant or a duration as the concept wants it; unknown fits."""
    if concept.period == "any" or fact.period is None:
        return True
    return fact.period.is_instant == (concept.period == "instant")


def is_neutral(labels: Iterable[str]) -> bool:
    """Whether a column's words name no segment, member or class of it."""
    return all(_NEUTRAL.fullmatch(_folded(label)) for label in labels)


def names_total_equity(labels: Iterable[str]) -> bool:
    """Whether a column of a statement of changes in equity is its total."""
    kept = [
        low for label in labels if not _NEUTRAL.fullmatch(low := _folded(label)) or "tot" in low
    ]
    return bool(kept) and all(_TOTAL_EQUITY.fullmatch(low) for low in kept)


def _folded(label: str) -> str:
    return simplified(" ".join(lowered(label).split())).strip(" :()（）")


def agrees(one: Fact, other: Fact) -> bool:
    """Whether two facts print one value, within the rounding that each shows; signs apart."""
    slack = (max(one.quantum, other.quantum) * Decimal("1.01")) / 2
    return abs(abs(one.value) - abs(other.value)) <= slack


def is_misprint(one: Fact, other: Fact) -> bool:
    """Whether two values of one precision differ in a single digit: one of them misread."""
    if one.quantum != other.quantum or not one.quantum:
        return False
    first, second = (str(abs(int(fact.value / fact.quantum))) for fact in (one, other))
    return (
        len(first) == len(second) >= 4
        and sum(a != b for a, b in zip(first, second, strict=True)) == 1
    )
