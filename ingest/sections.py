"""Pages to sections: the stretches of text that a passage may not run over.

A section is a run of paragraphs under one heading on one page, or a table. Very small neighbours
on a page are one section, headings between them included, because three words alone are found by
everything and say nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from ingest.types import Block, BlockKind, Parsed, Span, Table

SMALL = 64  # word pieces: two shorter sections that are neighbours on a page are one

ALPHANUMERIC = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of one page under one heading path: prose, or a table."""

    page: int
    span: Span
    headings: tuple[str, ...]
    table: Table | None = None


def find_sections(
    parsed: Parsed, texts: dict[int, str], count: Callable[[str], int]
) -> list[Section]:
    """Runs of paragraphs under one heading, tables, and headings with nothing under them.

    Args:
        parsed: The filing.
        texts: Its pages' texts by number.
        count: Word pieces of a text.

    Returns:
        Sections in order of page and place; none overlaps another.
    """
    outline = _Outline()
    sections: list[Section] = []
    run: list[Block] = []
    for block in parsed.reading.blocks:
        if not ALPHANUMERIC.search(block.span.of(texts[block.page])):
            continue  # rules, dots and dashes: nothing to find, and nothing for a heading to head
        is_next = block.kind is BlockKind.PARAGRAPH and not (
            run and (run[-1].page != block.page or run[-1].span.end > block.span.start)
        )
        if run and not is_next:
            sections.append(_run_section(run, outline.path))
            run = []
        if block.kind is BlockKind.PARAGRAPH:
            outline.use()
            run.append(block)
        elif block.kind is BlockKind.HEADING:
            sections.extend(
                outline.enter(block, " ".join(block.span.of(texts[block.page]).split()))
            )
        elif block.kind is BlockKind.TABLE:
            outline.use()
            sections.extend(_table_sections(block, parsed.tables, outline.path))
    if run:
        sections.append(_run_section(run, outline.path))
    sections.extend(outline.leave(0))
    sections.sort(key=lambda section: (section.page, section.span))
    found = [s for s in sections if ALPHANUMERIC.search(s.span.of(texts[s.page]))]
    return _joined(found, parsed.reading.blocks, texts, count)


class _Outline:
    """The headings that what is read now stands under."""

    def __init__(self) -> None:
        self._open: list[tuple[Block, str]] = []
        self._used = 0  # how many of them, from the top, have something under them

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._open)

    def use(self) -> None:
        """Something stands under all that are open."""
        self._used = len(self._open)

    def enter(self, block: Block, text: str) -> list[Section]:
        """A heading: closes those of its level and below; returns those that headed nothing."""
        kept = len(self._open)
        while kept and self._open[kept - 1][0].level >= block.level:
            kept -= 1
        closed = self.leave(kept)
        self._open.append((block, text))
        return closed

    def leave(self, kept: int) -> list[Section]:
        """Closes all but the first `kept`; a heading that headed nothing is text itself."""
        bare = [
            Section(block.page, block.span, self.path[:n])
            for n, (block, _) in enumerate(self._open)
            if n >= max(kept, self._used)
        ]
        del self._open[kept:]
        self._used = min(self._used, kept)
        return bare


def _run_section(run: Sequence[Block], headings: tuple[str, ...]) -> Section:
    return Section(run[0].page, Span(run[0].span.start, run[-1].span.end), headings)


def _table_sections(
    block: Block, tables: Iterable[Table], headings: tuple[str, ...]
) -> Iterator[Section]:
    """The tables that a block became, and as text whatever of it stands in none of them."""
    start, end = block.span
    inside = [
        table
        for table in tables
        if table.page == block.page and start <= table.grid.span.start < end
    ]
    position = start
    for table in sorted(inside, key=lambda table: table.grid.span):
        span = Span(max(position, table.grid.span.start), min(end, table.grid.span.end))
        if position < span.start:
            yield Section(block.page, Span(position, span.start), headings)
        if span.start < span.end:
            yield Section(block.page, span, headings or table.headings, table)
        position = max(position, span.end)
    if position < end:
        yield Section(block.page, Span(position, end), headings)


# Joining -----------------------------------------------------------------------------------------


def _joined(
    sections: Sequence[Section],
    blocks: Iterable[Block],
    texts: dict[int, str],
    count: Callable[[str], int],
) -> list[Section]:
    """Small sections joined with the one before where nothing but headings stands between."""
    headings: dict[int, list[Span]] = defaultdict(list)
    for block in blocks:
        if block.kind is BlockKind.HEADING and ALPHANUMERIC.search(
            block.span.of(texts[block.page])
        ):
            headings[block.page].append(block.span)
    for spans in headings.values():
        spans.sort()
    found: list[Section] = []
    for section in sections:
        if found and found[-1].page == section.page:
            before = found[-2].span.end if len(found) > 1 and found[-2].page == section.page else 0
            page = _PageText(texts[section.page], headings[section.page], count)
            both = page.join(found[-1], section, before)
            if both is not None:
                found[-1] = both
                continue
        found.append(section)
    return found


@dataclass(frozen=True, slots=True)
class _PageText:
    text: str
    headings: list[Span]
    count: Callable[[str], int]

    def join(self, one: Section, other: Section, before: int) -> Section | None:
        """Both as one section, or None; `before` is where the section before them ends.

        A heading that the joined path leaves out has to stand in the joined text.
        """
        if one.table is not None or other.table is not None:
            return None
        between = self._headings_in(one.span.end, other.span.start)
        gap = Span(one.span.end, other.span.start)
        if non_blank(gap.of(self.text)) != sum(non_blank(h.of(self.text)) for h in between):
            return None
        path = tuple(
            a
            for a, _ in takewhile(
                lambda pair: pair[0] == pair[1],
                zip(one.headings, other.headings, strict=False),
            )
        )
        if len(other.headings) - len(path) > len(between):
            return None
        start = self._start_with_headings(one, len(one.headings) - len(path), before)
        if start is None:
            return None
        sizes = (self.count(section.span.of(self.text)) for section in (one, other))
        if max(sizes) >= SMALL:
            return None
        return Section(one.page, Span(start, other.span.end), path)

    def _start_with_headings(self, section: Section, wanted: int, before: int) -> int | None:
        """Where a section starts with the `wanted` headings right above it; None: not there."""
        start = section.span.start
        for heading in reversed(self._headings_in(before, start)):
            if wanted == 0 or self.text[heading.end : start].strip():
                break
            start = heading.start
            wanted -= 1
        return start if wanted == 0 else None

    def _headings_in(self, start: int, end: int) -> list[Span]:
        first = bisect_left(self.headings, (start, start))
        return list(takewhile(lambda h: h.end <= end, self.headings[first:]))


def non_blank(text: str) -> int:
    """Characters that are not white space."""
    return sum(map(len, text.split()))
