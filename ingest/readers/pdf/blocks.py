"""Lines to blocks: furniture, headings, paragraphs; tables are known already."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf.lines import Line
from ingest.types import BlockKind

_EDGE_LINES = 3  # lines from the top and the bottom that can be running headers and footers
_MIN_REPEATS = 3
_REPEAT_SHARE = 0.06  # of the pages
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page\s+)?(?:[A-Z]{1,2}-)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*",
    re.IGNORECASE,
)
_UNITS = re.compile(r"thousand|million|billion|'000|千|百万|百萬|億|亿", re.IGNORECASE)
_PART = re.compile(r"part\s+[ivx]+\b", re.IGNORECASE)
_ITEM = re.compile(r"item\s+\d{1,2}[a-c]?\b", re.IGNORECASE)
_NOTE = re.compile(r"note\s+\d{1,2}\b|\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z一-鿿]", re.IGNORECASE)
_SMALL = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "per", "the", "to")
)
_BULLET = re.compile(r"[•▪◦●■‣–—-]$|\(\w{1,3}\)$|\d{1,2}[.)]$")
_ENDS = (".", ";", ":", ",", "。", "；")


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """A block as a range of a page's lines."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    grid: int | None = None  # index among the page's own grids


def find_furniture(
    pages: Sequence[Sequence[Line]], heights: Sequence[float]
) -> list[frozenset[int]]:
    """Per page, the indexes of lines that are running headers, footers and page numbers.

    A line is furniture when the same words (numbers aside) stand at the same height near the edge
    of several pages. A line that names a unit is kept: statements repeat it and need it.
    """
    counts: Counter[tuple[str, int]] = Counter()
    edges: list[list[tuple[int, str, int]]] = []
    for lines, height in zip(pages, heights, strict=True):
        found = []
        order = sorted(range(len(lines)), key=lambda i: lines[i].top)
        chosen = set(order[:_EDGE_LINES]) | set(order[-_EDGE_LINES:])
        for i in chosen:
            line = lines[i]
            middle = (line.top + line.bottom) / 2
            if 0.13 * height < middle < 0.87 * height:
                continue
            text = line.text
            key = "#" if _PAGE_NUMBER.fullmatch(text) else _DIGITS.sub("#", text.casefold())
            found.append((i, key, round(line.base / 4)))
        edges.append(found)
        counts.update({(k, y) for _, k, y in found})
    needed = max(_MIN_REPEATS, round(_REPEAT_SHARE * len(pages)))
    numbered = _page_numbers(pages)
    result = []
    for own_number, found in zip(numbered, edges, strict=True):
        own = set(own_number)
        for i, key, place in found:
            seen = sum(counts[key, y] for y in (place - 1, place, place + 1))
            unit = bool(_UNITS.search(key))
            if seen >= needed and (not unit or seen > 0.5 * len(pages)):
                own.add(i)
        result.append(frozenset(own))
    return result


def _page_numbers(pages: Sequence[Sequence[Line]]) -> list[set[int]]:
    """Per page, its first or last line where that is a number which counts the pages.

    Printed web pages put it under the last line of text, at no fixed height.
    """
    candidates: list[list[tuple[int, int]]] = []  # line, number minus page index
    offsets: Counter[int] = Counter()
    for index, lines in enumerate(pages):
        order = sorted(range(len(lines)), key=lambda i: lines[i].top)
        own = []
        for i in {*order[:2], *order[-3:]}:
            text = lines[i].text.strip("-– ")
            if len(lines[i].words) <= 3 and text.isdecimal() and len(text) <= 4:
                own.append((i, int(text) - index))
        candidates.append(own)
        offsets.update({offset for _, offset in own})
    return [{i for i, o in own if offsets[o] >= _MIN_REPEATS} for own in candidates]


