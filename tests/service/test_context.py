"""What a sentence says of its quantities."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.types import Period
from service.grounding.context import Claim, read_claims
from service.grounding.lines import split_sentences
from service.grounding.terms import content, polarity, stem, terms

FY23 = Period(date(2023, 1, 1), date(2023, 12, 31))
FY22 = Period(date(2022, 1, 1), date(2022, 12, 31))
H124 = Period(date(2024, 1, 1), date(2024, 6, 30))
END23 = Period(None, date(2023, 12, 31))
MID24 = Period(None, date(2024, 6, 30))


def only(text: str) -> Claim:
    claims = read_claims(text)
    assert len(claims) == 1, claims
    return claims[0]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Revenue was RMB5 million in 2023.", [(FY23, False)]),
        ("In 2023, revenue was RMB5 million.", [(FY23, False)]),
        ("Revenue was RMB5 million.", [(None, False)]),
        (
            "Loss was RMB5 million in 2023, against RMB4 million in 2022.",
            [(FY23, False), (FY22, False)],
        ),
        (
            "Loss for 2023 was RMB5 million, against RMB4 million for 2022.",
            [(FY23, False), (FY22, False)],
        ),
        ("It used RMB5 million and RMB4 million in 2023 and 2022.", [(FY23, False), (FY22, False)]),
        (
            "In H1 2024 it was RMB5 million, compared with RMB4 million a year earlier.",
            [(H124, False), (None, True)],
        ),
        ("It rose from RMB4 million to RMB5 million in 2023.", [(None, True), (FY23, False)]),
        (
            "In 2022 and 2023, margin was 32.6% and 33.6% respectively.",
            [(FY22, False), (FY23, False)],
        ),
        (
            "Cash in 2023 and 2022 was RMB13 million and RMB14 million, respectively, a decrease of"
            " RMB1 million.",
            [(FY23, False), (FY22, False), (FY23, False)],
        ),
        (
            "Cash was RMB7 million and deposits RMB1 million as of June 30, 2024, compared with"
            " RMB9 million and RMB2 million as of December 31, 2023.",
            [(MID24, False), (MID24, False), (END23, False), (END23, False)],
        ),
        (
            "A gain of RMB5 million for 2023, and a loss of RMB4 million for 2022.",
            [(FY23, False), (FY22, False)],
        ),
        ("Sales were RMB5 million, up 48% on 2022.", [(None, False), (None, False)]),
        ("A loss of RMB5 million, larger than its RMB4 million.", [(None, False), (None, None)]),
    ],
)  # fmt: skip
def test_periods(text: str, periods: list[tuple[Period | None, bool | None]]) -> None:
    assert [(c.period, c.is_prior) for c in read_claims(text)][: len(periods)] == periods


@pytest.mark.parametrize(
    ("text", "relation", "direction"),
    [
        ("Revenue increased by 5%.", "percent_change", "increase"),
        ("Revenue decreased by RMB5 million.", "change", "decrease"),
        ("Revenue decreased RMB5 million.", "change", "decrease"),
        ("Revenue decreased to RMB5 million.", "level", "decrease"),
        ("Gross margin was 33.6%.", "level", None),
        ("Margin rose by 2 percentage points.", "point_change", "increase"),
        ("It accounted for 60.4% of total revenue.", "share", None),
        ("Inventories doubled.", "ratio", None),
        ("It was 3.6 times the level of before.", "ratio", None),
        ("We recorded a gain of RMB5 million.", "level", None),
        ("a 50.6% year-on-year decline", "percent_change", "decrease"),
    ],
)
def test_relations(text: str, relation: str, direction: str | None) -> None:
    claim = only(text)
    assert claim.relation == relation
    if direction is not None:
        assert claim.direction == direction


def test_the_same_change_in_two_units() -> None:
    first, second = read_claims("The balance fell by 19.1%, or almost RMB1.8 billion, in 2023.")
    assert (first.relation, second.relation) == ("percent_change", "change")


def test_each_quantity_has_its_own_words() -> None:
    first, second = read_claims(
        "Selling expenses were RMB5 million, and finance costs RMB4 million."
    )
    assert "sell" in first.own
    assert "financ" not in first.own
    assert "financ" in second.own
    assert second.weights["financ"] > second.weights["sell"]


def test_a_list_without_words_of_its_own_takes_those_before() -> None:
    claims = read_claims("Share-based payments rose from RMB4 million to RMB5 million.")
    assert claims[1].own == frozenset()
    assert claims[1].weights["payment"] > 0.8


def test_profit_and_loss() -> None:
    assert only("It made a profit of RMB5 million.").polarity == "gain"
    assert only("It made a loss of RMB5 million.").polarity == "loss"
    assert polarity("no profit and no loss") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("R&D expenses", "Research and development expenses"),
        ("staff", "employees"),
        ("Cost of sales", "Cost of revenue"),
        ("Amortisation of intangible assets", "amortization of intangible asset"),
        ("loss for the year", "Profit for the period"),
        ("top line", "revenues"),
    ],
)
def test_the_same_terms(one: str, other: str) -> None:
    assert content(terms(one)) == content(terms(other)) != frozenset()


def test_different_lines_have_different_terms() -> None:
    assert content(terms("current borrowings")) != content(terms("non-current borrowings"))
    assert content(terms("gross profit")) != content(terms("profit"))
    assert terms("收入增加") == ("收入", "入增", "增加")
    assert stem("liabilities") == stem("liability")


def test_sentences_keep_their_offsets() -> None:
    text = "Revenue of U.S. units was 1.5 million. Costs fell!\n\nNote 5. 收入上升。成本下降。"
    sentences = [span.of(text) for span in split_sentences(text)]
    assert sentences[:2] == ["Revenue of U.S. units was 1.5 million.", "Costs fell!"]
    assert sentences[-2:] == ["收入上升。", "成本下降。"]


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_is_covered_by_its_sentences(text: str) -> None:
    spans = split_sentences(text)
    inside = "".join(span.of(text) for span in spans)
    assert "".join(inside.split()) == "".join(text.split())
    assert [c.quantity.start for c in read_claims(text)] == sorted(
        c.quantity.start for c in read_claims(text)
    )
