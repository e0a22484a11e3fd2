"""Figures in several places: across, as shares, in other tables, in last year's filing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ingest.comparatives import tie_to_other_filings
from ingest.facts import bind_facts
from ingest.pipeline import ingest_filing
from ingest.stores import Stores
from ingest.tying import tie_comparatives, tie_out
from ingest.tying.misreads import looks_like
from ingest.types import Fact, Parsed, Period, Statement, Tie, TieKind
from tables_from_text import ANNUAL, PROSE, tables_of

SEGMENTS = (
    "RMB'000\tPumps\tValves\tEliminations\tTotal",
    "Revenue\t312,450\t287,118\t(27,864)\t571,704",
    "Cost of sales\t(214,006)\t(215,976)\t27,864\t(402,118)",
    "Staff costs\t(52,118)\t(41,220)\t–\t(93,338)",
    "Depreciation\t(14,870)\t(11,295)\t–\t(26,165)",
    "Other costs\t(8,114)\t(7,093)\t–\t(15,207)",
)


def tied(*blocks: tuple[str, ...]) -> tuple[list[Tie], tuple[Fact, ...]]:
    text = PROSE.join("\n".join(block) for block in ((), *blocks, ()))
    tables = tables_of(text)
    ties, facts = tie_out(tables, bind_facts(tables, ANNUAL)[0], ANNUAL)
    return list(ties), facts


def of_kind(ties: list[Tie], kind: TieKind) -> list[tuple[str, bool]]:
    return [(tie.message, tie.holds) for tie in ties if tie.kind is kind]


def test_segments_and_eliminations_make_the_total() -> None:
    ties, _ = tied(SEGMENTS)
    across = [tie for tie in ties if "columns make" in tie.message]
    assert [tie.holds for tie in across] == [True] * 5
    assert across[0].computed == Decimal(571_704_000)


def test_a_row_that_does_not_add_up_across_is_named() -> None:
    more = ("Rent\t(9,114)\t(2,301)\t–\t(11,415)",)
    lines = [line.replace("41,220", "41,520") for line in (*SEGMENTS, *more)]
    ties, _ = tied(tuple(lines))
    (tie,) = [tie for tie in ties if not tie.holds]
    assert tie.message.startswith("Staff costs: 2 columns make (93,638), (93,338) is printed")


SHARES = (
    "RMB'000\t2023\t% of revenue\t2022\tChange %",
    "Pumps\t312,450\t54.7%\t280,114\t11.5%",
    "Valves\t201,318\t35.2%\t177,902\t13.2%",
    "Services\t57,936\t10.1%\t40,294\t43.8%",
    "Total revenue\t571,704\t100.0%\t498,310\t14.7%",
)


def test_shares_and_changes_are_what_the_amounts_say() -> None:
    ties, _ = tied(SHARES)
    found = of_kind(ties, TieKind.PERCENTAGE)
    assert all(holds for _, holds in found)
    assert "Pumps 54.7%: share of Total revenue is 54.7%" in [message for message, _ in found]
    assert "Services 43.8%: change is 43.8%" in [message for message, _ in found]


def test_a_share_one_digit_off_is_no_fault_but_two_are() -> None:
    rows = [f"Line {n}\t{amount:,}\t{amount / 1000:.1f}%" for n, amount in enumerate(
        (31_200, 28_700, 12_100, 9_800, 7_900, 5_600, 3_100, 900, 700))]  # fmt: skip
    for print_as, fails in (("31.3%", 0), ("33.2%", 1)):
        lines = ("RMB'000\t2023\t%", rows[0].replace("31.2%", print_as), *rows[1:],
                 "Total\t100,000\t100.0%")  # fmt: skip
        ties, _ = tied(lines)
        assert sum(not tie.holds for tie in ties) == fails


INCOME = (
    "Consolidated income statement",
    "RMB'000\t2023\t2022",
    "Revenue\t571,704\t498,310",
    "Cost of sales\t(402,118)\t(361,905)",
    "Gross profit\t169,586\t136,405",
    "Selling expenses\t(41,220)\t(38,774)",
    "Administrative expenses\t(52,031)\t(49,960)",
    "Profit before tax\t76,335\t47,671",
    "Income tax expense\t(15,267)\t(9,534)",
    "Profit for the year\t61,068\t38,137",
)
SUMMARY = ("Key figures", "RMB million\t2023\t2022", "Revenue\t571.7\t498.3",
           "Selling expenses\t41.2\t38.8", "Staff costs\t93.3\t88.1")  # fmt: skip


def test_the_same_line_in_a_summary_agrees_up_to_rounding() -> None:
    ties, _ = tied(INCOME, SUMMARY)
    found = of_kind(ties, TieKind.AGREEMENT)
    assert len(found) == 2
    assert all("Revenue" in message and holds for message, holds in found)


def test_a_misread_digit_is_named_where_a_second_place_bears_it_out() -> None:
    bad = tuple(line.replace("(41,220)", "(47,220)") for line in INCOME)
    note = ("Expenses by nature", "RMB'000\t2023\t2022", "Selling expenses\t41,220\t38,774",
            "Rent\t5,118\t4,903", "Freight\t3,309\t2,871")  # fmt: skip
    ties, facts = tied(bad, note)
    untied = [tie for tie in ties if not tie.holds]
    assert {tie.kind for tie in untied} == {TieKind.FOOTING, TieKind.AGREEMENT}
    assert "Selling expenses (47,220) reads (41,220): " in untied[0].suggestion
    (fact,) = [fact for fact in facts if fact.text == "(47,220)"]
    assert fact.value == Decimal(-47_220_000)  # as printed
    assert fact.confidence < 0.5 <= min(f.confidence for f in facts if f is not fact)
    (alone,) = [tie for tie in tied(bad)[0] if not tie.holds]
    assert alone.suggestion == ""


@pytest.mark.parametrize(
    ("read", "meant", "likely"),
    [
        (8_303, 8_903, True),
        (8_930, 8_903, True),
        (893, 8_903, True),
        (-8_903, 8_903, True),
        (8_312, 8_903, False),
        (8_903, 8_903, False),
        (1, 2, False),
    ],
)
def test_what_a_misreading_looks_like(read: int, meant: int, likely: bool) -> None:
    _, facts = tied(INCOME)
    fact = replace(facts[0], value=Decimal(read), quantum=Decimal(1))
    assert looks_like(fact, Decimal(meant)) is likely


def test_comparatives_are_last_years_figures() -> None:
    _, now = tied(INCOME)
    changed = [replace(fact, value=fact.value + 9000) for fact in now if fact.label == "Revenue"]
    before = [*changed, *(fact for fact in now if fact.label != "Revenue")]
    names = {fact.table_id: Statement.INCOME for fact in now}
    ties = tie_comparatives(names, now, names, before, "last_year.pdf")
    assert {tie.message.split(" (")[0] for tie in ties if not tie.holds} == {"Revenue"}
    assert len(ties) == len(now)
    assert all("last_year.pdf" in tie.message for tie in ties)


def test_they_are_stored_with_the_later_filing(
    stores: Stores, make: Callable[[str], Parsed], monkeypatch: pytest.MonkeyPatch
) -> None:
    period = Period(date(2023, 1, 1), date(2023, 12, 31))
    for seed, end in (("one", 2024), ("two", 2023)):
        parsed = make(seed)
        table = replace(parsed.tables[0], statement=Statement.INCOME)
        facts = tuple(
            replace(f, period=period, unit="CNY", column_labels=(), column=n, confidence=1.0,
                    labels=(f"Line of its own {n}",), value=Decimal(4567), quantum=Decimal(1))
            for n, f in enumerate(parsed.facts)
        )  # fmt: skip
        identity = replace(parsed.identity, company="Marl", period=period.shifted(end - 2023))
        whole = replace(parsed, tables=(table,), facts=facts, identity=identity)
        monkeypatch.setattr(stores.worker, "parse", lambda *_, whole=whole: whole)
        ingest_filing(f"{end}.pdf", seed.encode(), stores)
    later, earlier = stores.library.resolve(["2024.pdf", "2023.pdf"])
    assert later.report["ties"][TieKind.COMPARATIVE] == [4, 0]
    assert TieKind.COMPARATIVE not in earlier.report["ties"]
    tie_to_other_filings(earlier.id, stores.library)
    found = [tie.kind for tie in stores.library.ties(later.id)]
    assert found.count(TieKind.COMPARATIVE) == 4
