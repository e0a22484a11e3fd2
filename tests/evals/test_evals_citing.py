"""When a citation shows the evidence, and when it does not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evals.citing import evidence_shown
from evals.types import Cited, Evidence, NumberTarget, TextTarget

ROW = Evidence("a.pdf", "Finance costs\t7\t(10,284)\t(12,958)")
COSTS = NumberTarget(Decimal(10_284_000), "RMB")
WORDS = TextTarget(("x",))


@pytest.mark.parametrize(
    ("quote", "cell", "is_shown"),
    [
        ("Finance costs 7 (10,284) (12,958)", "", True),
        ("Note Finance costs 7 (10,284) (12,958) RMB'000", "", True),
        ("Finance costs", "Finance costs 2024 (10,284)", True),
        ("Interest paid (10,284) (12,958)", "", False),  # the same numbers on another line
        ("Finance costs 7 (12,958)", "", False),  # the line without the number asked for
        ("costs", "", False),
        ("", "", False),
    ],
)
def test_rows(quote: str, cell: str, is_shown: bool) -> None:
    assert evidence_shown(ROW, (Cited("a.pdf", quote, cell),), COSTS) is is_shown


def test_another_file_shows_nothing() -> None:
    assert not evidence_shown(ROW, (Cited("b.pdf", ROW.quote),), COSTS)
    assert evidence_shown(ROW, (Cited("folder/A.PDF", ROW.quote),), COSTS)


def test_a_quote_of_pages_shows_nothing() -> None:
    assert not evidence_shown(ROW, (Cited("a.pdf", ROW.quote + " x" * 1000),), COSTS)


def test_sentences_share_a_run_of_words() -> None:
    evidence = Evidence("a.pdf", "The turn to a loss was mainly due to research and impairment")
    shared = Cited("a.pdf", "We think the turn to a loss was mainly due to research, he said")
    other = Cited("a.pdf", "We think the turn to a profit was mainly due to sales, he said")
    assert evidence_shown(evidence, (shared,), WORDS)
    assert not evidence_shown(evidence, (other,), WORDS)


def test_small_numbers_need_the_label() -> None:
    evidence = Evidence("a.pdf", "Fatal accidents at work\t3\t4")
    three = NumberTarget(Decimal(3), "count")
    assert evidence_shown(evidence, (Cited("a.pdf", "Accidents at work: 3"),), three)
    assert not evidence_shown(evidence, (Cited("a.pdf", "Meetings at 3"),), three)


def test_years_are_no_evidence() -> None:
    evidence = Evidence("a.pdf", "Patents 2024\t618\t537")
    year_alone = Cited("a.pdf", "Patents as of 2024")
    assert not evidence_shown(evidence, (year_alone,), NumberTarget(Decimal(81), "count"))
    both = Cited("a.pdf", "Patents: 618 against 537")
    assert evidence_shown(evidence, (both,), NumberTarget(Decimal(81), "count"))
