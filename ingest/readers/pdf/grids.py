"""Cells of a table: columns from where its numbers stand, headers laid over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf.regions import Region, TableLine
from ingest.readers.pdf.tokens import Unit, is_numeral, is_period
from ingest.readers.pdf.words import Word

_EDGE = 3.0  # points: right edges closer than that are one column's
_CENTRED = 8.0  # points: a header this close to the middle of some columns is centred on them
_RUNNING_WORDS = 4  # in lower case
_MARKER_WORDS = 1
_MARKER_LENGTH = 4


@dataclass(frozen=True, slots=True)
class DraftCell:
    """A cell before its page's text is laid out."""

    row: int
    column: int
    words: tuple[Word, ...]
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class DraftGrid:
    """A table's cells, and the range of its lines among the page's lines."""

    start: int
    end: int
    column_count: int
    cells: tuple[DraftCell, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Band:
    """A column's horizontal extent."""

    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def region_to_grid(region: Region) -> DraftGrid | None:
    """Lay a region's units into rows and columns; None where no column of values shows."""
    rows = region.lines
    data = [row for row in rows[region.header :] if row.is_data]
    bands, doubts = _value_bands(data)
    labels_x1 = _labels_right(data, bands)
    if bands and labels_x1 is None:
        labels_x1 = bands[0].x0
        if _leading_is_label(data, bands[0]):
            labels_x1, bands = bands[0].x1, bands[1:]
    if not bands or labels_x1 is None:
        return None
    bands = _with_text_bands(data, bands)
    cells: list[DraftCell] = []
    for number, row in enumerate(rows):
        if number < region.header:
            cells.extend(_header_cells(number, row, bands, labels_x1))
        else:
            placed, doubt = _row_cells(number, row, bands)
            cells.extend(placed)
            if doubt and doubt not in doubts:
                doubts.append(doubt)
    cells = _without_gap(cells, region.header)
    if _runs_among_values(cells, region.header):
        doubts.append("running text stands among the values")
    columns = max(c.column + c.column_span for c in cells)
    return DraftGrid(region.start, region.end, columns, tuple(cells), tuple(doubts))


# --------------------------------------------------------------------------------- columns


def _value_bands(data: Sequence[TableLine]) -> tuple[list[_Band], list[str]]:
    """Columns of numbers, left to right: numbers that overlap from row to row."""
    marked = sorted(
        ((unit.x0, unit.x1, row.index) for row in data for unit in row.numbers),
    )
    groups: list[list[tuple[float, float, int]]] = []
    reach = -1e9
    for item in marked:
        if item[0] < reach - 0.5:
            groups[-1].append(item)
        else:
            groups.append([item])
        reach = max(reach, item[1]) if item[0] < reach - 0.5 else item[1]
    doubts: list[str] = []
    bands: list[_Band] = []
    for group in _merged_neighbours(groups, data[0].line.height if data else 0.0):
        rows = [row for _, _, row in group]
        parts = [group]
        if len(set(rows)) < len(rows):
            parts = _by_right_edge(group)
            if any(len({r for _, _, r in p}) < len(p) for p in parts):
                doubts.append("two numbers of one row stand in one column")
        bands.extend(_Band(min(x0 for x0, _, _ in p), max(x1 for _, x1, _ in p)) for p in parts)
    return sorted((b for b in bands if not _in_labels(b, data)), key=lambda b: b.x1), doubts


def _in_labels(band: _Band, data: Sequence[TableLine]) -> bool:
    """Numbers that begin lines of wrapped labels: more labels than numbers stand there."""
    inside = sum(1 for row in data for u in row.numbers if _overlap(u, band) > 0)
    across = sum(
        1
        for row in data
        if not row.units[0].is_number and row.units[0].x0 < band.x1 and row.units[0].x1 > band.x0
    )
    leading = sum(1 for row in data if row.units[0].is_number and _overlap(row.units[0], band) > 0)
    return across > inside and 2 * leading >= inside


def _merged_neighbours(
    groups: Sequence[list[tuple[float, float, int]]], size: float
) -> list[list[tuple[float, float, int]]]:
    """One column where short entries (a dash, a star) stand beside the others' place."""
    merged: list[list[tuple[float, float, int]]] = []
    for group in groups:
        if merged:
            last = merged[-1]
            gap = min(x0 for x0, _, _ in group) - max(x1 for _, x1, _ in last)
            shared = {r for _, _, r in group} & {r for _, _, r in last}
            if gap < size and not shared:
                last.extend(group)
                continue
        merged.append(list(group))
    return merged


def _by_right_edge(
    group: Sequence[tuple[float, float, int]],
) -> list[list[tuple[float, float, int]]]:
    ordered = sorted(group, key=lambda item: item[1])
    parts = [[ordered[0]]]
    for item in ordered[1:]:
        if item[1] - parts[-1][-1][1] > _EDGE:
            parts.append([item])
        else:
            parts[-1].append(item)
    return parts


def _labels_right(data: Sequence[TableLine], bands: Sequence[_Band]) -> float | None:
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


def _leading_is_label(data: Sequence[TableLine], band: _Band) -> bool:
    """Years or small counts down the left side: they name the rows."""
    leading = [row.units[0] for row in data if row.units[0].x0 < band.x1]
    return len(leading) >= 2 and all(u.is_year for u in leading)


def _with_text_bands(data: Sequence[TableLine], bands: list[_Band]) -> list[_Band]:
    """Add columns of text that stand between labels and numbers in several rows."""
    spare: list[tuple[float, float]] = []
    for row in data:
        spare.extend(
            (unit.x0, unit.x1)
            for unit in row.units[_label_units(row, bands) :]
            if not unit.is_number and not any(_overlap(unit, b) > 0 for b in bands)
        )
    spare.sort()
    merged: list[list[float]] = []  # x0, x1, rows
    for x0, x1 in spare:
        if merged and x0 < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], x1)
            merged[-1][2] += 1
        else:
            merged.append([x0, x1, 1])
    extra = [_Band(x0, x1) for x0, x1, count in merged if count >= min(2, len(data))]
    return sorted([*bands, *extra], key=lambda b: b.x0)


