"""A ratio that a filing prints goes before one that is computed: each company has its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering import answer_question
from service.types import Question, Verdict

REPORT = """Larch Bridge Holdings Limited
(Stock Code: 9871)
ANNUAL RESULTS FOR THE YEAR ENDED 31 DECEMBER 2024

CONSOLIDATED STATEMENT OF FINANCIAL POSITION
\t31 December\t31 December
\t2024\t2023
\tRMB'000\tRMB'000
Cash and cash equivalents\t210,400\t180,300
Bank borrowings\t500,000\t620,000
Lease liabilities\t90,000\t80,000
Total equity\t1,000,000\t1,000,000

Key ratios

\t2024\t2023
Gearing ratio\t59.0%\t70.0%
Dividend cover (times)\t2.10\t1.90

The gearing ratio is bank borrowings and lease liabilities divided by total equity.
"""


@pytest.mark.parametrize(
    ("question", "amount"),
    [("Gearing at the end of 2024?", "0.59"), ("What was the gearing ratio in 2023?", "0.7")],
)
def test_the_ratio_as_printed(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, amount: str
) -> None:
    answer = answer_question(Question(question), stores_of({"larch.txt": REPORT}))
    assert answer.value is not None, answer.text
    assert answer.value.amount == Decimal(amount), answer.text
    assert {check.verdict for check in answer.numbers} == {Verdict.SUPPORTED}
