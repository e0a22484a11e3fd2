"""Where sentences and lines end, and which heading a list stands under."""

from __future__ import annotations

from service.grounding.context import read_claims
from service.grounding.lines import read_headings, split_sentences

LIST = """Operating income for the years ended December 31:

2021: $2,112 million
2020: $509 million

Net sales by region:
- North America: 67%

The year went well."""


def test_a_line_of_a_list_ends_at_its_end() -> None:
    text = "FY2016 income: $1,493 million\nFY2015 income: $903 million"
    assert [span.of(text) for span in split_sentences(text)] == text.split("\n")


def test_a_line_broken_inside_a_sentence_goes_on() -> None:
    text = "Revenue was $571.7\nmillion in 2024."
    assert [span.of(text) for span in split_sentences(text)] == [text]


def test_a_list_stands_under_the_line_that_ends_in_a_colon() -> None:
    sentences = split_sentences(LIST)
    headings = [span and span.of(LIST) for span in read_headings(LIST, sentences)]
    income = "Operating income for the years ended December 31:"
    assert headings == [None, income, income, None, "Net sales by region:", None]


def test_a_line_without_a_name_has_its_headings() -> None:
    first, second, third = read_claims(LIST)
    assert first.named.concepts == second.named.concepts == ("ProfitLossFromOperatingActivities",)
    assert [claim.period and claim.period.end.year for claim in (first, second)] == [2021, 2020]
    assert third.weights["north"] > third.weights["region"] > 0
