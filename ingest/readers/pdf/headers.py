"""Header lines of a table: which phrase stands over which columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ingest.readers.pdf.columns import Band, best_column, overlap
from ingest.readers.pdf.regions import TableLine
from ingest.readers.pdf.tokens import is_period
from ingest.readers.pdf.words import Word

_CENTRED = 8.0  # points: a header this close to the middle of some columns is centred on them


class Head(NamedTuple):
    """A header phrase over `span` columns, the first of them `column`; 0 heads the labels."""

    column: int
    words: tuple[Word, ...]
    span: int


def header_cells(row: TableLine, bands: Sequence[Band], labels_x1: float) -> list[Head]:
    """Header phrases over the columns they head; one over several columns spans them."""
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
    spans = _spans(heads, bands)
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
    covers = min(x1, bands[high].x1) - max(x0, bands[low].x0) > 0
    if covers and off(low, high) <= max(_CENTRED, 0.35 * (bands[high].x1 - bands[low].x0)):
        return own
    return min(wider, key=lambda ab: (off(*ab) > off(*own), ab[1] - ab[0]))
