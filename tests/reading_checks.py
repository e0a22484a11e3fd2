"""What every reading owes, whatever its format."""

from __future__ import annotations

from ingest.types import Notice, Reading


def assert_accounted_for(reading: Reading) -> None:
    """Every non-blank character is in one block, and every cell is found again by its span."""
    texts = {page.number: page.text for page in reading.pages}
    covered = {number: [0] * len(text) for number, text in texts.items()}
    for block in reading.blocks:
        for index in range(*block.span):
            covered[block.page][index] += 1
    for number, text in texts.items():
        wrong = [i for i, c in enumerate(text) if not c.isspace() and covered[number][i] != 1]
        assert wrong == []
    for grid in reading.grids:
        for cell in grid.cells:
            assert cell.span is not None
            assert " ".join(cell.span.of(texts[grid.page]).split()) == cell.text


def rows_of(reading: Reading, grid: int = 0) -> list[list[str]]:
    """The printed cells of a grid, row by row."""
    rows: list[list[str]] = [[] for _ in range(reading.grids[grid].row_count)]
    for cell in reading.grids[grid].cells:
        rows[cell.row].append(cell.text)
    return rows


def codes(notices: tuple[Notice, ...]) -> list[str]:
    """The kinds of notices, in order."""
    return [notice.code for notice in notices]