def _label_units(row: TableLine, bands: Sequence[_Band]) -> int:
    """How many leading units make the row's label: a list mark counts with what it marks."""
    units = row.units
    if units[0].is_number and (not bands or _overlap(units[0], bands[0]) > 0):
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


def _without_gap(cells: list[DraftCell], header: int) -> list[DraftCell]:
    """Columns moved left by one where no row has a label and text leads the first column."""
    body = [cell for cell in cells if cell.row >= header]
    if any(cell.column == 0 for cell in cells if cell.row >= header):
        return cells
    if not any(c.column == 1 and not is_numeral(c.words[-1].text) for c in body):
        return cells
    if any(cell.column == 0 for cell in cells):
        return cells
    return [replace(cell, column=cell.column - 1) for cell in cells]


def _runs_among_values(cells: Sequence[DraftCell], header: int) -> bool:
    """A sentence in a column that holds numbers."""
    numbers = {c.column for c in cells if c.row >= header and is_numeral(c.words[-1].text)}
    return any(
        c.column in numbers
        and c.column > 0
        and c.row >= header
        and sum(1 for w in c.words if w.text[:1].islower()) >= _RUNNING_WORDS
        for c in cells
    )


def _overlap(unit: Unit, band: _Band) -> float:
    return min(unit.x1, band.x1) - max(unit.x0, band.x0)


# --------------------------------------------------------------------------------- rows


def _row_cells(
    number: int, row: TableLine, bands: Sequence[_Band]
) -> tuple[list[DraftCell], str | None]:
    """A row's label and values."""
    taken = _label_units(row, bands)
    columns: dict[int, list[Word]] = {}
    doubt = None
    label = [word for unit in row.units[:taken] for word in unit.words]
    spill: list[Word] = []
    if taken and row.is_data and len(row.units) == taken + len(row.numbers):
        label, spill = _split_tail(label, bands)
    if label:
        columns[0] = label
    if spill:
        columns[_best_column(spill[0].x0, spill[-1].x1, bands) + 1] = spill
    for unit in row.units[taken:]:
        column = _best_column(unit.x0, unit.x1, bands) + 1
        if column in columns:
            columns[column] = [*columns[column], *unit.words]
            if unit.is_number:
                doubt = "two numbers of one row stand in one column"
        else:
            columns[column] = list(unit.words)
    return [DraftCell(number, c, tuple(w)) for c, w in sorted(columns.items())], doubt


def _split_tail(label: list[Word], bands: Sequence[_Band]) -> tuple[list[Word], list[Word]]:
    """A value that stands close behind a long label, right under a column's other values."""
    tail = label[-1]
    if len(label) > 1 and is_numeral(tail.text) and tail.x0 >= bands[0].x0 - 1:
        for band in bands:
            if abs(tail.x1 - band.x1) < _EDGE:
                start = len(label) - 1
                if label[start - 1].text in ("$", "(", "$(") and start > 1:
                    start -= 1
                return label[:start], label[start:]
    return label, []


