"""A column of groups before the labels: "Gender | Male", then only "Female". Pure."""

from __future__ import annotations

from collections.abc import Mapping, Set

from ingest.facts.numbers import read_cell
from ingest.facts.sections import clean_label
from ingest.tables.lattice import Lattice

FEWEST_ROWS = 4  # of fewer, what stands first may be half of a label
FEWEST_GROUPS = 2


def groups_of(lattice: Lattice, header_rows: int, columns: Set[int]) -> Mapping[int, str]:
    """The group that begins in each row, where the first column names what rows are of.

    Its cell reaches over several rows, each with a label of its own beside it. Where every row has
    both, or a row has no label but the first, the two are no group and its member.

    Args:
        lattice: The cells.
        header_rows: How many rows head the columns.
        columns: The columns of values.
    """
    first = min(columns, default=0)
    if first < 2:
        return {}
    found: dict[int, str] = {}
    rows = 0
    for index in range(header_rows, lattice.row_count):
        texts = {cell.column: cell.text for cell in lattice.row(index) if cell.text.strip()}
        if not any(column in texts for column in columns):
            continue
        rows += 1
        if not texts.get(1) or read_cell(texts[1]) is not None:
            return {}
        if texts.get(0):
            found[index] = clean_label(texts[0])
        elif not found:
            return {}
    is_grouped = rows >= FEWEST_ROWS and FEWEST_GROUPS <= len(found) < rows
    return found if is_grouped else {}
