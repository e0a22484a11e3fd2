"""Plain text and Markdown to a Reading: pages at form feeds, lines to blocks, tables to grids.

The text of a page is the decoded text, unchanged but for newlines. It refuses nothing but files
over the limits and files without one printed character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.errors import EmptyFiling, FilingTooLarge
from ingest.readers.limits import Limits
from ingest.readers.lines import heading_form, is_figure, is_page_number
from ingest.readers.text_flat import flat_rows
from ingest.readers.text_grids import lines_to_grid
from ingest.readers.text_rows import is_body, line_to_row
from ingest.types import Block, BlockKind, Grid, Notice, Page, Reading, Span

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_LONGEST_ROW_LABEL = 100  # characters of a line without tabs that may stand between table rows
_SECTION = re.compile(r"[^\W\d_][^\t\n.:;]{2,90}:?")  # words of a row alone, no sentence
_LONGEST_FURNITURE = 120
_FEWEST_REPEATS = 4  # a running header stands on more pages than a caption is continued


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring lines of one kind: a table, or prose."""

    page: int
    lines: tuple[Span, ...]
    is_table: bool

    @property
    def span(self) -> Span:
        return Span(self.lines[0].start, self.lines[-1].end)


def read_text(
    text: str, media_type: str, limits: Limits, notices: Sequence[Notice] = ()
) -> Reading:
    """Read decoded text.

    Args:
        text: The file's text, newlines normalised to line feeds.
        media_type: `text/plain` or `text/markdown`.
        limits: What the file may cost.
        notices: What decoding had to report.

    Raises:
        EmptyFiling: not one printed character.
        FilingTooLarge: more characters, pages or cells than the limits allow.
    """
    if len(text) > limits.max_characters:
        raise FilingTooLarge(
            f"The file has {len(text):,} characters; at most {limits.max_characters:,} are read."
        )
    if not text.strip():
        raise EmptyFiling("The file has no text in it.")
    pages = _pages(text)
    if len(pages) > limits.max_pages:
        raise FilingTooLarge(
            f"The file has {len(pages):,} pages; at most {limits.max_pages:,} are read."
        )
    words = _prose_words(text)
    runs = [run for page in pages for run in _runs(page)]
    furniture = _furniture(pages, runs)
    blocks: list[Block] = []
    grids: list[Grid] = []
    cells = 0
    for index, run in enumerate(runs):
        page_text = pages[run.page - 1].text
        grid = lines_to_grid(page_text, run.page, run.lines, words) if run.is_table else None
        if grid is not None:
            blocks.append(Block(BlockKind.TABLE, run.page, grid.span, grid=len(grids)))
            grids.append(grid)
            cells += len(grid.cells)
            if cells > limits.max_cells:
                raise FilingTooLarge(f"The tables have more than {limits.max_cells:,} cells.")
        elif index in furniture:
            blocks.append(Block(BlockKind.FURNITURE, run.page, run.span))
        else:
            is_scattered = _has_bare_figure_beside(pages, runs, index)
            blocks += _prose_blocks(page_text, run, is_scattered)
    return Reading(
        media_type=media_type,
        is_paged=len(pages) > 1,
        pages=pages,
        blocks=tuple(blocks),
        grids=tuple(grids),
        warnings=(*notices, *_doubt_notices(grids)),
    )


def _pages(text: str) -> tuple[Page, ...]:
    parts = text.split("\f")
    while len(parts) > 1 and not parts[-1].strip():  # a form feed ends the last page too
        parts.pop()
    return tuple(Page(number, part) for number, part in enumerate(parts, 1))


def _prose_words(text: str) -> frozenset[str]:
    """The words of lines without tabs: what a word cut in two is checked against."""
    words: set[str] = set()
    for line in text.split("\n"):
        if "\t" not in line:
            words.update(word.lower() for word in _WORD.findall(line))
    return frozenset(words)


def _lines(text: str) -> Iterable[Span]:
    start = 0
    for line in text.split("\n"):
        yield Span(start, start + len(line))
        start += len(line) + 1


def _runs(page: Page) -> list[_Run]:
    """Cut a page into runs at blank lines, and between table lines and prose."""
    runs: list[_Run] = []
    chunk: list[Span] = []
    lines = [*_lines(page.text), Span(len(page.text), len(page.text))]
    for index, line in enumerate(lines):
        if line.of(page.text).strip():
            chunk.append(line)
        elif chunk and not _is_empty_row(page.text, lines[index - 1 : index + 3]):
            runs += _chunk_to_runs(page, chunk)
            chunk = []
    if chunk:
        runs += _chunk_to_runs(page, chunk)
    return runs


def _is_empty_row(page_text: str, lines: Sequence[Span]) -> bool:
    """Is the second of these lines a row of blank fields, of the table that goes on beside it?

    Below it comes another row, or a section without tabs and a row of it.
    """
    texts = [line.of(page_text) for line in lines]
    if len(texts) < 3 or "\t" not in texts[1] or "\t" not in texts[0].strip(" \n"):
        return False
    if "\t" in texts[2].strip(" \n"):
        return True
    return len(texts) > 3 and texts[2].strip() != "" and _is_row_of(page_text, lines[2:])


