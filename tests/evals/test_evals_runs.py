"""Runs on disk: killed at any moment they go on, and end as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from evals.fingerprint import case_fingerprint, run_fingerprint
from evals.keeping import RecordError, appending
from evals.records import load_run, read_run_file, save_run
from evals.report import to_markdown
from evals.report_html import report_html
from evals.runner import run_evals
from evals.runs import aside, run_on_disk
from evals.types import (
    Answered,
    Case,
    Checked,
    Cited,
    Claim,
    ClaimNumber,
    Figure,
    NumberTarget,
    Outcome,
    Provenance,
    Run,
    Sample,
    Turn,
    Usage,
)
from ingest.code_version import code_version

HERE = Path(__file__).parent
SOURCE = Provenance(("a.jsonl",), "1", "abc", settings={"Model": "none"}, fingerprint="f1")
CASES = tuple(
    Sample(f"q-{n}", "lookup", "en", f"Number {n}?", NumberTarget(Decimal(n), "RMB"))
    for n in range(6)
)
FULL = Answered(
    "RMB5 [1]，好",
    amount=Decimal("5.000000000000000000001"),
    unit="CNY",
    display="RMB5",
    figures=(Figure(Decimal("0.1"), "CNY", "0.1"),),
    citations=(Cited("a.pdf", "Revenue\t5", "Revenue 2024 5", 3),),
    checks=(Checked("RMB5", 0, 4, "supported", "stands there"),),
    engine="embedded",
    usage=Usage(2, 100, 20, 30, 7, Decimal("0.0001")),
    timings_ms={"total": 1.5},
)


class Asked:
    """Answers each case with its own number, and keeps what it was asked."""

    def __init__(self, fails: str = "") -> None:
        self.ids: list[str] = []
        self.fails = fails

    def __call__(self, case: Case) -> Answered:
        self.ids.append(case.sample_id)
        if case.sample_id == self.fails:
            raise OSError("refused")
        amount = Decimal(case.sample_id.removeprefix("q-"))
        return replace(FULL, text=f"RMB{amount}", amount=amount)


def timeless(run: Run) -> Run:
    """Without what no two runs share."""
    return replace(
        run,
        results=tuple(replace(one, seconds=0.0) for one in run.results),
        failures=tuple(replace(one, seconds=0.0) for one in run.failures),
    )


def test_a_run_survives_its_file_to_the_digit(tmp_path: Path) -> None:
    run = run_evals(CASES, Asked(fails="q-2"), SOURCE)
    run = replace(run, results=(replace(run.results[0], reply=FULL), *run.results[1:]))
    save_run(run, tmp_path / "run.jsonl")
    assert timeless(load_run(tmp_path / "run.jsonl")).failures == timeless(run).failures
    loaded = load_run(tmp_path / "run.jsonl")
    assert loaded.results[0].reply == FULL
    assert loaded == run


def test_a_record_has_what_a_report_needs(tmp_path: Path) -> None:
    claim = Claim("c", "filing", "Up 7%.", "a.pdf", (ClaimNumber("7%", "supported", "text"),))
    checked = Answered(checks=(Checked("7%", 3, 5, "contradicted", "says 8%"),))
    run_on_disk((claim,), lambda _: checked, SOURCE, tmp_path / "run.jsonl")
    (result,) = load_run(tmp_path / "run.jsonl").results
    assert (result.asked, result.expected, result.filings) == (
        "Up 7%.",
        "7%: supported",
        ("a.pdf",),
    )
    assert (result.outcome, result.numbers) == (Outcome.WRONG, (Outcome.WRONG,))
    assert result.reason == "7%: false alarm"
    assert result.reply is not None
    assert result.reply.checks[0].reason == "says 8%"


def test_a_torn_line_is_passed_over_and_written_over(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    whole = run_on_disk(CASES, Asked(), SOURCE, path)
    lines = path.read_bytes().splitlines(keepends=True)
    data = b"".join(lines[:-1])  # the last one names the engine
    for cut in (1, 30, 200):
        path.write_bytes(data[:-cut])
        cut_run = load_run(path)
        assert cut_run.unasked
        again = Asked()
        assert timeless(run_on_disk(CASES, again, SOURCE, path)) == timeless(whole)
        assert again.ids == list(cut_run.unasked)
        assert len(path.read_bytes().splitlines()) >= len(CASES) + 1


def test_a_line_torn_in_the_middle_is_told(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    run_on_disk(CASES, Asked(), SOURCE, path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], lines[1][:20] + b"\n", *lines[2:]]))
    with pytest.raises(RecordError, match=r"run\.jsonl is not a run"):
        load_run(path)


def test_only_the_failed_are_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    first = run_on_disk(CASES, Asked(fails="q-3"), SOURCE, path)
    assert [one.sample_id for one in first.failures] == ["q-3"]
    again = Asked()
    second = run_on_disk(CASES, again, SOURCE, path)
    assert again.ids == ["q-3"]
    assert not second.failures
    assert [one.sample_id for one in second.results] == [case.sample_id for case in CASES]


def test_an_edited_question_is_asked_and_an_edited_target_is_judged(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    run_on_disk(CASES, Asked(), SOURCE, path)
    edited = (
        replace(CASES[0], question="Otherwise?"),
        replace(CASES[1], target=NumberTarget(Decimal(9), "RMB")),
        *CASES[2:5],
    )
    again = Asked()
    run = run_on_disk(edited, again, SOURCE, path)
    assert again.ids == ["q-0"]
    assert [one.outcome for one in run.results[:2]] == [Outcome.RIGHT, Outcome.WRONG]
    assert len(run.results) == 5
    assert load_run(path) == run
    assert run.provenance.engine == "embedded"


def test_another_fingerprint_puts_the_file_aside(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    before = run_on_disk(CASES, Asked(), SOURCE, path)
    asked = Asked()
    run_on_disk(CASES, asked, replace(SOURCE, fingerprint="f2"), path)
    assert len(asked.ids) == len(CASES)
    assert load_run(aside(path, "f1")) == before
    asked = Asked()
    run_on_disk(CASES, asked, replace(SOURCE, fingerprint="f2"), path, is_fresh=True)
    assert len(asked.ids) == len(CASES)


def test_answers_of_another_run_are_used_under_the_same_fingerprint(tmp_path: Path) -> None:
    run_on_disk(CASES[:4], Asked(), SOURCE, tmp_path / "old.jsonl")
    asked = Asked()
    kept: list[int] = []
    run_on_disk(
        CASES,
        asked,
        SOURCE,
        tmp_path / "new.jsonl",
        reuse=[tmp_path / "old.jsonl"],
        on_start=kept.append,
    )
    assert (asked.ids, kept) == (["q-4", "q-5"], [4])
    assert not load_run(tmp_path / "new.jsonl").unasked
    asked = Asked()
    other = replace(SOURCE, fingerprint="f2")
    run_on_disk(CASES, asked, other, tmp_path / "n.jsonl", reuse=[tmp_path / "old.jsonl"])
    assert len(asked.ids) == len(CASES)


def test_what_is_not_a_run_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine\n", encoding="utf-8")
    with pytest.raises(RecordError):
        run_on_disk(CASES, Asked(), SOURCE, path)
    assert path.read_text(encoding="utf-8") == "mine\n"


def test_several_workers_ask_at_once_and_keep_the_order() -> None:
    together = threading.Barrier(3, timeout=10)

    def wait(case: Case) -> Answered:
        together.wait()  # passes only while three cases are in the air
        return Asked()(case)

    run = run_evals(CASES, wait, workers=3)
    assert [one.sample_id for one in run.results] == [case.sample_id for case in CASES]


def test_an_interrupt_with_workers_stops_what_was_not_begun() -> None:
    asked: list[str] = []

    def interrupt(case: Case) -> Answered:
        asked.append(case.sample_id)
        time.sleep(0.02)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_evals(CASES * 20, interrupt, workers=2)
    assert len(asked) < 20


@pytest.mark.parametrize(
    "change",
    [
        lambda case: replace(case, question="?"),
        lambda case: replace(case, filings=("b.pdf",)),
        lambda case: replace(case, history=(Turn("a", "b"),)),
        lambda case: replace(case, is_statement=True),
    ],
)
def test_all_that_is_asked_is_in_the_fingerprint(change: Callable[[Sample], Sample]) -> None:
    case = CASES[0]
    assert case_fingerprint("f", change(case)) != case_fingerprint("f", case)
    assert case_fingerprint("g", case) != case_fingerprint("f", case)
    other = replace(case, target=NumberTarget(Decimal(99), "RMB"))
    assert case_fingerprint("f", other) == case_fingerprint("f", case)


def test_settings_and_code_are_in_the_fingerprint(tmp_path: Path) -> None:
    assert run_fingerprint({"a": "1", "b": "2"}) == run_fingerprint({"b": "2", "a": "1"})
    assert run_fingerprint({"a": "1"}) != run_fingerprint({"a": "2"})
    package = tmp_path / "service"
    (package / "web").mkdir(parents=True)
    (package / "a.py").write_text("1", encoding="utf-8")
    first = code_version(tmp_path, ("service",))
    (package / "web" / "page.js").write_text("1", encoding="utf-8")
    assert code_version(tmp_path, ("service",)) == first
    (package / "a.py").write_text("2", encoding="utf-8")
    assert code_version(tmp_path, ("service",)) != first


def test_a_run_of_1000_cases_killed_five_times_ends_like_one_that_was_not(tmp_path: Path) -> None:
    count, kills = 1000, 5
    broken, unbroken = tmp_path / "broken.jsonl", tmp_path / "unbroken.jsonl"
    path = os.pathsep.join([str(HERE.parents[1]), str(HERE)])
    environment = {**os.environ, "PYTHONPATH": path}

    def start(target: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(HERE / "made_up_run.py"), str(target), str(count)]
        return subprocess.Popen(command, env=environment)

    draw = random.Random(20240630)
    done: list[int] = []
    for _ in range(kills):
        goal = (done[-1] if done else 0) + draw.randrange(40, 130)  # cases that are on disk
        with start(broken) as process:
            while process.poll() is None:
                size = broken.read_bytes().count(b"\n") if broken.exists() else 0
                if size > goal:
                    process.send_signal(signal.SIGKILL)
                    break
                time.sleep(0.001)
        assert process.returncode == -signal.SIGKILL
        done.append(len(read_run_file(broken).records))
    assert done == sorted(set(done))  # each went on where the one before was stopped
    assert load_run(broken).unasked
    for target in (broken, unbroken):
        with start(target) as process:
            assert process.wait(timeout=120) == 0
    one, other = timeless(load_run(broken)), timeless(load_run(unbroken))
    assert one == other
    assert (len(one.results), len(one.failures)) == (980, 20)
    assert to_markdown(one) == to_markdown(other)
    assert report_html(one) == report_html(other)


def test_a_run_file_has_one_writer(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"

    def asks_again(case: Case) -> Answered:
        with pytest.raises(RecordError, match="is being written by another process"):
            run_on_disk(CASES, Asked(), SOURCE, path)
        return Asked()(case)

    run = run_on_disk(CASES[:1], asks_again, SOURCE, path)
    assert [one.sample_id for one in run.results] == ["q-0"]
    assert run_on_disk(CASES, Asked(), SOURCE, path).unasked == ()


def test_lines_that_came_since_the_file_was_read_are_not_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    run_on_disk(CASES, Asked(), SOURCE, path)
    data = path.read_bytes()
    whole = data.rindex(b"\n", 0, len(data) - 1) + 1
    message = "was written by another process meanwhile"
    with pytest.raises(RecordError, match=message), appending(path, whole):
        pytest.fail("it was not to be written")
    assert path.read_bytes() == data


def test_a_kill_of_the_command_ends_the_run(tmp_path: Path) -> None:
    """The server never answers: the connection closes when the process that asks is gone."""
    one = {"id": "q", "question": "Revenue?", "kind": "lookup", "lang": "en"}
    case = {**one, "answer": {"value": 1, "unit": "USD", "tolerance": 0}}
    (tmp_path / "set.jsonl").write_text(json.dumps(case), encoding="utf-8")
    command = "from service.cli import main; main()"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        asked = ["eval", "run", str(tmp_path / "set.jsonl"), "--url", url]
        process = subprocess.Popen(
            [sys.executable, "-c", command, *asked, "--out", str(tmp_path / "run.jsonl")],
            cwd=HERE.parent.parent,
            stdout=subprocess.DEVNULL,
        )
        try:
            connection, _ = server.accept()
        finally:
            process.kill()
            process.wait()
        with connection:
            connection.settimeout(10)
            while connection.recv(4096):
                pass
