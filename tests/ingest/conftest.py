"""A small filing as `parse` gives it, and stores whose vectors can be computed by hand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import ingest.stores as stores_module
from ingest.identifiers import filing_id_of
from ingest.stores import StoreConfig, Stores, open_stores
from ingest.types import (
    Block,
    BlockKind,
    Box,
    Cell,
    Column,
    Fact,
    Grid,
    Identity,
    Notice,
    Page,
    Parsed,
    Period,
    Reading,
    Span,
    Statement,
    Table,
    XbrlFact,
)

FY2023 = Period(date(2023, 1, 1), date(2023, 12, 31))
FY2022 = FY2023.shifted(-1)


class WordEmbedder:
    """Counts words as tokens; a vector says which of eight buckets a text's words fall into."""

    name = "words"
    fingerprint = "0123456789abcdef"
    max_tokens = 200
    dimensions = 8

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w+|[^\w\s]", text)) + 2 for text in texts]

    def embed(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None
    ) -> list[list[float]]:
        self.embedded.extend(texts)
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = [0.01] * 8
        for word in re.findall(r"\w+", text.lower()):
            vector[hashlib.sha256(word.encode()).digest()[0] % 8] += 1.0
        return vector

    def preload(self) -> None:
        """Nothing to load."""


def make_parsed(seed: str = "one") -> Parsed:
    """Two pages: a section of text with a table in it, then a page that is only furniture."""
    filing_id = filing_id_of(hashlib.sha256(seed.encode()).hexdigest())
    blocks: list[Block] = []
    text = ""

    def add(kind: BlockKind, body: str, level: int = 0, grid: int | None = None) -> Span:
        nonlocal text
        span = Span(len(text), len(text) + len(body))
        text += body + "\n"
        blocks.append(Block(kind, 1, span, level, grid))
        return span

    add(BlockKind.HEADING, "Financial review", 1)
    add(BlockKind.HEADING, "Revenue", 2)
    add(BlockKind.PARAGRAPH, f"Revenue of {seed} rose because demand for pumps was strong.")
    add(BlockKind.PARAGRAPH, "The café business in Zürich grew, 应收账款周转天数 shortened.")
    rows = (("RMB'000", "2023", "2022"), ("Revenue", "571,704", "498,100"), ("Loss", "(12)", "(7)"))
    table_span = add(BlockKind.TABLE, "\n".join("\t".join(row) for row in rows), grid=0)
    add(BlockKind.FURNITURE, "- 1 -")
    cells = []
    position = table_span.start
    for r, row in enumerate(rows):
        for c, body in enumerate(row):
            span = Span(position, position + len(body))
            box = Box(72.0, 100.5 + r, 120.25, 110.0 + r)
            cells.append(Cell(r, c, body, span, box if c else None))
            position = span.end + 1
    tag = XbrlFact("us-gaap:Revenues", Decimal("571704000"), "CNY", "c1")
    cells[4] = replace(cells[4], xbrl=tag)
    grid = Grid(1, table_span, 3, 3, tuple(cells), ("a line crosses two columns",))
    columns = (
        Column(0, ""),
        Column(1, "2023", FY2023, "CNY", Decimal(1000), ("Group",)),
        Column(2, "2022", FY2022, "CNY", Decimal(1000), (), is_note_reference=False),
    )
    table = Table(
        f"{filing_id}-t0",
        filing_id,
        1,
        table_span,
        "Consolidated results",
        ("Financial review", "Revenue"),
        "RMB'000",
        Statement.INCOME,
        grid,
        1,
        columns,
        ("its total does not add up",),
    )
    facts = tuple(
        Fact(
            f"{table.table_id}-r{row}-c{column}",
            filing_id,
            table.table_id,
            row,
            column,
            1,
            ("Results", label),
            ("Group",),
            shown,
            Decimal(value),
            Decimal(1000),
            "CNY",
            Decimal(1000),
            period,
            "Pump Holdings",
            0.9,
        )
        for row, column, label, shown, value, period in (
            (1, 1, "Revenue", "571,704", "571704000", FY2023),
            (1, 2, "Revenue", "498,100", "498100000", FY2022),
            (2, 1, "Loss", "(12)", "-1.20E+4", FY2023),
            (2, 2, "Loss", "(7)", "-7000", None),
        )
    )
    reading = Reading(
        "application/pdf",
        True,
        (Page(1, text, 595.0, 842.0), Page(2, "", 595.0, 842.0)),
        tuple(blocks),
        (grid,),
        {"title": seed},
        ((1, "Financial review", 1),),
        (Notice("no_text_page", "Page 2 has no text.", 2),),
    )
    identity = Identity(
        company="Pump Holdings",
        aliases=("Pump",),
        form="annual report",
        period=FY2023,
        currency="CNY",
        language="en",
        year_end=(12, 31),
        sources={"company": "line 1"},
    )
    return Parsed(filing_id, reading, identity, (table,), facts, 2, {"read": 0.5})


@pytest.fixture
def parsed() -> Parsed:
    return make_parsed()


@pytest.fixture
def make() -> Callable[[str], Parsed]:
    """Another filing for another word."""
    return make_parsed


@pytest.fixture
def word_embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def opening(
    tmp_path: Path, word_embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Stores]:
    """Opens the same stores again and again, with words for vectors and parsing in this process."""
    monkeypatch.setattr(stores_module, "Embedder", lambda model: word_embedder)
    monkeypatch.setattr(
        "ingest.worker.ParseWorker.parse",
        lambda self, name, data, password=None: make_parsed(data.decode()),
    )
    return lambda: open_stores(StoreConfig(tmp_path / "data"))


@pytest.fixture
def stores(opening: Callable[[], Stores]) -> Iterator[Stores]:
    opened = opening()
    yield opened
    opened.close()
