"""A source table to the grid that is printed: signs with their numbers, columns as printed.

Filers spread one printed column over several cells: `$`, the number, `)` or `%`, and spacers. Here
signs go to their number, the physical columns that hold one printed column become one, and columns
without text vanish. A head over several printed columns spans them. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.readers.html_tables import SourceCell, SourceTable
from ingest.readers.lines import CURRENCY, YEAR, is_blank_mark, is_figure, is_value
from ingest.types import XbrlFact

# No dash among the signs: on its own in a cell it stands for nothing, it is no minus.
_PREFIX = re.compile(rf"(?:{CURRENCY}|\()(?:\s*\(|\s*(?:{CURRENCY}))?")
_NOTE_MARK = re.compile(r"\*{1,3}|[†‡#]|\((?:[a-z]{1,2}|\d{1,2})(?:,\s?(?:[a-z]{1,2}|\d{1,2}))*\)")
_SUFFIX = re.compile(r"[)%％]{1,2}|\)\s*%|%\s*\)|x|pts?\.?|bps")
_NUMBER_START = re.compile(r"[\d(.\-–—−$]")
_FEWEST_CONTENTS = 4


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """A printed cell: its place in the grid, and its place among the source's columns."""

    row: int
    column: int
    column_span: int
    row_span: int
    text: str
    xbrl: XbrlFact | None
    start: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The grid to be: cells in reading order."""

    row_count: int
    column_count: int
    cells: tuple[PlannedCell, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """A cell with its signs: all columns it covers, and the core where its own text stands."""

    row: int
    start: int
    end: int
    core_start: int
    core_end: int
    row_span: int
    text: str
    is_link: bool
    xbrl: XbrlFact | None


@dataclass(slots=True)
class _Cluster:
    """Physical columns that hold one printed column."""

    start: int
    end: int
    core_start: int
    core_end: int


def plan_grid(table: SourceTable) -> Plan | None:
    """Plan the grid of a table; None where the table is page layout and its text is prose."""
    marks = _note_columns(table.cells)
    items = [
        item
        for _, cells in groupby(table.cells, key=lambda cell: cell.row)
        for item in _glue(list(cells), marks)
    ]
    if not _is_data(items):
        return None
    kept = sorted({item.row for item in items})
    number = {row: index for index, row in enumerate(kept)}
    items = [
        replace(
            item,
            row=number[item.row],
            row_span=bisect_left(kept, item.row + item.row_span) - number[item.row],
        )
        for item in items
    ]
    clusters = _clusters(items)
    shift = int(_begins_with_values(items, clusters))
    cells, crowded = _to_cells(items, clusters, shift)
    doubts = [f"row {row}: two cells in one column" for row in crowded]
    if shift:
        doubts.insert(0, "the rows have no labels")
    return Plan(len(kept), len(clusters) + shift, cells, tuple(doubts))


def _note_columns(cells: Sequence[SourceCell]) -> frozenset[int]:
    """The physical columns in which nothing but note marks stand."""
    marks: dict[int, bool] = {}
    for cell in cells:
        is_mark = _NOTE_MARK.fullmatch(cell.text) is not None
        marks[cell.start] = marks.get(cell.start, True) and is_mark
    return frozenset(column for column, is_mark in marks.items() if is_mark)


def _glue(cells: Sequence[SourceCell], note_columns: frozenset[int]) -> list[_Item]:
    """Give currency signs, parentheses, per cent signs and note marks of a row to their number."""
    items: list[_Item] = []
    sign: SourceCell | None = None
    for index, cell in enumerate(cells):
        following = cells[index + 1] if index + 1 < len(cells) else None
        if sign is None and _is_prefix(cell, following):
            sign = cell
            continue
        before = items[-1] if items else None
        is_note = cell.is_raised or cell.start in note_columns
        if sign is None and before is not None and _is_suffix(cell, before, is_note):
            items[-1] = replace(
                before,
                end=max(before.end, cell.end),
                text=f"{before.text} {cell.text}" if is_note else before.text + cell.text,
                xbrl=before.xbrl or cell.xbrl,
            )
            continue
        text = cell.text
        start = cell.start
        if sign is not None:
            text = f"{sign.text}{'' if sign.text.endswith('(') else ' '}{cell.text}"
            start = sign.start
        items.append(
            _Item(
                row=cell.row,
                start=start,
                end=cell.end,
                core_start=cell.start,
                core_end=cell.end,
                row_span=cell.row_span,
                text=text,
                is_link=cell.is_link,
                xbrl=cell.xbrl or (sign.xbrl if sign else None),
            )
        )
        sign = None
    return items


def _is_prefix(cell: SourceCell, following: SourceCell | None) -> bool:
    return (
        following is not None
        and _PREFIX.fullmatch(cell.text) is not None
        and _NUMBER_START.match(following.text) is not None
        and (is_value(following.text) or is_value(following.text + ")"))
    )


def _is_suffix(cell: SourceCell, before: _Item, is_note: bool) -> bool:
    if _SUFFIX.fullmatch(cell.text):
        return is_value(before.text) or is_value(before.text + ")")
    return is_note


def _is_data(items: Sequence[_Item]) -> bool:
    """Does the table hold values beside labels, rather than lay out a page or list contents?"""
    figures = 0
    contents: list[int] = []
    rows = 0
    columns = {item.start for item in items}
    for _, group in groupby(items, key=lambda item: item.row):
        row = list(group)
        rows += 1
        values = [item for item in row[1:] if is_figure(item.text)]
        if not values and len(row) == 1 and len(columns) > 1 and is_figure(row[0].text):
            values = row if row[0].start > min(columns) else []
        linked = sum(item.is_link for item in values)
        figures += len(values) - linked
        if len(values) == 1 and (linked or row[-1].text.isdigit()) and row[-1] is values[0]:
            contents.append(int(row[-1].text) if row[-1].text.isdigit() else 0)
    if figures == 0 or len(columns) < 2:
        return False
    is_contents = (
        len(contents) >= _FEWEST_CONTENTS
        and len(contents) * 5 >= rows * 3
        and contents == sorted(contents)
        and figures <= len(contents)
    )
    return not is_contents


def _clusters(items: Sequence[_Item]) -> list[_Cluster]:
    """Find the printed columns: narrow cells make them, wider ones widen or span them.

    Columns never overlap, so they are kept in order and found by bisection.
    """
    clusters: list[_Cluster] = []
    for item in sorted(items, key=lambda item: (item.end - item.start, not is_value(item.text))):
        first, last = _overlap(clusters, item.start, item.end)
        if first == last:
            new = _Cluster(item.start, item.end, item.core_start, item.core_end)
            clusters.insert(first, new)
        elif last - first == 1:
            cluster = clusters[first]
            cluster.start = min(cluster.start, item.start)
            cluster.end = max(cluster.end, item.end)
            if is_value(item.text):
                cluster.core_start = min(cluster.core_start, item.core_start)
                cluster.core_end = max(cluster.core_end, item.core_end)
    return clusters


def _overlap(clusters: Sequence[_Cluster], start: int, end: int) -> tuple[int, int]:
    """First and last (exclusive) of the ordered clusters that overlap some physical columns."""
    first = bisect_right(clusters, start, key=lambda cluster: cluster.end)
    last = bisect_left(clusters, end, key=lambda cluster: cluster.start)
    return first, max(first, last)


def _columns_of(item: _Item, clusters: Sequence[_Cluster]) -> tuple[int, int]:
    """First grid column and number of columns that a cell covers.

    Covering the sign of a neighbour is not covering the neighbour, so cores count before columns.
    """
    over = range(*_overlap(clusters, item.start, item.end))
    cores = [i for i in over if _meets_core(clusters[i], item.start, item.end)]
    if is_value(item.text) and len(cores or over) > 1 and not YEAR.fullmatch(item.text):
        own = [i for i in cores if _meets_core(clusters[i], item.core_start, item.core_end)]
        last = (own or cores or over)[-1]  # figures stand flush right
        return last, 1
    first, last = (cores or over)[0], (cores or over)[-1]
    return first, last - first + 1


def _meets_core(cluster: _Cluster, start: int, end: int) -> bool:
    return cluster.core_start < end and start < cluster.core_end


def _to_cells(
    items: Sequence[_Item], clusters: Sequence[_Cluster], shift: int
) -> tuple[tuple[PlannedCell, ...], list[int]]:
    cells: list[PlannedCell] = []
    crowded: list[int] = []
    taken: dict[tuple[int, int], int] = {}
    for item in items:
        column, span = _columns_of(item, clusters)
        place = (item.row, column)
        if place in taken:
            earlier = cells[taken[place]]
            if taken[place] == len(cells) - 1:  # neighbours: one cell in two parts
                text = f"{earlier.text}\t{item.text}"
                cells[-1] = replace(earlier, text=text, xbrl=earlier.xbrl or item.xbrl)
                if is_figure(earlier.text) or is_figure(item.text):
                    crowded.append(item.row)
                continue
            crowded.append(item.row)
        taken[place] = len(cells)
        cells.append(
            PlannedCell(
                row=item.row,
                column=column + shift,
                column_span=span,
                row_span=item.row_span,
                text=item.text,
                xbrl=item.xbrl,
                start=item.start,
            )
        )
    return tuple(cells), sorted(set(crowded))


def _is_prose(text: str) -> bool:
    """Words rather than a value: a row that has them beside a number is labelled by that number."""
    return not is_value(text) and len(text.split()) > 3


def _begins_with_values(items: Sequence[_Item], clusters: Sequence[_Cluster]) -> bool:
    """Is the first printed column one of values, the labels being missing?

    Years, signed steps (`+100`), numbers in order, and numbers beside words are labels.
    """
    worded = {
        item.row for item in items if _columns_of(item, clusters)[0] > 0 and _is_prose(item.text)
    }
    body = {i.row for i in items if _columns_of(i, clusters)[0] > 0 and is_figure(i.text)}
    firsts = [
        item.text
        for item in items
        if item.row in body
        and _columns_of(item, clusters) == (0, 1)
        and not is_blank_mark(item.text)
    ]
    values = [text for text in firsts if is_figure(text) and not YEAR.fullmatch(text)]
    if len(worded & body) * 2 > len(body) or any(text[0] in "+±" for text in values):
        return False
    plain = [int(text) for text in values if text.isdigit()]
    if len(plain) == len(values) and plain in (sorted(plain), sorted(plain, reverse=True)):
        return False
    return len(values) * 5 >= len(firsts) * 4 > 0
