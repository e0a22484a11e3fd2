"""Printed figures against their inline XBRL tags. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingest.types import Cell, Fact, Table, Tie, TieKind


def tie_tagged(tables: Sequence[Table], facts: Mapping[tuple[str, int, int], Fact]) -> list[Tie]:
    """One tie for every fact whose cell is tagged with a number.

    Sizes are compared: a tag's sign follows its concept, a printed sign the line's own wording.

    Args:
        tables: With the cells and their tags.
        facts: By table, row and column.
    """
    return [tie for table in tables for tie in _of_table(table, facts)]


def _of_table(table: Table, facts: Mapping[tuple[str, int, int], Fact]) -> Iterator[Tie]:
    for cell in table.grid.cells:
        if cell.xbrl is None or cell.xbrl.value is None:
            continue
        fact = facts.get((table.table_id, cell.row, cell.column))
        if fact is not None:
            yield _tie(fact, cell)


def _tie(fact: Fact, cell: Cell) -> Tie:
    tag = cell.xbrl
    if tag is None or tag.value is None:
        raise ValueError("a cell without a tag")
    tolerance = fact.quantum / 2
    holds = abs(abs(fact.value) - abs(tag.value)) <= tolerance
    said = f"{fact.label or 'unlabelled'} {fact.text} read as {fact.value.normalize():f}"
    return Tie(
        TieKind.TAGGED,
        fact.filing_id,
        fact.table_id,
        fact.page,
        holds,
        f"{said}; tagged {tag.concept} {tag.value.normalize():f}",
        (fact.fact_id,),
        fact.value,
        tag.value,
        tolerance,
    )
