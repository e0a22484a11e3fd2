"""Rows whose fields each hold the values of several rows, taken apart. Pure.

Done only where it can be done in one way: the label cuts into as many labels as there are values,
and a column with a value too few (its blank was lost) can be laid beside the fullest column so
that like stands by like. What cannot be told stays whole, in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from math import comb

from ingest.readers.lines import size_of
from ingest.readers.text_labels import capital_cuts, cut_label, doubted
from ingest.readers.text_rows import Piece, Row, values_of
from ingest.types import RESOLVED

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
_MOST_WAYS = 200  # of laying a short column beside a full one
_MARGIN = 1.0  # the second best way must be worse by this: the figures e times as far apart
_SIGN_COST = 2.0
WHY = f"{RESOLVED}several rows in one; a blank that was lost is where the columns are alike"


def part_stacked(row: Row) -> list[Row]:
    """Take a row apart whose fields each hold n values and whose label is n labels.

    The label is cut at time buckets, or where a capital follows a finished word (one more where
    the first is the section that heads them). A field of note references spans the parts. A
    column with fewer values than the fullest has blanks where `lay_beside` finds them.
    """
    if not any(len(values_of(piece)) > 1 for piece in row.fields):
        return [doubted(row)]
    stacks = [values_of(piece) for piece in row.fields]
    is_note = [bool(stack) and all(map(_is_note, stack)) for stack in stacks]
    if all(is_note):
        is_note = [False] * len(stacks)
    most = max(len(stack) for stack, note in zip(stacks, is_note, strict=True) if not note)
    if most < 2:
        return [doubted(row)]
    labels = _labels(row.label, most) if row.label else []
    if not labels:
        why = "labels not told apart" if row.label else "labels lost"
        return [replace(row, doubt=f"several values in one cell, {why}")]
    full = next(s for s, note in zip(stacks, is_note, strict=True) if not note and len(s) == most)
    columns: list[list[Piece | None]] = []
    is_laid = False
    for piece, stack, note in zip(row.fields, stacks, is_note, strict=True):
        if note:
            columns.append([replace(piece, row_span=most), *[None] * (most - 1)])
            continue
        places = lay_beside(full, stack) if len(stack) < most else range(most)
        if places is None:
            why = "several values in one cell, not the same number in each"
            return [replace(row, doubt=why)]
        is_laid = is_laid or len(stack) < most
        placed = dict(zip(places, stack, strict=True))
        columns.append([placed.get(index) for index in range(most)])
    rows = [Row((labels[0],), row.width)] if len(labels) > most else []
    for index, label in enumerate(labels[-most:]):
        values = [column[index] for column in columns]
        filled = tuple(value for value in values if value is not None)
        rows.append(Row((label, *filled), row.width, WHY if is_laid else ""))
    return rows


def lay_beside(full: Sequence[Piece], short: Sequence[Piece]) -> Sequence[int] | None:
    """The places in `full` that the values of `short` stand at, in order.

    Comparatives are of a size and a sign with what they compare, so the way that has figures
    closest to those beside them is taken, where no other comes near it.
    """
    ways = comb(len(full), len(short))
    sizes = [[size_of(piece.text) for piece in stack] for stack in (full, short)]
    if not short or ways > _MOST_WAYS or any(not size for stack in sizes for size in stack):
        return None
    beside, own = ([size for size in stack if size is not None] for stack in sizes)
    costs = sorted(
        (sum(_apart(beside[place], size) for place, size in zip(places, own, strict=True)), places)
        for places in combinations(range(len(full)), len(short))
    )
    if len(costs) > 1 and costs[1][0] - costs[0][0] < _MARGIN:
        return None
    return costs[0][1]


def _apart(one: Decimal, other: Decimal) -> float:
    """How far two figures are from each other: the logarithm of their ratio; signs count."""
    distance = abs(float((abs(one) / abs(other)).ln()))
    return distance + (_SIGN_COST if (one < 0) != (other < 0) else 0)


def _is_note(piece: Piece) -> bool:
    return re.fullmatch(r"\d{1,2}(?:\([a-z]\))?", piece.text) is not None


def _labels(label: Piece, count: int) -> list[Piece]:
    text = label.text
    if len(text) != label.end - label.start:
        return []
    buckets = [match.start() for match in _BUCKET.finditer(text)]
    ends = [match.end() for match in _BUCKET.finditer(text)]
    if len(buckets) == count and buckets[0] == 0 and ends[-1] == len(text):
        return cut_label(label, buckets[1:])
    glued = [match.start() for match in re.finditer(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})", text)]
    for cuts in (capital_cuts(text), sorted({*capital_cuts(text), *glued})):
        parts = cut_label(label, cuts)
        is_headed = len(parts) == count + 1 and _SECTION.fullmatch(parts[0].text.rstrip(":"))
        if len(parts) == count or is_headed:
            return parts
    return []
