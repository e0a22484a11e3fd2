"""What the sums of a table tell of its rows: which one without a label is a total. Pure.

`Net change in deposits Interest received | (102)` above a row `| 113` without a label: either 113
sums the rows above, or the label is of both rows. It is of both where 113 is no sum of rows above
and a total further down adds up only with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.facts.sums import MOST_SUMMED, Sizes, count_summed, is_near
from ingest.readers.lines import size_of
from ingest.readers.text_labels import CONNECTORS, capital_cuts, cut_label
from ingest.readers.text_rows import Piece, Row
from ingest.types import RESOLVED

WHY = f"{RESOLVED}one label for two rows; the total below adds up with both"


def hand_down_labels(rows: Sequence[Row]) -> list[Row]:
    """Give a row without a label the end of the label above where sums show it is no total.

    Args:
        rows: Body rows, one value a field.
    """
    sizes = [_sizes(row) for row in rows]
    read = list(rows)
    for index in range(len(rows) - 1):
        row, below = rows[index], rows[index + 1]
        if below.label or not sizes[index] or not _is_like(sizes[index], sizes[index + 1]):
            continue
        last = _last_part(row)
        cuts = capital_cuts(last.text) if last else []
        if row.label is None or last is None or not cuts:
            continue
        head, tail = cut_label(last, cuts[-1:])
        if not _is_label(head.text, tail.text) or count_summed(
            sizes[: index + 1], sizes[index + 1]
        ):
            continue
        if row.doubt or below.doubt or not _adds_up_with(sizes, index + 1):
            why = row.doubt or "its label may be that of two rows"
            read[index], read[index + 1] = replace(row, doubt=why), replace(below, doubt=why)
            continue
        if row.label.parts:
            text = " ".join(part.text for part in (*row.label.parts[:-1], head))
            head = replace(row.label, text=text, parts=(*row.label.parts[:-1], head))
        read[index] = replace(row, pieces=(head, *row.fields), doubt=WHY)
        read[index + 1] = replace(below, pieces=(tail, *below.fields), doubt=WHY)
    return read


def _last_part(row: Row) -> Piece | None:
    """The label, or what of it stands in the row itself; None where it spans several lines."""
    if row.label is None:
        return None
    last = row.label.parts[-1] if row.label.parts else row.label
    return last if len(last.text) == last.end - last.start else None


def _adds_up_with(sizes: Sequence[Sizes], index: int) -> bool:
    """Does a row further down sum rows of which this one is one, in every column of it?"""
    for end in range(index + 1, min(len(sizes), index + MOST_SUMMED)):
        if len(sizes[end]) < 2:
            continue
        sums = dict.fromkeys(sizes[end], Decimal(0))
        for start in range(end - 1, max(-1, end - MOST_SUMMED), -1):
            row = sizes[start]
            sums = {column: size + row.get(column, Decimal(0)) for column, size in sums.items()}
            if start < index and is_near(sums, sizes[end]):
                return True
    return False


def _sizes(row: Row) -> Sizes:
    found = {piece.column: size_of(piece.text) for piece in row.fields}
    return {column: size for column, size in found.items() if size is not None}


def _is_like(one: Sizes, other: Sizes) -> bool:
    return bool(other) and set(other) <= set(one)


def _is_label(head: str, tail: str) -> bool:
    """Two labels in sentence case, rather than one in title case."""
    words = tail.strip("-–• ").split()
    if len(head.split()) < 2 or len(words) < 2 or words[0].lower() in CONNECTORS:
        return False
    return sum(word[0].islower() for word in words[1:]) * 2 >= len(words) - 1
