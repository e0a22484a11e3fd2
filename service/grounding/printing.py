"""Facts and periods as people write them, for reasons and expected values."""

from __future__ import annotations

import re
from decimal import Decimal

from ingest.facts import describe
from ingest.types import Fact, Period

_SCALES = {
    Decimal(1000): " thousand", Decimal(10**4): " ten thousand", Decimal(10**6): " million",
    Decimal(10**8): " hundred million", Decimal(10**9): " billion",
}  # fmt: skip
_CENT = Decimal("0.01")
_MARK = re.compile(r"^(?:RMB|HK|US|[$€£¥\s])+|\s*(?:cents?|¢)$", re.IGNORECASE)  # as printed
_MARKS = {"CNY": "RMB", "HKD": "HK$", "USD": "US$", "EUR": "€", "GBP": "£"}


def print_fact(fact: Fact) -> str:
    """A fact's cell with its unit and scale: RMB571,704 thousand, 33.6%, HK13.20 cents."""
    text = fact.text.strip()
    if fact.unit == "percent":
        return text if "%" in text else f"{text}%"
    scale = _SCALES.get(fact.scale, "")
    if fact.unit is None:
        return text + scale
    currency, _, per = fact.unit.partition("/")
    if len(currency) == 3 and currency.isupper():
        mark = _MARKS.get(currency, f"{currency} ")
        bare = _MARK.sub("", text)
        if fact.scale == _CENT:
            mark, scale = mark.rstrip("$"), " cents"
        return f"{mark}{bare}{scale}" + (f" per {per}" if per else "")
    return f"{text}{scale} {fact.unit}"


def digits_of(text: str) -> str:
    """A figure's digits alone, as printed: marks, commas and brackets left out."""
    return re.sub(r"[^\d.]", "", text).strip(".")


def print_period(period: Period | None) -> str:
    """A period in short, or nothing."""
    return describe(period) if period is not None else ""
