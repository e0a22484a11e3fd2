"""Measures that are changes by what they are: comparable sales, organic growth. Pure."""

from __future__ import annotations

import re

_ITSELF = re.compile(
    r"\b(?:(?:comparable|like[- ]for[- ]like|same[- ](?:store|restaurant|property))"
    r"(?:[- ](?:store|restaurant|property))?\s+(?:\w+\s+)?(?:sales|revenues?|noi)"
    r"|organic(?:\s+\w+){0,3}\s+(?:growth|sales|revenues?))\b",
    re.IGNORECASE,
)


def is_change_itself(text: str) -> bool:
    """Whether what is named is a change by itself: comparable sales of -6% did not change by -6%.

    It is looked up as printed, and never set against its own figure of the year before.
    """
    return _ITSELF.search(text) is not None
