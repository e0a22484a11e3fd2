"""Pages to passages: what retrieval finds, each with its place and what a reader must know.

Text is split by LlamaIndex's `SentenceSplitter`, one section of one page at a time, so a passage
never runs over a heading, a table or a page. A table is one passage, or several of whole rows
where its words do not fit the embedding model's window.

What is embedded of a table is its caption, unit, headers and labels, and not its numbers: three
word pieces of four in a statement are digits, which mean nothing to a sentence model and cost as
much as words. Numbers are found by the facts and by the lexical index.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise

from llama_index.core.node_parser import SentenceSplitter

from ingest.types import (
    Block,
    BlockKind,
    Identity,
    Parsed,
    Passage,
    PassageKind,
    Span,
    Table,
)

CountTokens = Callable[[Sequence[str]], list[int]]

SCHEME = "1"  # raised when the same filing would split into other passages: part of the fingerprint
PREFIX_TOKENS = 24  # of the line "company form year | section" before the text
HEADER_TOKENS = 64  # of a table's caption, unit and headers before its labels
FRAME_TOKENS = 2  # that the model itself puts around a text

_SENTENCE_END = re.compile(
    r"(?<![A-Z]\.)(?<!\b(?:No|St|Mr|Dr|vs)\.)(?<!\b(?:Inc|Ltd|Mrs|Cos)\.)(?<!\bCorp\.)"
    r"(?:(?<=[.!?])[\"'”’)]?\s+(?=[\"'“‘(]?[A-Z0-9\u3400-\u9fff])|(?<=[。！？；])|\n\s*\n)"
)
# Both alternatives together lose no character.
_CLAUSES = r"[^,.;。？！，；、]+[,.;。？！，；、]?|[,.;。？！，；、]"
_LETTER = re.compile(r"[^\W\d_]")
_ALPHANUMERIC = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class _Section:
    """A stretch of one page under one heading path: prose, or a table."""

    page: int
    span: Span
    headings: tuple[str, ...]
    table: Table | None = None


def split_passages(
    parsed: Parsed, count_tokens: CountTokens, max_tokens: int
) -> tuple[Passage, ...]:
    """Every paragraph and table of a filing as passages, in reading order.

    Args:
        parsed: The filing.
        count_tokens: Word pieces of texts as the embedding model reads them, frame included.
        max_tokens: The model's window, at least 160; no `embedding_text` is longer.

    Returns:
        Passages with `page.text[span] == text`; page furniture is in none.
    """
    texts = {page.number: page.text for page in parsed.reading.pages}
    splitter = _Splitter(count_tokens, max_tokens, _lead(parsed.identity))
    found = [
        passage
        for section in _sections(parsed, texts)
        for passage in splitter.split(section, texts[section.page])
    ]
    return tuple(
        replace(passage, passage_id=f"{parsed.filing_id}-p{n}", filing_id=parsed.filing_id)
        for n, passage in enumerate(found)
    )


def characters_indexed(parsed: Parsed, passages: Iterable[Passage]) -> int:
    """How many non-blank characters of the pages stand in some passage, each counted once."""
    texts = {page.number: page.text for page in parsed.reading.pages}
    ordered = sorted(passages, key=lambda passage: (passage.page, passage.span))
    count = 0
    for number, group in groupby(ordered, key=lambda passage: passage.page):
        end = 0
        for passage in group:
            count += non_blank(texts[number][max(end, passage.span.start) : passage.span.end])
            end = max(end, passage.span.end)
    return count


def non_blank(text: str) -> int:
    """Characters that are not white space."""
    return sum(map(len, text.split()))


# Sections ----------------------------------------------------------------------------------------


def _sections(parsed: Parsed, texts: dict[int, str]) -> list[_Section]:
    """Runs of paragraphs under one heading, tables, and headings with nothing under them."""
    outline = _Outline()
    sections: list[_Section] = []
    run: list[Block] = []
    for block in parsed.reading.blocks:
        if not _ALPHANUMERIC.search(block.span.of(texts[block.page])):
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
    return [s for s in sections if _ALPHANUMERIC.search(s.span.of(texts[s.page]))]


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

    def enter(self, block: Block, text: str) -> list[_Section]:
        """A heading: closes those of its level and below; returns those that headed nothing."""
        kept = len(self._open)
        while kept and self._open[kept - 1][0].level >= block.level:
            kept -= 1
        closed = self.leave(kept)
        self._open.append((block, text))
        return closed

    def leave(self, kept: int) -> list[_Section]:
        """Closes all but the first `kept`; a heading that headed nothing is text itself."""
        bare = [
            _Section(block.page, block.span, self.path[:n])
            for n, (block, _) in enumerate(self._open)
            if n >= max(kept, self._used)
        ]
        del self._open[kept:]
        self._used = min(self._used, kept)
        return bare


def _run_section(run: Sequence[Block], headings: tuple[str, ...]) -> _Section:
    return _Section(run[0].page, Span(run[0].span.start, run[-1].span.end), headings)


def _table_sections(
    block: Block, tables: Iterable[Table], headings: tuple[str, ...]
) -> Iterator[_Section]:
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
            yield _Section(block.page, Span(position, span.start), headings)
        if span.start < span.end:
            yield _Section(block.page, span, headings or table.headings, table)
        position = max(position, span.end)
    if position < end:
        yield _Section(block.page, Span(position, end), headings)


# Splitting ---------------------------------------------------------------------------------------


class _Splitter:
    """Sections of one filing to passages whose `embedding_text` fits the window."""

    def __init__(self, count_tokens: CountTokens, max_tokens: int, lead: str) -> None:
        if max_tokens < 160:
            raise ValueError(f"A window of {max_tokens} tokens is too small to split for.")
        self._count = lru_cache(maxsize=4096)(lambda text: count_tokens([text])[0] - FRAME_TOKENS)
        self._lead = self._cut(lead, PREFIX_TOKENS // 2)
        self._window = max_tokens - FRAME_TOKENS
        self._splitters: dict[int, SentenceSplitter] = {}
        self._prefixes: dict[tuple[str, ...], str] = {}

    def split(self, section: _Section, text: str) -> Iterator[Passage]:
        """The passages of a section; ids are for the caller to give."""
        if section.table is not None and (rows := _rows(section.table, section.span)):
            yield from self._split_table(section, section.table, rows, text)
        else:
            yield from self._split_text(section, text)

    def _split_text(self, section: _Section, text: str, context: str = "") -> Iterator[Passage]:
        prefix = self._prefix(section.headings)
        table_id = section.table.table_id if section.table is not None else None
        for span in self._spans(section.span, text, self._window - self._count(prefix)):
            yield Passage(
                passage_id="",
                filing_id="",
                page=section.page,
                span=span,
                text=span.of(text),
                kind=PassageKind.TEXT if section.table is None else PassageKind.TABLE,
                headings=section.headings,
                context=context,
                embedding_text=f"{prefix}\n{span.of(text)}",
                table_id=table_id,
            )

    def _spans(self, span: Span, text: str, budget: int) -> Iterator[Span]:
        """Stretches of at most `budget` word pieces, of about the same size each."""
        whole = span.of(text)
        size = self._count(whole)
        if size <= budget:
            chunks = [whole.strip()]
        else:
            parts = -(-size // budget)
            # An even share and a little, so that sentences fit without one more part.
            share = min(budget, size // parts + 24)
            chunks = self._splitter(share // 8 * 8).split_text(whole)
        position = span.start
        for chunk in chunks:
            start = text.index(chunk, position)
            position = start + len(chunk)
            # Pieces are counted apart; together they may be more where a word was cut.
            if self._count(chunk) > budget:
                middle = start + len(chunk) // 2
                yield from self._spans(Span(start, middle), text, budget)
                yield from self._spans(Span(middle, position), text, budget)
            elif chunk:
                yield Span(start, position)

    def _split_table(
        self, section: _Section, table: Table, rows: Sequence[_Row], text: str
    ) -> Iterator[Passage]:
        """Whole rows to a passage, as many as their words fit; caption and headers with each."""
        prefix = self._prefix(section.headings)
        header = self._cut(" ".join(_header_lines(table)), HEADER_TOKENS)
        budget = self._window - self._count(prefix) - self._count(header)
        for part in _parts(rows, budget, self._count):
            span = _trimmed(Span(part[0].span.start, part[-1].span.end), text)
            shown = " ".join(span.of(text).split())
            missing = [line for line in _header_lines(table) if line not in shown]
            context = "\n".join(missing)
            labels = "\n".join(row.words for row in part if row.words)
            if self._count(labels) > budget:  # one row of running text: split as text is
                alone = replace(section, span=span)
                yield from self._split_text(alone, text, context)
                continue
            yield Passage(
                passage_id="",
                filing_id="",
                page=section.page,
                span=span,
                text=span.of(text),
                kind=PassageKind.TABLE,
                headings=section.headings,
                context=context,
                embedding_text="\n".join(line for line in (prefix, header, labels) if line),
                table_id=table.table_id,
            )

    def _prefix(self, headings: tuple[str, ...]) -> str:
        """The line "company form year | section" within `PREFIX_TOKENS`."""
        if headings not in self._prefixes:
            rest = PREFIX_TOKENS - self._count(self._lead) - 1
            section = self._cut(" > ".join(headings[-2:]), rest)
            line = " | ".join(part for part in (self._lead, section) if part)
            self._prefixes[headings] = line
        return self._prefixes[headings]

    def _cut(self, text: str, budget: int) -> str:
        """The first words of `text` that are at most `budget` word pieces."""
        if self._count(text) <= budget:
            return text
        words = text.split()[:budget]
        while words and self._count(" ".join(words)) > budget:
            words.pop()
        return " ".join(words)

    def _splitter(self, size: int) -> SentenceSplitter:
        if size not in self._splitters:
            self._splitters[size] = SentenceSplitter(
                chunk_size=size,
                chunk_overlap=0,
                tokenizer=lambda text: range(self._count(text)),
                paragraph_separator="\n\n",
                chunking_tokenizer_fn=_sentences,
                secondary_chunking_regex=_CLAUSES,
            )
        return self._splitters[size]


def _sentences(text: str) -> list[str]:
    """Sentences with the white space after them: joined, they are the text."""
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends) if start < end]


# Tables ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    span: Span  # up to where the next row starts, so that rows leave nothing out
    words: str  # its cells that are not numbers


def _rows(table: Table, span: Span) -> list[_Row]:
    """The rows in the order they stand in the text; together they are all of `span`."""
    starts: dict[int, int] = {}
    words: dict[int, list[str]] = {}
    for cell in table.grid.cells:
        if cell.span is None or not span.start <= cell.span.start < span.end:
            continue
        starts[cell.row] = min(cell.span.start, starts.get(cell.row, cell.span.start))
        if cell.row >= table.header_rows and _is_words(cell.text):
            words.setdefault(cell.row, []).append(" ".join(cell.text.split()))
    order = sorted(starts, key=lambda row: starts[row])
    ends = [starts[row] for row in order[1:]] + [span.end]
    found = [
        _Row(Span(starts[row], end), " ".join(words.get(row, ())))
        for row, end in zip(order, ends, strict=True)
    ]
    if found:
        found[0] = replace(found[0], span=Span(span.start, found[0].span.end))
    return found


def _is_words(text: str) -> bool:
    """Whether a cell says something: more letters than digits, so years and amounts do not."""
    return 2 * len(_LETTER.findall(text)) > len(_ALPHANUMERIC.findall(text))


def _parts(rows: Sequence[_Row], budget: int, count: Callable[[str], int]) -> Iterator[list[_Row]]:
    part: list[_Row] = []
    size = 0
    for row in rows:
        tokens = count(row.words) if row.words else 0
        if part and size + tokens > budget:
            yield part
            part, size = [], 0
        part.append(row)
        size += tokens
    if part:
        yield part


def _header_lines(table: Table) -> list[str]:
    """Caption, unit and column headers, each on one line, the empty ones left out."""
    headers = dict.fromkeys(column.header for column in table.columns if column.header)
    lines = (table.caption, table.unit_note, " | ".join(headers))
    return [line for line in (" ".join(line.split()) for line in lines) if line]


def _trimmed(span: Span, text: str) -> Span:
    raw = span.of(text)
    start = span.start + len(raw) - len(raw.lstrip())
    return Span(start, max(start, span.start + len(raw.rstrip())))


def _lead(identity: Identity) -> str:
    """Company, form and year, as far as they are known."""
    year = str(identity.period.end.year) if identity.period else None
    return " ".join(word for word in (identity.company, identity.form, year) if word)
