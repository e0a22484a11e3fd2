from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.embedding import Embedder
from ingest.parsing import parse
from ingest.passages import _sentences, characters_indexed, split_passages
from ingest.sections import non_blank
from ingest.types import (
    Block,
    BlockKind,
    Cell,
    Column,
    Grid,
    Identity,
    Page,
    Parsed,
    Passage,
    PassageKind,
    Reading,
    Span,
    Statement,
    Table,
)

SHARED = Path(os.environ.get("TICKMARK_SHARED", Path(__file__).parents[3] / "shared"))
WINDOW = 200


def count(texts: Sequence[str]) -> list[int]:
    return [len(re.findall(r"\w+|[^\w\s]", text)) + 2 for text in texts]


Part = tuple[BlockKind, str, int]


def make(parts: Sequence[Part], breaks: Sequence[int] = ()) -> Parsed:
    """A filing of these blocks; a new page starts before each block numbered in `breaks`."""
    texts = [""]
    blocks = []
    for number, (kind, body, level) in enumerate(parts):
        if number in breaks:
            texts.append("")
        start = len(texts[-1])
        texts[-1] += body + "\n\n"
        blocks.append(Block(kind, len(texts), Span(start, start + len(body)), level))
    pages = tuple(Page(number, text) for number, text in enumerate(texts, 1))
    reading = Reading("text/plain", True, pages, tuple(blocks), ())
    return Parsed("f_1", reading, Identity(company="Pump Co", form="10-K"), (), (), 0, {})


def paragraph(body: str) -> Part:
    return (BlockKind.PARAGRAPH, body, 0)


def heading(body: str, level: int) -> Part:
    return (BlockKind.HEADING, body, level)


def split(parsed: Parsed) -> tuple[Passage, ...]:
    passages = split_passages(parsed, count, WINDOW)
    texts = {page.number: page.text for page in parsed.reading.pages}
    for passage in passages:
        assert passage.span.of(texts[passage.page]) == passage.text
        assert count([passage.embedding_text])[0] <= WINDOW
    return passages


def test_paragraphs_of_a_section_go_together() -> None:
    parsed = make([heading("Risks", 1), paragraph("One."), paragraph("Two.")])
    (passage,) = split(parsed)
    assert passage.text == "One.\n\nTwo."
    assert passage.headings == ("Risks",)
    assert passage.embedding_text == "Pump Co 10-K | Risks\nOne.\n\nTwo."
    assert passage.passage_id == "f_1-p0"


def test_headings_nest_and_close_by_level() -> None:
    long = "word " * 70
    parts = [
        heading("A", 1),
        heading("B", 2),
        paragraph("b " + long),
        heading("C", 2),
        paragraph("c " + long),
        heading("D", 1),
        paragraph("d " + long),
    ]
    found = {passage.text[0]: passage.headings for passage in split(make(parts))}
    assert found == {"b": ("A", "B"), "c": ("A", "C"), "d": ("D",)}


def test_a_section_goes_on_over_a_page_and_a_passage_does_not() -> None:
    parsed = make([heading("A", 1), paragraph("One."), paragraph("Two.")], breaks=[2])
    assert [(p.page, p.text, p.headings) for p in split(parsed)] == [
        (1, "One.", ("A",)),
        (2, "Two.", ("A",)),
    ]


def test_a_heading_with_nothing_under_it_is_found() -> None:
    parsed = make([heading("Annual report 2023", 1), heading("Letter", 1), paragraph("Dear all.")])
    assert any("Annual report 2023" in passage.text for passage in split(parsed))


def test_furniture_is_in_no_passage() -> None:
    parsed = make([paragraph("One."), (BlockKind.FURNITURE, "Page 7", 0), paragraph("Two.")])
    passages = split(parsed)
    assert [passage.text for passage in passages] == ["One.", "Two."]
    assert characters_indexed(parsed, passages) == len("One.Two.")


def test_long_text_is_cut_at_sentences_in_even_parts() -> None:
    body = " ".join(f"Sentence number {n} says something of its own." for n in range(60))
    passages = split(make([paragraph(body)]))
    assert all(re.fullmatch(r"Sentence.*own\.", passage.text, re.S) for passage in passages)
    sizes = [len(passage.text) for passage in passages]
    assert min(sizes) > 0.6 * max(sizes)
    assert " ".join(passage.text for passage in passages) == body


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "The U.S. Government paid Acme Inc. Five dollars. See No. 5 for more! 完了。下一句"
    assert _sentences(text) == [
        "The U.S. Government paid Acme Inc. Five dollars. ",
        "See No. 5 for more! ",
        "完了。",
        "下一句",
    ]


def test_small_sections_of_a_page_are_one_with_their_headings() -> None:
    parts = [
        heading("Directors", 1),
        heading("Chair", 2),
        paragraph("Ms Wu."),
        heading("Members", 2),
        paragraph("Mr Li."),
        heading("Auditor", 1),
        paragraph("Firm " * 70),
    ]
    first, second = split(make(parts))
    assert first.text == "Chair\n\nMs Wu.\n\nMembers\n\nMr Li."
    assert first.headings == ("Directors",)
    assert second.headings == ("Auditor",)


def test_a_small_section_whose_heading_is_on_another_page_stays_alone() -> None:
    parts = [heading("A", 1), paragraph("One."), paragraph("Two."), heading("B", 1)]
    passages = split(make([*parts, paragraph("Three.")], breaks=[2]))
    found = [(passage.text, passage.headings) for passage in passages]
    assert found == [("One.", ("A",)), ("Two.", ("A",)), ("Three.", ("B",))]


