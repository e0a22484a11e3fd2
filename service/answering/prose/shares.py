"""Whether one customer or supplier has more than a share that a question names. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

_RATE = r"(?P<rate>\d+(?:\.\d+)?)\s*(?:%|per\s?cent)"
_ASKED = re.compile(
    r"\b(?P<who>customer|supplier|vendor|client|tenant)s?\b.*?"
    rf"\b(?:more\s+than|over|exceed\w*|at\s+least|above)\s+{_RATE}",
    re.IGNORECASE,
)


def share_passed(question: str, sentence: str) -> bool | None:
    """Whether a sentence gives one of those asked about a share above the one asked for.

    None where the question asks for no such thing, or the sentence gives none of one alone: the
    share of the ten largest together is that of none of them.
    """
    asked = _ASKED.search(question)
    if asked is None:
        return None
    told = re.search(
        rf"\b(?P<how>no|one|single|largest|individual)\s+(?:other\s+|single\s+)?{asked['who']}\b[^.;%]*?{_RATE}",
        sentence,
        re.IGNORECASE,
    )
    if told is None:
        return None
    if told["how"].lower() == "no":
        return None if re.search(r"\bother\b", told.group(), re.IGNORECASE) else False
    return Decimal(told["rate"]) > Decimal(asked["rate"])
