"""What a company has the better for having less of. Pure."""

from __future__ import annotations

import re

_BURDEN = re.compile(
    r"\b(?:debt|gearing|leverage|liabilit\w+|loss(?:es)?|costs?|expenses?|tax|collection|dso|dio"
    r"|days\s+(?:of\s+)?(?:sales|inventory)|cash\s+conversion\s+cycle|conversion\s+cycle|ccc)\b",
    re.IGNORECASE,
)


def is_burden(text: str) -> bool:
    """Whether less of what is named is better: debt, losses, the days that customers take."""
    return _BURDEN.search(text) is not None
