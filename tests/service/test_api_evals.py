"""Reports of the evals over HTTP: names, the sandbox, a run in a process of its own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from starlette.testclient import TestClient

from canned_api import CHROMIUM, CHROMIUM_ARGS
from evals.report_html import report_html
from evals.types import Provenance, Run
from fakes import fake_parts, serving
from service.app import create_app
from service.evaluating import EvalRuns, RunInProgress, SetCannotBeAsked

PAGE = report_html(Run(Provenance(("a.jsonl",)), ()))
SAMPLES = [
    "qiverra_annual_report_2024.pdf",
    "qiverra_annual_results_2023.pdf",
    "qiverra_interim_results_2025.html",
]
# Stands in for the interpreter that runs the evals: writes what a run writes.
CHILD = """#!{python}
import json, pathlib, sys, time
told = sys.argv[1:]
def after(name): return told[told.index(name) + 1]
pathlib.Path({seen!r}).write_text(json.dumps(told))
out = pathlib.Path(after("--out"))
out.write_text(json.dumps({{"type": "header", "cases": [["a", ""], ["b", ""]]}}) + "\\n")
with out.open("a") as file: file.write('{{"type": "case", "id": "a"}}\\n')
while pathlib.Path({hold!r}).exists(): time.sleep(0.02)
if {code}: print("broken: <b>why</b>")
else: pathlib.Path(after("--report")).write_text("report")
sys.exit({code})
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data" / "evals"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    parts = fake_parts(folder.parent)
    with TestClient(create_app(parts)) as opened:
        yield opened
    parts.stores.close()


def test_reports_are_listed_newest_first_and_nothing_else_is(
    client: TestClient, folder: Path
) -> None:
    assert client.get("/v1/evals").json() == {"reports": []}
    for at, name in enumerate(("a.html", "b.html")):
        (folder / name).write_text(PAGE, "utf-8")
        os.utime(folder / name, (1_700_000_000 + at, 1_700_000_000 + at))
    for name in ("c.jsonl", ".d.html", "e f.html", "<b>.html"):
        (folder / name).write_text(PAGE, "utf-8")
    (folder / "g.html").mkdir()
    (folder / "link.html").symlink_to(folder / "c.jsonl")
    listed = client.get("/v1/evals").json()["reports"]
    assert [one["name"] for one in listed] == ["b.html", "a.html"]
    assert listed[0]["size"] == len(PAGE.encode())
    assert listed[0]["made"].startswith("2023-11-14T22:13:21")


def test_a_report_is_served_in_a_sandbox_with_its_own_hashes(
    client: TestClient, folder: Path
) -> None:
    (folder / "a.html").write_text(PAGE, "utf-8")
    served = client.get("/v1/evals/a.html")
    assert served.text == PAGE
    policy = served.headers["content-security-policy"]
    own = PAGE.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    assert policy == f"sandbox allow-scripts; {own}; frame-ancestors 'self'"
    assert "allow-same-origin" not in policy


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        PAGE.replace("default-src 'none'", "default-src *"),
        PAGE.replace("script-src 'sha256-", "script-src 'unsafe-inline' 'sha256-"),
    ],
)
def test_a_page_with_another_policy_runs_nothing(
    client: TestClient, folder: Path, page: str
) -> None:
    (folder / "a.html").write_text(page, "utf-8")
    policy = client.get("/v1/evals/a.html").headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; base-uri")


@pytest.mark.parametrize(
    "name",
    [
        "x.html",
        "..%2Fsecret.html",
        "%2e%2e/secret.html",
        "c.jsonl",
        "link.html",
        "a.html%00",
        "%0a",
    ],
)
def test_other_names_are_not_found(client: TestClient, folder: Path, name: str) -> None:
    (folder.parent / "secret.html").write_text("kept words", "utf-8")
    (folder / "c.jsonl").write_text("kept words", "utf-8")
    (folder / "link.html").symlink_to(folder.parent / "secret.html")
    answer = client.get(f"/v1/evals/{name}")
    assert answer.status_code == 404
    assert "kept words" not in answer.text


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int = 0) -> Path:
    """Gives the file that keeps the child waiting as long as it is there."""
    hold, child = tmp_path / "hold", tmp_path / "child"
    hold.touch()
    seen = str(tmp_path / "seen")
    child.write_text(CHILD.format(python=sys.executable, seen=seen, hold=str(hold), code=code))
    child.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(child))
    return hold


def settle(runs: EvalRuns, *, done: int = 1, state: str = "running") -> Any:
    for _ in range(500):
        told = runs.state()
        if (told.state, told.done) == (state, done):
            return told
        time.sleep(0.02)
    raise AssertionError(runs.state())


