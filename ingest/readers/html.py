"""HTML and inline XBRL to a Reading of one page.

The page's text is the document in lines: a block element is a line of its own, a table row is a
line with tabs between its cells. A web page has no pages, so `is_paged` is false.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.errors import EmptyFiling, FilingTooLarge
from ingest.readers.html_grids import Plan, plan_grid
from ingest.readers.html_tables import SourceTables, source_tables
from ingest.readers.html_tokens import CellStart, Mark, Text, Token, read_tokens
from ingest.readers.limits import Limits
from ingest.readers.lines import heading_form, is_page_number
from ingest.types import Block, BlockKind, Cell, Grid, Notice, Page, Reading, Span

_SPACES = re.compile(r"\s+")
_FEWEST_REPEATS = 3
_NEAR_BREAK = 3  # blocks before and after a page break in which headers and footers stand
_CONTENTS_LINK = re.compile(r"(?:back to )?table of contents|contents|index", re.I)


def read_html(text: str, limits: Limits, notices: Sequence[Notice] = ()) -> Reading:
    """Read a decoded HTML or XHTML document.

    Raises:
        EmptyFiling: nothing that a browser would show.
        FilingTooLarge: more characters, cells or nesting than the limits allow.
        UnreadableFiling: no element that can be read.
    """
    if len(text) > limits.max_characters:
        raise FilingTooLarge(
            f"The file has {len(text):,} characters; at most {limits.max_characters:,} are read."
        )
    document = read_tokens(text, limits)
    writer = _Writer()
    _write(document.tokens, source_tables(document.tokens, limits.max_cells), writer)
    page_text = writer.text()
    if not page_text.strip():
        raise EmptyFiling("The HTML file shows no text.")
    return Reading(
        media_type="text/html",
        is_paged=False,
        pages=(Page(1, page_text),),
        blocks=_blocks(page_text, writer.lines, writer.page_breaks),
        grids=tuple(writer.grids),
        metadata=document.metadata,
        warnings=(*notices, *_doubt_notices(writer.grids)),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph or table as written, before it is told what it is."""

    span: Span
    is_bold: bool
    is_link: bool
    heading: int
    grid: int | None


class _Writer:
    """The page's text as it grows, and what stands where in it."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []
        self.grids: list[Grid] = []
        self.page_breaks: list[int] = []  # index into `lines` of the first line after it
        self._parts: list[str] = []
        self._length = 0
        self._start = 0  # of the open paragraph
        self._texts: list[Text] = []  # printed tokens of the open paragraph
        self._gap = ""  # white space owed before the next character
        self._is_cell_blank = False  # in a layout cell of which nothing is written yet

    def text(self) -> str:
        """Everything written."""
        return "".join(self._parts)

    def write(self, token: Text) -> None:
        """Append a token's text to the open paragraph, white space collapsed."""
        text = _SPACES.sub(" ", token.text)
        if text[:1] == " ":
            self.owe(" ")
        stripped = text.strip()
        if not stripped:
            return
        if token.is_raised and not self._gap and stripped[0].isdigit() and self._ends_in_digit():
            self.owe(" ")
        self._put(self._gap if self._texts else "")
        self._put(stripped)
        self._texts.append(token)
        self._is_cell_blank = False
        self._gap = " " if text[-1:] == " " else ""

    def owe(self, gap: str) -> None:
        """Ask for white space before the next text; a line break outweighs a tab, a tab a space."""
        if self._texts and " \t\n".find(gap) > " \t\n".find(self._gap or "\0"):
            self._gap = gap

    def open_cell(self) -> None:
        """Go to the next cell of a layout row: its text stands a tab away."""
        self.owe("\t")
        self._is_cell_blank = True

    def break_block(self) -> None:
        """Start a block within a cell; one that only opens the cell breaks nothing."""
        if not self._is_cell_blank:
            self.owe("\n")

    def break_line(self, may_close: bool) -> None:
        """Break the line; a second break in a row ends the paragraph where that is allowed."""
        if may_close and self._gap == "\n":
            self.close()
        self.owe("\n")

    def forgive(self) -> None:
        """Withdraw the white space owed."""
        self._gap = ""

    def close(self) -> None:
        """End the open paragraph, if there is one."""
        if self._texts:
            self._line(
                all(text.is_bold for text in self._texts),
                all(text.is_link for text in self._texts),
                max(text.heading for text in self._texts),
                None,
            )
            self._texts = []
        self._gap = ""

    def break_page(self) -> None:
        """Note an explicit page break."""
        self.close()
        self.page_breaks.append(len(self.lines))

    def table(self, plan: Plan) -> None:
        """Write a planned grid: a row a line, cells apart by tabs."""
        self.close()
        cells: list[Cell] = []
        row = -1
        for cell in plan.cells:
            if row >= 0:
                self._put("\n" if cell.row != row else "\t")
            row = cell.row
            start = self._length
            self._put(cell.text)
            cells.append(
                Cell(
                    row=cell.row,
                    column=cell.column,
                    text=" ".join(cell.text.split()),
                    span=Span(start, self._length),
                    row_span=cell.row_span,
                    column_span=cell.column_span,
                    xbrl=cell.xbrl,
                )
            )
        self.grids.append(
            Grid(
                page=1,
                span=Span(self._start, self._length),
                row_count=plan.row_count,
                column_count=plan.column_count,
                cells=tuple(cells),
                doubts=plan.doubts,
            )
        )
        self._line(False, False, 0, len(self.grids) - 1)

    def _line(self, is_bold: bool, is_link: bool, heading: int, grid: int | None) -> None:
        span = Span(self._start, self._length)
        self.lines.append(_Line(span, is_bold, is_link, heading, grid))
        self._put("\n")
        self._start = self._length

    def _put(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)

    def _ends_in_digit(self) -> bool:
        return bool(self._texts) and self._parts[-1][-1:].isdigit()


