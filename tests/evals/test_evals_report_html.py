"""The report as a page and for a pull request: text stays text, nothing is loaded, counts hold."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Page, sync_playwright

from canned_api import CHROMIUM, CHROMIUM_ARGS
from evals.__main__ import main
from evals.records import save_run
from evals.report_html import report_html
from evals.report_markdown import report_markdown
from evals.report_plots import abstaining, bars_by_kind, calibration
from evals.report_text import moment, quantile, wilson
from evals.types import (
    Answered,
    Checked,
    Cited,
    Outcome,
    Provenance,
    Run,
    SampleFailure,
    SampleResult,
    Score,
    Usage,
)

EVIL = "</script><script>alert('x')</script><img src=//evil.example/x onerror=alert(1)> \"'&"
TOLD = "Revenue was RMB571,704 thousand and cost RMB9 thousand."


def checks(*verdicts: str) -> tuple[Checked, ...]:
    spans = [(12, 31), (41, 54)]
    return tuple(
        Checked(TOLD[a:b], a, b, verdict, f"reason {EVIL}")
        for (a, b), verdict in zip(spans, verdicts, strict=False)
    )


def result(name: str, outcome: Outcome, reply: Answered, kind: str = "lookup") -> SampleResult:
    note = Score("right", float(outcome is Outcome.RIGHT), f"judged {EVIL}")
    return SampleResult(
        name,
        kind,
        f"What of {name}? {EVIL}",
        reply.text or "5: supported",
        outcome,
        (note, Score("cited", 1.0)),
        0.25,
        "that the filings do not say" if kind == "unanswerable" else "RMB571,704 thousand",
        ("a <b>.pdf",),
        reply=reply,
    )


CITED = (Cited("a <b>.pdf", f"Revenue\t571,704\t{EVIL}", "Revenue 2023 571,704", 3),)
FULL = Answered(
    TOLD,
    amount=Decimal("571704000"),
    unit="CNY",
    citations=CITED,
    checks=checks("supported", "contradicted"),
    engine=f"embedded {EVIL}",
    usage=Usage(1, 2, 3, 4, 5, Decimal("0.01")),
    timings_ms={"search": 12.0},
)
RUN = Run(
    Provenance(("a.jsonl",), "1.0", engine="embedded", settings={"k": EVIL}, started_at="now"),
    (
        result("q-1", Outcome.RIGHT, replace(FULL, checks=checks("supported"))),
        result(f"q-2 {EVIL}", Outcome.WRONG, FULL),
        result("q-3", Outcome.RIGHT, Answered(EVIL, is_abstained=True), "unanswerable"),
        result("q-4", Outcome.ABSTAINED, Answered("Not \ud800 \x00 said.", is_abstained=True)),
        replace(
            result("c-1", Outcome.RIGHT, Answered(checks=checks("supported")), "claim: filing"),
            asked=TOLD,
            numbers=(Outcome.RIGHT,),
        ),
    ),
    (SampleFailure("q-5", "text", f"Where? {EVIL}", f"OSError: {EVIL}"),),
    ("q-6",),
)
BEFORE = replace(
    RUN,
    results=(
        replace(RUN.results[0], outcome=Outcome.WRONG, answered="RMB1"),
        replace(RUN.results[1], outcome=Outcome.RIGHT),
        *RUN.results[2:4],
    ),
)


def test_all_text_is_escaped_and_nothing_is_loaded() -> None:
    for page in (report_html(RUN), report_html(RUN, BEFORE)):
        tree = html.fromstring(page)
        (script,) = tree.iter("script")
        assert "alert" not in (script.text or "")
        assert [*tree.iter("img", "link", "iframe", "object", "base", "form")] == []
        links = [str(one.get("href")) for one in tree.iter("a")]
        assert all(re.fullmatch(r"#case-\d+", link) for link in links)
        attributes = {name for one in tree.iter() for name in one.attrib}
        assert not {name for name in attributes if name.startswith("on")}
        assert not attributes & {"src", "style", "srcset", "action"}
        assert "url(" not in page.partition("</style>")[0]
        assert "\ud800" not in page
        assert "\x00" not in page
        page.encode()


def test_the_policy_lets_in_its_own_style_and_script_alone() -> None:
    page = report_html(RUN, BEFORE)
    tree = html.fromstring(page)
    (meta,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']")
    rules = dict(one.strip().split(" ", 1) for one in meta.get("content").split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for tag in ("style", "script"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"


def test_every_case_stands_there_with_ticks_evidence_and_reasons() -> None:
    tree = html.fromstring(report_html(RUN))
    cases = tree.find_class("case")
    assert [one.get("data-outcome") for one in cases] == [
        *("wrong", "error", "abstained", "right", "right", "right"),
    ]
    wrong = cases[0]
    assert wrong.get("data-ticks") == "contradicted supported"
    marked = [(one.get("class"), one.text) for one in wrong.iter("mark")]
    assert marked == [
        ("supported", "RMB571,704 thousand"),
        ("contradicted", "RMB9 thousand"),
    ]
    assert [one.text for one in wrong.xpath(".//blockquote//b")] == ["571,704"]
    told = wrong.text_content()
    for words in (
        EVIL,
        "page 3",
        "cell Revenue 2023 571,704",
        f"reason {EVIL}",
        f"judged {EVIL}",
        "search 12",
    ):
        assert words in told
    (claim,) = (one for one in cases if one.get("data-kind") == "claim: filing")
    assert [one.text for one in claim.iter("mark")] == ["RMB571,704 thousand"]
    assert "not asked yet" in tree.text_content()


def test_counts_and_intervals() -> None:
    whole = bars_by_kind(RUN, BEFORE)[-1]
    assert (whole.name, whole.counts, whole.before) == ("all", (3, 1, 1, 1), 2 / 5)
    assert {bar.name: bar.counts for bar in calibration(RUN)} == {
        "The filings say it": (1, 1, 1, 0),
        "They do not say it": (1, 0, 0, 0),
        "Answered, all ticked": (1, 0, 0, 0),
        "Answered, one flagged": (0, 0, 1, 0),
    }
    assert abstaining(RUN) == (1, 2, 1, 4)
    tiles = [one.text_content() for one in html.fromstring(report_html(RUN)).find_class("tile")]
    assert tiles[0] == "Right50\u00a0%3 of 6, 95 %: 19–81\u00a0%"
    # Wilson, 1927, as tabulated: 45 of 56, and the ends
    assert wilson(45, 56) == pytest.approx((0.6816, 0.8865), abs=2e-4)
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1), abs=1e-4)
    assert wilson(0, 0) == (0, 1)
    assert [quantile([1, 2, 4], at) for at in (0, 0.5, 0.75, 1)] == [1, 2, 3, 4]
    assert moment("2026-11-28T21:15:54+00:00") == "2026-11-28 21:15 UTC"
    assert moment("<b>") == "<b>"


def test_against_a_baseline_losses_come_first() -> None:
    tree = html.fromstring(report_html(RUN, BEFORE))
    shown = tree.find_class("diff")
    assert [one.get("class") for one in shown] == ["diff worse", "diff better"]
    assert "RMB1" in shown[1].text_content()
    changes = [one.get("data-change") for one in tree.find_class("case")]
    assert changes == ["worse", "better", "new", "same", "same", "same"]
    (link,) = shown[0].iter("a")
    (case,) = tree.xpath(f"//*[@id='{str(link.get('href'))[1:]}']")
    assert case.get("data-outcome") == "wrong"
    assert "1 worse, 1 better, 3 as before" in tree.text_content()


def test_a_run_without_cases_is_a_page() -> None:
    empty = Run(Provenance(), ())
    assert "Evaluation" in report_html(empty)
    assert "Evaluation" in report_html(empty, empty)
    assert "| 0 |" in report_markdown(empty, empty)


def test_markdown_is_short_and_makes_nothing_of_words() -> None:
    page = report_markdown(RUN, BEFORE)
    assert "1 worse, 1 better, 3 as before" in page
    assert page.index("**Newly wrong: 1**") < page.index("**Better: 1**")
    assert "c-1" not in page.partition("Not in the baseline")[0]
    for line in report_markdown(RUN, BEFORE).splitlines() + report_markdown(RUN).splitlines():
        assert "<" not in re.sub(r"`[^`]*`", "", line)
        assert line.count("`") % 2 == 0
    tricky = replace(RUN.results[1], asked="a `b` @team\n# c")
    assert "`a 'b' @team # c`" in report_markdown(replace(RUN, results=(tricky,)))


def test_the_command_writes_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = replace(RUN, results=tuple(one for one in RUN.results if one.sample_id != "q-4"))
    save_run(run, tmp_path / "run.jsonl")
    save_run(run, tmp_path / "before.jsonl")
    told = ["report", str(tmp_path / "run.jsonl"), "--baseline", str(tmp_path / "before.jsonl")]
    page, comment = tmp_path / "out" / "r.html", tmp_path / "r.md"
    assert main([*told, "--html", str(page), "--markdown", str(comment)]) == 0
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert "No case changed." in comment.read_text("utf-8")
    assert main(told) == 0
    assert "### Evaluation" in capsys.readouterr().out
    assert main(["report", str(tmp_path / "nothing.jsonl")]) == 2


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Page]:
    """The page in Chromium; fails the test if anything was refused, ran or went elsewhere."""
    path = tmp_path / "report.html"
    path.write_text(report_html(RUN, BEFORE), encoding="utf-8")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        yield page
        browser.close()
    assert complaints == []
    assert set(asked) == {path.as_uri()}


def test_filters_search_and_links_work(opened: Page) -> None:
    def shown() -> int:
        return opened.locator(".case:not([hidden])").count()

    assert shown() == 6
    opened.select_option("select[name=outcome]", "right")
    assert shown() == 3
    opened.select_option("select[name=ticks]", "supported")
    assert shown() == 2
    opened.select_option("select[name=change]", "new")
    assert shown() == 1
    assert opened.locator("#count").text_content() == "1 of 6 cases"
    opened.locator(".diff.worse a").click()  # its case is hidden: the filters give way
    opened.wait_for_selector(".case[data-change=worse][open]")
    assert shown() == 6
    opened.fill("#search", "oserror where")
    opened.wait_for_selector(".case[data-outcome=right]", state="hidden")
    assert shown() == 1
    opened.click("#open")
    assert opened.locator(".case[open]:not([hidden])").count() == 1
