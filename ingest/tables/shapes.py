"""What the corner and the lines above a table say of its columns' periods. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.facts.calendar import YearEnd
from ingest.facts.periods import Shape, parse_periods, parse_shape
from ingest.facts.units import is_unit_note

LONGEST_TITLE = 80  # characters


def leading_shape(
    stacks: Sequence[list[str]], corner: str, above: str, year_end: YearEnd
) -> Shape | None:
    """A period without year that holds for all columns.

    It stands in the corner, over one column where it was printed over all, or in the lines above.
    """
    if shape := parse_shape(corner, year_end):
        return shape
    over = {shape for stack in stacks if (shape := parse_shape(" ".join(stack), year_end))}
    if len(over) == 1:
        return over.pop()
    return None if over else _nearest_shape(above, year_end)


def _nearest_shape(above: str, year_end: YearEnd) -> Shape | None:
    """The shape in the nearest line above that speaks of periods.

    "For fiscal 2023 and 2022" speaks of whole years; a sentence that ends farther up speaks of
    something else.
    """
    lines = [line for line in above.splitlines() if line.strip() and not is_unit_note(line)]
    for near, line in enumerate(reversed(lines)):
        if near and line.rstrip().endswith(".") and len(line) > LONGEST_TITLE:
            continue
        if shape := parse_shape(line, year_end):
            return shape
        if any(not period.is_instant for _, period in parse_periods(line, year_end)):
            return None
    return None


def context_year(corner: str, above: str, year_end: YearEnd) -> int | None:
    """The year of the one period that the corner, or the nearest line that names any, gives."""
    for line in (corner, *reversed(above.splitlines())):
        if found := parse_periods(line, year_end):
            years = {period.end.year for _, period in found}
            return years.pop() if len(years) == 1 else None
    return None
