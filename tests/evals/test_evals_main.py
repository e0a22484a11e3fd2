"""The commands: what they print, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.gate import load_baseline
from evals.records import load_run, save_run
from evals.types import Outcome, Provenance, Run, SampleFailure, SampleResult


def keep(path: Path, *outcomes: tuple[str, Outcome], failed: str = "") -> str:
    results = tuple(SampleResult(name, "lookup", "?", "!", outcome) for name, outcome in outcomes)
    failures = (SampleFailure(failed, "lookup", "?", "OSError: no"),) if failed else ()
    save_run(Run(Provenance(), results, failures), path)
    return str(path)


def test_bank_then_gate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = keep(tmp_path / "good.json", ("a", Outcome.RIGHT), ("b", Outcome.ABSTAINED))
    bad = keep(tmp_path / "bad.json", ("a", Outcome.WRONG), ("b", Outcome.RIGHT))
    base = str(tmp_path / "base.json")
    assert main(["bank", good, "--baseline", base]) == 0
    assert set(load_baseline(Path(base)).cases) == {"a", "b"}
    assert main(["gate", good, "--baseline", base]) == 0
    capsys.readouterr()
    assert main(["gate", bad, "--baseline", base]) == 1
    printed = capsys.readouterr().out
    assert "a: was right, is wrong" in printed
    assert "b: was abstained, is right" in printed
    assert "The gate is shut." in printed


def test_compare_names_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = keep(tmp_path / "1.json", ("a", Outcome.RIGHT), ("b", Outcome.WRONG))
    after = keep(tmp_path / "2.json", ("a", Outcome.WRONG), ("b", Outcome.WRONG))
    assert main(["compare", before, after]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Worse: 1\n  a: was right, is wrong\n")
    assert "all " in printed
    assert main(["compare", before, before]) == 0
    assert capsys.readouterr().out.startswith("No case changed.\n")
    assert main(["compare", before, before, "--all"]) == 0
    assert "As before: 2" in capsys.readouterr().out


def test_a_failed_run_is_not_banked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = keep(tmp_path / "run.json", ("a", Outcome.RIGHT), failed="b")
    base = tmp_path / "base.json"
    assert main(["bank", run, "--baseline", str(base)]) == 2
    assert "cases failed, nothing is banked: b" in capsys.readouterr().out
    assert not base.exists()


def test_a_missing_baseline_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = keep(tmp_path / "run.json", ("a", Outcome.RIGHT))
    assert main(["gate", run, "--baseline", str(tmp_path / "none.json")]) == 2
    assert "none.json cannot be read" in capsys.readouterr().out


def test_failures_make_a_run_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = {
        "id": "q-1",
        "filings": [],
        "question": "?",
        "kind": "unanswerable",
        "lang": "en",
        "answer": {"abstain": True},
    }
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(case), encoding="utf-8")
    out, page = tmp_path / "run.json", tmp_path / "page.html"
    arguments = ["run", str(path), "--url", "http://127.0.0.1:9"]
    assert main([*arguments, "--out", str(out), "--report", str(page)]) == 1
    assert "failed: q-1: URLError" in capsys.readouterr().out
    assert [one.sample_id for one in load_run(out).failures] == ["q-1"]
    assert "q-1" in page.read_text(encoding="utf-8")


def test_a_broken_set_is_told_before_anything_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("{", encoding="utf-8")
    assert main(["run", str(path), "--url", "http://127.0.0.1:9"]) == 2
    assert "set.jsonl:1: not JSON" in capsys.readouterr().out


def test_a_report_of_another_kind_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--url", "http://127.0.0.1:9", "--report", "page.pdf"]) == 2
    assert "a report ends in .md or .html" in capsys.readouterr().out


def test_url_and_data_dir_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["run", "--url", "http://x", "--data-dir", "y"])
    assert caught.value.code == 2
    assert "not allowed with" in capsys.readouterr().err
