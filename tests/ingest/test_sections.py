"""The headings that hold at a row."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from ingest.facts.sections import Sections, clean_label
from tables_from_text import facts_of


def walk(rows: Sequence[tuple[str, float | None, bool]]) -> list[tuple[str, ...]]:
    """The paths of the rows with values; (label, left, has values)."""
    sections, paths = Sections(), []
    for label, left, has_values in rows:
        if has_values:
            paths.append(sections.path_of(label, left))
        else:
            sections.open(label, left)
    return paths


def test_headings_in_a_row_nest() -> None:
    assert walk(
        [("ASSETS", None, False), ("Current assets", None, False), ("Cash", None, True)]
    ) == [("ASSETS", "Current assets", "Cash")]


def test_a_heading_replaces_the_last_and_capitals_close_all() -> None:
    rows = [
        ("ASSETS", None, False),
        ("Non-current assets", None, False),
        ("Goodwill", None, True),
        ("Current assets", None, False),
        ("Cash", None, True),
        ("EQUITY", None, False),
        ("Reserves", None, True),
    ]
    assert walk(rows) == [
        ("ASSETS", "Non-current assets", "Goodwill"),
        ("ASSETS", "Current assets", "Cash"),
        ("EQUITY", "Reserves"),
    ]


def test_indentation_closes_what_is_as_deep() -> None:
    rows = [
        ("Assets", 10.0, False),
        ("Current", 20.0, False),
        ("Cash", 30.0, True),
        ("Fixed", 20.0, False),
        ("Land", 30.0, True),
        ("Other", 20.0, True),
        ("Net", 10.0, True),
    ]
    assert walk(rows) == [
        ("Assets", "Current", "Cash"),
        ("Assets", "Fixed", "Land"),
        ("Assets", "Fixed", "Other"),
        ("Assets", "Net"),
    ]


@pytest.mark.parametrize(
    ("end", "after"),
    [
        ("Total current assets", ()),
        ("Total", ()),
        ("", ()),
        ("Subtotal", ()),
        ("合计", ()),
        ("Net cash used in operating activities", ()),
        ("Prepayments", ("Current assets",)),
    ],
)
def test_a_total_closes_what_it_sums(end: str, after: tuple[str, ...]) -> None:
    rows = [
        ("Current assets", None, False),
        ("Cash", None, True),
        (end, None, True),
        ("Next", None, True),
    ]
    assert walk(rows)[1:] == [("Current assets", end), (*after, "Next")]


@pytest.mark.parametrize(
    "aside", ["(Unaudited)", "(unaudited) (restated)", "RMB'000", "(未經審計)"]
)
def test_an_aside_is_no_section(aside: str) -> None:
    facts = facts_of("RMB'000\t2023\t2022", f"{aside}\t\t", "Revenue\t1,234\t1,111", "Cost\t12\t11")
    assert {fact.labels for fact in facts} == {("Revenue",), ("Cost",)}


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("Revenue . . . . . . .", "Revenue"),
        ("**Revenue**", "Revenue"),
        ("Revenue <b>net</b>", "Revenue net"),
        ("Revenue (1)", "Revenue"),
        ("Revenue:", "Revenue"),
        ("Sales Co.", "Sales Co."),
        ("Goodwill†", "Goodwill"),
        ("Due\n within  a year", "Due within a year"),
    ],
)
def test_labels_are_cleaned(printed: str, label: str) -> None:
    assert clean_label(printed) == label


@pytest.mark.parametrize("part", [".", " ", "(", "<a", "^", "* ", "†"])
def test_a_hostile_label_costs_no_time(part: str) -> None:
    start = time.process_time()
    clean_label("Revenue" + part * 100_000 + "x")
    assert time.process_time() - start < 0.5


def test_a_total_of_more_than_the_section_above_it_stands_outside() -> None:
    sections = Sections()
    sections.open("Liabilities", None)
    sections.open("Current liabilities", None)
    assert sections.path_of("Total liabilities", None) == ("Liabilities", "Total liabilities")
    sections.open("Equity", None)
    both = "Total equity and liabilities"
    assert sections.path_of(both, None) == (both,)


def test_the_net_row_ends_its_section() -> None:
    sections = Sections()
    sections.open("Other receivables", None)
    assert sections.path_of("Other receivables, net", None)[0] == "Other receivables"
    assert sections.path_of("Prepayments", None) == ("Prepayments",)


def test_square_metres_are_no_footnote() -> None:
    assert clean_label("Energy per m ² ⁸") == "Energy per m ²"
    assert clean_label("Revenue²") == "Revenue"


def test_the_whole_ends_the_section_of_its_parts() -> None:
    sections = Sections()
    sections.open("Loss for the year attributable to", None)
    sections.path_of("Owners of the Company", None)
    assert len(sections.path_of("Loss for the year", None)) == 2
    assert sections.path_of("Loss per share", None) == ("Loss per share",)
