"""Header lines of a table: which phrase stands over which columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ingest.readers.pdf.columns import Band, best_column, overlap
from ingest.readers.pdf.regions import TableLine
from ingest.readers.pdf.tokens import is_period, is_year
from ingest.readers.pdf.words import Word

_CENTRED = 8.0  # points: a header this close to the middle of some columns is centred on them


class Head(NamedTuple):
    """A header phrase over `span` columns, the first of them `column`; 0 heads the labels."""

    column: int
    words: tuple[Word, ...]
    span: int


def header_cells(
    row: TableLine,
    bands: Sequence[Band],
    labels_x1: float,
    groups: Sequence[tuple[int, int]] = (),
) -> list[Head]:
    """Header phrases over the columns they head; one over several columns spans them.

    Args:
        row: a header line.
        bands: the columns right of the labels.
        labels_x1: right edge of the labels.
        groups: first and last column of the groups that the line below shows, as `groups_of` gives.
    """
    cells: list[Head] = []
    heads: list[tuple[Word, ...]] = []
    first_band = bands[0]
    for position, unit in enumerate(row.units):
        in_labels = unit.x1 <= max(labels_x1, first_band.x0) and overlap(unit, first_band) <= 0
        closer = abs((unit.x0 + unit.x1) / 2 - first_band.middle) > 6 * row.line.height
        if (
            position == 0
            and in_labels
            and (closer or unit.x0 < first_band.x0 - 8 * row.line.height)
        ):
            cells.append(Head(0, unit.words, 1))
        else:
            heads.extend(_split_head(unit.words, bands))
    spans = _over_groups(heads, bands, groups) or _spans(heads, bands)
    placed: dict[int, tuple[tuple[Word, ...], int]] = {}
    for words, (low, high) in zip(heads, spans, strict=True):
        if low in placed:
            placed[low] = ((*placed[low][0], *words), max(placed[low][1], high - low + 1))
        else:
            placed[low] = (words, high - low + 1)
    cells.extend(Head(low + 1, words, span) for low, (words, span) in sorted(placed.items()))
    return cells


def _split_head(words: tuple[Word, ...], bands: Sequence[Band]) -> list[tuple[Word, ...]]:
    """Part a phrase where it runs from one column's header into the next one's."""
    if len(words) < 2:
        return [words]
    gaps = [b.x0 - a.x1 for a, b in zip(words, words[1:], strict=False)]
    usual = min(gaps)
    cuts = [
        i + 1
        for i, gap in enumerate(gaps)
        if gap > 1.5 * usual + 0.5
        and best_column(words[i].x0, words[i].x1, bands)
        != best_column(words[i + 1].x0, words[i + 1].x1, bands)
    ]
    edges = [0, *cuts, len(words)]
    return [words[a:b] for a, b in zip(edges, edges[1:], strict=False)]


def groups_of(cells: Sequence[Head]) -> list[tuple[int, int]]:
    """Runs of columns whose headers repeat: 2023, 2022 | 2023, 2022; columns from 0.

    Args:
        cells: the lowest header line's phrases, as `header_cells` gives them.
    """
    texts = {cell.column: " ".join(w.text for w in cell.words) for cell in cells if cell.span == 1}
    columns = sorted(column for column in texts if column > 0)
    groups: list[tuple[int, int]] = []
    i = 0
    while i < len(columns):
        size = next((n for n in range(2, len(columns)) if _repeats(columns, texts, i, n)), 0)
        if not size:
            i += 1
            continue
        groups.append((columns[i] - 1, columns[i + size - 1] - 1))
        i += size
        while _repeats(columns, texts, i - size, size):
            groups.append((columns[i] - 1, columns[i + size - 1] - 1))
            i += size
    return groups


def _repeats(columns: Sequence[int], texts: dict[int, str], start: int, size: int) -> bool:
    """Whether `size` adjoining columns have the headers of as many that adjoin them."""
    both = columns[start : start + 2 * size]
    if len(both) < 2 * size or both[-1] - both[0] != 2 * size - 1:
        return False
    found = [texts[column] for column in both]
    return found[:size] == found[size:] and len(set(found[:size])) == size


def _over_groups(
    heads: Sequence[tuple[Word, ...]], bands: Sequence[Band], groups: Sequence[tuple[int, int]]
) -> list[tuple[int, int]] | None:
    """Spans of phrases that head whole groups: different ones, none two over one group.

    A phrase heads the run of groups that it is centred on, the longest its neighbours leave room
    for; one that repeats over every group is the first line of a column's own name.
    """
    texts = [" ".join(w.text for w in words) for words in heads]
    if not groups or len(set(texts)) == 1 < len(texts):
        return None
    over: list[int] = []
    for words in heads:
        middle = (words[0].x0 + words[-1].x1) / 2
        nearest = min(range(len(groups)), key=lambda g: abs(_middle(bands, groups[g]) - middle))
        low, high = groups[nearest]
        if not bands[low].x0 - _CENTRED < middle < bands[high].x1 + _CENTRED or nearest in over:
            return None
        over.append(nearest)
    if over != sorted(over):
        return None
    spans: list[tuple[int, int]] = []
    for k, words in enumerate(heads):
        middle = (words[0].x0 + words[-1].x1) / 2
        floor = over[k - 1] + 1 if k else 0
        ceiling = over[k + 1] - 1 if k + 1 < len(over) else len(groups) - 1
        runs = [
            (groups[a][0], groups[b][1])
            for a in range(floor, over[k] + 1)
            for b in range(over[k], ceiling + 1)
            if all(groups[i][1] + 1 == groups[i + 1][0] for i in range(a, b))
        ]
        centred = [
            run
            for run in runs
            if abs(_middle(bands, run) - middle)
            <= max(_CENTRED, 0.06 * (bands[run[1]].x1 - bands[run[0]].x0))
        ]
        spans.append(max(centred, key=lambda run: run[1] - run[0], default=groups[over[k]]))
    if any(a[1] >= b[0] for a, b in zip(spans, spans[1:], strict=False)):
        spans = [groups[g] for g in over]
    return spans


def _middle(bands: Sequence[Band], columns: tuple[int, int]) -> float:
    return (bands[columns[0]].x0 + bands[columns[1]].x1) / 2


def _spans(heads: Sequence[tuple[Word, ...]], bands: Sequence[Band]) -> list[tuple[int, int]]:
    """First and last column of every header phrase of one line."""
    own: list[tuple[int, int]] = []
    for words in heads:
        x0, x1 = words[0].x0, words[-1].x1
        hit = [
            i
            for i, b in enumerate(bands)
            if min(x1, b.x1) - max(x0, b.x0) > 0.3 * min(x1 - x0, b.x1 - b.x0)
        ]
        best = best_column(x0, x1, bands)
        own.append((min(hit), max(hit)) if hit else (best, best))
    own = _apart(own, heads, bands)
    spans = max((_spread(heads, own, bands, way) for way in (1, -1)), key=_reach)
    years = [k for k, words in enumerate(heads) if len(words) == 1 and is_year(words[0].text)]
    single = sum(1 for k in years if spans[k][0] == spans[k][1])
    if len(years) > 2 and single * 2 > len(years):  # years stand over as many columns each
        return [own[k] if k in years else span for k, span in enumerate(spans)]
    return spans


def _reach(spans: Sequence[tuple[int, int]]) -> int:
    return sum(high - low for low, high in spans)


def _spread(
    heads: Sequence[tuple[Word, ...]],
    own: Sequence[tuple[int, int]],
    bands: Sequence[Band],
    way: int,
) -> list[tuple[int, int]]:
    """Every phrase widened in turn, from the left (`way` 1) or the right, over what is free."""
    spans = list(own)
    for k in range(len(heads))[::way]:
        floor = spans[k - 1][1] + 1 if k else 0
        ceiling = spans[k + 1][0] - 1 if k + 1 < len(own) else len(bands) - 1
        spans[k] = _widened(heads[k], own[k], (floor, ceiling), bands)
    return spans


def _apart(
    own: Sequence[tuple[int, int]], heads: Sequence[tuple[Word, ...]], bands: Sequence[Band]
) -> list[tuple[int, int]]:
    """Columns under each phrase; those under two phrases go to the one that stands over most."""
    if len(heads) == len(bands):
        best = [best_column(words[0].x0, words[-1].x1, bands) for words in heads]
        if best == list(range(len(bands))) or any(
            a[1] >= b[0] for a, b in zip(own, own[1:], strict=False)
        ):
            return [(i, i) for i in range(len(bands))]
    apart = list(own)
    for k, (left, right) in enumerate(zip(own, own[1:], strict=False)):
        if left[1] >= right[0]:
            for i in (k, k + 1):
                best_one = best_column(heads[i][0].x0, heads[i][-1].x1, bands)
                apart[i] = (best_one, best_one)
    return apart


def _widened(
    words: tuple[Word, ...],
    own: tuple[int, int],
    free: tuple[int, int],
    bands: Sequence[Band],
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
    if low == high:
        wider = [(a, b) for a, b in wider if not a < low == high < b]
    if not wider:
        return own
    covers = min(x1, bands[high].x1) - max(x0, bands[low].x0) > 0
    if covers and off(low, high) <= max(_CENTRED, 0.35 * (bands[high].x1 - bands[low].x0)):
        return own
    return min(wider, key=lambda ab: (off(*ab) > off(*own), ab[1] - ab[0]))