def lines_to_blocks(
    lines: Sequence[Line],
    furniture: frozenset[int],
    tables: Sequence[tuple[int, int]],
    body_height: float,
    titles: frozenset[str],
) -> list[DraftBlock]:
    """Every line of a page in exactly one block, in reading order.

    Args:
        lines: the page's lines.
        furniture: indexes of running headers and footers.
        tables: line ranges of the page's grids, ascending.
        body_height: the filing's usual line height, points.
        titles: casefolded titles of the outline that point at this page.
    """
    blocks: list[DraftBlock] = []
    table_at = {start: (end, number) for number, (start, end) in enumerate(tables)}
    i = 0
    while i < len(lines):
        if i in table_at:
            end, number = table_at[i]
            blocks.append(DraftBlock(BlockKind.TABLE, i, end, grid=number))
            i = end
            continue
        if i in furniture:
            end = i + 1
            while end < len(lines) and end in furniture and end not in table_at:
                end += 1
            blocks.append(DraftBlock(BlockKind.FURNITURE, i, end))
            i = end
            continue
        level = _heading_level(lines, i, body_height, titles)
        if level:
            blocks.append(DraftBlock(BlockKind.HEADING, i, i + 1, level=level))
            i += 1
            continue
        end = i + 1
        while (
            end < len(lines)
            and end not in table_at
            and end not in furniture
            and _goes_on(lines[end - 1], lines[end])
            and not _heading_level(lines, end, body_height, titles)
        ):
            end += 1
        blocks.append(DraftBlock(BlockKind.PARAGRAPH, i, end))
        i = end
    return blocks


def _goes_on(above: Line, below: Line) -> bool:
    """Whether the lower line continues the upper one's paragraph."""
    if above.frame != below.frame:
        return False
    gap = below.base - above.base
    height = max(above.height, below.height)
    if gap > 1.75 * height or gap < -height:
        return False
    indent = below.x0 - above.x0
    if _BULLET.match(below.words[0].text) and len(below.words) > 1:
        return False
    first_line_indent = 1.2 * height < indent < 6 * height and above.text.endswith(_ENDS[0])
    return not first_line_indent


def _heading_level(
    lines: Sequence[Line], i: int, body_height: float, titles: frozenset[str]
) -> int:
    """1 (highest) to 4 where the line is a heading, else 0."""
    line = lines[i]
    if len(line.words) > 22 or not any(c.isalpha() for c in line.words[0].text + line.text[:8]):
        return 0
    text = line.text
    if len(text) > 160 or (text.endswith(_ENDS[1:]) and not line.bold):
        return 0
    if _PART.match(text) and len(line.words) <= 4:
        return 1
    if _ITEM.match(text) and (line.bold or len(line.words) <= 14) and not text.endswith(","):
        return 1 if line.bold or _stands_alone(lines, i) else 0
    if text.casefold() in titles:
        return 2
    larger = line.height > 1.18 * body_height and len(line.words) <= 16
    if larger and not text.endswith(("。", ".", ",")) and text[:1].isalnum():
        return 1 if line.height > 1.6 * body_height else 2
    if not line.bold and not _is_capitals(text):
        return 0
    if text.endswith(".") and len(line.words) > 12:
        return 0
    if not _stands_alone(lines, i):
        return 0
    if _is_capitals(text) or _NOTE.match(text):
        return 2
    return 3 if line.bold and (_is_title(text) or len(line.words) <= 12) else 0


def _stands_alone(lines: Sequence[Line], i: int) -> bool:
    """Not a line out of the middle of bold or capital text that runs on."""
    line = lines[i]
    if i + 1 < len(lines):
        below = lines[i + 1]
        near = below.frame == line.frame and below.base - line.base < 1.4 * line.height
        if near and below.words[0].text[:1].islower():
            return False
    if i > 0:
        above = lines[i - 1]
        near = above.frame == line.frame and line.base - above.base < 1.4 * line.height
        if near and line.words[0].text[:1].islower():
            return False
    return True


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and all(not c.islower() for c in letters) and letters[0].isupper()


def _is_title(text: str) -> bool:
    words = [w for w in text.split() if w[:1].isalpha()]
    big = sum(1 for w in words if w[:1].isupper() or w.lower() in _SMALL)
    return bool(words) and big * 4 >= len(words) * 3