def _best_column(x0: float, x1: float, bands: Sequence[_Band]) -> int:
    """The column that overlaps most, else the nearest."""
    return max(
        range(len(bands)),
        key=lambda i: (
            min(x1, bands[i].x1) - max(x0, bands[i].x0),
            -abs((x0 + x1) / 2 - bands[i].middle),
        ),
    )


# --------------------------------------------------------------------------------- headers


def _header_cells(
    number: int, row: TableLine, bands: Sequence[_Band], labels_x1: float
) -> list[DraftCell]:
    """Header phrases over the columns they head; one over several columns spans them."""
    cells: list[DraftCell] = []
    heads: list[tuple[Word, ...]] = []
    first_band = bands[0]
    for position, unit in enumerate(row.units):
        in_labels = unit.x1 <= max(labels_x1, first_band.x0) and _overlap(unit, first_band) <= 0
        closer = abs((unit.x0 + unit.x1) / 2 - first_band.middle) > 6 * row.line.height
        if (
            position == 0
            and in_labels
            and (closer or unit.x0 < first_band.x0 - 8 * row.line.height)
        ):
            cells.append(DraftCell(number, 0, unit.words))
        else:
            heads.extend(_split_head(unit.words, bands))
    spans = _spans(heads, bands)
    placed: dict[int, tuple[tuple[Word, ...], int]] = {}
    for words, (low, high) in zip(heads, spans, strict=True):
        if low in placed:
            placed[low] = ((*placed[low][0], *words), max(placed[low][1], high - low + 1))
        else:
            placed[low] = (words, high - low + 1)
    cells.extend(
        DraftCell(number, low + 1, words, span) for low, (words, span) in sorted(placed.items())
    )
    return cells


def _split_head(words: tuple[Word, ...], bands: Sequence[_Band]) -> list[tuple[Word, ...]]:
    """Part a phrase where it runs from one column's header into the next one's."""
    if len(words) < 2:
        return [words]
    gaps = [b.x0 - a.x1 for a, b in zip(words, words[1:], strict=False)]
    usual = min(gaps)
    cuts = [
        i + 1
        for i, gap in enumerate(gaps)
        if gap > 1.5 * usual + 0.5
        and _best_column(words[i].x0, words[i].x1, bands)
        != _best_column(words[i + 1].x0, words[i + 1].x1, bands)
    ]
    edges = [0, *cuts, len(words)]
    return [words[a:b] for a, b in zip(edges, edges[1:], strict=False)]


def _spans(heads: Sequence[tuple[Word, ...]], bands: Sequence[_Band]) -> list[tuple[int, int]]:
    """First and last column of every header phrase of one line."""
    own: list[tuple[int, int]] = []
    for words in heads:
        x0, x1 = words[0].x0, words[-1].x1
        hit = [
            i
            for i, b in enumerate(bands)
            if min(x1, b.x1) - max(x0, b.x0) > 0.3 * min(x1 - x0, b.x1 - b.x0)
        ]
        best = _best_column(x0, x1, bands)
        own.append((min(hit), max(hit)) if hit else (best, best))
    spans: list[tuple[int, int]] = []
    for k, words in enumerate(heads):
        low, high = own[k]
        floor = own[k - 1][1] + 1 if k else 0
        ceiling = own[k + 1][0] - 1 if k + 1 < len(own) else len(bands) - 1
        spans.append(_widened(words, (low, high), (floor, ceiling), bands))
    return spans


def _widened(
    words: tuple[Word, ...],
    own: tuple[int, int],
    free: tuple[int, int],
    bands: Sequence[_Band],
) -> tuple[int, int]:
    """Widen a header over the columns it is centred on, within what its neighbours leave.

    A short phrase centred on three columns stands over the middle one alone. Only words of a
    period say that it heads all three: the first line of a long column name looks the same.
    """
    low, high = own
    x0, x1 = words[0].x0, words[-1].x1
    middle = (x0 + x1) / 2

    def off(a: int, b: int) -> float:
        return abs((bands[a].x0 + bands[b].x1) / 2 - middle)

    wider = [
        (a, b)
        for a in range(max(free[0], 0), low + 1)
        for b in range(high, min(free[1], len(bands) - 1) + 1)
        if (a, b) != own and off(a, b) <= max(_CENTRED, 0.06 * (bands[b].x1 - bands[a].x0))
    ]
    if not wider:
        return own
    if is_period(" ".join(w.text for w in words)):
        return max(wider, key=lambda ab: ab[1] - ab[0])
    covers = min(x1, bands[high].x1) - max(x0, bands[low].x0) > 0
    if covers and off(low, high) <= max(_CENTRED, 0.35 * (bands[high].x1 - bands[low].x0)):
        return own
    return min(wider, key=lambda ab: (off(*ab) > off(*own), ab[1] - ab[0]))
