"""A table's columns: where its numbers stand from row to row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.readers.pdf.regions import TableLine
from ingest.readers.pdf.tokens import Unit

_EDGE = 3.0  # points: right edges closer than that are one column's
_TOUCH = 0.5  # points: numbers that overlap by less stand side by side
_BESIDE = 1.5  # of the font's height: entries of one column stand no farther apart
_MARKER_WORDS = 1
_MARKER_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Band:
    """A column's horizontal extent."""

    x0: float
    x1: float

    @property
    def middle(self) -> float:
        """Its centre, points."""
        return (self.x0 + self.x1) / 2


class _Mark(NamedTuple):
    """Where a number stands."""

    x0: float
    x1: float
    row: int


def value_bands(
    data: Sequence[TableLine], heads: Sequence[TableLine]
) -> tuple[list[Band], list[str]]:
    """Columns of numbers, left to right: numbers that overlap from row to row."""
    marks = sorted(_Mark(unit.x0, unit.x1, row.index) for row in data for unit in row.numbers)
    groups: list[list[_Mark]] = []
    reach = -1e9
    for mark in marks:
        if mark.x0 < reach - _TOUCH:
            groups[-1].append(mark)
        else:
            groups.append([mark])
            reach = mark.x1
        reach = max(reach, mark.x1)
    size = data[0].line.height if data else 0.0
    parted = [part for group in groups for part in _parted(group)]
    merged = _merged_neighbours(parted, _BESIDE * size, heads)
    doubts = []
    if any(len({m.row for m in group}) < len(group) for group in merged):
        doubts.append("two numbers of one row stand in one column")
    bands = [_extent(group) for group in merged]
    return sorted((b for b in bands if not _in_labels(b, data)), key=lambda b: b.x1), doubts


def _extent(group: Sequence[_Mark]) -> Band:
    return Band(min(m.x0 for m in group), max(m.x1 for m in group))


def _parted(group: list[_Mark]) -> list[list[_Mark]]:
    """Columns that run into one another, told apart by their right edges.

    Parts by right edge come together again where they overlap and no row has both.
    """
    if len({m.row for m in group}) == len(group):
        return [group]
    ordered = sorted(group, key=lambda m: m.x1)
    parts = [[ordered[0]]]
    for mark in ordered[1:]:
        if mark.x1 - parts[-1][-1].x1 > _EDGE:
            parts.append([mark])
        else:
            parts[-1].append(mark)
    while len(parts) > 1:
        shares = [
            (_shared_width(left, right), i)
            for i, (left, right) in enumerate(zip(parts, parts[1:], strict=False))
            if not {m.row for m in left} & {m.row for m in right}
        ]
        width, i = max(shares, default=(0.0, 0))
        if width <= 0:
            break
        parts[i : i + 2] = [parts[i] + parts[i + 1]]
    return parts


def _shared_width(left: Sequence[_Mark], right: Sequence[_Mark]) -> float:
    a, b = _extent(left), _extent(right)
    return min(a.x1, b.x1) - max(a.x0, b.x0)


def _merged_neighbours(
    groups: Sequence[list[_Mark]], reach: float, heads: Sequence[TableLine]
) -> list[list[_Mark]]:
    """One column where entries (a dash, a star) stand beside the others' place.

    Neighbours closer than `reach` are one column when no row has both and no header line has a
    phrase over each.
    """
    merged: list[list[_Mark]] = []
    for group in groups:
        if merged:
            left, right = _extent(merged[-1]), _extent(group)
            shared = {m.row for m in group} & {m.row for m in merged[-1]}
            near = right.x0 - left.x1 < reach
            if near and not shared and not _headed_apart(left, right, heads):
                merged[-1] = merged[-1] + group
                continue
        merged.append(group)
    return merged


def _headed_apart(left: Band, right: Band, heads: Sequence[TableLine]) -> bool:
    for row in heads:
        over_left = [u for u in row.units if overlap(u, left) > 0 >= overlap(u, right)]
        over_right = [u for u in row.units if overlap(u, right) > 0 >= overlap(u, left)]
        if over_left and over_right:
            return True
    return False


def _in_labels(band: Band, data: Sequence[TableLine]) -> bool:
    """Numbers that begin lines of wrapped labels: more labels than numbers stand there."""
    inside = sum(1 for row in data for u in row.numbers if overlap(u, band) > 0)
    across = sum(
        1
        for row in data
        if not row.units[0].is_number and row.units[0].x0 < band.x1 and row.units[0].x1 > band.x0
    )
    leading = sum(1 for row in data if row.units[0].is_number and overlap(row.units[0], band) > 0)
    return across > inside and 2 * leading >= inside


def labels_right(data: Sequence[TableLine], bands: Sequence[Band]) -> float | None:
    """Right edge of the row labels; None where rows have none."""
    if not bands:
        return None
    edges = [
        row.units[0].x1
        for row in data
        if not row.units[0].is_number and row.units[0].x0 < bands[0].x0
    ]
    if not edges:
        return None
    return max(edges)


def leading_is_label(data: Sequence[TableLine], band: Band) -> bool:
    """Years or small counts down the left side: they name the rows."""
    leading = [row.units[0] for row in data if row.units[0].x0 < band.x1]
    return len(leading) >= 2 and all(u.is_year for u in leading)


def with_text_bands(data: Sequence[TableLine], bands: list[Band]) -> list[Band]:
    """Add columns of text that stand between labels and numbers in several rows."""
    spare: list[tuple[float, float]] = []
    for row in data:
        spare.extend(
            (unit.x0, unit.x1)
            for unit in row.units[label_units(row, bands) :]
            if not unit.is_number and not any(overlap(unit, b) > 0 for b in bands)
        )
    spare.sort()
    merged: list[list[float]] = []  # x0, x1, rows
    for x0, x1 in spare:
        if merged and x0 < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], x1)
            merged[-1][2] += 1
        else:
            merged.append([x0, x1, 1])
    extra = [Band(x0, x1) for x0, x1, count in merged if count >= min(2, len(data))]
    return sorted([*bands, *extra], key=lambda b: b.x0)


def label_units(row: TableLine, bands: Sequence[Band]) -> int:
    """How many leading units make the row's label: a list mark counts with what it marks."""
    units = row.units
    if units[0].is_number and (not bands or overlap(units[0], bands[0]) > 0):
        return 0
    if units[0].x0 >= bands[0].x0:
        return 0
    first = units[0]
    if (
        len(units) > 1
        and not units[1].is_number
        and len(first.words) <= _MARKER_WORDS
        and len(first.text) <= _MARKER_LENGTH
        and units[1].x0 < bands[0].x0
    ):
        return 2
    return 1


def best_column(x0: float, x1: float, bands: Sequence[Band]) -> int:
    """The column that overlaps most, else the nearest."""
    return max(
        range(len(bands)),
        key=lambda i: (
            min(x1, bands[i].x1) - max(x0, bands[i].x0),
            -abs((x0 + x1) / 2 - bands[i].middle),
        ),
    )


def overlap(unit: Unit, band: Band) -> float:
    """How much of the unit stands over the column, points; negative where they stand apart."""
    return min(unit.x1, band.x1) - max(unit.x0, band.x0)
