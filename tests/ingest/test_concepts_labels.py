"""Labels and phrases to concepts, by their words alone."""

from __future__ import annotations

import time

import pytest

from ingest.concepts import catalogue, concepts_of
from ingest.concepts.catalogue import Wording, expand
from ingest.concepts.labels import read_label
from ingest.concepts.words import simplified, words_of


def _names(label: str, company: str = "") -> set[str]:
    readings = read_label(label, company).readings
    return {r.concept.name for r in readings if r.wording is Wording.LABEL}


@pytest.mark.parametrize(
    ("label", "concept"),
    [
        ("Turnover", "Revenue"),
        ("Net sales", "Revenue"),
        ("Total revenues (Note 4)", "Revenue"),
        ("營業收入", "Revenue"),
        ("Cost of goods sold", "CostOfSales"),
        ("Cost of revenue (exclusive of depreciation shown separately)", "CostOfSales"),
        ("Selling, general and administrative", "SellingGeneralAndAdministrativeExpense"),
        ("R&D expenses", "ResearchAndDevelopmentExpense"),
        ("Other income (expense), net", "OtherNonoperatingIncomeExpense"),
        ("Total other income (expense)", "NonoperatingIncomeExpense"),
        ("(Loss)/profit before taxation", "ProfitLossBeforeTax"),
        ("Loss before income taxes", "ProfitLossBeforeTax"),
        ("Provision/(benefit) for taxes on income", "IncomeTaxExpense"),
        ("Income tax (expense) benefit", "IncomeTaxExpense"),
        ("Net (loss) income", "ProfitLoss"),
        ("年內（虧損）/溢利", "ProfitLoss"),
        ("Net income attributable to noncontrolling interests",
         "ProfitLossAttributableToNoncontrollingInterests"),
        ("Trade receivables, net of allowance of $16 and $14, respectively", "TradeReceivables"),
        ("Property, plant and equipment, less accumulated depreciation",
         "PropertyPlantAndEquipment"),
        ("Long-term debt, less current maturities", "LongTermDebt"),
        ("Current portion of long-term debt", "CurrentPortionOfLongTermBorrowings"),
        ("Common stock, $0.01 par value; 90 shares authorized; 60 issued", "IssuedCapital"),
        ("Treasury stock, at cost, 7 shares", "TreasuryShares"),
        ("Total stockholders’ equity (deficit)", "Equity"),
        ("Minority interests", "NoncontrollingInterests"),
        ("Net cash (used in)/generated from investing activities",
         "CashFlowsFromInvestingActivities"),
        ("經營活動所得現金淨額", "CashFlowsFromOperatingActivities"),
        ("Cash, cash equivalents and restricted cash at end of year", "CashAtEndOfPeriod"),
        ("Purchases of property, plant and equipment (PP&E)",
         "PurchaseOfPropertyPlantAndEquipment"),
        ("Cash paid for interest (net of amounts capitalized)", "InterestPaid"),
        ("Increase in trade receivables",
         "AdjustmentsForDecreaseIncreaseInTradeReceivables"),
        ("Basic earnings per share attributable to owners of the Company",
         "BasicEarningsLossPerShare"),
        ("Scope 1 emissions", "EmissionsScope1"),
        ("Weighted-average common shares used in computing diluted earnings per share",
         "WeightedAverageSharesDiluted"),
        ("Total long-term debt", "LongTermDebt"),
        ("Noncurrent deferred tax liabilities", "DeferredTaxLiabilities"),
        ("Net loss attributable to common stockholders",
         "ProfitLossAvailableToCommonShareholders"),
        ("Payments to acquire property, plant and equipment",
         "PurchaseOfPropertyPlantAndEquipment"),
    ],
)  # fmt: skip
def test_a_label_is_read(label: str, concept: str) -> None:
    assert _names(label) == {concept}


@pytest.mark.parametrize(
    "label",
    [
        "Revenue from Customer A",
        "% of revenue",
        "Revenue per employee",
        "of which: revenue from services",
        "Revenues and costs",
        "Other",
        "Other, net",
        "Total",
        "Deferred revenue amortised to profit before tax",
        "2024",
        "",
        "其中：營業收入",
    ],
)
def test_a_label_that_says_more_or_less_is_not_read(label: str) -> None:
    assert _names(label) == set()


