"""Header rows of a text table: words cut over fields joined, heads stacked in one field spread.

Extraction cuts at the white space it believes to see, so that one printed head spanning several
columns arrives as `For th | e six month | s ended 30 June`. Fragments are joined only on evidence:

- a parenthesis opened in one field and closed in a later one;
- a word that prose elsewhere in the filing has and whose halves it does not have;
- two fields whose digits make one year (`202 | 4`, `20: | 24`);
- a unit cut in its zeros (`RMB'00 | 0`);
- a duration cut at "ended", or given once in part and once in full side by side.

A joined head spans the columns of its fragments; its text is theirs without the cut. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from ingest.readers.lines import YEAR
from ingest.readers.text_rows import Piece, Row

_FIRST_WORD = re.compile(r"[A-Za-z]+")
_LAST_WORD = re.compile(r"[A-Za-z]+\Z")
_DURATION = r"(?:months?|years?|quarters?|weeks?|period)"
_CUT_DURATION = re.compile(rf"{_DURATION}\s+e[nde]*\Z", re.I)
_DURATION_START = re.compile(rf"\A(?:for\s+the\s+)?(?:\w+\s+)?{_DURATION}\b|\A(?:as\s+)?at\b", re.I)
_DATE = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\d{4}|\d{1,2}月", re.I
)
_UNIT = re.compile(r"\(?[A-Z$€£¥]{1,4}\s?['’]000\)?")
_SECOND_YEAR = re.compile(rf"[A-Za-z].*\b({YEAR.pattern}) (\d{{1,3}})\Z")
_TAGS = re.compile(r"(?:</?[a-zA-Z][^<>\s]{0,20}>|\*\*)+")
_NOTE = re.compile(r"notes?\.?", re.I)
_HEAD_TOKEN = re.compile(
    rf"(?:{YEAR.pattern})[¹²³⁴*]?|%|RMB['’]000|\$['’]000|US\$['’]000|HK\$['’]000"
)


def join_fragments(row: Row, words: Collection[str]) -> Row:
    """Join the fragments of a header row.

    Args:
        row: A row above the first values.
        words: The lower-case words of the filing's prose.
    """
    joined: list[Piece] = []
    for piece in row.pieces:
        if joined and joined[-1].column + joined[-1].column_span == piece.column:
            whole = _join(joined[-1], piece, words)
            if whole:
                joined[-1] = whole
                continue
        joined.append(piece)
    if joined and joined[0].column == 0 and joined[0].column_span > 1:
        # Begun in the label column, where the cut put its first letters: it heads the next one
        joined[0] = replace(joined[0], column=1, column_span=joined[0].column_span - 1)
    return replace(row, pieces=tuple(joined))


def _join(left: Piece, right: Piece, words: Collection[str]) -> Piece | None:
    span = left.column_span + right.column_span
    if _is_beginning_of(left.text, right.text):  # the fuller of the two stands for both
        return replace(right, column=left.column, column_span=span)
    last, first = _LAST_WORD.search(left.text), _FIRST_WORD.match(right.text)
    is_word = bool(last and first and _is_cut_word(last[0].lower(), first[0].lower(), words))
    is_open = left.text.count("(") > left.text.count(")") and right.text.count(")") > (
        right.text.count("(")
    )
    is_running = left.text.count("(") > left.text.count(")") and right.text[:1].islower()
    is_duration = _CUT_DURATION.search(left.text) and _DATE.search(right.text)
    is_unit = _UNIT.fullmatch(left.text + right.text) and not _UNIT.fullmatch(right.text)
    is_year = _is_cut_year(left.text, right.text) or _is_cut_second(left.text, right.text)
    if not (is_word or is_open or is_running or is_duration or is_unit or is_year):
        return None
    apart = last and first and last[0].lower() in words and first[0].lower() in words
    glue = " " if apart and not is_word else ""
    return replace(left, end=right.end, text=f"{left.text}{glue}{right.text}", column_span=span)


def _is_beginning_of(left: str, right: str) -> bool:
    return (
        len(left) >= 5
        and len(right) > len(left)
        and right.lower().startswith(left.lower())
        and _DURATION_START.match(right) is not None
    )


def _is_cut_word(last: str, first: str, words: Collection[str]) -> bool:
    """Is `last` + `first` one word? Extraction may print the letter at the cut twice."""
    if last in words and first in words and len(first) > 1:
        return False
    return last + first in words or (last[-1] == first[0] and last + first[1:] in words)


def _is_cut_year(left: str, right: str) -> bool:
    a, b = re.sub(r"\W", "", left), re.sub(r"\W", "", right)
    if not (a.isdigit() and b.isdigit() and 2 <= len(a) <= 3 and len(b) <= 2):
        return False
    return any(YEAR.fullmatch(a[: len(a) - overlap] + b) for overlap in (0, 1))


def _is_cut_second(left: str, right: str) -> bool:
    """Is a second year, next to the one before it, cut: `ended 30 June 2025 20 | 24`?"""
    found = _SECOND_YEAR.search(left)
    if found is None or not right.isdigit() or len(found[2] + right) != 4:
        return False
    return abs(int(found[1]) - int(found[2] + right)) == 1


def spread_stacked(row: Row, column_count: int) -> Row:
    """Give each of several column heads printed in one field (`2024 2023`) its own column.

    Done only where the fields right of it are blank, as many as it has heads too many.
    """
    taken = {column for p in row.pieces for column in range(p.column, p.column + p.column_span)}
    pieces: list[Piece] = []
    for piece in row.pieces:
        parts = _heads(piece)
        wanted = range(piece.column + 1, piece.column + len(parts))
        is_free = not any(column in taken for column in wanted)
        if len(parts) > 1 and piece.column > 0 and is_free and wanted[-1] < column_count:
            pieces += [replace(part, column=piece.column + i) for i, part in enumerate(parts)]
        else:
            pieces.append(piece)
    return replace(row, pieces=tuple(pieces))


def _heads(piece: Piece) -> Sequence[Piece]:
    tokens = piece.text.split()
    if len(piece.text) != piece.end - piece.start or len(tokens) < 2:
        return (piece,)
    if len(tokens := [bare for token in tokens if (bare := _TAGS.sub("", token))]) < 2:
        return (piece,)
    known = [_HEAD_TOKEN.fullmatch(token) is not None for token in tokens]
    known[0] = known[0] or _NOTE.fullmatch(tokens[0]) is not None  # the references, and a year
    if not (all(known) or (len(tokens) == 2 and tokens[1] == "%")):
        return (piece,)
    parts, at = [], 0
    for token in tokens:
        at = piece.text.index(token, at)
        start = piece.start + at
        parts.append(replace(piece, start=start, end=start + len(token), text=token))
        at += len(token)
    return parts
