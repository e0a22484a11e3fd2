"""Rows whose values extraction put in another order, set right by the shares they print. Pure.

A table of amounts and their shares of a total says everything twice: 88,589 beside 15.5 belongs
to the column whose total is 571,704. Where exactly one order of a row's values makes every share
that of its amount, it is the printed one; nothing else moves a value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from ingest.readers.lines import is_blank_mark, size_of
from ingest.readers.text_rows import Piece, Row
from ingest.types import RESOLVED

_MOST_VALUES = 6  # in a row; bounds the orders that are tried
_FEWEST_ROWS = 3  # that bear out that the columns are amounts and shares
_WHOLE = (Decimal("99.8"), Decimal("100.2"))
_ROUNDED = Decimal("0.6")  # half a unit of the last digit, and a little
_FORCED = Decimal("1.1")  # shares are often bent by one unit, so that they add up to 100
WHY = f"{RESOLVED}its values stood in another order; each share is that of its amount"


def settle_by_shares(rows: Sequence[Row]) -> list[Row]:
    """Put the values of rows in order where the table's shares decide it.

    Args:
        rows: Body rows with their values in columns; a row in doubt about its order among them.

    Returns:
        The rows; one that was set right carries a doubt that says so.
    """
    total = next((row for row in rows if _is_total(row)), None)
    if total is None:
        return list(rows)
    totals = [size for size in map(_size, total.fields[::2]) if size]
    width = len(total.fields)
    if len(totals) * 2 != width:
        return list(rows)
    columns = [piece.column for piece in total.fields]
    fits = [row for row in rows if len(row.fields) == width and _fits(row.fields, totals)]
    if len(fits) < _FEWEST_ROWS:
        return list(rows)
    return [
        _settled(row, columns, totals) if len(row.fields) == width and row not in fits else row
        for row in rows
    ]


def _is_total(row: Row) -> bool:
    """Amounts and their shares in turn, and every share is the whole."""
    shares = [_size(piece) for piece in row.fields[1::2]]
    return (
        not row.doubt
        and 2 <= len(row.fields) <= _MOST_VALUES
        and len(row.fields) % 2 == 0
        and all(share is not None and _WHOLE[0] <= share <= _WHOLE[1] for share in shares)
    )


def _size(piece: Piece) -> Decimal | None:
    return size_of(piece.text)


def _fits(fields: Sequence[Piece], totals: Sequence[Decimal], units: Decimal = _ROUNDED) -> bool:
    """Is every second value the first's share of its total, to so many units of its last digit?"""
    for index, total in enumerate(totals):
        amount, share = _size(fields[2 * index]), _size(fields[2 * index + 1])
        if amount is None or share is None:
            return False
        if _is_share(fields[2 * index].text):
            return False
        places = len(re.sub(r"[^\d.]", "", fields[2 * index + 1].text).partition(".")[2])
        if abs(amount / total * 100 - share) > units.scaleb(-places):
            return False
    return True


def _is_share(text: str) -> bool:
    """A value that cannot be the amount: it prints a per cent sign."""
    return "%" in text


def _settled(row: Row, columns: Sequence[int], totals: Sequence[Decimal]) -> Row:
    orders: set[tuple[Piece, ...]] = set()
    for units in (_ROUNDED, _FORCED):
        orders = orders or {
            order
            for order in permutations(row.fields)
            if _fits(order, totals, units) and not all(is_blank_mark(p.text) for p in order)
        }
    if len({tuple(piece.text for piece in order) for order in orders}) != 1:
        return row
    if tuple(piece.text for piece in row.fields) in {tuple(p.text for p in o) for o in orders}:
        return row
    placed = tuple(
        replace(piece, column=column) for piece, column in zip(orders.pop(), columns, strict=True)
    )
    label = row.pieces[: len(row.pieces) - len(row.fields)]
    return replace(row, pieces=label + placed, doubt=WHY)
