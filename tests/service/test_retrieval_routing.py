"""Which filings a question is about, over records of invented companies."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ingest.stores import FilingRecord, State
from ingest.types import Identity, Period
from service.retrieval.routing import filings_named, is_same_company, names_of, period_factor

FY2023 = Period(date(2023, 1, 1), date(2023, 12, 31))
H1_2023 = Period(date(2023, 1, 1), date(2023, 6, 30))


def record(
    name: str, company: str | None, *aliases: str, period: Period | None = FY2023
) -> FilingRecord:
    return FilingRecord(
        id=f"f_{name}", name=name, collection="default", sha256="0", media_type="text/plain",
        state=State.READY, is_answerable=True, error=None, is_paged=True, pages=1, passages=1,
        embedded=1, tables=1, facts=1, identity=Identity(company, aliases, period=period),
        report={}, created_at=datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip


LANTERN = record(
    "lantern", "Harbour Lantern Holdings Limited", "Harbour Lantern", "海燈控股", "3917"
)
LANTERN_2022 = record(
    "lantern22", "Harbour Lantern Holdings Limited", "3917", period=FY2023.shifted(-1)
)
KILN = record("kiln", "Copper Kiln Inc.", "Copper Kiln", "CKI")
RIDGE = record("ridge", "Amber Ridge Bottling, Inc.", "Amber Ridge", "Amber", "RDGB")
NAMELESS = record("nameless", None, period=None)
ALL = (LANTERN, LANTERN_2022, KILN, RIDGE, NAMELESS)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was the revenue of Harbour Lantern Holdings Limited?", (LANTERN, LANTERN_2022)),
        ("What was HARBOUR LANTERN's revenue?", (LANTERN,)),
        ("海燈控股的收入是多少", (LANTERN,)),
        ("Revenue of stock code: 3917", (LANTERN, LANTERN_2022)),
        ("Revenue of stock code 3917 in 2023", (LANTERN, LANTERN_2022)),
        ("Was revenue above 3917 thousand?", ()),
        ("Compare Copper Kiln with Harbour Lantern", (LANTERN, KILN)),
        ("What did CKI earn?", (KILN,)),
        ("What did cki earn?", ()),  # three capitals are a ticker only in capitals
        ("Copper Kilns are hot", ()),
        ("What did Amber earn?", (RIDGE,)),
        ("How much amber was sold?", ()),  # a word of a name is one only with its capital
        ("What did RDGB earn?", (RIDGE,)),
        ("What did rdgb earn?", ()),
        ("What was the revenue of Zorblax?", ()),
        ("", ()),
    ],
)
def test_filings_of_the_companies_that_a_question_names(
    question: str, expected: tuple[FilingRecord, ...]
) -> None:
    assert filings_named(question, ALL) == expected


def test_a_name_with_signs_of_a_pattern_is_only_a_name() -> None:
    odd = record("odd", "A.* (Holdings) [Ltd]+")
    assert filings_named("Revenue of A.* (Holdings) [Ltd]+ in 2023", [odd]) == (odd,)
    assert filings_named("Revenue of Anything", [odd]) == ()


def test_names_leave_out_what_is_not_known() -> None:
    assert names_of(NAMELESS) == ()
    assert names_of(KILN) == ("Copper Kiln Inc.", "Copper Kiln", "CKI")


def test_one_company_shares_a_name_and_not_only_a_number() -> None:
    assert is_same_company(LANTERN, LANTERN_2022)
    assert is_same_company(KILN, record("k", "COPPER KILN INC."))
    assert not is_same_company(LANTERN, KILN)
    assert not is_same_company(LANTERN, record("other", "Another Limited", "3917"))
    assert not is_same_company(NAMELESS, NAMELESS)


@pytest.mark.parametrize(
    ("name", "is_same"),
    [
        ("Harbour Lanternworks Hoidings Limited", True),  # misread: l and i
        ("Harbour Lanternworks Holdings II Limited", False),
        ("Harbour Candleworks Holdings Limited", False),
        ("Harbour Lanternworks Finance Limited", False),
    ],
)
def test_one_company_with_a_misread_letter(name: str, is_same: bool) -> None:
    own = record("own", "Harbour Lanternworks Holdings Limited")
    assert is_same_company(own, record("other", name)) is is_same


@pytest.mark.parametrize(
    ("own", "asked", "expected"),
    [
        (FY2023, (FY2023,), 1.3),
        (FY2023, (Period(None, date(2023, 12, 31)),), 1.3),  # its closing balance sheet
        (H1_2023, (FY2023,), 1.15),
        (FY2023, (FY2023.shifted(-1),), 1.0),  # its comparatives
        (FY2023, (FY2023.shifted(-4),), 0.8),
        (FY2023, (FY2023.shifted(1),), 0.8),  # not yet known when it was written
        (FY2023, (FY2023.shifted(-4), FY2023), 1.3),
        (FY2023, (), 1.0),
        (None, (FY2023,), 1.0),
    ],
)
def test_a_filing_speaks_first_of_its_own_period(
    own: Period | None, asked: tuple[Period, ...], expected: float
) -> None:
    assert period_factor(record("x", "X", period=own), asked) == expected
