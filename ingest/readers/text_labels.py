"""Row labels of a text table: wrapped ones joined, stacked rows taken apart. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from ingest.readers.text_rows import Piece, Row, is_body, values_of

# A label that ends in one of these goes on in the next line.
_CONNECTORS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "per",
        "the",
        "to",
        "under",
        "upon",
        "with",
        "its",
        "other",
        "than",
        "that",
        "which",
        "between",
        "among",
        "including",
        "attributable",
    ]
)
_NO_END = ("/", "-", "–", "—", ",", "(", "&")
# Sections of a statement: printed above the rows they head and never with a value beside them.
_SECTION = re.compile(
    r"(?:(?:non-)?current (?:assets|liabilities)|assets|liabilities|equity|equity and liabilities"
    r"|(?:capital and )?reserves|(?:operating|investing|financing) activities|revenue|expenses"
    r"|trade (?:receivables|payables)|cash flows? from \w+ activities)",
    re.I,
)
# "Up to 6 months | 6 months to 1 year | Over 3 years": a bucket ends with its unit of time.
_COUNT = r"(?:\d+|one|two|three|four|five|six|nine|twelve)"
_BUCKET = re.compile(
    r"(?:(?:up to|over|more than|within|less than|above|below|under|between)\s+)?"
    rf"{_COUNT}"
    r"(?:\s+(?:days?|months?|years?))?"
    rf"(?:\s*(?:to|and|-|–|but within|but not more than)\s*{_COUNT})?"
    r"\s+(?:days?|months?|years?)(?:\s+(?:or (?:above|more|less)|and above))?",
    re.I,
)
_AMOUNT = re.compile(r"\d,\d{3}|\d\.\d")
_CUT_NUMBER = re.compile(r"\d,\d{0,2}\Z")


def join_wrapped(rows: Sequence[Row], page_text: str) -> list[Row]:
    """Join a label broken over lines into the label of the row that holds its values.

    A label without values goes on below when it ends in a connecting word or the label below
    begins in lower case. Everything else without values is a section and stays a row.
    """
    joined: list[Row] = []
    for row in rows:
        above = joined[-1] if joined else None
        if above is not None and _goes_on(above, row):
            first, label = above.pieces[0], row.pieces[0]
            text = " ".join(page_text[first.start : label.end].split())
            whole = replace(label, start=first.start, text=text)
            joined[-1] = replace(row, pieces=(whole, *row.pieces[1:]))
        else:
            joined.append(row)
    return joined


def _goes_on(above: Row, row: Row) -> bool:
    if above.label is None or above.fields or row.label is None:
        return False
    upper, lower = above.label.text, row.label.text
    if upper.endswith((":", ".")) or not any(character.isalpha() for character in upper):
        return False
    return lower[0].islower() or _is_unfinished(upper)


def _is_unfinished(label: str) -> bool:
    return label.endswith(_NO_END) or label.rsplit(None, 1)[-1].lower() in _CONNECTORS


def part_label_begun_above(rows: Sequence[Row]) -> list[Row]:
    """Give the beginning of the next row's label its own row.

    `Finance income - net Share of losses accounted for | 264,289` above `using the equity method |
    (11,878)` holds one label and the beginning of another. The part after the last place where a
    label can begin becomes a row without values, so that neither value gets a wrong label.
    """
    parted: list[Row] = []
    for row, below in zip_longest(rows, rows[1:]):
        cuts = _capital_cuts(row.label.text) if row.label else []
        if (
            row.label is None
            or below is None
            or below.label is None
            or not (cuts and row.fields and below.fields)
            or not (below.label.text[0].islower() and _is_unfinished(row.label.text))
        ):
            parted.append(row)
            continue
        head, tail = _cut(row.label, [cuts[-1]])
        parted.append(replace(row, pieces=(head, *row.fields)))
        parted.append(Row((tail,), row.width))
    return parted


def part_stacked(row: Row) -> list[Row]:
    """Take a row apart whose fields each hold n values and whose label is n labels.

    Done where every field agrees on n and the label can be cut into n in exactly one way: time
    buckets, or places where a capital follows a finished word (one more where the first is the
    section that heads them). A single note reference spans the parts. Otherwise the row stays
    whole, in doubt.
    """
    if not any(len(values_of(piece)) > 1 for piece in row.fields):
        return [_doubted(row)]
    label = row.label
    counts = [values_of(piece) for piece in row.fields]
    is_note = [bool(values) and all(_is_note(value) for value in values) for values in counts]
    if all(is_note):
        is_note = [False] * len(counts)
    most = max(len(v) for v, note in zip(counts, is_note, strict=True) if not note)
    if most < 2:
        return [_doubted(row)]
    if label is None or any(
        len(v) != most and not note for v, note in zip(counts, is_note, strict=True)
    ):
        return [replace(row, doubt="several values in one cell, not the same number in each")]
    labels = _labels(label, most)
    if not labels:
        return [replace(row, doubt="several values in one cell, labels not told apart")]
    rows = [Row((labels[0],), row.width)] if len(labels) > most else []
    for index, part in enumerate(labels[-most:]):
        values = [
            replace(piece, row_span=most) if note else v[index]
            for piece, v, note in zip(row.fields, counts, is_note, strict=True)
            if not note or index == 0
        ]
        rows.append(Row((part, *values), row.width))
    return rows


def _is_note(piece: Piece) -> bool:
    return re.fullmatch(r"\d{1,2}(?:\([a-z]\))?", piece.text) is not None


def _doubted(row: Row) -> Row:
    if is_body(row) and any(_CUT_NUMBER.search(piece.text) for piece in row.pieces[:-1]):
        return replace(row, doubt="a number cut over two cells")
    if row.label and row.fields and len(_AMOUNT.findall(row.label.text)) > 1:
        return replace(row, doubt="values of other rows in the label")
    return row


def _labels(label: Piece, count: int) -> list[Piece]:
    text = label.text
    if len(text) != label.end - label.start:
        return []
    buckets = [match.start() for match in _BUCKET.finditer(text)]
    ends = [match.end() for match in _BUCKET.finditer(text)]
    if len(buckets) == count and buckets[0] == 0 and ends[-1] == len(text):
        return _cut(label, buckets[1:])
    cuts = _capital_cuts(text)
    parts = _cut(label, cuts)
    is_headed = len(parts) == count + 1 and _SECTION.fullmatch(parts[0].text.rstrip(":"))
    return parts if len(parts) == count or is_headed else []


def _capital_cuts(text: str) -> list[int]:
    """Where a new label can begin: a capital or list dash after a word that ends a label."""
    cuts = []
    for match in re.finditer(r"(?<=[a-z0-9):]) +(?=(?:[-–•] )?[A-Z][a-z])", text):
        before = text[: match.start()].rsplit(None, 1)[-1]
        if before.lower() not in _CONNECTORS and before not in _NO_END:
            cuts.append(match.end())
    return cuts


def _cut(piece: Piece, places: Sequence[int]) -> list[Piece]:
    bounds = [0, *places, len(piece.text)]
    parts = []
    for start, end in zip(bounds, bounds[1:], strict=False):
        text = piece.text[start:end].rstrip()
        begin = piece.start + start
        parts.append(replace(piece, start=begin, end=begin + len(text), text=text))
    return parts
