from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fakes import ScriptedAnswers, ScriptedChecks, answer, fake_parts, serving, text_filing
from service.cli import main
from service.config import Settings
from service.parts import Parts
from service.types import Verdict


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def answers() -> ScriptedAnswers:
    return ScriptedAnswers()


@pytest.fixture
def checks() -> ScriptedChecks:
    return ScriptedChecks()


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: ScriptedAnswers,
    checks: ScriptedChecks,
) -> Run:
    def build(settings: Settings, server_url: str | None = None) -> Parts:
        return fake_parts(settings.data_dir, server_url, answer=answers, check=checks)

    monkeypatch.setenv("TICKMARK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr("service.main.build_parts", build)

    def run_main(*args: str, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "argv", ["tickmark", *args])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code: Any = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return run_main


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "filings"
    (folder / "deep" / ".hidden").mkdir(parents=True)
    (folder / "a.txt").write_bytes(text_filing())
    (folder / "deep" / "b.TXT").write_bytes(text_filing(revenue="571,705"))
    (folder / "deep" / ".hidden" / "c.txt").write_bytes(text_filing(revenue="571,706"))
    (folder / "notes.pptx").write_bytes(b"PK\3\4")
    return folder


@pytest.fixture(params=["alone", "through the server"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, answers: ScriptedAnswers, checks: ScriptedChecks
) -> Iterator[str]:
    """Every test that takes it runs twice: with its own stores, and beside a running server."""
    if request.param == "alone":
        yield "alone"
        return
    parts = fake_parts(tmp_path / "data", answer=answers, check=checks)
    with serving(parts) as url:
        parts.stores.ownership.announce(url)
        yield url
    parts.stores.close()


def test_files_go_in_are_asked_and_go(run: Run, place: str, files: Path) -> None:
    taken = run("ingest", str(files), "-c", "hkex", "--json")
    assert (taken.code, taken.err) == (0, "")
    filings = taken.json["filings"]
    assert [f["name"] for f in filings] == ["a.txt", "b.TXT"]
    assert {(f["state"], f["collection"]) for f in filings} == {("ready", "hkex")}
    listed = run("filings", "list", "--json").json["filings"]
    assert [f["id"] for f in listed] == [f["id"] for f in filings]
    asked = run("ask", "What was revenue?", "--filing", "a.txt", "--json").json
    assert asked["answer"] == answer().text
    tables = run("tables", "a.txt", "--json").json["tables"]
    assert run("tables", "--table", tables[0]["table_id"], "--json").json["facts"]
    shown = run("filings", "set", "a.txt", "--company", "Lantern plc", "--json").json
    assert shown["company"] == run("filings", "show", "a.txt", "--json").json["company"]
    assert shown["company"] == "Lantern plc"
    hits = run("search", "revenue", "--limit", "1", "--json").json["results"]
    assert len(hits) == 1
    gone = run("filings", "rm", "a.txt", "--json").json["deleted"]
    assert [f["name"] for f in gone] == ["a.txt"]
    assert [f["name"] for f in run("filings", "--json").json["filings"]] == ["b.TXT"]


def test_a_file_that_cannot_be_read_fails_the_run_not_the_others(
    run: Run, place: str, files: Path
) -> None:
    (files / "empty.pdf").write_bytes(b"")
    (files / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj")
    ran = run("ingest", str(files), str(files / "absent.pdf"), str(files / "notes.pptx"))
    assert ran.code == 1
    assert "a.txt" in ran.out
    for name in ("empty.pdf", "cut.pdf", "absent.pdf", "notes.pptx"):
        (told,) = [line for line in ran.err.splitlines() if name in line and "✗" in line]
        assert len(told) > len(name) + 15
    names = [f["name"] for f in run("filings", "--json").json["filings"] if f["state"] == "ready"]
    assert names == ["a.txt", "b.TXT"]


def test_the_same_file_again_changes_nothing(run: Run, place: str, files: Path) -> None:
    first = run("ingest", str(files / "a.txt"), "--json").json["filings"]
    again = run("ingest", str(files / "a.txt"), "--json")
    assert again.code == 0
    assert again.json["filings"][0]["id"] == first[0]["id"]


def test_a_check_fails_on_a_contradiction(
    run: Run, place: str, files: Path, checks: ScriptedChecks, tmp_path: Path
) -> None:
    run("ingest", str(files))
    text = tmp_path / "note.txt"
    text.write_text("Revenue was 5.", encoding="utf-8")
    ran = run("check", str(text), "--against", "a.txt")
    assert (ran.code, ran.out.splitlines()[:2]) == (0, ["Revenue was 5 ✓.", ""])
    assert ran.out.splitlines()[2].startswith("✓ 5  said so")
    assert len(checks.asked[-1][1]) == 1
    checks.verdict = Verdict.CONTRADICTED
    ran = run("check", "--text", "Revenue was 5.")
    assert ran.code == 1
    assert "The filing says 7." in ran.out
    checks.verdict = Verdict.UNSUPPORTED
    assert run("check", "--text", "Revenue was 5.").code == 0
    assert run("check", "-", "--strict", "--json", stdin="Revenue was 5.").code == 1


def test_an_error_is_one_line_and_exit_status_2(run: Run, place: str, files: Path) -> None:
    run("ingest", str(files / "a.txt"))
    for args in (("ask", "q", "--filing", "nope.pdf"), ("filings", "rm", "a.txt", "nope.pdf")):
        ran = run(*args)
        assert (ran.code, ran.out) == (2, "")
        assert len(ran.err.splitlines()) == 1
        assert "nope.pdf" in ran.err
    assert len(run("filings", "--json").json["filings"]) == 1


def test_an_answer_shows_a_mark_for_each_number(run: Run, answers: ScriptedAnswers) -> None:
    answers.outcomes = [answer(notes=("The model was down.",))]
    ran = run("ask", "What was revenue?")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == answer().text
    assert any(line.startswith("✓ RMB571,704") for line in lines)
    assert any(line.startswith("[1] a.pdf, page 3, Revenue | 2023") for line in lines)
    assert "! The model was down." in lines


def test_a_filings_text_does_not_steer_the_terminal(run: Run, answers: ScriptedAnswers) -> None:
    answers.outcomes = [answer("[bold red]x[/] \x1b[2J\x07 RMB5")]
    out = run("ask", "q").out
    assert "[bold red]x[/]" in out
    assert "\x1b" not in out
    assert "\x07" not in out


def test_a_plan_is_sent_back(run: Run, answers: ScriptedAnswers, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(run("ask", "q", "--json").json), encoding="utf-8")
    assert run("ask", "q", "--plan", str(plan)).code == 0
    assert answers.asked[-1].plan == answer().plan
    plan.write_text("[1]", encoding="utf-8")
    assert run("ask", "q", "--plan", str(plan)).code == 2


def test_a_chat_knows_what_was_said(run: Run, answers: ScriptedAnswers) -> None:
    ran = run("chat", "--json", stdin="What was revenue?\nAnd 2022?\n/new\nAnd costs?\n")
    assert ran.code == 0
    assert [json.loads(line)["question"] for line in ran.out.splitlines()] == [
        "What was revenue?",
        "And 2022?",
        "And costs?",
    ]
    assert [len(asked.history) for asked in answers.asked] == [0, 1, 0]


def test_a_store_that_another_command_owns_is_told(run: Run, tmp_path: Path) -> None:
    owner = fake_parts(tmp_path / "data")
    ran = run("filings")
    owner.stores.close()
    assert ran.code == 2
    assert "in use" in ran.err


def test_a_server_that_is_gone_is_told(run: Run, tmp_path: Path) -> None:
    owner = fake_parts(tmp_path / "data", "http://127.0.0.1:9")
    ran = run("ask", "q")
    owner.stores.close()
    assert ran.code == 2
    assert "does not answer" in ran.err


def test_wrong_settings_are_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKMARK_PORT", "x")
    ran = run("filings")
    assert ran.code == 2
    assert "TICKMARK_PORT" in ran.err


def test_version_and_help_need_nothing_heavy(run: Run) -> None:
    assert run("--version").out.startswith("tickmark ")
    listed = run("--help").out
    for command in ("ingest", "filings", "ask", "chat", "search", "check", "serve", "eval"):
        assert command in listed


def test_a_wrong_option_is_told_by_field(run: Run) -> None:
    ran = run("ask", "   ")
    assert (ran.code, ran.out) == (2, "")
    assert "question: " in ran.err


def test_nothing_to_ingest_fails(run: Run, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    ran = run("ingest", str(tmp_path / "nothing"))
    assert ran.code == 1
    assert ".pdf" in ran.err
