"""Analysts' shorthand written out: "avg discount rate", "fees as pct of income". Pure."""

from __future__ import annotations

import re

_SHORT: tuple[tuple[str, str], ...] = (
    (r"\bpct\.?\s+p(?:oin)?ts?\b|\bppts?\b", "percentage points"),
    (r"\bpct\b\.?", "%"),
    (r"\bw(?:eigh)?td\.?[\s-]+(?:avg|average)\b\.?", "weighted average"),
    (r"\bavg\b\.?", "average"),
    (r"\bstock[\s-]+(?:based\s+)?comp\b\.?", "stock-based compensation"),
    (r"\bshare[\s-]+(?:based\s+)?comp\b\.?", "share-based compensation"),
    (r"\bcomps?\.?[\s-]+sales\b", "comparable sales"),
    (r"\bF&B\b", "food and beverage"),
    (r"\badj\.?\s+(?=[A-Za-z])", "adjusted "),
    (r"\bmgmt\b", "management"),
    (r"\bw/o\b", "without"),
)
_PATTERNS = tuple((re.compile(short, re.IGNORECASE), long) for short, long in _SHORT)


def spelled_out(text: str) -> str:
    """The text with the shorthand that it is written in, written out."""
    for short, long in _PATTERNS:
        text = short.sub(long, text)
    return text