def _is_row_of(page_text: str, lines: Sequence[Span]) -> bool:
    """Is the first line a section, and the second a row with a label and values?"""
    row = line_to_row(page_text, lines[1])
    is_section = _SECTION.fullmatch(lines[0].of(page_text).strip()) is not None
    return is_section and row.label is not None and is_body(row)


def _chunk_to_runs(page: Page, chunk: Sequence[Span]) -> list[_Run]:
    kinds = [_is_table_line(page.text, line) for line in chunk]
    for index in range(1, len(chunk) - 1):  # a section row that lost its tabs
        if (
            kinds[index - 1]
            and (kinds[index + 1] or _is_sub_section(page.text, chunk[index : index + 3]))
            and _may_be_section(chunk[index].of(page.text))
        ):
            kinds[index] = True
    runs: list[_Run] = []
    current: list[Span] = []
    for index, line in enumerate(chunk):
        if current and kinds[index] != kinds[index - 1]:
            runs.append(_Run(page.number, tuple(current), kinds[index - 1]))
            current = []
        current.append(line)
    runs.append(_Run(page.number, tuple(current), kinds[-1]))
    return runs


def _may_be_section(line: str) -> bool:
    text = line.strip()
    return len(text) <= _LONGEST_ROW_LABEL and not text.endswith(".")


def _is_sub_section(page_text: str, lines: Sequence[Span]) -> bool:
    """Two sections, one in the other ("ASSETS", "Current assets"), right above a row of theirs.

    A row has a label and values; what stands above heads of columns is the next table's title.
    """
    first = lines[0].of(page_text).strip()
    return len(lines) > 2 and bool(_SECTION.fullmatch(first)) and _is_row_of(page_text, lines[1:])


def _is_table_line(page_text: str, line: Span) -> bool:
    text = line.of(page_text)
    if "\t" in text.strip(" \n"):
        return True
    stripped = text.strip()
    if stripped.startswith("|") and stripped.count("|") >= 2:
        return True
    return bool(flat_rows(page_text, line))


def _prose_blocks(page_text: str, run: _Run, is_scattered: bool) -> list[Block]:
    """Headings and paragraphs of a run; a heading by form alone may stand amid prose."""
    blocks: list[Block] = []
    paragraph: list[Span] = []

    def close() -> None:
        if paragraph:
            span = Span(paragraph[0].start, paragraph[-1].end)
            blocks.append(Block(BlockKind.PARAGRAPH, run.page, span))
            paragraph.clear()

    for line in run.lines:
        form = heading_form(line.of(page_text))
        is_alone = len(run.lines) == 1 and not is_scattered
        if form and (form.is_certain or is_alone):
            close()
            blocks.append(Block(BlockKind.HEADING, run.page, line, level=form.level))
        else:
            paragraph.append(line)
    close()
    return blocks


def _has_bare_figure_beside(pages: Sequence[Page], runs: Sequence[_Run], index: int) -> bool:
    """Does a neighbour hold nothing but a figure? Then both are cells of a scattered table."""
    for beside in (index - 1, index + 1):
        if 0 <= beside < len(runs) and runs[beside].page == runs[index].page:
            run = runs[beside]
            if len(run.lines) == 1 and is_figure(run.span.of(pages[run.page - 1].text)):
                return True
    return False


def _furniture(pages: Sequence[Page], runs: Sequence[_Run]) -> frozenset[int]:
    """Indices of runs that are running headers, footers and page numbers."""
    found: set[int] = set()
    single = {
        index: run.span.of(pages[run.page - 1].text).strip()
        for index, run in enumerate(runs)
        if len(run.lines) == 1 and not run.is_table
    }
    if len(pages) > 1:
        first_last = _edges(runs)
        found |= {index for index in first_last & single.keys() if is_page_number(single[index])}
        candidates = {index: single[index] for index in first_last & single.keys()}
    else:
        candidates = {
            index: text
            for index, text in single.items()
            if len(text.split()) >= 3 and not _follows_heading(runs, single, index)
        }
    shapes = {
        index: re.sub(r"\d+", "0", text) if len(pages) > 1 else text
        for index, text in candidates.items()
        if len(text) <= _LONGEST_FURNITURE and not text.endswith((".", "。", ";", ":"))
    }
    counts = Counter(shapes.values())
    repeated = {shape for shape, count in counts.items() if count >= _FEWEST_REPEATS}
    found |= {index for index, shape in shapes.items() if shape in repeated}
    return frozenset(found)


def _edges(runs: Sequence[_Run]) -> set[int]:
    """Indices of the first two and last two runs of each page."""
    by_page: dict[int, list[int]] = {}
    for index, run in enumerate(runs):
        by_page.setdefault(run.page, []).append(index)
    return {index for indices in by_page.values() for index in (*indices[:2], *indices[-2:])}


def _follows_heading(runs: Sequence[_Run], single: dict[int, str], index: int) -> bool:
    """A line that repeats below titles (`AS AT 30 JUNE 2024`) belongs to them."""
    above = single.get(index - 1, "")
    form = heading_form(above)
    return form is not None and form.is_certain


def _doubt_notices(grids: Sequence[Grid]) -> list[Notice]:
    return [
        Notice("doubtful_table", f"Table at line “{_opening(grid)}”: {grid.doubts[0]}.", grid.page)
        for grid in grids
        if grid.doubts
    ]


def _opening(grid: Grid) -> str:
    return grid.cells[0].text[:60]