def test_a_company_is_named_in_its_own_labels() -> None:
    label = "Net income attributable to Example Industries, Inc."
    assert _names(label) == set()
    assert _names(label, "Example Industries") == {"ProfitLossAttributableToOwnersOfParent"}
    assert _names(label, "Other Industries") == set()
    short = "Total Example shareholders’ equity"
    assert _names(short, "Example Industries Inc") == {"EquityAttributableToOwnersOfParent"}


def test_a_label_can_say_current() -> None:
    reading = read_label("Operating lease liabilities, current portion")
    assert reading.term == "current"
    assert [r.concept.name for r in reading.readings] == ["OperatingLeaseLiabilities"]
    assert read_label("Lease liabilities due after one year").term == "noncurrent"
    assert read_label("Lease liabilities").term is None


@pytest.mark.parametrize(
    ("phrase", "concept"),
    [
        ("minority interests", "NoncontrollingInterests"),
        ("trade debtors", "TradeReceivables"),
        ("bottom line", "ProfitLoss"),
        ("营业收入", "Revenue"),
        ("應收賬款", "TradeReceivables"),
        ("capex", "PurchaseOfPropertyPlantAndEquipment"),
        ("PP&E", "PropertyPlantAndEquipment"),
        ("creditors", "TradePayables"),
        ("non-current lease liabilities", "NoncurrentLeaseLiabilities"),
        ("R&D spending", "ResearchAndDevelopmentExpense"),
        ("staff turnover", "EmployeeTurnoverRate"),
    ],
)
def test_a_phrase_is_found(phrase: str, concept: str) -> None:
    (mention,) = concepts_of(phrase)
    assert mention.concepts[0] == concept
    assert mention.is_whole
    assert (mention.start, mention.end) == (0, len(phrase))


def test_the_longest_phrase_wins_and_spans_are_those_of_the_text() -> None:
    text = "How did Net Interest Income, cost of sales and 營業收入 move in 2024?"
    found = [(text[m.start : m.end], m.concepts[0]) for m in concepts_of(text)]
    assert found == [
        ("Net Interest Income", "NetInterestIncome"),
        ("cost of sales", "CostOfSales"),
        ("營業收入", "Revenue"),
    ]


def test_words_that_only_meet_are_no_phrase() -> None:
    names = [m.concepts[0] for m in concepts_of("costs and revenue")]
    assert "CostOfSales" not in names
    assert concepts_of("the weather was fine") == ()


def test_a_phrase_takes_less_than_a_millisecond() -> None:
    phrases = [f"what was the net income attributable to owners in {year}" for year in range(500)]
    concepts_of(phrases[0])
    start = time.process_time()
    for phrase in phrases:
        concepts_of(phrase)
    assert (time.process_time() - start) / len(phrases) < 0.003  # three for a busy machine


def test_the_catalogue_is_whole() -> None:
    concepts = catalogue().concepts
    assert len(concepts) > 250
    for concept in concepts.values():
        for term in concept.sum:
            assert term[0] in "+-", concept.name
            assert term[1:] in concepts, concept.name
        if concept.whole:
            assert concept.name in concepts[concept.whole].parts
        assert concept.label


def test_every_label_is_read_as_its_own_concept() -> None:
    for concept in catalogue().concepts.values():
        if not concept.whole:
            words = next(iter(expand(concept.label)))
            assert concept.name in {r.concept.name for r in catalogue().phrases[words]}, (
                concept.name
            )


def test_synonyms_in_chinese_are_simplified() -> None:
    assert all(simplified(text) == text for text in catalogue().chinese)


def test_words_keep_their_place_in_the_text() -> None:
    text = "The Group’s non-current  Trade-receivables"
    assert [(w.text, text[w.start : w.end]) for w in words_of(text)] == [
        ("group", "Group’s"),
        ("noncurrent", "non-current"),
        ("trade", "Trade"),
        ("receivable", "receivables"),
    ]
