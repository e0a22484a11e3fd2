"""Verdicts: what is supported, what is contradicted, and what is left open."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import RequestError
from ingest.types import (
    Cell,
    Column,
    Fact,
    Grid,
    Identity,
    Page,
    Passage,
    PassageKind,
    Period,
    Span,
    Statement,
    Table,
)
from service.grounding.pipeline import check_numbers
from service.types import NumberCheck, Verdict

H124 = Period(date(2024, 1, 1), date(2024, 6, 30))
H123 = Period(date(2023, 1, 1), date(2023, 6, 30))
MID24 = Period(None, date(2024, 6, 30))
END23 = Period(None, date(2023, 12, 31))
THOUSAND = Decimal(1000)

ROWS = [  # label, this period, the one before, unit, scale, instant
    ("Revenue", "571,704", "923,851", "CNY", THOUSAND, False),
    ("Cost of sales", "(378,479)", "(624,979)", "CNY", THOUSAND, False),
    ("Gross profit", "193,225", "298,872", "CNY", THOUSAND, False),
    ("Loss before income tax", "(186,869)", "(199,646)", "CNY", THOUSAND, False),
    ("Loss for the period", "(184,553)", "(196,053)", "CNY", THOUSAND, False),
    ("Interest expenses on lease liabilities", "(2,154)", "(2,136)", "CNY", THOUSAND, False),
    ("Interest expenses on bank borrowings", "(1,667)", "(1,236)", "CNY", THOUSAND, False),
    ("Gross margin", "33.8", "32.4", "percent", Decimal("0.01"), False),
    ("Inventories", "91,300", "43,500", "CNY", THOUSAND, True),
    ("Cash and cash equivalents", "1,152,410", "1,344,615", "CNY", THOUSAND, True),
    ("Basic loss per share", "(0.36)", "(0.34)", "CNY/share", Decimal(1), False),
    ("Number of premium customers", "46", "52", "persons", Decimal(1), False),
]
PROSE = (
    "We received net proceeds of approximately HK$1,995.1 million from the placing of shares. "
    "The number of GPUs deployed reached 54,000, solidifying our leadership. "
    "Revenue from robots increased by 24.1% from RMB94.8 million for the six months ended 30 June"
    " 2023 to RMB117.6 million for the six months ended 30 June 2024. "
    "Gross margin was 33.9%. "
    "The loss before income tax was RMB999.9 million in the first half of 2024. "
    "The loss before income tax of lamps was RMB77.7 million. "
    "The basic loss per share was RMB0.36; an interim dividend of RMB0.05 per share is proposed."
)


def facts() -> list[Fact]:
    made = []
    for row, (label, now, then, unit, scale, is_instant) in enumerate(ROWS, 1):
        for column, text in ((1, now), (2, then)):
            number = Decimal(text.strip("()").replace(",", ""))
            last = Decimal(1).scaleb(cast(int, number.as_tuple().exponent))
            periods = (MID24, END23) if is_instant else (H124, H123)
            made.append(
                Fact(
                    fact_id=f"{row}.{column}", filing_id="f", table_id="f-t", row=row,
                    column=column, page=1, labels=(label,), column_labels=(), text=text,
                    value=(-number if text.startswith("(") else number) * scale,
                    quantum=last * scale, unit=unit, scale=scale, period=periods[column - 1],
                    entity=None, confidence=0.95,
                )
            )  # fmt: skip
    return made


@dataclass(frozen=True)
class Record:
    id: str = "f"
    name: str = "interim.pdf"
    is_paged: bool = True
    identity: Identity = Identity(
        company="Qingdao Robots Ltd", aliases=("Robots",), period=H124, currency="CNY"
    )


class FakeLibrary:
    """A library of one filing with one table and one passage."""

    def filings(self) -> tuple[Record, ...]:
        return (Record(),)

    def filing(self, filing_id: str) -> Record:
        return Record()

    def facts(self, filing_ids: Sequence[str]) -> tuple[Fact, ...]:
        return tuple(facts())

    def statements(self, filing_ids: Sequence[str]) -> dict[str, Statement]:
        return {"f-t": Statement.INCOME}

    def passages_of(self, filing_id: str) -> tuple[Passage, ...]:
        span = Span(0, len(PROSE))
        return (Passage("f-p", "f", 1, span, PROSE, PassageKind.TEXT, ("MD&A",)),)

    def derived(self, filing_id: str, make: Callable[[FakeLibrary, str], Any]) -> Any:
        return make(self, filing_id)

    def table(self, table_id: str) -> Table:
        cells = tuple(
            Cell(row, column, text)
            for row, (label, now, then, *_) in enumerate(ROWS, 1)
            for column, text in enumerate((label, now, then))
        )
        grid = Grid(1, Span(0, 0), len(ROWS) + 1, 3, cells)
        columns = (Column(1, "2024", H124), Column(2, "2023", H123))
        return Table(
            "f-t", "f", 1, Span(0, 0), "Results", ("Results",), "RMB'000", Statement.INCOME,
            grid, 1, columns,
        )  # fmt: skip

    def page(self, filing_id: str, number: int) -> Page:
        return Page(1, PROSE)


class FakeLexical:
    """Finds rows that share a word with the query, and always the passage."""

    def search(self, query: str, *, kind: str, **_: Any) -> list[tuple[str, float]]:
        if kind == "passage":
            return [("f-p", 1.0)]
        words = set(re.findall(r"[a-z]+", query.lower()))
        found = [set(re.findall(r"[a-z]+", row[0].lower())) for row in ROWS]
        return [(f"f-t#{n}", 1.0) for n, label in enumerate(found, 1) if label & words]


@dataclass(frozen=True)
class FakeStores:
    library: FakeLibrary = FakeLibrary()
    lexical: FakeLexical = FakeLexical()


def check(text: str) -> tuple[NumberCheck, ...]:
    return check_numbers(text, cast(Any, FakeStores()), ["f"])


def last(text: str) -> NumberCheck:
    return check(text)[-1]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Revenue was RMB571,704 thousand in the first half of 2024.", "exact"),
        ("Revenue was RMB571.7 million in the first half of 2024.", "rounded"),
        ("Revenue was RMB571.7 million.", "rounded"),
        ("Revenue was RMB923.9 million in the first half of 2023.", "rounded"),
        ("Revenue was roughly RMB0.57 billion.", "rounded"),
        ("The loss for the period was RMB184.6 million.", "rounded"),
        ("Gross margin was 33.8%.", "exact"),
        ("Cash and cash equivalents were RMB1,152.4 million as at 30 June 2024.", "rounded"),
        ("Cash and cash equivalents were RMB1,344.6 million at the end of 2023.", "rounded"),
        ("The basic loss per share was RMB0.36.", "exact"),
        ("The basic loss per share was RMB36 cents.", "exact"),
        ("An interim dividend of RMB5.0 cents per share is proposed.", "text"),
        ("It had 46 premium customers.", "exact"),
        ("Revenue decreased by 38.1%.", "derived"),
        ("Revenue fell by 38.1% in H1 2024, from RMB923.9 million to RMB571.7 million.", "rounded"),
        ("Revenue fell by RMB352.1 million in the first half of 2024.", "derived"),
        ("Gross margin rose by 1.4 percentage points.", "derived"),
        ("Inventories more than doubled.", "derived"),
        ("Gross profit was 33.8% of revenue.", "derived"),
        ("The number of GPUs deployed reached 54,000.", "text"),
        ("The placing of shares gave net proceeds of HK$1,995.1 million.", "text"),
        ("Revenue from robots increased by 24.1%.", "text"),
    ],
)
def test_supported(text: str, how: str) -> None:
    found = last(text)
    assert (found.verdict, found.how) == (Verdict.SUPPORTED, how), found
    assert found.evidence
    assert found.reason.endswith(".")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Revenue was RMB923.9 million in the first half of 2024.", "571,704"),  # period
        ("Revenue was RMB571.7 million in the first half of 2023.", "923,851"),
        ("Interest expenses on bank borrowings were RMB2.2 million in H1 2024.", "1,667"),  # line
        ("The loss before income tax was RMB184.6 million in H1 2024.", "186,869"),
        ("Revenue was RMB571,704 million in the first half of 2024.", "571,704"),  # scale
        ("Gross profit was RMB139.2 million in the first half of 2024.", "193,225"),  # value
        ("It made a profit for the period of RMB184.6 million.", "loss of"),  # sign
        ("Revenue increased by 38.1%.", "38.1%"),  # direction
        ("Revenue decreased by 83.1% in the first half of 2024.", "38.1%"),  # derived
        ("Revenue from robots decreased by 24.1%.", "24.1%"),
        ("The number of GPUs deployed reached 45,000.", "54,000"),
    ],
)
def test_contradicted(text: str, expected: str) -> None:
    found = last(text)
    assert found.verdict is Verdict.CONTRADICTED, found
    assert found.expected is not None
    assert expected in found.expected
    assert found.evidence


@pytest.mark.parametrize(
    "text",
    [
        "Charitable donations were RMB571.7 million.",
        "Revenue of the pharmacy division was RMB12.3 million.",
        "Net proceeds from the placing of shares were RMB1,995.1 million.",  # unit
        "The chief executive owns 33.8% of the shares.",
        "The employees gave 860 hours.",
        "1,234",
    ],
)
def test_left_open(text: str) -> None:
    found = last(text)
    assert found.verdict is Verdict.UNSUPPORTED, found
    assert (found.how, found.expected) == (None, None)


def test_a_contradiction_says_where_the_number_stands() -> None:
    found = last("Revenue was RMB923.9 million in the first half of 2024.")
    assert "H1 2023" in found.reason
    assert [c.cell.text for c in found.evidence if c.cell] == ["571,704", "923,851"]
    assert found.evidence[0].quote == "Revenue\t571,704\t923,851"


def test_a_derived_number_shows_its_formula() -> None:
    found = last("Revenue decreased by 38.1%.")
    assert found.formula == "(571,704 − 923,851) ÷ 923,851 = −38.1%"
    assert len(found.evidence) == 2


def test_a_difference_is_written_as_its_figures_are() -> None:
    found = last("Revenue decreased by RMB352.1 million.")
    assert found.formula == "571,704 − 923,851 = −RMB352,147 thousand"


def test_a_sentence_is_quoted_verbatim() -> None:
    found = last("The number of GPUs deployed reached 54,000.")
    (citation,) = found.evidence
    assert citation.quote in PROSE
    assert "54,000" in citation.quote


def test_each_number_of_a_sentence_is_judged() -> None:
    text = "Revenue fell to RMB571.7 million from RMB923.9 million, and gross margin was 35.8%."
    assert [str(c.verdict) for c in check(text)][:2] == ["supported", "supported"]
    assert check(text)[2].verdict is not Verdict.SUPPORTED


def test_a_change_with_its_two_levels_is_computed() -> None:
    found = check("Revenue fell by 38.1% in H1 2024, from RMB923.9 million to RMB571.7 million.")
    assert [one.how for one in found] == ["derived", "rounded", "rounded"]
    assert found[0].formula == "(571,704 − 923,851) ÷ 923,851 = −38.1%"


def test_a_sentence_of_the_filing_does_not_beat_its_table() -> None:
    found = last("The loss before income tax was RMB999.9 million in the first half of 2024.")
    assert found.verdict is Verdict.CONTRADICTED
    assert found.expected == "RMB(186,869) thousand (Loss before income tax, H1 2024)"
    assert "a sentence of its text says RMB999.9 million" in found.reason
    cell, sentence = found.evidence
    assert cell.cell is not None
    assert cell.cell.text == "(186,869)"
    assert "999.9" in sentence.quote


def test_a_last_digit_between_text_and_table_is_told() -> None:
    found = last("Gross margin was 33.9%.")
    assert (found.verdict, found.how) == (Verdict.SUPPORTED, "text")
    assert found.reason == "The filing itself says 33.9%, in words; its table shows 33.8%."


def test_a_sentence_on_something_narrower_stands() -> None:
    found = last("The loss before income tax of lamps was RMB77.7 million.")
    assert found.verdict is not Verdict.CONTRADICTED


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("Revenue was RMB5 million. " * 4000, "after character 99,995 "),
        ("Revenue was RMB5 million. " * 2500, "after character 51,999 "),
        ("x" * 100_001, "after character 100,000 "),
    ],
    ids=["characters", "numbers", "no sentence"],
)
def test_a_text_that_is_too_long_is_refused(text: str, split: str) -> None:
    with pytest.raises(RequestError, match=split):
        check(text)


def test_no_numbers_no_checks() -> None:
    assert check("") == ()
    assert check("Revenue fell in 2023 (note 5).") == ()


@given(
    st.lists(
        st.sampled_from(
            ["Revenue", "was", "RMB571.7 million", "5%", "in 2023", "doubled", ".", ","]
        ),
        max_size=12,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_text_gets_a_check_for_each_quantity(words: list[str]) -> None:
    text = " ".join(words)
    for found in check(text):
        assert text[found.start : found.end] == found.text
        assert found.reason
        assert (found.verdict is Verdict.SUPPORTED) == (found.how is not None)
        assert (found.verdict is Verdict.CONTRADICTED) == (found.expected is not None)


@pytest.mark.parametrize(
    "text",
    [
        "Interest on lease liabilities and on bank borrowings together was RMB3.8 million.",
        "The average gross margin of the two half-years was 33.1%.",
        "Revenue per premium customer was RMB12.4 million.",
        "Gross margin = RMB193,225 thousand / RMB571,704 thousand = 33.8%",
        "Gross profit was RMB193,225 thousand.\nMargin = (193,225 / 571,704) * 100 = 33.80%",
        "The difference in revenue between H1 2023 and H1 2024 is RMB352.1 million.",
    ],
)
def test_what_a_sentence_puts_together_is_computed_again(text: str) -> None:
    found = last(text)
    assert found.verdict is Verdict.SUPPORTED, found
    assert found.formula or found.how == "exact"


@pytest.mark.parametrize(
    "text",
    [
        "Interest on lease liabilities and on bank borrowings together was RMB4.8 million.",
        "The average gross margin of the two half-years was 34.1%.",
        "Revenue per premium customer was RMB14.2 million.",
        "Gross profit was RMB193,225 thousand.\nMargin = (193,225 / 571,704) * 100 = 35.80%",
    ],
)
def test_what_is_put_together_wrongly_is_not_supported(text: str) -> None:
    assert last(text).verdict is not Verdict.SUPPORTED


def test_arithmetic_over_traced_figures_that_comes_out_otherwise_is_contradicted() -> None:
    found = last("Margin = RMB193,225 thousand / RMB571,704 thousand = 35.8%")
    assert found.verdict is Verdict.CONTRADICTED
    assert found.expected == "33.80%"


@pytest.mark.parametrize(
    "text",
    [
        "Lower prices would have reduced revenue to RMB57.0 million.",
        "Cash and cash equivalents of RMB700.0 million were held abroad.",
        "Adjusted gross profit was RMB199.9 million.",
    ],
)
def test_a_line_says_nothing_against_a_part_or_a_supposition(text: str) -> None:
    assert last(text).verdict is Verdict.UNSUPPORTED


def test_a_row_that_is_spoken_of_bears_its_other_figure_out() -> None:
    first, second = check("Inventories went from RMB43.5 million to RMB91.3 million.")
    assert (first.verdict, second.verdict) == (Verdict.SUPPORTED, Verdict.SUPPORTED)


@pytest.mark.parametrize(
    "text",
    [
        "Margin = RMB193,225 thousand / RMB923,851 thousand = 20.9%",  # of two periods
        "Margin = RMB193,225 thousand / RMB571,704 thousand = -33.8%",
        "RMB571,704 thousand / RMB91,300 thousand = 6.26%",  # 6.26 times
        "Margin = RMB193,225 thousand / RMB571,704 thousand = 33.8%. Inventories rose by 33.8%.",
        "Revenue was RMB571.7 million, after RMB571.7 million a year earlier.",
        "Revenue was RMB571.7 million, gross profit RMB193.2 million and the tax rate 33.8%.",
    ],
)
def test_what_other_numbers_of_a_text_show_is_no_support(text: str) -> None:
    assert last(text).verdict is not Verdict.SUPPORTED


def test_an_operand_that_is_named_is_checked_under_its_name() -> None:
    text = "Net profit of RMB571,704 thousand - RMB378,479 thousand = RMB193,225 thousand"
    assert check(text)[0].verdict is not Verdict.SUPPORTED