def test_one_run_at_a_time_with_a_fixed_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = EvalRuns(tmp_path / "evals", "http://127.0.0.1:8000")
    assert (runs.state().state, runs.reports()) == ("idle", [])
    hold = stand_in(tmp_path, monkeypatch)
    runs.start("claims", SAMPLES)
    told = settle(runs)
    assert (told.cases, told.set, told.report) == (2, "claims", None)
    with pytest.raises(RunInProgress):
        runs.start("all", SAMPLES)
    hold.unlink()
    told = settle(runs, state="done")
    assert [one.name for one in runs.reports()] == [told.report]
    seen = (tmp_path / "seen").read_text()
    assert seen.startswith('["-m", "evals", "run", "')
    assert "samples_claims.jsonl" in seen
    assert "samples_questions" not in seen
    assert '"--url", "http://127.0.0.1:8000"' in seen
    assert "--baseline" not in seen
    time.sleep(1.0)  # runs are named by the second
    runs.start("claims", SAMPLES)
    settle(runs, state="done")
    assert "--baseline" in (tmp_path / "seen").read_text()


def test_a_run_that_fails_says_why_and_one_is_stopped_with_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = EvalRuns(tmp_path / "evals", "http://127.0.0.1:8000")
    hold = stand_in(tmp_path, monkeypatch, code=2)
    runs.start("questions", SAMPLES)
    settle(runs)
    hold.unlink()
    assert settle(runs, state="failed").error == "broken: <b>why</b>"
    hold.touch()
    runs.start("questions", SAMPLES)
    settle(runs)
    runs.stop()
    assert settle(runs, state="stopped").report is None


def test_the_filings_of_the_set_have_to_be_here(client: TestClient, tmp_path: Path) -> None:
    with pytest.raises(SetCannotBeAsked, match="qiverra_interim"):
        EvalRuns(tmp_path, "http://x").start("all", SAMPLES[:2])
    answer = client.post("/v1/evals/runs", json={"set": "all"})
    assert (answer.status_code, answer.json()["title"]) == (
        409,
        "The filings of the set are not here",
    )
    assert client.get("/v1/evals/runs").json()["state"] == "idle"


@pytest.mark.parametrize(
    "body", [{"set": "../x"}, {"set": "all", "url": "http://x"}, {"set": ["all"]}]
)
def test_nothing_else_can_be_asked_for(client: TestClient, body: Any) -> None:
    assert client.post("/v1/evals/runs", json=body).status_code == 422
    as_text = {"Content-Type": "text/plain"}  # what another site's page may send unasked
    sent = client.post("/v1/evals/runs", content='{"set": "all"}', headers=as_text)
    assert sent.status_code == 422


def test_the_page_is_served(client: TestClient) -> None:
    page = client.get("/evals")
    assert page.status_code == 200
    assert "Evals" in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_the_page_lists_reports_and_shows_one_in_its_frame(folder: Path) -> None:
    (folder / "a.html").write_text(PAGE, "utf-8")
    parts = fake_parts(folder.parent)
    complaints: list[str] = []
    with serving(parts) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}/evals")
        page.wait_for_selector(".evals__item[aria-current=true]")
        inside = page.frame_locator("#frame")
        inside.locator("#tools").wait_for(state="visible")  # its own script ran, and its style
        assert inside.locator("#count").text_content() == "0 of 0 cases"
        assert complaints == []
        page.click("#run")  # the sample filings are not here: told, not done
        page.wait_for_selector("#banner:visible")
        assert "add the sample filings first" in str(page.text_content("#banner"))
        assert page.is_enabled("#run")
        browser.close()
    parts.stores.close()


def test_the_page_speaks_chinese_where_the_browser_does(folder: Path) -> None:
    (folder / "a.html").write_text(PAGE, "utf-8")
    parts = fake_parts(folder.parent)
    with serving(parts) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        page = browser.new_page(locale="zh-CN")
        page.goto(f"{address}/evals")
        page.wait_for_selector(".evals__item[aria-current=true]")
        assert page.get_attribute("html", "lang") == "zh-CN"
        assert [page.text_content("h1"), page.text_content("#run")] == ["评测", "运行"]
        assert page.locator("#set option").all_text_contents() == ["问题与陈述", "问题", "陈述"]
        assert page.get_attribute("#frame", "title") == "报告 a.html"  # names stay as they are
        assert page.title() == "评测 – Tickmark"
        page.click("#run")
        page.wait_for_selector("#banner:visible")  # what the API tells is not translated
        assert "add the sample filings first" in str(page.text_content("#banner"))
        browser.close()
    parts.stores.close()
