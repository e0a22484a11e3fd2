"""Words to lines in reading order: rows by baseline, columns of prose kept apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.readers.pdf.words import Word

_SAME_BASE = 0.4  # of the font's height: farther apart, two words stand on different lines
_OFFSET_BASE = 0.68  # of the font's height: so far apart, rows may still be one
_TOUCH = 0.5  # points: words that overlap by less stand side by side
_RAISED_WORDS = 6  # a row of raised marks holds no more
_PIECE_GAP = 1.0  # of the font's height: a wider gap parts a line into pieces
_PROSE_WORDS = 4  # a piece of prose has at least so many words with letters
_PROSE_WIDTH = 0.2  # of the page's width
_COLUMN_ROWS = 3  # so many rows must show two pieces of prose side by side


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, left to right; `frame` counts stretches that are read one by one."""

    words: tuple[Word, ...]
    frame: int
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    bold: bool

    @property
    def height(self) -> float:
        """The tallest word's height."""
        return self.bottom - self.top

    @property
    def text(self) -> str:
        """The words, joined by single spaces."""
        return " ".join(word.text for word in self.words)


class _Frame(NamedTuple):
    rows: list[list[Word]]


def words_to_lines(words: Sequence[Word], page_width: float) -> list[Line]:
    """All words as lines in reading order.

    A row of a table comes together on one line in whatever order its cells were drawn. Two
    columns of prose are read one after the other.
    """
    upright: list[Word] = []
    turned: list[Word] = []
    for word in words:
        tall = len(word.text) >= 3 and word.height > 2.0 * (word.x1 - word.x0)
        (turned if tall else upright).append(word)
    frames = _split_columns(_rows(upright), page_width, depth=0)
    if turned:
        frames.append(_Frame([[word] for word in turned]))
    return [_line(row, number) for number, frame in enumerate(frames) for row in frame.rows if row]


def _line(row: list[Word], frame: int) -> Line:
    ordered = sorted(row, key=lambda w: (w.x0, w.order))
    return Line(
        words=tuple(ordered),
        frame=frame,
        x0=ordered[0].x0,
        top=min(w.top for w in ordered),
        x1=max(w.x1 for w in ordered),
        bottom=max(w.bottom for w in ordered),
        base=ordered[0].base,
        bold=all(w.bold for w in ordered),
    )


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Rows from top to bottom. Words drawn on from one another stay together when raised."""
    runs: list[list[Word]] = []
    for word in words:
        if runs:
            last = runs[-1][-1]
            small = min(word.height, last.height)
            close = -0.3 * small <= word.x0 - last.x1 <= 1.5 * small
            offset = abs(word.base - last.base)
            # A superscript overlaps the line it belongs to, next to the word it marks.
            raised = (
                close
                and offset < 0.75 * max(word.height, last.height)
                and (word.height < 0.8 * last.height or last.height < 0.8 * word.height)
            )
            if (offset < 0.05 * small and word.x0 >= last.x1 - 0.3 * small) or raised:
                runs[-1].append(word)
                continue
        runs.append([word])
    keyed = []
    for run in runs:
        anchor = max(run, key=lambda w: w.height)
        keyed.append((anchor.base, anchor.height, run))
    keyed.sort(key=lambda item: item[0])
    rows: list[list[Word]] = []
    base, size = -1e9, 0.0
    for run_base, height, run in keyed:
        if rows and run_base - base < _SAME_BASE * min(height, size):
            rows[-1].extend(run)
        else:
            rows.append(list(run))
            base, size = run_base, height
    return _with_offset(_with_raised(rows))


def _with_offset(rows: list[list[Word]]) -> list[list[Word]]:
    """Rows set a little apart that fill each other's gaps: a label and its centred values."""
    result: list[list[Word]] = []
    for row in rows:
        if result:
            above = result[-1]
            size = min(max(w.height for w in above), max(w.height for w in row))
            base = max(above, key=lambda w: w.height).base
            apart = max(row, key=lambda w: w.height).base - base
            if apart < _OFFSET_BASE * size and not _collide(above, row):
                result[-1] = [*above, *row]
                continue
        result.append(row)
    return result


def _collide(upper: list[Word], lower: list[Word]) -> bool:
    """Whether words of both stand at one place; a raised mark may touch the word it marks."""
    return any(
        u.x0 < w.x1 - _TOUCH and w.x0 < u.x1 - _TOUCH
        for u in upper
        for w in lower
        if 0.8 * u.height <= w.height <= 1.25 * u.height
    )