@example(
    parts=[
        (BlockKind.HEADING, "1" * 12, 1),
        (BlockKind.HEADING, ";" * 12, 1),
        (BlockKind.PARAGRAPH, "1" * 12, 1),
        (BlockKind.HEADING, "1" * 12, 1),
    ],
    breaks=[],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(BlockKind)),
            st.text(alphabet="aB1 .,;\n。，应é—", min_size=1, max_size=60).map(
                lambda text: text * 12
            ),
            st.integers(1, 3),
        ),
        max_size=8,
    ),
    st.lists(st.integers(0, 7), max_size=3),
)
def test_every_character_is_in_a_passage_a_heading_or_furniture(
    parts: list[Part], breaks: list[int]
) -> None:
    parsed = make(parts, breaks)
    passages = split(parsed)
    for one, other in pairwise(passages):
        assert one.page < other.page or one.span.end <= other.span.start
    covered = {(p.page, at) for p in passages for at in range(*p.span)}
    named = {heading for passage in passages for heading in passage.headings}
    texts = {page.number: page.text for page in parsed.reading.pages}
    for block in parsed.reading.blocks:
        body = block.span.of(texts[block.page])
        is_in_path = block.kind is BlockKind.HEADING and " ".join(body.split()) in named
        if block.kind is BlockKind.FURNITURE or is_in_path or not re.search(r"\w", body):
            continue
        lost = [at for at in range(*block.span) if (block.page, at) not in covered]
        assert not "".join(texts[block.page][at] for at in lost).strip()


# Tables ------------------------------------------------------------------------------------------


def make_table(rows: Sequence[Sequence[str]], header_rows: int = 1) -> Parsed:
    body = "\n".join("\t".join(row) for row in rows)
    parsed = make([heading("Notes", 1), (BlockKind.TABLE, body, 0)])
    position = parsed.reading.blocks[1].span.start
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            cells.append(Cell(r, c, text, Span(position, position + len(text))))
            position += len(text) + 1
    span = parsed.reading.blocks[1].span
    grid = Grid(1, span, len(rows), len(rows[0]), tuple(cells))
    columns = tuple(Column(n, text) for n, text in enumerate(rows[0]))
    table = Table(
        "f_1-t0",
        "f_1",
        1,
        span,
        "Balance sheet",
        ("Notes",),
        "RMB'000",
        Statement.BALANCE_SHEET,
        grid,
        header_rows,
        columns,
    )
    return replace(parsed, tables=(table,))


def test_a_table_is_embedded_by_its_words() -> None:
    rows = [("", "2023", "Group"), ("Inventories", "1,234", "US$(5.6)"), ("Cash", "12%", "—")]
    (passage,) = split(make_table(rows))
    assert passage.kind is PassageKind.TABLE
    assert passage.table_id == "f_1-t0"
    assert "1,234" in passage.text
    lead = "Pump Co 10-K | Notes"
    header = "Balance sheet RMB'000 2023 | Group"
    assert passage.embedding_text == f"{lead}\n{header}\nInventories\nCash"
    assert passage.context.startswith("Balance sheet\nRMB'000")


def test_a_long_table_is_split_by_rows_with_its_header_repeated() -> None:
    rows = [("Item", "2023"), *((f"Line item called number {n}", str(n)) for n in range(90))]
    parsed = make_table(rows)
    passages = split(parsed)
    assert len(passages) > 2
    assert all("Balance sheet RMB'000" in p.embedding_text for p in passages)
    assert all(p.context == "Balance sheet\nRMB'000\nItem | 2023" for p in passages[1:])
    assert "\n".join(p.text for p in passages) == parsed.reading.blocks[1].span.of(
        parsed.reading.pages[0].text
    )
    shown = [line for p in passages for line in p.embedding_text.split("\n")]
    assert all(row[0] in shown for row in rows[1:])


def test_a_row_of_running_text_is_split_as_text_is() -> None:
    story = " ".join(f"This is sentence {n} of a long story." for n in range(60))
    passages = split(make_table([("Name", "Career"), ("Ms Wu", story), ("Mr Li", "Short.")]))
    joined = " ".join(passage.embedding_text for passage in passages)
    assert all(f"sentence {n} of" in joined for n in range(60))
    assert {passage.table_id for passage in passages} == {"f_1-t0"}


def test_what_of_a_table_block_became_no_table_is_text() -> None:
    parsed = make_table([("Item", "2023"), ("Cash", "1")])
    (table,) = parsed.tables
    later = Span(table.grid.span.start + 5, table.grid.span.end)
    cut = replace(table, span=later, grid=replace(table.grid, span=later))
    passages = split(replace(parsed, tables=(cut,)))
    assert [passage.kind for passage in passages] == [PassageKind.TEXT, PassageKind.TABLE]
    assert passages[0].text == "Item"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the measuring data is not beside the project")
def test_no_passage_of_a_real_filing_is_cut() -> None:
    embedder = Embedder()
    for path in sorted((SHARED / "filings" / "hkex").glob("*.txt")):
        parsed = parse(path.name, path.read_bytes())
        passages = split_passages(parsed, embedder.count_tokens, embedder.max_tokens)
        texts = {page.number: page.text for page in parsed.reading.pages}
        assert all(p.span.of(texts[p.page]) == p.text for p in passages)
        counts = embedder.count_tokens([passage.embedding_text for passage in passages])
        assert max(counts) <= embedder.max_tokens
        in_headings = sum(
            non_blank(block.span.of(texts[block.page]))
            for block in parsed.reading.blocks
            if block.kind is BlockKind.HEADING
        )
        whole = sum(map(non_blank, texts.values()))
        assert whole * 0.99 < characters_indexed(parsed, passages) + in_headings
