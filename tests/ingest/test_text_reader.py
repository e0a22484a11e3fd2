import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import FilingTooLarge
from ingest.readers import Limits, read_filing
from ingest.readers.text import read_text
from ingest.types import BlockKind, Reading

SHARED = Path(os.environ.get("TICKMARK_SHARED", Path(__file__).parents[3] / "shared"))


def read(text: str, **limits: int) -> Reading:
    return read_text(text, "text/plain", Limits(**limits))


def kinds(reading: Reading) -> list[tuple[str, str]]:
    return [
        (block.kind.value, block.span.of(reading.pages[block.page - 1].text).strip())
        for block in reading.blocks
    ]


def assert_invariants(reading: Reading) -> None:
    for page in reading.pages:
        covered = [0] * len(page.text)
        for block in reading.blocks:
            if block.page == page.number:
                for place in range(*block.span):
                    covered[place] += 1
        stray = [c for c, n in zip(page.text, covered, strict=True) if n != 1 and not c.isspace()]
        assert stray == []
    for grid in reading.grids:
        text = reading.pages[grid.page - 1].text
        for cell in grid.cells:
            assert cell.span is not None
            assert "".join(cell.span.of(text).split()) == "".join(cell.text.split())
            assert grid.span.start <= cell.span.start < cell.span.end <= grid.span.end
            assert cell.row < grid.row_count
            assert cell.column + cell.column_span <= grid.column_count


def test_headings_paragraphs_tables() -> None:
    reading = read(
        "# Results\n\nFINANCIAL SUMMARY\n\nRevenue rose.\nIt rose again.\n\n"
        "2.1 Basis of preparation\n\nCash and Cash Equivalents\n\nWe hold cash.\n\n"
        "\t2024\nRevenue\t1,234\n"
    )
    assert kinds(reading) == [
        ("heading", "# Results"),
        ("heading", "FINANCIAL SUMMARY"),
        ("paragraph", "Revenue rose.\nIt rose again."),
        ("heading", "2.1 Basis of preparation"),
        ("heading", "Cash and Cash Equivalents"),
        ("paragraph", "We hold cash."),
        ("table", "2024\nRevenue\t1,234"),
    ]
    levels = [block.level for block in reading.blocks if block.kind is BlockKind.HEADING]
    assert levels == [1, 2, 3, 4]
    assert not reading.is_paged
    assert_invariants(reading)


def test_dates_and_sentences_are_no_headings() -> None:
    reading = read("31 December 2023\n\nThe board met today and agreed to pay a dividend.\n")
    assert {kind for kind, _ in kinds(reading)} == {"paragraph"}


def test_scattered_cells_are_no_headings() -> None:
    reading = read("571,704\n\nTotal\n\n100.0\n")
    assert {kind for kind, _ in kinds(reading)} == {"paragraph"}


def test_running_header_is_furniture_and_caption_is_not() -> None:
    header = "2023 Environmental and Social Report"
    text = "".join(f"{header}\n\nSome prose, number {'x' * n}.\n\n" for n in range(1, 7))
    text += "".join(
        f"BALANCE SHEET {n}\n\nAS AT 30 JUNE 2024\n\n\t2024\nCash\t1,0{n}0\n\n" for n in range(1, 6)
    )
    reading = read(text)
    furniture = {text for kind, text in kinds(reading) if kind == "furniture"}
    assert furniture == {header}
    assert_invariants(reading)


def test_form_feeds_are_pages() -> None:
    pages = [
        f"Acme Annual Report 2023\n\nProse of page {n} goes here.\n\n{n}\n" for n in range(1, 7)
    ]
    reading = read("\f".join(pages) + "\f")
    assert reading.is_paged
    assert [page.number for page in reading.pages] == [1, 2, 3, 4, 5, 6]
    assert [t for kind, t in kinds(reading) if kind == "furniture"][:2] == [
        "Acme Annual Report 2023",
        "1",
    ]
    assert_invariants(reading)


def test_limits() -> None:
    with pytest.raises(FilingTooLarge, match="characters"):
        read("x" * 11, max_characters=10)
    with pytest.raises(FilingTooLarge, match="pages"):
        read("x\fy\fz", max_pages=2)
    with pytest.raises(FilingTooLarge, match="cells"):
        read("\t2024\nRevenue\t1,234\n\n\t2024\nCosts\t1,000\n", max_cells=5)


LINES = st.lists(
    st.text(
        alphabet=st.sampled_from("AbCdefg of 1,234.5%()-—_|*#<i>/:\t\t收入\n"),
        max_size=60,
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_whatever_comes_every_character_is_in_one_block(lines: list[str]) -> None:
    text = "x\n" + "\n".join(lines)
    assert_invariants(read(text))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "",
                    "Revenue",
                    "cost of",
                    "For th",
                    "e six",
                    "(12",
                    "1,234",
                    "5 6",
                    "1,0 2,0",
                    "2024",
                    "2024 2023",
                    "%",
                    "RMB'00",
                    "0",
                    "Assets Goodwill Cash",
                    "—",
                    "(Unau",
                ]
            ),
            min_size=1,
            max_size=6,
        ),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_table_comes_its_cells_are_the_pages_text(rows: list[list[str]]) -> None:
    assert_invariants(read("x\n\n" + "\n".join("\t".join(row) for row in rows)))


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "filings/hkex").is_dir(), reason="measuring data absent")
def test_extracted_filings_hold_the_invariants() -> None:
    for path in sorted((SHARED / "filings/hkex").glob("*.txt")):
        assert_invariants(read_filing(path.name, path.read_bytes()))
