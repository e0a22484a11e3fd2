"""Company names as filings print them, and what people call a company."""

from __future__ import annotations

import time

import pytest

from ingest.names import find_chinese_name, find_company, short_names


@pytest.mark.parametrize(
    ("cover", "name"),
    [
        (
            "MARLOW PUMPS, INC.\n(Exact name of registrant as specified in its charter)",
            "MARLOW PUMPS, INC.",
        ),
        (
            "Annual results\nMarlow Pumps Group Limited\n馬羅泵業集團有限公司\n"
            "(Incorporated in the Cayman "
            "Islands with limited liability)",
            "Marlow Pumps Group Limited",
        ),
        (
            "Hong Kong Exchanges and Clearing Limited and The Stock Exchange of Hong Kong Limited "
            "take no "
            "responsibility.\nMarlow Pumps Limited\n(Incorporated in Bermuda)",
            "Marlow Pumps Limited",
        ),
        ("Marlow Pumps Limited (the “Company”) is pleased to announce", "Marlow Pumps Limited"),
    ],
)
def test_the_company_of_a_cover(cover: str, name: str) -> None:
    found = find_company(cover, cover)
    assert found is not None
    assert found[0] == name
    assert name in found[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The Company and its subsidiaries",
        "Hong Kong Exchanges and Clearing Limited " * 3,
        "Global Holdings Limited",
        "Marlow Pumps Limited once",
    ],
)
def test_no_company_rather_than_a_guess(text: str) -> None:
    assert find_company(text, text) is None


def test_the_chinese_name_is_not_the_exchanges() -> None:
    assert (
        find_chinese_name("香港交易及結算所有限公司\n馬羅泵業集團有限公司\n")
        == "馬羅泵業集團有限公司"
    )
    assert find_chinese_name("香港聯合交易所有限公司") is None


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Marlow Pumps Holdings Limited", ("Marlow Pumps Holdings", "Marlow Pumps")),
        ("The Marlow Company", ("Marlow",)),
        ("Marlow.com, Inc.", ("Marlow",)),
        (
            "Dalian MPumps Technology Group Co., Ltd",
            ("Dalian MPumps Technology Group", "Dalian MPumps", "MPumps"),
        ),
        ("馬羅泵業控股有限公司", ("馬羅泵業控股", "馬羅泵業")),
    ],
)
def test_what_people_call_it(name: str, short: tuple[str, ...]) -> None:
    assert short_names(name) == short


def test_a_coined_word_of_the_filing_itself() -> None:
    text = "MPumps sold. MPumps bought. MPumps paid."
    assert "MPUMPS" in short_names("DALIAN MPUMPS GROUP LIMITED", text)
    assert "MPUMPS" not in short_names("DALIAN MPUMPS GROUP LIMITED", "")


@pytest.mark.parametrize(
    "part", ["A ", "Aa ", "A. ", "(the “", "公司", "有限公司", "\n", "A and ", "Co Co "]
)
def test_a_hostile_cover_costs_little_time(part: str) -> None:
    cover = (part * 6000)[:6000]
    start = time.process_time()
    find_company(cover * 10, cover)
    find_chinese_name(cover)
    assert time.process_time() - start < 2
