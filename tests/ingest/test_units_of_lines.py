"""What a line of a table is in: money, shares, percentages, years. Invented tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ingest.types import Fact
from tables_from_text import ANNUAL
from tables_from_text import facts_of as facts_of_any

IN_DOLLARS = replace(ANNUAL, currency="USD")


def facts_of(*lines: str) -> tuple[Fact, ...]:
    return facts_of_any(*lines, identity=IN_DOLLARS)


def by_label(*lines: str) -> dict[str, Fact]:
    return {fact.label: fact for fact in reversed(facts_of(*lines))}


def read(fact: Fact) -> tuple[str | None, Decimal]:
    return fact.unit, fact.value


MILLIONS = "(In millions, except per share data)\t2023\t2022"


def test_shares_that_earnings_are_spread_over() -> None:
    facts = by_label(
        MILLIONS,
        "Net earnings\t$ 1,204\t$ 1,100",
        "Weighted average shares outstanding:",
        "Basic\t318.5\t320.0",
        "Diluted\t321.9\t323.1",
        "Shares used to compute net income per share\t321.9\t323.1",
        "Earnings per share\t$ 3.78\t$ 3.44",
    )
    assert read(facts["Basic"]) == ("shares", Decimal(318_500_000))
    assert facts["Shares used to compute net income per share"].unit == "shares"
    assert read(facts["Earnings per share"]) == ("USD/share", Decimal("3.78"))
    assert read(facts["Net earnings"]) == ("USD", Decimal(1_204_000_000))


def test_a_denominator_counts_shares() -> None:
    facts = by_label(
        MILLIONS,
        "Numerator",
        "Net earnings\t$ 1,204\t$ 1,100",
        "Denominator",
        "Common stock\t310\t312",
        "Effect of options\t4\t5",
    )
    assert facts["Common stock"].unit == facts["Effect of options"].unit == "shares"
    assert facts["Net earnings"].unit == "USD"


def test_shares_printed_in_full_below_a_note_of_money() -> None:
    facts = by_label(
        "($ in thousands, except per share data)\t2023\t2022",
        "Net earnings\t$ 81,204\t$ 71,100",
        "Average common shares outstanding\t54,809,462\t54,101,332",
    )
    found = facts["Average common shares outstanding"]
    assert read(found) == ("shares", Decimal(54_809_462))


@pytest.mark.parametrize(
    "label",
    ["Issuance of shares", "Dividends on common shares", "Common shares repurchased",
     "Treasury shares issued for retirement plans", "Dividends ($ 0.24 per share)",
     "Dividends on shares (dividends declared per share of $ 0.24)"],
)  # fmt: skip
def test_money_spent_on_shares_is_money(label: str) -> None:
    facts = by_label(
        "(In millions)\t2023\t2022",
        "Cash flows from financing activities",
        "New borrowings\t$ 1,500\t$ 1,210",
        f"{label}\t(940)\t(322)",
        "Net cash from financing activities\t$ 560\t$ 888",
    )
    assert read(facts[label]) == ("USD", Decimal(-940_000_000))


def test_prices_beside_counts() -> None:
    facts = facts_of(
        "(Shares in thousands)\tNumber of Shares\tWeighted-Average Grant-Date Fair Value",
        "Outstanding, January 1\t1,250\t$ 41.20",
        "Granted\t310\t44.87",
        "Vested\t(205)\t39.02",
    )
    read_ = {(fact.label, fact.column): read(fact) for fact in facts}
    assert read_["Granted", 1] == ("shares", Decimal(310_000))
    assert read_["Granted", 2] == ("USD/share", Decimal("44.87"))


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        (("Pumps\t51,444\t57%", "Valves\t10,522\t12", "Seals\t(600)\t(1)", "All\t61,366\t100%"),
         "percent"),
        (("Pumps\t51,444\t$ 57", "Valves\t10,522\t12", "Seals\t(600)\t(1)", "All\t61,366\t$ 68"),
         "USD"),
    ],
)  # fmt: skip
def test_a_column_whose_first_and_last_rows_show_the_mark(rows: tuple[str, ...], unit: str) -> None:
    first, *rest = rows
    first = first.replace("\t51", "\t$ 51")
    facts = {(f.label, f.column): f for f in facts_of("(Thousands)\t2023\t", first, *rest)}
    assert facts["Valves", 2].unit == unit
    assert facts["Valves", 1].unit == "USD"


def test_common_size_rows_below_amounts() -> None:
    facts = facts_of(
        "(millions)\t2023\t2022",
        "Sales\t$ 838.2\t$ 787.3",
        "Selling\t59.5\t53.3",
        "Profit\t$ 24.4\t$ 57.8",
        "Sales\t100.0%\t100.0%",
        "Selling\t7.1\t6.8",
        "Profit\t2.9%\t7.3%",
    )
    selling = [fact for fact in facts if fact.label == "Selling" and fact.column == 1]
    assert [fact.unit for fact in selling] == ["USD", "percent"]
    assert [fact.value for fact in selling] == [Decimal(59_500_000), Decimal("0.071")]


def test_a_section_of_percentages() -> None:
    facts = facts_of(
        "(in millions)\t2023\t2022",
        "Net sales:",
        "Pumps\t$ 1,400\t$ 1,300",
        "Year-over-year percentage growth:",
        "Valves\t8\t12",
    )
    assert {fact.unit for fact in facts if fact.label == "Valves"} == {"percent"}
    assert {fact.unit for fact in facts if fact.label == "Pumps"} == {"USD"}


def test_years_of_maturity_and_of_life() -> None:
    facts = facts_of(
        "(Millions)\tMaturity Date\tUseful Life (Years)\t2023",
        "Notes A\t2027\t15\t$ 1,206",
        "Notes B\t2041\t7\t1,318",
    )
    units = {(fact.label, fact.column): fact.unit for fact in facts}
    assert (units["Notes B", 1], units["Notes B", 2], units["Notes B", 3]) == (None, "years", "USD")


def test_rows_between_marked_ones_are_money() -> None:
    facts = by_label(
        "\tDecember 31, 2023\tDecember 31, 2022",
        "Cash\t$ 630\t$ 410",
        "Deposits\t84\t97",
        "Total\t$ 714\t$ 507",
    )
    assert read(facts["Deposits"]) == ("USD", Decimal(84))
    assert facts["Deposits"].confidence >= 0.5


def test_a_note_among_the_rows_is_of_the_rows_below() -> None:
    facts = by_label(
        "(thousands)\t2023\t2022",
        "Units built\t947.2\t1,005.2",
        "\t(millions)\t",
        "Pumps\t$ 1,932.6\t$ 2,115.9",
        "\t(dollars per unit)\t",
        "Seals\t$ 30.01\t$ 30.56",
    )
    assert facts["Pumps"].value == Decimal(1_932_600_000)
    assert facts["Seals"].value == Decimal("30.01")


def test_securities_left_out_of_diluted_earnings() -> None:
    facts = by_label(
        "\t2023\t2022",
        "Stock options\t13,805,000\t12,110,000",
        "Warrants\t2,400,600\t2,400,600",
        "Total anti-dilutive securities\t16,205,600\t14,510,600",
    )
    assert {fact.unit for fact in facts.values()} == {"shares"}


def test_a_column_of_amounts_is_not_what_its_header_mentions() -> None:
    facts = facts_of(
        "(in millions)\tEmployee Termination Costs\tOther",
        "Balance\t$ 782\t$ 56",
        "Provision\t680\t12",
    )
    assert {fact.unit for fact in facts} == {"USD"}


def test_what_is_other_than_the_note() -> None:
    facts = by_label(
        "(millions, other than percentages)\t2023\t2022",
        "Term loan\t$ 50.0\t$ 50.0",
        "Average rate\t5.1%\t4.8%",
    )
    assert read(facts["Term loan"]) == ("USD", Decimal(50_000_000))
    assert facts["Average rate"].unit == "percent"


def test_cents_in_millions_are_not_sure() -> None:
    facts = by_label(MILLIONS, "Net earnings\t$ 1,204\t$ 1,100", "Restructuring\t0.15\t0.21")
    assert facts["Restructuring"].confidence < 0.5


def test_shares_in_a_scale_of_their_own() -> None:
    facts = facts_of(
        "(shares in thousands, per share amounts in dollars)\tNumber of Shares\tExercise Price",
        "Granted\t246\t$ 31.44",
        "Vested\t102\t28.10",
    )
    assert read(facts[0]) == ("shares", Decimal(246_000))


def test_a_ratio_and_what_is_counted_at_a_periods_end_are_no_money() -> None:
    found = by_label(
        "(In millions)",
        "\t2023\t2022",
        "Net debt-to-adjusted EBITDA ratio\t2.8\t2.9",
        "Paid memberships at end of period\t57,834\t41,185",
        "Net debt\t11,051\t12,100",
    )
    assert read(found["Net debt-to-adjusted EBITDA ratio"])[0] == "ratio"
    assert read(found["Paid memberships at end of period"])[0] in (None, "count")
    assert read(found["Net debt"])[0] not in (None, "ratio")


def test_an_amount_for_each_thing_is_in_what_its_bracket_names_and_not_in_thousands() -> None:
    facts = by_label(
        "(In thousands)\t2023\t2022",
        "Gross billings\t$ 1,290,101\t$ 1,170,106",
        "Billings per paying user (ARPU, US$)",
        "Professional courses\t1,658\t1,538",
        "Average price per night (US$)\t212\t198",
    )
    assert read(facts["Gross billings"]) == ("USD", Decimal(1_290_101_000))
    assert read(facts["Professional courses"]) == ("USD", Decimal(1_658))
    assert read(facts["Average price per night (US$)"]) == ("USD", Decimal(212))


def test_people_and_what_they_do_are_counted_where_nothing_says_money() -> None:
    facts = by_label(
        "Function\t2023\t2022",
        "Physicians\t684\t652",
        "Nurses\t1,127\t1,086",
        "Outpatient visits – clinics\t846,925\t817,604",
    )
    assert read(facts["Nurses"]) == (None, Decimal(1_127))
    assert read(facts["Outpatient visits – clinics"]) == (None, Decimal(846_925))


def test_what_is_paid_for_people_is_money_all_the_same() -> None:
    facts = by_label(
        "(In thousands)\t2023\t2022",
        "Salaries\t$ 1,204\t$ 1,100",
        "Nurses\t318\t320",
        "Amounts due to patients\t21\t23",
    )
    assert read(facts["Nurses"]) == ("USD", Decimal(318_000))
    assert read(facts["Amounts due to patients"]) == ("USD", Decimal(21_000))


def test_containers_are_counted_in_teu() -> None:
    facts = by_label("Throughput ('000 TEU)\t2023\t2022", "East terminal\t1,736\t1,902")
    assert {f.unit for f in facts.values()} == {"TEU"}