def _write(tokens: Sequence[Token], tables: SourceTables, writer: _Writer) -> None:
    index = 0
    rows: list[bool] = []  # of the open layout tables: is the open row one printed cell?
    while index < len(tokens):
        token = tokens[index]
        if token is Mark.TABLE:
            table = tables.innermost.get(index)
            plan = plan_grid(table) if table and table.cells else None
            if table is not None and plan is not None:
                writer.close()
                if table.loose:
                    writer.write(Text(table.loose, False, False, 0, False, None))
                    writer.close()
                writer.table(plan)
                index = table.last + 1
                continue
            rows.append(True)
            writer.close()
        elif token is Mark.TABLE_END:
            rows = rows[:-1]
            writer.close()
        elif token is Mark.ROW:
            rows[-1:] = [index in tables.lone_rows]
            writer.close()
        else:
            _write_token(token, writer, is_lone=all(rows[-1:]))
        index += 1
    writer.close()


def _write_token(token: Token, writer: _Writer, *, is_lone: bool) -> None:
    """Write a token outside grids; `is_lone` unless cells of a layout row stand side by side."""
    if isinstance(token, Text):
        writer.write(token)
    elif isinstance(token, CellStart):
        writer.open_cell()
    elif token is Mark.CELL_END:
        writer.forgive()  # a break at a cell's end is no break of its row
    elif token is Mark.LINE:
        writer.break_line(is_lone)
    elif token is Mark.PAGE:
        writer.break_page()
    elif is_lone:
        writer.close()
    else:
        writer.break_block()


def _blocks(
    page_text: str, lines: Sequence[_Line], page_breaks: Sequence[int]
) -> tuple[Block, ...]:
    furniture = _furniture(page_text, lines, page_breaks)
    # Where no type is set bold, titles can only be told by their form.
    is_plain = not any(line.is_bold or line.heading for line in lines)
    blocks: list[Block] = []
    for index, line in enumerate(lines):
        if line.grid is not None:
            blocks.append(Block(BlockKind.TABLE, 1, line.span, grid=line.grid))
        elif index in furniture:
            blocks.append(Block(BlockKind.FURNITURE, 1, line.span))
        elif level := _heading_level(line.span.of(page_text), line, is_plain):
            blocks.append(Block(BlockKind.HEADING, 1, line.span, level=level))
        else:
            blocks.append(Block(BlockKind.PARAGRAPH, 1, line.span))
    return tuple(blocks)


def _heading_level(text: str, line: _Line, is_plain: bool) -> int:
    """The level of a heading; 0 for a paragraph.

    `h1` to `h6` say so themselves. Otherwise the form of the line counts, and bold type makes a
    title of a line that only might be one. Links into the same file are a contents list.
    """
    if line.heading:
        return line.heading
    if line.is_link:
        return 0
    form = heading_form(" ".join(text.split()))
    if form and not form.is_certain and "\n" in text:
        return 0
    if form is None:
        return 0
    return form.level if form.is_certain or line.is_bold or is_plain else 0


def _furniture(
    page_text: str, lines: Sequence[_Line], page_breaks: Sequence[int]
) -> frozenset[int]:
    """Page numbers and running headers beside page breaks, and repeated links to the contents."""
    near = {
        index
        for place in page_breaks
        for index in range(max(0, place - _NEAR_BREAK), min(len(lines), place + _NEAR_BREAK))
        if lines[index].grid is None
    }
    texts = {i: line.span.of(page_text) for i, line in enumerate(lines) if line.grid is None}
    numbers = {i for i in near if is_page_number(texts[i])}
    counts = Counter(re.sub(r"\d+", "0", texts[i]) for i in near)
    repeated = {i for i in near if counts[re.sub(r"\d+", "0", texts[i])] >= _FEWEST_REPEATS}
    links = [i for i, t in texts.items() if lines[i].is_link and _CONTENTS_LINK.fullmatch(t)]
    return frozenset(numbers | repeated | (set(links) if len(links) >= _FEWEST_REPEATS else set()))


def _doubt_notices(grids: Sequence[Grid]) -> list[Notice]:
    return [
        Notice("doubtful_table", f"Table “{grid.cells[0].text[:60]}”: {grid.doubts[0]}.", 1)
        for grid in grids
        if grid.doubts
    ]
