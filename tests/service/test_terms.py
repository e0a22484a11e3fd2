"""Words to terms: what two wordings of the same thing share, and nothing else does."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.chinese import without
from service.terms import canonical, content_words, expand, stem, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("revenues", "Revenue"),
        ("net sales", "revenue"),
        ("turnover", "营业收入"),
        ("R&D expenses", "research and development expenses"),
        ("PP&E", "Property, plant and equipment"),
        ("cost of goods sold", "cost of sales"),
        ("gross profit margin", "毛利率"),
        ("shareholders’ equity", "total equity"),
        ("headcount", "employees"),
        ("minority interests", "non-controlling interests"),
        ("inventory", "存貨"),
        ("CEO", "chief executive officer"),
        ("trade debtors", "accounts receivable"),
    ],
)
def test_two_names_of_one_thing_have_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other) != ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gross profit", "gross margin"),
        ("cost of sales", "revenue"),
        ("female employees", "male employees"),
        ("total assets", "total liabilities"),
        ("trade receivables", "trade payables"),
        ("non-current liabilities", "current liabilities"),
        ("basic earnings per share", "diluted earnings per share"),
        ("net profit", "operating profit"),
        ("staff turnover", "turnover"),
    ],
)
def test_two_things_have_terms_that_tell_them_apart(one: str, other: str) -> None:
    assert set(terms(one)) != set(terms(other))


def test_words_that_ask_are_no_terms() -> None:
    assert terms("What was the amount of revenue of the Group for the year ended?") == ("revenu",)
    assert terms("How much did the company report?") == ()


def test_terms_are_stems_each_once_in_order() -> None:
    assert terms("Trade payables, payable trades") == ("trade", "payabl")
    assert terms("employees’ benefit") == (stem(canonical("employees").strip()), "benefit")
    assert terms("Halden R2 in 2023: 1,234.5") == ("halden", "r", "2", "2023", "1,234.5")


def test_a_longer_name_is_read_before_one_inside_it() -> None:
    assert canonical("gross profit margin").split() == ["gross", "margin"]
    assert canonical("Cost of Sales").split() == ["cost", "of", "sales"]


def test_a_name_inside_another_word_is_not_read() -> None:
    assert canonical("wholesales menace").split() == ["wholesales", "menace"]  # sales, men
    assert terms("S&P") == ("s&p",)


def test_a_search_looks_for_every_name_of_what_is_named() -> None:
    expanded = expand("turnover in 2023")
    assert expanded.startswith("turnover in 2023 ")
    assert {"revenue", "net sales", "营业收入"} <= {
        name for name in ("revenue", "net sales", "营业收入") if name in expanded
    }
    assert expand("gas analysers") == "gas analysers"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_any_text_has_terms_that_are_distinct_and_lower_case(text: str) -> None:
    found = terms(text)
    assert len(set(found)) == len(found)
    assert all(term and not term.isspace() and term == term.lower() for term in found)
    assert terms(text) == terms(f"  {text}\n".replace("\n", " "))


ENDINGS = ("ional", "ionalism", "ing", "ations", "ized", "iveness", "ically", "ement", "ousli", "s")


def test_threads_that_stem_at_once_get_the_stems_of_one_alone() -> None:
    words = [f"{head}{tail}" for head in ("relat", "nation", "oper") for tail in ENDINGS]
    stem.cache_clear()
    alone = [stem(word) for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # else a word is done before another thread is let in
    try:
        with ThreadPoolExecutor(8) as pool:
            for _ in range(20):
                stem.cache_clear()
                found = pool.map(lambda _: [stem(word) for word in words], range(8))
                assert list(found) == [alone] * 8
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("unutilised", "unutilized"),
        ("capitalisation", "capitalization"),
        ("amortising", "amortizing"),
        ("recognises", "recognizes"),
    ],
)
def test_british_and_american_spelling_are_one(british: str, american: str) -> None:
    assert stem(british) == stem(american)


@pytest.mark.parametrize("word", ["exercised", "revised", "comprises", "premises", "raising"])
def test_words_that_only_end_so_keep_their_stem(word: str) -> None:
    assert stem(word).endswith("s")


@pytest.mark.parametrize(
    ("printed", "handed_on"),
    [
        ("Cost of revenue", "cost revenue"),
        ("Income from operations", "income operations"),
        ("Selling, general and administrative", "selling general administrative"),
        ("Share based compensation", "share compensation"),
    ],
)
def test_a_name_is_the_same_without_its_linking_words(printed: str, handed_on: str) -> None:
    assert content_words(printed.replace(",", "")).lower() == handed_on
    assert set(terms(handed_on)) == set(terms(printed))


def test_profit_after_tax_is_no_tax() -> None:
    assert set(terms("after-tax profit")) != set(terms("tax on profit"))


def test_both_scripts_of_chinese_are_read_alike() -> None:
    assert terms("研發開支") == terms("研发开支")
    assert without("馬羅泵業的收入", "马罗泵业").strip() == "的收入"
