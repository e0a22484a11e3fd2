"""Columns of numbers that are no values: note references, exhibit numbers, years. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.facts.numbers import is_year
from ingest.tables.headers import is_value
from ingest.tables.lattice import Lattice

REFERENCE_HEADING = re.compile(
    r"^\W*(?:notes?|附[注註]|(?:exhibit|file|form|page|item)(?:\s+(?:no|number))?)\W*$",
    re.IGNORECASE,
)
_YEAR_HEADING = re.compile(r"\W*(?:fiscal\s+|financial\s+)?years?\W*|年[度份]?", re.IGNORECASE)


def is_reference(lattice: Lattice, column: int, header_rows: int, stack: Sequence[str]) -> bool:
    """A column whose header says that it holds no values: note or exhibit numbers, or years."""
    if not stack:
        return False
    if REFERENCE_HEADING.match(stack[-1]):
        return True
    texts = [cell.text for cell in lattice.column(column, header_rows) if cell.text.strip()]
    return _YEAR_HEADING.fullmatch(stack[-1]) is not None and all(map(is_year, texts))


def looks_like_notes(
    lattice: Lattice, column: int, header_rows: int, values: Sequence[int]
) -> bool:
    """The first column of small whole numbers beside columns of real ones.

    Asked only of a column that has no period, or where headers may stand a column too far left.
    """
    if column != values[0] or len(values) < 2:
        return False
    texts = [cell.text.strip() for cell in lattice.column(column, header_rows) if cell.text.strip()]
    matches = [re.fullmatch(r"(\d{1,2})(?:\s*\([a-z]\))?", text) for text in texts]
    numbers = [int(match.group(1)) for match in matches if match is not None]
    if not texts or len(numbers) != len(texts):
        return False
    others = [
        cell.text
        for other in values[1:]
        for cell in lattice.column(other, header_rows)
        if is_value(cell.text)
    ]
    large = sum("," in text or len(text) > 3 for text in others)
    return max(numbers) < 60 and numbers == sorted(numbers) and large * 2 > len(others)
