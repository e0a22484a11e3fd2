"""Row labels that run over several lines, joined with the one line that has the row's values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.pdf.lines import Line
from ingest.readers.pdf.regions import Region, TableLine
from ingest.readers.pdf.tokens import is_whole_period

_LEADING = 1.7  # of the line's height: lines of one label stand no farther apart
_ASIDE = re.compile(r"^\((?!\w{1,2}\))")  # a bracket of words, not the mark of a footnote
_CONNECTORS = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "its", "less", "nor", "of")
    + ("on", "or", "our", "that", "the", "their", "to", "under", "upon", "which", "with")
)


def join_wrapped(region: Region) -> Region:
    """The region with one line a row: every label's words first, then the row's values.

    A label goes on when the next line begins in lower case, when it ends in a word that cannot
    end a phrase, or when the next line's first word had no room behind it.
    """
    body = list(region.lines[region.header :])
    room = max((_label_edge(row) for row in body), default=0.0)
    rows: list[TableLine] = []
    waiting: list[TableLine] = []  # label lines that go on below
    for position, row in enumerate(body):
        below = body[position + 1] if position + 1 < len(body) else None
        goes_on = below is not None and _goes_on(row, below, room)
        if row.is_label and goes_on:
            waiting.append(row)
            continue
        if row.is_data and goes_on and below is not None and below.is_label:
            rows.append(_joined([*waiting, row]))
            waiting = []
            continue
        if row.is_label and not waiting and rows and _hangs(rows[-1], row, body, position, room):
            rows[-1] = _joined([rows[-1], row])
            continue
        rows.append(_joined([*waiting, row]))
        waiting = []
    rows.extend(waiting)
    return Region((*region.lines[: region.header], *rows), region.header)


def _label_edge(row: TableLine) -> float:
    first = row.units[0]
    return 0.0 if first.is_number else first.x1


def _goes_on(row: TableLine, below: TableLine, room: float) -> bool:
    """Whether the label of `row` goes on in the line below."""
    if row.units[0].is_number or (below.units[0].is_number and len(below.units) == 1):
        return False
    if below.is_header or not (row.is_label or below.is_label):
        return False
    first, second = row.units[0], below.units[0]
    size = row.line.height
    if below.line.base - row.line.base > _LEADING * size:
        return False
    if second.x0 < first.x0 - 1 or second.x0 > first.x0 + 4 * size:
        return False
    if row.is_label and row.line.bold != below.line.bold and not below.is_data:
        return False
    text = first.text
    if text.endswith(":") or (row.is_label and is_whole_period(text)):
        return False
    start = _ASIDE.sub("", second.text)[:1]
    if start.islower():
        return True
    if row.is_data:
        return False
    tail = first.words[-1].text
    if len(tail) == 1 and not tail.isalnum():
        return False  # a dash by itself announces the rows below it, as a colon does
    if tail.endswith((",", ";", "-", "–")) or tail.lower() in _CONNECTORS:
        return True
    full = first.x1 + 0.3 * size + (second.words[0].x1 - second.words[0].x0) > room
    return full and len(first.words) > 4 and not text.isupper()


def _hangs(
    above: TableLine, row: TableLine, body: Sequence[TableLine], position: int, room: float
) -> bool:
    """Whether a label line belongs to the row with values above it, not to the one below."""
    if not above.is_data or not _goes_on(above, row, room):
        return False
    below = body[position + 1] if position + 1 < len(body) else None
    if below is None:
        return True
    return below.line.base - row.line.base >= row.line.base - above.line.base - 1.0


def _joined(rows: Sequence[TableLine]) -> TableLine:
    if len(rows) == 1:
        return rows[0]
    labels = [word for row in rows for word in row.units[0].words]
    own = {word.order for word in labels}
    values = [word for row in rows for word in row.line.words if word.order not in own]
    lines = [row.line for row in rows]
    line = Line(
        words=(*labels, *values),
        frame=lines[0].frame,
        x0=min(x.x0 for x in lines),
        top=min(x.top for x in lines),
        x1=max(x.x1 for x in lines),
        bottom=max(x.bottom for x in lines),
        base=lines[-1].base,
        bold=all(x.bold for x in lines),
    )
    data = next((row for row in rows if row.is_data), rows[-1])
    label = replace(data.units[0], words=tuple(labels), is_number=False)
    return replace(data, index=rows[0].index, line=line, units=(label, *data.units[1:]))


def rebuild(lines: Sequence[Line], regions: Sequence[Region]) -> tuple[list[Line], list[Region]]:
    """The page's lines with the regions' rows in place of theirs, and the regions over these."""
    out: list[Line] = []
    moved: list[Region] = []
    at = 0
    for region, joined in ((r, join_wrapped(r)) for r in regions):
        out.extend(lines[at : region.start])
        first = len(out)
        rows = tuple(replace(row, index=first + i) for i, row in enumerate(joined.lines))
        out.extend(row.line for row in rows)
        moved.append(Region(rows, joined.header))
        at = region.end
    out.extend(lines[at:])
    return out, moved
