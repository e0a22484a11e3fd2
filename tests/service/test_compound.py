"""Compound annual growth, computed from a line's first and last named year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ingest.types import Fact, Period
from service.grounding.context import read_claims
from service.grounding.derived import derive, fits
from service.grounding.matching import Rarity, label, score_all

YEARS = {2015: "107,006", 2016: "135,987", 2017: "177,866"}


def facts() -> list[Fact]:
    return [
        Fact(
            fact_id=str(year), filing_id="f", table_id="f-t", row=1, column=column, page=1,
            labels=("Net sales",), column_labels=(), text=text,
            value=Decimal(text.replace(",", "")) * 1_000_000, quantum=Decimal(1_000_000),
            unit="USD", scale=Decimal(1_000_000), entity=None, confidence=1.0,
            period=Period(date(year, 1, 1), date(year, 12, 31)),
        )
        for column, (year, text) in enumerate(YEARS.items(), 1)
    ]  # fmt: skip


def holds(text: str) -> bool:
    (claim,) = read_claims(text)
    labelled = [label(fact) for fact in facts()]
    rarity = Rarity([labelled[0].label, frozenset({"other"})])
    scored = score_all(claim, labelled, rarity, {"f": labelled[-1].fact.period})
    return any(fits(claim, made) for made in derive(claim, scored, None))


def test_growth_is_compounded_over_the_years_named() -> None:
    assert holds("Net sales grew at a CAGR of 28.9% from 2015 to 2017.")
    assert holds("The compound annual growth rate of net sales from 2015 to 2017 was 28.9%.")


def test_the_whole_growth_is_not_that_of_a_year() -> None:
    assert not holds("Net sales grew at a CAGR of 66.2% from 2015 to 2017.")
    assert not holds("Net sales grew at a CAGR of 28.9% from 2016 to 2017.")
