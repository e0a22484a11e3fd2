"""What the service speaks of: questions, answers, citations, number checks, plans."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from ingest.types import Box, Fact, Passage, Period


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question and the answer that was given to it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Given:
    """What a reader put in place of what was understood; None leaves it as it was."""

    companies: tuple[str, ...] | None = None
    periods: tuple[str, ...] | None = None  # as written: FY2023, H1 2024, 31 Dec 2023


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its scope. Empty `filing_ids`: every filing in the store (or collection)."""

    text: str
    filing_ids: tuple[str, ...] = ()
    collection: str | None = None
    history: tuple[Turn, ...] = ()
    plan: Plan | None = None  # sent back by the user: executed as it stands
    given: Given | None = None  # sent back by the user: companies and periods to ask of instead


@dataclass(frozen=True, slots=True)
class CellPlace:
    """The cell that a citation points at."""

    table_id: str
    row: str  # the row's label
    column: str  # the column's header
    text: str  # the cell, verbatim
    bbox: Box | None = None
    row_index: int | None = None
    column_index: int | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a filing. `quote` is verbatim: a sentence, or a table row."""

    id: int  # the [n] in the answer
    filing: str  # the file's name
    filing_id: str
    page: int | None  # from 1; None where the format has no pages
    section: str | None  # heading path, joined by " > "
    quote: str
    cell: CellPlace | None = None
    start: int | None = None  # characters of the page's text that `quote` stands at
    end: int | None = None


class Verdict(StrEnum):
    """What the filings say of a number."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"


How = Literal["exact", "rounded", "derived", "text"]


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """One quantity of a text, and what the filings say of it.

    `text == checked_text[start:end]`, in Unicode characters.
    """

    text: str
    start: int
    end: int
    verdict: Verdict
    how: How | None
    reason: str  # one line a person understands
    expected: str | None = None  # contradicted: what the filing says instead
    formula: str | None = None  # derived: over named cells
    evidence: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """The one number that was asked for, in base units (571704000, 0.338, 0.014)."""

    amount: Decimal
    unit: str  # ISO 4217, CNY/share, percent, percentage_point, ratio, days, shares, persons, ...
    display: str  # RMB571,704 thousand; 33.8%


@dataclass(frozen=True, slots=True)
class Operand:
    """One value that a plan needs: a line item of a company in a period."""

    name: str  # a, b, c: how the formula speaks of it
    line_item: str
    company: str | None = None
    period: str | None = None  # as written: FY2023, H1 2024, 2023-12-31
    filing_id: str | None = None
    fact_id: str | None = None  # filled in when executed
    told_at: str | None = None  # the same where a sentence tells it: passage and character


@dataclass(frozen=True, slots=True)
class Plan:
    """How a number is found or computed: readable, changeable, executed by code."""

    operation: str  # lookup, or formula
    operands: tuple[Operand, ...]
    formula: str = "a"  # over operand names: (a - b) / b
    unit: str | None = None  # of the result
    explanation: str = ""  # the formula in words, with the values, once executed


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood of a question: shown to the user, and changeable."""

    text: str  # the question, completed from the history
    language: str  # en, zh
    companies: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    period_words: tuple[str, ...] = ()
    measure: str = ""  # what is asked for, without company and period
    carried: str = ""  # what a follow-up leaves to the turns before it
    told: tuple[str, ...] = ()  # the answers that a follow-up comes after
    operation: str = "text"  # lookup, change, computed, compare, list, yesno, text
    filing_ids: tuple[str, ...] = ()  # the filings that it was routed to


class Retriever(StrEnum):
    """Which search found a hit."""

    DENSE = "dense"
    LEXICAL = "lexical"
    FUSED = "fused"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its score; `rank` counts from 0."""

    passage: Passage
    score: float
    rank: int
    retriever: Retriever


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with all that it rests on."""

    id: str
    question: str
    text: str
    abstained: bool
    engine: str  # "embedded" or the model's name
    value: Value | None = None
    values: tuple[Value, ...] = ()  # the figures in order, where several were asked for
    citations: tuple[Citation, ...] = ()
    numbers: tuple[NumberCheck, ...] = ()
    plan: Plan | None = None
    follow_ups: tuple[str, ...] = ()
    understood: Understanding | None = None
    notes: tuple[str, ...] = ()  # what the reader must know: the model was down, marks were dropped
    dropped_marks: int = 0  # citation marks that a model invented
    timings_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer may be written from: numbered facts and passages."""

    facts: tuple[Fact, ...] = ()
    hits: tuple[Hit, ...] = ()
