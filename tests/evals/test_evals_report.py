"""The report: counts, and text that stays text."""

from __future__ import annotations

from dataclasses import replace

from evals.report import figures, rows, to_markdown
from evals.report_html import report_html
from evals.types import Outcome, Provenance, Run, SampleFailure, SampleResult, Score

HOSTILE = "<script>alert('x')</script> | *a* [b](c)\n# d"


def result(name: str, kind: str, outcome: Outcome, *scores: Score) -> SampleResult:
    return SampleResult(name, kind, HOSTILE, HOSTILE, outcome, scores, expected=HOSTILE)


RUN = Run(
    Provenance(sets=("a.jsonl",), version="1.0", settings={"Filings": HOSTILE}),
    (
        result("q-1", "lookup", Outcome.RIGHT, Score("right", 1.0), Score("cited", 1.0)),
        result("q-2", "lookup", Outcome.WRONG, Score("right", 0.0, HOSTILE), Score("cited", 0.0)),
        result("q-3", "text", Outcome.ABSTAINED, Score("right", 0.0), Score("cited", None)),
        result(
            "c-1", "claim: filing", Outcome.WRONG, Score("number 5", 1.0), Score("number 6", 0.0)
        ),
    ),
    (SampleFailure("q-4", "text", HOSTILE, HOSTILE),),
)


def test_figures_by_kind_and_over_all() -> None:
    lookup, text, claim, everything = figures(RUN)
    assert (lookup.cases, lookup.right, lookup.wrong, lookup.cited, lookup.citable) == (
        2,
        1,
        1,
        1,
        2,
    )
    assert (text.cases, text.abstained, text.failed, text.citable) == (2, 1, 1, 0)
    assert (claim.numbers, claim.numbers_right) == (2, 1)
    assert (everything.kind, everything.cases, everything.failed) == ("all", 5, 1)


def test_markdown_shows_what_is_not_right() -> None:
    page = to_markdown(RUN)
    assert "| lookup | 2 | 1 (50%) | 1 (50%) | 0 (0%) | 0 | 1 (50%) | – |" in page
    assert "q-2" in page
    assert "q-4" in page
    assert "**q-1**" not in page
    assert "<script" not in page.replace("\\<script", "")
    assert "\n# d" not in page


def test_of_several_sets_each_has_a_row_with_its_kinds_below() -> None:
    names = ("a_1.jsonl", "b.json")
    run = Run(
        Provenance(),
        tuple(replace(one, set_name=name) for name in names for one in RUN.results),
        tuple(replace(one, set_name=name) for name in names for one in RUN.failures),
    )
    assert [(is_sum, one.kind, one.cases) for is_sum, one in rows(run)] == [
        (True, "a_1.jsonl", 5), (False, "lookup", 2), (False, "text", 2),
        (False, "claim: filing", 1),
        (True, "b.json", 5), (False, "lookup", 2), (False, "text", 2), (False, "claim: filing", 1),
        (True, "all", 10),
    ]  # fmt: skip
    assert [is_sum for is_sum, _ in rows(RUN)] == [False, False, False, True]
    assert "| **a\\_1.jsonl** | 5 |" in to_markdown(run)
    assert '<tr class="sum"><th scope="row"><bdi>b.json</bdi>' in report_html(run)
