"""The report: counts, and text that stays text."""

from __future__ import annotations

from evals.report import figures, to_markdown
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
