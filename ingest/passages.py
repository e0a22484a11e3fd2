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

from ingest.sections import ALPHANUMERIC, Section, find_sections, non_blank
from ingest.types import Identity, Parsed, Passage, PassageKind, Span, Table

CountTokens = Callable[[Sequence[str]], list[int]]

SCHEME = "1"  # raised when the same filing would split into other passages: part of the fingerprint
PREFIX_TOKENS = 20  # of the line "company form year | section" before the text
HEADER_TOKENS = 64  # of a table's caption, unit and headers before its labels
FRAME_TOKENS = 2  # that the model itself puts around a text

_SENTENCE_END = re.compile(
    r"(?<![A-Z]\.)(?<!\b(?:No|St|Mr|Dr|vs)\.)(?<!\b(?:Inc|Ltd|Mrs|Cos)\.)(?<!\bCorp\.)"
    r"(?:(?<=[.!?])[\"'”’)]?\s+(?=[\"'“‘(]?[A-Z0-9\u3400-\u9fff])|(?<=[。！？；])|\n\s*\n)"
)
# Both alternatives together lose no character.
_CLAUSES = r"[^,.;。？！，；、]+[,.;。？！，；、]?|[,.;。？！，；、]"
_LETTER = re.compile(r"[^\W\d_]")


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
        for section in find_sections(parsed, texts, splitter.count)
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


# Splitting ---------------------------------------------------------------------------------------


class _Splitter:
    """Sections of one filing to passages whose `embedding_text` fits the window."""

    def __init__(self, count_tokens: CountTokens, max_tokens: int, lead: str) -> None:
        if max_tokens < 160:
            raise ValueError(f"A window of {max_tokens} tokens is too small to split for.")
        self.count = lru_cache(maxsize=4096)(lambda text: count_tokens([text])[0] - FRAME_TOKENS)
        self._lead = self._cut(lead, PREFIX_TOKENS // 2)
        self._window = max_tokens - FRAME_TOKENS
        self._splitters: dict[int, SentenceSplitter] = {}
        self._prefixes: dict[tuple[str, ...], str] = {}

    def split(self, section: Section, text: str) -> Iterator[Passage]:
        """The passages of a section; ids are for the caller to give."""
        if section.table is not None and (rows := _rows(section.table, section.span)):
            yield from self._split_table(section, section.table, rows, text)
        else:
            yield from self._split_text(section, text)

    def _split_text(self, section: Section, text: str, context: str = "") -> Iterator[Passage]:
        prefix = self._prefix(section.headings)
        table_id = section.table.table_id if section.table is not None else None
        for span in self._spans(section.span, text, self._window - self.count(prefix)):
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
        size = self.count(whole)
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
            if self.count(chunk) > budget:
                middle = start + len(chunk) // 2
                yield from self._spans(Span(start, middle), text, budget)
                yield from self._spans(Span(middle, position), text, budget)
            elif chunk:
                yield Span(start, position)

    def _split_table(
        self, section: Section, table: Table, rows: Sequence[_Row], text: str
    ) -> Iterator[Passage]:
        """Whole rows to a passage, as many as their words fit; caption and headers with each."""
        prefix = self._prefix(section.headings)
        header = self._cut(" ".join(_header_lines(table)), HEADER_TOKENS)
        budget = self._window - self.count(prefix) - self.count(header)
        for part in _parts(rows, budget, self.count):
            span = _trimmed(Span(part[0].span.start, part[-1].span.end), text)
            shown = " ".join(span.of(text).split())
            missing = [line for line in _header_lines(table) if line not in shown]
            context = "\n".join(missing)
            labels = "\n".join(row.words for row in part if row.words)
            if self.count(labels) > budget:  # one row of running text: split as text is
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
            rest = PREFIX_TOKENS - self.count(self._lead) - 1
            section = self._cut(headings[-1] if headings else "", rest)
            line = " | ".join(part for part in (self._lead, section) if part)
            self._prefixes[headings] = line
        return self._prefixes[headings]

    def _cut(self, text: str, budget: int) -> str:
        """The first words of `text` that are at most `budget` word pieces."""
        if self.count(text) <= budget:
            return text
        words = text.split()[:budget]
        while words and self.count(" ".join(words)) > budget:
            words.pop()
        return " ".join(words)

    def _splitter(self, size: int) -> SentenceSplitter:
        if size not in self._splitters:
            self._splitters[size] = SentenceSplitter(
                chunk_size=size,
                chunk_overlap=0,
                tokenizer=lambda text: range(self.count(text)),
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
    return 2 * len(_LETTER.findall(text)) > len(ALPHANUMERIC.findall(text))


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
