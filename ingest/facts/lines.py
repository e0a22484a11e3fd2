"""A row and column of a table as far as units go, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ingest.facts.marks import Marks
from ingest.facts.units import Unit
from ingest.types import Column, Table

SURE, NO_UNIT, BORROWED_UNIT = Decimal(1), Decimal("0.85"), Decimal("0.8")
UNLIKE_OTHERS = Decimal("0.45")
ONE, HUNDREDTH = Decimal(1), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a printed number counts, what one of it stands for, and how sure that is."""

    unit: str | None
    scale: Decimal
    sure: Decimal = SURE


@dataclass(frozen=True, slots=True)
class Line:
    """A row and column of a table, as far as units go."""

    table: Table
    column: Column
    path: tuple[str, ...]  # section path and label
    unit_text: str  # the unit that the row prints in a column of units; may be empty
    marks: Marks
    row: int
    note: Unit  # of the table, or of the rows from a note among them on

    @property
    def label(self) -> str:
        """The row's own label."""
        return self.path[-1] if self.path else ""

    @property
    def heading(self) -> str:
        """What stands over the row, if anything does."""
        return self.path[-2] if len(self.path) > 1 else ""

    @property
    def is_beside_money(self) -> bool:
        """Some cell of the column shows a currency."""
        return self.column.index in self.marks.money
