"""Company names as filings print them, and what people call a company."""

from __future__ import annotations

import time

import pytest

from ingest.names import chinese_beside, find_chinese_name, find_company, is_partial, short_names


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


def test_the_beginnings_of_two_words_make_a_name() -> None:
    text = "MarPu paid. " * 5 + "Marine " * 9
    assert "MarPu" in short_names("Marlow Pumps Limited", text)
    assert "MarPu" not in short_names("Marlow Pumps Limited", "MarPu paid.")  # once: who knows
    assert "Marine" not in short_names("Marlow Pumps Limited", text)


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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (  # the name over a primary statement, as running text writes it
            "Item 1. Financial Statements\nMARLOW PUMPS, INC.\n"
            "CONDENSED CONSOLIDATED BALANCE SHEETS\n"
            "We borrowed from Teal Capital, L.P. Teal Capital, L.P. and Teal Capital, L.P. agreed. "
            "On that day Marlow Pumps, Inc. drew on it.",
            "Marlow Pumps, Inc.",
        ),
        ("Statement of Operations Data\nMarlow’s, Inc. and Subsidiaries\n", "Marlow’s, Inc."),
        (  # a heading that runs into its paragraph
            "Organization Marlow Pumps Inc. (the “Company”) makes pumps. Marlow Pumps Inc. sells "
            "them, and Marlow Pumps Inc. repairs them.",
            "Marlow Pumps Inc.",
        ),
        (
            "the Board of Directors of Marlow Pumps, Inc. (the “Company”) met. Marlow Pumps, Inc. "
            "pays. Marlow Pumps, Inc. owes.",
            "Marlow Pumps, Inc.",
        ),
        (
            "Marlow Trend I L.P., a Delaware limited partnership (the “Partnership”), invests in "
            "Marlow Trading Company L.P. (the “Trading Company”). "
            + "The Trading Company trades. "
            * 9,
            "Marlow Trend I L.P.",
        ),
        ("Marlow Pumps Corporation (MPC or the Company) sells", "Marlow Pumps Corporation"),
        (
            "We have audited the accompanying consolidated balance sheets of Marlow Pumps, Inc. "
            "and its subsidiaries as of December 31, 2023",
            "Marlow Pumps, Inc.",
        ),
    ],
)
def test_the_company_without_a_cover(text: str, name: str) -> None:
    found = find_company(text, "")
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize(
    "text",
    [
        "Unaudited Balance Sheets. The Company " * 5,  # no name goes on over a full stop
        "Teal Capital, L.P. lends. Ash Finance, Inc. lends. " * 4,  # lenders, not the filer
        "a share of common stock of the Company (the “Company Units”)",
    ],
)
def test_names_that_are_not_the_filers(text: str) -> None:
    assert find_company(text, "") is None


def test_a_word_out_of_a_name_is_told_from_the_name() -> None:
    assert is_partial("Copper", "Copper Ridge Bottling, Inc.")
    assert not is_partial("Copper Ridge", "Copper Ridge Bottling, Inc.")
    assert not is_partial("Marlow", "Marlow Wholesale Corporation")
    assert not is_partial("MPumps", "Dalian MPumps Technology Group")


def test_a_name_alone_at_the_head_of_a_short_file() -> None:
    head = "Key figures\nHarbour Lantern Limited\nRMB million\n"
    assert find_company(head + "Revenue\t571\n", head) == ("Harbour Lantern Limited",) * 2
    other = head + "Lent to Marl Pumps Limited\t5\n"
    assert find_company(other, other) is None


def test_the_chinese_name_behind_the_companys_own() -> None:
    text = "Swift Rail Limited (速鐵有限公司), Marlow Pumps Group Inc. (马罗泵业集团有限公司)"
    assert chinese_beside("Marlow Pumps Group Inc.", text) == "马罗泵业集团有限公司"
    assert chinese_beside("Other Pumps Inc.", text) is None
