"""Tables whose label column holds running text that repeats the rows to its right. Pure.

Extraction may print a table's text flat in the first field of its lines, each line from its own
row on, beside a second, tabular reading of the same rows. Either has reading errors; together they
say what was printed. A row is kept where several copies give its figures under one label, or a
copy and the tabular row do; where labels contradict each other the figures give nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.readers.lines import is_figure
from ingest.readers.text_flat import FlatRow, flat_groups
from ingest.readers.text_rows import Piece, Row, header_count, values_of
from ingest.types import RESOLVED, Span

_FEWEST_ECHOES = 3
_SHARE = 0.4  # of the labelled rows
_MAJORITY = 3  # times as many copies as contradict them
_LONG = 4  # digits; a shorter figure stands in many rows
WHY = f"{RESOLVED}running text beside the rows repeats them; what is read alike twice is kept"
_CONTRADICTED = "the running text beside it says otherwise"
_Values = tuple[str, ...]


@dataclass(slots=True)
class _Readings:
    """What the copies say of one row of figures."""

    first: dict[str, FlatRow] = field(default_factory=dict)  # by label, lower case
    counts: Counter[str] = field(default_factory=Counter)
    beside: set[str] = field(default_factory=set)  # labels of the tabular rows


def without_echo(page_text: str, rows: Sequence[Row]) -> list[Row] | None:
    """The rows of such a table, each once; None where its labels repeat nothing.

    Args:
        page_text: The page's text.
        rows: Rows as printed, field n in column n.
    """
    copies = [_copy(page_text, row) for row in rows]
    labelled = sum(row.label is not None for row in rows)
    echoes = sum(bool(copy) for copy in copies)
    if echoes < _FEWEST_ECHOES or echoes < labelled * _SHARE:
        return None
    count = Counter(len(flat.values) for copy in copies for flat in copy).most_common(1)[0][0]
    beside = [_beside(row, is_echo=bool(copy)) for row, copy in zip(rows, copies, strict=True)]
    columns = _value_columns(beside, count)
    if columns is None:
        return None
    readings: dict[_Values, _Readings] = defaultdict(_Readings)
    for flat in (flat for copy in copies for flat in copy if len(flat.values) == count):
        known = readings[tuple(piece.text for piece in flat.values)]
        known.first.setdefault(_key(flat.label), flat)
        known.counts[_key(flat.label)] += 1
    for row in beside:
        values = tuple(piece.text for piece in row.fields)
        if values in readings and row.label:
            readings[values].beside.add(_key(row.label))
    kept = dict(_agreed(readings))
    heads = header_count(beside)
    width = max(row.width for row in beside)
    found = [_row(flat, columns, width) for flat in sorted(kept.values(), key=_start)]
    rest = [row for row in beside[heads:] if tuple(p.text for p in row.fields) not in kept]
    labels = {_key(flat.label) for flat in kept.values()}
    told = {piece.text for flat in kept.values() for piece in flat.values if _is_long(piece.text)}
    contradicted = {text for values in readings for text in values if _is_long(text)} | told
    return [
        *beside[:heads],
        *found,
        *(_doubted(row, labels, contradicted) for row in rest if row.pieces),
    ]


def _copy(page_text: str, row: Row) -> list[FlatRow]:
    if row.label is None:
        return []
    flat = flat_groups(page_text, Span(row.label.start, row.label.end))
    return [group for group in flat if len(group.values) >= 2]


def _beside(row: Row, *, is_echo: bool) -> Row:
    """A row without its running text: its second field is its label."""
    pieces = row.fields
    if not is_echo and row.label and not any(piece.column == 1 for piece in pieces):
        pieces = () if _figures(row) else (replace(row.label, column=1),)
        pieces += row.fields
    return Row(tuple(replace(p, column=p.column - 1) for p in pieces), row.width - 1)


def _figures(row: Row) -> list[str]:
    return [part.text for piece in row.fields for part in values_of(piece) if is_figure(part.text)]


def _value_columns(rows: Sequence[Row], count: int) -> list[int] | None:
    """Where the values of rows with as many as the copies have stand."""
    places = Counter(
        tuple(piece.column for piece in row.fields)
        for row in rows
        if len(row.fields) == count and all(is_figure(piece.text) for piece in row.fields)
    )
    return list(places.most_common(1)[0][0]) if places else None


def _agreed(readings: dict[_Values, _Readings]) -> Iterator[tuple[_Values, FlatRow]]:
    """The rows that are read alike twice and nowhere otherwise."""
    times_of: dict[str, Counter[_Values]] = defaultdict(Counter)
    for values, known in readings.items():
        for label, count in known.counts.items():
            times_of[label][values] += count
    for values, known in readings.items():
        best = max(known.counts, key=lambda label: (known.counts[label], -len(label)))
        against = sum(n for label, n in known.counts.items() if not _are_one(label, best))
        bearing_out = known.counts.total() - against
        bearing_out += any(_are_one(label, best) for label in known.beside)
        # The same label over other figures: another row of that name, or a reading error
        against = max(against, times_of[best].total() - times_of[best][values])
        is_denied = any(not _are_one(label, best) for label in known.beside)
        if not is_denied and bearing_out >= max(2, against * _MAJORITY):
            yield values, known.first[best]


def _are_one(label: str, other: str) -> bool:
    """The same label, or one of which a copy has lost or added the beginning."""
    shorter, longer = sorted((label, other), key=len)
    return longer == shorter or longer.endswith((" " + shorter, "-" + shorter))


def _key(label: Piece) -> str:
    return label.text.lower().strip(" -–—•·:")


def _start(flat: FlatRow) -> int:
    return flat.label.start


def _row(flat: FlatRow, columns: Sequence[int], width: int) -> Row:
    values = (replace(p, column=c) for p, c in zip(flat.values, columns, strict=True))
    return Row((replace(flat.label, column=0), *values), width)


def _doubted(row: Row, labels: set[str], told: set[str]) -> Row:
    """A tabular row that no copy bears out: in doubt where its label or figures have another."""
    is_known = row.label is not None and _key(row.label) in labels and bool(row.fields)
    if is_known or any(text in told for text in _figures(row)):
        return replace(row, doubt=_CONTRADICTED)
    return row


def _is_long(text: str) -> bool:
    return sum(character.isdigit() for character in text) >= _LONG