def _with_raised(rows: list[list[Word]]) -> list[list[Word]]:
    """Rows of raised or lowered small type put back into the line they stand against."""
    result: list[list[Word]] = []
    sizes = [max(w.height for w in row) for row in rows]
    for i, row in enumerate(rows):
        host = None
        best = 0.45 * sizes[i]
        for j in (i - 1, i + 1):
            if len(row) <= _RAISED_WORDS and 0 <= j < len(rows) and sizes[i] < 0.85 * sizes[j]:
                top, bottom = min(w.top for w in row), max(w.bottom for w in row)
                tall = max(rows[j], key=lambda w: w.height)
                overlap = min(bottom, tall.bottom) - max(top, tall.top)
                if overlap > best:
                    host, best = j, overlap
        if host is None:
            result.append(row)
        elif host < i and result:
            result[-1].extend(row)
        else:
            rows[i + 1] = [*rows[i + 1], *row]
    return result


def _pieces(row: list[Word]) -> list[list[Word]]:
    ordered = sorted(row, key=lambda w: w.x0)
    pieces = [[ordered[0]]]
    for word in ordered[1:]:
        if word.x0 - pieces[-1][-1].x1 > _PIECE_GAP * word.height:
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return pieces


def _is_prose(piece: list[Word], page_width: float) -> bool:
    lettered = sum(1 for w in piece if w.text[0].isalpha())
    return (
        lettered >= _PROSE_WORDS
        and lettered * 3 >= len(piece) * 2
        and piece[-1].x1 - piece[0].x0 >= _PROSE_WIDTH * page_width
    )


def _gutters(rows: list[list[Word]], page_width: float) -> list[tuple[int, float, float]]:
    """Gaps between two pieces of prose side by side that were not drawn one after the other."""
    found: list[tuple[int, float, float]] = []
    previous: list[tuple[float, list[Word]]] = []
    for number, row in enumerate(rows):
        prose = [
            (piece[0].base, piece)
            for piece in _pieces(row)
            if len(piece) >= _PROSE_WORDS and _is_prose(piece, page_width)
        ]
        near = [p for p in previous if prose and prose[0][0] - p[0] < 0.9 * p[1][0].height]
        both = sorted(prose + near, key=lambda item: item[1][0].x0)
        for (_, left), (_, right) in zip(both, both[1:], strict=False):
            apart = right[0].x0 - left[-1].x1
            if apart > 0.8 * left[0].height and right[0].order != left[-1].order + 1:
                found.append((number, left[-1].x1, right[0].x0))
        previous = prose
    return found


def _split_columns(rows: list[list[Word]], page_width: float, depth: int) -> list[_Frame]:
    gutters = _gutters(rows, page_width) if depth < 3 else []
    if len(gutters) < _COLUMN_ROWS:
        return [_Frame(rows)]
    cut = _best_cut(gutters)
    supports = [n for n, x0, x1 in gutters if x0 <= cut <= x1]
    if len(supports) < _COLUMN_ROWS:
        return [_Frame(rows)]

    def crosses(row: list[Word]) -> bool:
        pieces = _pieces(row)
        return any(p[0].x0 < cut < p[-1].x1 for p in pieces)

    first, last = supports[0], supports[-1]
    while first > 0 and not crosses(rows[first - 1]) and _near(rows[first - 1], rows[first]):
        first -= 1
    while last + 1 < len(rows) and not crosses(rows[last + 1]):
        last += 1
    frames: list[_Frame] = [_Frame(rows[:first])] if first else []
    frames.extend(_side_by_side(rows[first : last + 1], cut, crosses, page_width, depth))
    if last + 1 < len(rows):
        frames.extend(_split_columns(rows[last + 1 :], page_width, depth + 1))
    return frames


def _side_by_side(
    rows: list[list[Word]],
    cut: float,
    crosses: Callable[[list[Word]], bool],
    page_width: float,
    depth: int,
) -> list[_Frame]:
    """Left column, then right column; a row across both ends what stands above it."""
    frames: list[_Frame] = []
    left: list[list[Word]] = []
    right: list[list[Word]] = []

    def flush() -> None:
        for side in (left, right):
            if side:
                frames.extend(_split_columns(list(side), page_width, depth + 1))
                side.clear()

    for row in rows:
        if crosses(row):
            flush()
            frames.append(_Frame([row]))
            continue
        for side, members in (
            (left, [w for w in row if w.x1 <= cut]),
            (right, [w for w in row if w.x1 > cut]),
        ):
            if members:
                side.append(members)
    flush()
    return frames


def _near(upper: list[Word], lower: list[Word]) -> bool:
    return lower[0].base - upper[0].base < 3.0 * lower[0].height


def _best_cut(gutters: list[tuple[int, float, float]]) -> float:
    """The place that most gutters share."""
    edges = sorted({x1 for _, _, x1 in gutters} | {x0 for _, x0, _ in gutters})
    middles = [(a + b) / 2 for a, b in zip(edges, edges[1:], strict=False)] or edges
    return max(middles, key=lambda x: sum(1 for _, x0, x1 in gutters if x0 <= x <= x1))
