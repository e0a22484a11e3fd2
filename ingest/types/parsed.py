"""Passages, and the whole of a filing that was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ingest.types.facts import Fact, Table, Tie
from ingest.types.identity import Identity
from ingest.types.reading import Notice, Reading, Span


class PassageKind(StrEnum):
    """What a passage holds."""

    TEXT = "passage"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Passage:
    """What retrieval finds: a run of sentences, or a table (or some rows of a long one).

    `page.text[span] == text` always. `context` is what the span leaves out and a reader needs:
    caption, unit line and header of a table. `embedding_text` is what is embedded; it never
    exceeds the embedding model's window.
    """

    passage_id: str
    filing_id: str
    page: int
    span: Span
    text: str
    kind: PassageKind
    headings: tuple[str, ...] = ()
    context: str = ""
    embedding_text: str = ""
    table_id: str | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What came of every page, table and number of a filing. Nothing is dropped silently."""

    pages: int
    pages_without_text: tuple[int, ...]
    blocks: int
    characters: int  # non-blank characters read
    characters_placed: int  # of these, in some block; equal unless the reader has a fault
    tables: int
    doubtful_tables: int
    facts: int
    cells_not_read: int  # cells with digits that did not become facts
    passages: int
    warnings: tuple[Notice, ...]
    seconds: dict[str, float]  # stage -> seconds
    characters_indexed: int = 0  # non-blank characters in some passage
    # Non-blank characters of running headers and footers, not indexed
    characters_furniture: int = 0
    ties: dict[str, tuple[int, int]] = field(default_factory=dict)  # TieKind -> (hold, do not)
    # balance_sheet, income_statement, cash_flows -> "ties", "not found", or why it does not tie
    statements: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A filing read, tabulated and bound to facts: everything that needs no store and no model."""

    filing_id: str
    reading: Reading
    identity: Identity
    tables: tuple[Table, ...]
    facts: tuple[Fact, ...]
    cells_not_read: int
    seconds: dict[str, float]
    ties: tuple[Tie, ...] = ()
