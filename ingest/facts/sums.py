"""Whether a row of figures sums rows above it: what tells a total that has no label. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product

Sizes = Mapping[int, Decimal]  # a row's figures by column

MOST_SUMMED = 40  # rows under one total; bounds the sums that are tried
_MOST_SIGNED = 6  # rows whose signs may be those of the words: "less", "add"


def count_summed(rows: Sequence[Sizes], wanted: Sizes, *, with_signs: bool = True) -> int:
    """How many of the last rows a row sums, added up, or added and taken away; 0: it does not.

    Args:
        rows: The figures of the rows above as printed, negative ones below 0; blanks may be
            absent. A total among them stands for what it sums where that is left out.
        wanted: The figures of the row in question. They may be off by one unit of their last
            digit for each row, for rounding.
        with_signs: Whether some may be taken away. What is left of a total after one of its
            parts is the other part: so a row that is no total looks like one.
    """
    sums = dict.fromkeys(wanted, Decimal(0))
    above: list[Sizes] = []
    for count, row in enumerate(reversed(rows[-MOST_SUMMED:]), 1):
        if not row:
            continue
        above.append(row)
        sums = {column: size + row.get(column, Decimal(0)) for column, size in sums.items()}
        if len(above) > 1 and is_near(sums, wanted, len(above) * _last_digit(wanted)):
            return count
        if with_signs and 1 < len(above) <= _MOST_SIGNED and _is_signed_sum(above, wanted):
            return count
    return 0


def is_near(sums: Sizes, wanted: Sizes, slack: Decimal = Decimal(0)) -> bool:
    """Do sums come to the wanted figures in every column, give or take?"""
    return bool(wanted) and all(abs(sums[c] - size) <= slack for c, size in wanted.items())


def _last_digit(sizes: Sizes) -> Decimal:
    """One unit of the last digit printed in a row."""
    exponents = [size.as_tuple().exponent for size in sizes.values()]
    return Decimal(1).scaleb(min((e for e in exponents if isinstance(e, int)), default=0))


def _is_signed_sum(above: Sequence[Sizes], wanted: Sizes) -> bool:
    for signs in product((1, -1), repeat=len(above)):
        sums = dict.fromkeys(wanted, Decimal(0))
        for sign, row in zip(signs, above, strict=True):
            sums = {c: size + sign * row.get(c, Decimal(0)) for c, size in sums.items()}
        if is_near(sums, wanted):
            return True
    return False
