"""Years that extraction misread in a header, read again by the years beside them. Pure.

Columns of comparatives go from year to year, so of what `20:24 | 20223` may have been only
2024 and 2023 follow on. A year is mended only where its row leaves exactly one such reading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, product

_MARKS = "¹²³⁴⁵⁶⁷⁸⁹*†‡"
_SPOILT = re.compile(rf"\W{{0,2}}(?=[12])\d(?:[:;' ]?\d){{3,4}}\W{{0,2}}[ {_MARKS}]*")
_CUT_OFF = re.compile(r"\W?((?:19|20)\d\d)\s+\d{1,3}\W?")  # "2024 20": the next year's rest
_FIRST, _LAST = 1950, 2069
_MOST = 12  # years in a row of heads; bounds the product of readings


def mend_years(texts: Sequence[str]) -> list[str]:
    """The texts of a header row, misread years put right where the others decide.

    `2024 20`, a year and the beginning of the next, is read as its first.
    """
    if all(_SPOILT.fullmatch(text) is None and _CUT_OFF.fullmatch(text) is None for text in texts):
        return list(texts)
    places = [index for index, text in enumerate(texts) if readings_of(text)]
    mended = list(texts)
    if len(places) == 1:
        if cut := _CUT_OFF.fullmatch(texts[places[0]]):
            mended[places[0]] = cut[1]
        return mended
    if len(places) > _MOST:
        return mended
    following = {
        years
        for years in product(*(sorted(readings_of(texts[index])) for index in places))
        if {later - earlier for earlier, later in pairwise(years)} in ({1}, {-1})
    }
    if len(following) == 1:
        for index, year in zip(places, following.pop(), strict=True):
            mended[index] = str(year)
    return mended


def readings_of(text: str) -> frozenset[int]:
    """The years that a header's text may have been; empty where it is no year at all.

    A digit at a cut may be printed twice (`202 | 23`), and a footnote mark may follow (`20221`).
    """
    if cut := _CUT_OFF.fullmatch(text):
        return frozenset({int(cut[1])})
    if _SPOILT.fullmatch(text) is None:
        return frozenset()
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) == 4:
        found = {digits}
    else:
        found = {digits[:-1]}
        found |= {digits[:i] + digits[i + 1 :] for i in range(4) if digits[i] == digits[i + 1]}
    return frozenset(int(year) for year in found if _FIRST <= int(year) <= _LAST)
