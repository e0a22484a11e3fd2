"""Row labels of a text table: wrapped ones joined, glued ones parted. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from ingest.readers.text_rows import Piece, Row, is_body

# A label that ends in one of these goes on in the next line.
CONNECTORS = frozenset(
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
_AMOUNT = re.compile(r"\d,\d{3}|\d\.\d")
_LISTED_BUCKET = re.compile(  # "- 6 months to 1 year - Over 1 year"
    r"(?:^|\s)[-–•]\s(?:\w+\s){0,3}?\d+\s(?:(?:days?|months?|years?|to)\b)", re.I
)
_GROUPED = re.compile(r"\d,\d{3}(?!\d)")
_FEWEST_GROUPED = 3  # figures with commas, beside which `222.024` and `222 024` are misread
_SPOILT = re.compile(r"\W{0,2}[1-9]\d{0,2}(?:[. ]\d{3})+\W{0,2}")
_FILLER = re.compile(r"\(?(?:approx(?:imately|\.)?|about|circa|c\.)\)?", re.I)
_MISREAD = "its figures were misread"
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
            whole = _joined(first, label, page_text)
            joined[-1] = replace(row, pieces=(whole, *row.pieces[1:]))
        else:
            joined.append(row)
    return joined


def _joined(first: Piece, label: Piece, page_text: str) -> Piece:
    """One label of two; its parts are kept where something else is printed between them."""
    if page_text[first.end : label.start].strip():
        parts = (*(first.parts or (first,)), *(label.parts or (label,)))
        return replace(label, text=f"{first.text} {label.text}", parts=parts)
    if first.parts:
        last = _joined(first.parts[-1], label, page_text)
        return replace(last, text=f"{first.text} {label.text}", parts=(*first.parts[:-1], last))
    text = " ".join(page_text[first.start : label.end].split())
    return replace(label, start=first.start, text=text)


def _goes_on(above: Row, row: Row) -> bool:
    if above.label is None or above.fields or row.label is None:
        return False
    upper, lower = above.label.text, row.label.text
    if upper.endswith((":", ".")) or not any(character.isalpha() for character in upper):
        return False
    return lower[0].islower() or _is_unfinished(upper)


def _is_unfinished(label: str) -> bool:
    return label.endswith(_NO_END) or label.rsplit(None, 1)[-1].lower() in CONNECTORS


def part_label_begun_above(rows: Sequence[Row], page_text: str) -> list[Row]:
    """Give the beginning of the next row's label its own row.

    `Finance income - net Share of losses accounted for | 264,289` above `using the equity method |
    (11,878)` holds one label and the beginning of another. The part after the last place where a
    label can begin becomes a row without values, so that neither value gets a wrong label. It is
    such a beginning where it ends in a connecting word, or where the page has its last word and
    the next label's first one together elsewhere ("credit risk | for financial liabilities").
    """
    parted: list[Row] = []
    prose = page_text.lower()
    for row, below in zip_longest(rows, rows[1:]):
        cuts = capital_cuts(row.label.text) if row.label else []
        if row.label and row.fields and (heading := _heading_begun(row.label, cuts)):
            parted.append(replace(row, pieces=(heading[0], *row.fields)))
            parted.append(Row((heading[1],), row.width))
            continue
        if row.label is None or below is None or below.label is None or not (cuts and row.fields):
            parted.append(row)
            continue
        upper, lower = row.label.text, below.label.text
        meeting = f"{upper.split()[-1]} {lower.split()[0]}".lower()
        if not lower[0].islower() or not (_is_unfinished(upper) or meeting in prose):
            parted.append(row)
            continue
        head, tail = cut_label(row.label, [cuts[-1]])
        parted.append(replace(row, pieces=(head, *row.fields)))
        parted.append(Row((tail,), row.width))
    return parted


def _heading_begun(label: Piece, cuts: Sequence[int]) -> tuple[Piece, Piece] | None:
    """A label and the heading of the rows below it, glued: "... at cost Of which falling due:"."""
    if not cuts or not label.text.endswith(":"):
        return None
    head, tail = cut_label(label, cuts[-1:])
    is_long = len(head.text.split()) >= 2 and len(tail.text.split()) >= 3
    return (head, tail) if is_long else None


def part_misread(rows: Sequence[Row]) -> list[Row]:
    """Take a row whose figures were all misread out of the way of its label.

    `Net change in investments | (102 220)` above `in term deposits | (102,339)` is the beginning
    of a label beside a spoilt copy of the figures below. The copy stays, in doubt; the label is
    free to go on. The end of a label printed once more below it is left out.
    """
    grouped = sum(bool(_GROUPED.search(p.text)) for row in rows for p in row.fields)
    parted: list[Row] = []
    for row, below in zip_longest(rows, rows[1:]):
        is_spoilt = grouped >= _FEWEST_GROUPED and _is_misread(row, below)
        is_filler = all(map(_FILLER.fullmatch, (piece.text for piece in row.fields)))
        if row.label and row.fields and is_filler and _is_unfinished(row.label.text):
            parted += [replace(row, pieces=row.fields), Row((row.label,), row.width)]
        elif is_spoilt and row.label and below and below.label and below.label.text[0].islower():
            parted.append(replace(row, pieces=row.fields, doubt=_MISREAD))
            parted.append(Row((row.label,), row.width))
        elif is_spoilt:
            parted.append(replace(row, doubt=_MISREAD))
        elif not (parted and _is_end_again(parted[-1], row)):
            parted.append(row)
    return parted


def _is_misread(row: Row, below: Row | None) -> bool:
    """Are all figures cut by blanks or full stops, or like those printed below with commas?"""
    figures = [piece for piece in row.fields if re.search(r"\d{2}", piece.text)]
    beneath = {piece.column: piece.text for piece in below.fields} if below else {}
    return bool(figures) and all(
        _SPOILT.fullmatch(piece.text)
        and (" " in piece.text or _is_alike(piece.text, beneath.get(piece.column, "")))
        for piece in figures
    )


def _is_alike(text: str, other: str) -> bool:
    """As many digits, a third of them and more the same, and commas in the other."""
    one, two = (re.sub(r"\D", "", figure) for figure in (text, other))
    same = sum(a == b for a, b in zip(one, two, strict=False))
    return "," in other and len(one) == len(two) and same * 3 >= len(one)


def _is_end_again(above: Row, row: Row) -> bool:
    if above.label is None or row.label is None or row.fields or not above.fields:
        return False
    return len(row.label.text.split()) > 1 and above.label.text.endswith(" " + row.label.text)


def doubted(row: Row) -> Row:
    """The row, in doubt where a number was cut or values of other rows are in its label."""
    if is_body(row) and any(_CUT_NUMBER.search(piece.text) for piece in row.pieces[:-1]):
        return replace(row, doubt="a number cut over two cells")
    if row.label and row.fields and len(_LISTED_BUCKET.findall(row.label.text)) > 1:
        return replace(row, doubt="labels of several rows, values of one")
    if row.label and row.fields and len(_AMOUNT.findall(row.label.text)) > 1:
        return replace(row, doubt="values of other rows in the label")
    return row


def capital_cuts(text: str) -> list[int]:
    """Where a new label can begin: a capital or list dash after a word that ends a label."""
    cuts = []
    for match in re.finditer(r"(?<=[a-z0-9):]) +(?=(?:[-–•] )?[A-Z][a-z])", text):
        before = text[: match.start()].rsplit(None, 1)[-1]
        if before.lower() not in CONNECTORS and before not in _NO_END:
            cuts.append(match.end())
    return cuts


def cut_label(piece: Piece, places: Sequence[int]) -> list[Piece]:
    """A label cut before each of these places of its text."""
    bounds = [0, *places, len(piece.text)]
    parts = []
    for start, end in zip(bounds, bounds[1:], strict=False):
        text = piece.text[start:end].rstrip()
        begin = piece.start + start
        parts.append(replace(piece, start=begin, end=begin + len(text), text=text))
    return parts
