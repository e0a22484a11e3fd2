"""Numbers that extraction cut between a label and its first value. Pure.

`Government grants 23,29 | 9 | 32,121` is mended where the page gives the whole number elsewhere on
a line with another figure of the row; where it does not, the row is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.text_rows import Piece, Row
from ingest.types import RESOLVED

_TAIL = re.compile(r"(?P<word>\S+) (?P<digits>\(?\d[\d,]{0,6})\Z")
_WHOLE = re.compile(r"\(?\d{1,3}(?:,\d{3})+\)?")
WHY = f"{RESOLVED}a number was cut; it stands whole elsewhere with the same figures"
_CUT = "a number may be cut over two cells"


def mend_cut_numbers(rows: Sequence[Row], page_text: str) -> list[Row]:
    """Put numbers together that begin in the label and end in the first value.

    Args:
        rows: Body rows as printed.
        page_text: The page's text, as evidence for the whole number.
    """
    return [_mended(row, page_text) for row in rows]


def _mended(row: Row, page_text: str) -> Row:
    label, first = row.label, row.fields[0] if row.fields else None
    tail = _TAIL.search(label.text) if label else None
    if label is None or first is None or tail is None:
        return row
    if len(label.text) != label.end - label.start:
        return row
    whole = tail["digits"] + first.text
    if not _WHOLE.fullmatch(whole):
        return row
    if any(_is_beside(whole, other.text, page_text) for other in row.fields[1:]):
        name = label.text[: tail.start("digits")].rstrip()
        start = label.start + tail.start("digits")
        value = Piece(first.column, start, first.end, whole, column_span=first.column_span)
        named = replace(label, end=label.start + len(name), text=name)
        return replace(row, pieces=(named, value, *row.fields[1:]), doubt=WHY)
    # "Level 3" and "Customer 2" are names; a number after a word of a sentence is none
    return replace(row, doubt=_CUT) if tail["word"][0].islower() else row


def _is_beside(whole: str, other: str, page_text: str) -> bool:
    """Does a line of the page have the number and the other figure, each whole?"""
    if sum(character.isdigit() for character in other) < 3:
        return False
    number, beside = (
        re.compile(rf"(?<![\d,.]){re.escape(text)}(?![\d,])") for text in (whole, other)
    )
    for match in number.finditer(page_text):
        start = page_text.rfind("\n", 0, match.start()) + 1
        end = page_text.find("\n", match.end())
        if beside.search(page_text, start, end if end >= 0 else len(page_text)):
            return True
    return False
