"""Tables that extraction flattened into one line: label, k values, label, k values, ... Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from ingest.readers.lines import YEAR, is_blank_mark, is_figure
from ingest.readers.text_rows import Piece, Row, piece_of
from ingest.types import Span

_TOKEN = re.compile(r"\S+")
_STRONG = re.compile(r"\d,\d{3}|\d\.\d|\(\d|\d%")
_UNIT = re.compile(
    r"%|\(?(?:RMB|HK\$|US\$|\$|USD|HKD|£|€)?['’](?:000|m)\)?|RMB|HKD|USD|million|\((?:un)?audited\)",
    re.I,
)
_BUCKET = re.compile(r"\d{1,3} (?:to|and|or|-|–|days?|months?|years?)", re.I)
_FEWEST_ROWS = 3
_SHORTEST = 30  # characters of three labels with two values each
_LONGEST_LABEL = 25  # words


@dataclass(frozen=True, slots=True)
class _Group:
    label: list[re.Match[str]]
    values: list[re.Match[str]]


def flat_rows(page_text: str, line: Span) -> list[Row]:
    """Read a line as a flattened table; empty where it is prose.

    A table repeats a label and at least two values, at least three times. Rows with another number
    of values than most are doubted, and so are rows whose values are of other shapes than those of
    most (a percentage where the others have an amount: extraction changed their order).
    """
    if line.end - line.start < _SHORTEST:
        return []
    groups = _groups(page_text, line)
    several = [group for group in groups if len(group.values) >= 2]
    words = sum(len(group.label) for group in groups)
    figures = sum(len(group.values) for group in groups)
    if (
        len(several) < _FEWEST_ROWS
        or len(several) * 5 < len(groups) * 3
        or figures * 4 < words + figures
    ):
        return []
    count = Counter(len(group.values) for group in several).most_common(1)[0][0]
    shapes = Counter(_shapes(g) for g in several if len(g.values) == count)
    usual = shapes.most_common(1)[0][0]
    rows = [*_header(page_text, groups[0], count)]
    for group in groups:
        row = _row(page_text, group, count)
        if row is None:
            continue
        doubt = ""
        if len(group.values) != count:
            doubt = "another number of values than the other rows"
        elif not _agrees(_shapes(group), usual):
            doubt = "values in another order than the other rows"
        rows.append(Row(row, count + 1, doubt))
    return rows


@dataclass(frozen=True, slots=True)
class FlatRow:
    """A label and the values that follow it."""

    label: Piece
    values: tuple[Piece, ...]


def flat_groups(page_text: str, span: Span) -> list[FlatRow]:
    """The labels with values in a stretch of running text, column heads left out."""
    found: list[FlatRow] = []
    for group in _groups(page_text, span):
        row = _row(page_text, group, len(group.values)) if group.values else None
        if row is not None and len(row) > 1:
            found.append(FlatRow(row[0], row[1:]))
    return found


def _groups(page_text: str, line: Span) -> list[_Group]:
    groups: list[_Group] = []
    label: list[re.Match[str]] = []
    values: list[re.Match[str]] = []
    tokens = list(_TOKEN.finditer(page_text, line.start, line.end))
    for token, following in zip_longest(tokens, tokens[1:]):
        text = token[0]
        # A plain number begins values only beside another: "6 months" is words of a label.
        begins = is_figure(text) and bool(
            _STRONG.search(text) or (following and is_figure(following[0]))
        )
        follows = bool(values) and (is_figure(text) or is_blank_mark(text))
        if follows and following and _BUCKET.fullmatch(f"{text} {following[0]}"):
            follows = False  # "1 to 2 years" after a row's values
        if label and (begins or follows) and not YEAR.fullmatch(text):
            values.append(token)
            continue
        if values:
            groups.append(_Group(label, values))
            label, values = [], []
        label.append(token)
    if label:
        groups.append(_Group(label, values))
    return groups


def _label_start(label: Sequence[re.Match[str]]) -> int:
    """Index of the first word after the last unit, or the last of years side by side.

    What stands before it are column heads.
    """
    units = [index for index, token in enumerate(label) if _UNIT.fullmatch(token[0].strip("*"))]
    years = [
        index + 1
        for index, (one, next_) in enumerate(pairwise(label))
        if YEAR.fullmatch(one[0]) and YEAR.fullmatch(next_[0])
        if abs(int(one[0]) - int(next_[0])) == 1
    ]
    last = max([*units, *years], default=-1) + 1
    return last if last < len(label) else 0


def _row(page_text: str, group: _Group, count: int) -> tuple[Piece, ...] | None:
    words = group.label[_label_start(group.label) :]
    label = piece_of(page_text, words[0].start(), words[-1].end(), 0) if words else None
    if label is None or (len(words) > _LONGEST_LABEL and group.values):
        return None
    values = [
        piece
        for column, token in enumerate(group.values, 1)
        if (piece := piece_of(page_text, token.start(), token.end(), column))
    ]
    return (label, *values)


def _header(page_text: str, group: _Group, count: int) -> list[Row]:
    """Column heads printed before the first label: years and units, each over its columns."""
    start = _label_start(group.label)
    heads = group.label[:start]
    rows: list[Row] = []
    years = [token for token in heads if YEAR.fullmatch(token[0])]
    units = [token for token in heads if _UNIT.fullmatch(token[0].strip("*"))]
    title_end = next((i for i, t in enumerate(heads) if t in years or t in units), len(heads))
    if title_end:
        title = piece_of(page_text, heads[0].start(), heads[title_end - 1].end(), 0)
        rows += [Row((title,), count + 1)] if title else []
    for tokens in (years, units):
        if tokens and count % len(tokens) == 0:
            each = count // len(tokens)
            pieces = tuple(
                Piece(1 + index * each, token.start(), token.end(), token[0], column_span=each)
                for index, token in enumerate(tokens)
            )
            rows.append(Row(pieces, count + 1))
    return rows


def _shapes(group: _Group) -> str:
    return "".join(_shape(token[0]) for token in group.values)


def _shape(text: str) -> str:
    if is_blank_mark(text):
        return "-"
    return "d" if re.search(r"\d\.\d|%", text) else "i"


def _agrees(shapes: str, usual: str) -> bool:
    return len(shapes) == len(usual) and all(
        a == b or "-" in (a, b) for a, b in zip(shapes, usual, strict=True)
    )
