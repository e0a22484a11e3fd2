from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.errors import EmptyFiling, FilingTooLarge
from ingest.parsing import parse
from ingest.readers import Limits, read_filing
from ingest.readers.csv import read_csv
from ingest.types import BlockKind
from reading_checks import assert_accounted_for, codes, rows_of


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters(mark: str) -> None:
    lines = [["Line", "2024", "2023"], ["Revenue", "571", "498"], ["Cost", "(401)", "(350)"]]
    reading = read_filing("a.csv", "\n".join(mark.join(row) for row in lines).encode())
    assert rows_of(reading) == lines
    assert_accounted_for(reading)


def test_quotes_newlines_and_ragged_rows() -> None:
    data = b'Line,2024,2023\r\n"Revenue, ""net""\r\nof tax","1,234","1,100"\r\nCost,5\r\n'
    reading = read_filing("a.csv", data)
    assert rows_of(reading)[1:] == [['Revenue, "net" of tax', "1,234", "1,100"], ["Cost", "5"]]
    assert codes(reading.warnings) == ["ragged_rows"]
    assert_accounted_for(reading)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings(encoding: str) -> None:
    text = "項目,2024,2023\n收入,571,498\n銷售成本,(401),(350)\n毛利,170,148\n期內利潤,70,48\n"
    reading = read_filing("a.csv", text.encode(encoding))
    assert rows_of(reading)[2] == ["銷售成本", "(401)", "(350)"]


def test_titles_and_notes_stand_beside_the_table() -> None:
    lines = (
        "Harbour Lantern: key figures,,", "RMB million,,", ",,", "Line,FY2024,FY2023",
        "Revenue,571,498", ",,", "Source: the company,,",
    )  # fmt: skip
    data = "\n".join(lines).encode()
    reading = read_filing("a.csv", data)
    kinds = [block.kind for block in reading.blocks]
    assert kinds[-2:] == [BlockKind.TABLE, BlockKind.PARAGRAPH]
    facts = parse("a.csv", data).facts
    assert [(f.value, f.unit) for f in facts] == [
        (Decimal(571_000_000), "CNY"),
        (Decimal(498_000_000), "CNY"),
    ]


def test_decimal_commas_are_in_doubt() -> None:
    """Under a decimal comma 1.234 is a thousand: no fact of such a table may answer."""
    parsed = parse("a.csv", b"Posten;2024;2023\nUmsatz;1.234;1.100\nMarge;12,5;13,1\n")
    assert parsed.tables[0].doubts
    assert all(fact.confidence < 0.5 for fact in parsed.facts)


def test_limits() -> None:
    with pytest.raises(FilingTooLarge, match="more than 10 cells"):
        read_filing("a.csv", b"a,b,c\n1,2,3\n" * 5, limits=Limits(max_cells=10))
    with pytest.raises(EmptyFiling):
        read_csv(",,,\n,,,\n", Limits())


def test_a_row_without_end_is_read_in_time() -> None:
    reading = read_filing("a.csv", b"Line,2024\n" + b"x," * 30_000 + b"1\n")
    assert_accounted_for(reading)
