"""How far a command is: on a terminal, and where there is none."""

from __future__ import annotations

import io
import re

import pytest
from rich.control import strip_control_codes

from evals.progress import Progress
from evals.types import Outcome, SampleFailure, SampleResult


def result(outcome: Outcome) -> SampleResult:
    return SampleResult("q", "lookup", "?", "!", outcome)


RIGHT, WRONG = result(Outcome.RIGHT), result(Outcome.WRONG)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """One that can move its cursor, whatever the tests run in."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    return Terminal()


def test_what_is_left_is_estimated_from_the_cases_asked_now() -> None:
    clock, stream = Clock(), io.StringIO()
    with Progress(100, stream, clock) as progress:
        clock.now = 500.0  # before the first case is asked
        progress.start(50)
        for _ in range(10):
            clock.now += 2.0
            progress.record(RIGHT)
    told = "60 of 100, 0:00:20 so far, about 0:01:20 left: 10 right"
    assert progress.line() == told
    assert stream.getvalue().splitlines() == ["50 of 100 answered before", told]


def test_slow_cases_have_an_estimate_too() -> None:
    clock = Clock()
    with Progress(3, io.StringIO(), clock) as progress:
        clock.now = 600.0
        progress.record(RIGHT)
        assert progress.line() == "1 of 3, 0:10:00 so far, about 0:20:00 left: 1 right"
        clock.now = 900.0
        progress.record(SampleFailure("q", "lookup", "?", "OSError: no"))
        told = "2 of 3, 0:15:00 so far, about 0:07:30 left: 1 error, 1 right"
        assert progress.line() == told


def test_a_file_gets_ten_lines_and_no_control_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_INTERACTIVE", "1")
    stream = io.StringIO()
    with Progress(250, stream) as progress:
        for _ in range(250):
            progress.record(RIGHT)
    lines = stream.getvalue().splitlines()
    assert [line.partition(",")[0] for line in lines] == [f"{n} of 250" for n in range(25, 251, 25)]
    assert stream.getvalue() == strip_control_codes(stream.getvalue())
    assert "\x1b" not in stream.getvalue()
    assert lines[-1] == "250 of 250, 0:00:00 so far: 250 right"


def test_a_terminal_has_one_bar_that_stays(terminal: Terminal) -> None:
    with Progress(2, terminal) as progress:
        progress.record(RIGHT)
        progress.record(WRONG)
    assert "\x1b" in terminal.getvalue()
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.getvalue()).rstrip()
    last = shown.splitlines()[-1].rpartition("\r")[2]
    assert re.fullmatch(r"━+ 2 of 2, 0:00:00 so far: 1 right, 1 wrong", last)


def test_a_narrow_terminal_has_one_line_too(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    with Progress(1000, terminal) as progress:
        for _ in range(999):
            progress.record(RIGHT)
    assert terminal.getvalue().count("\n") == 1


def test_a_terminal_is_left_as_it_was_when_a_run_is_interrupted(terminal: Terminal) -> None:
    def interrupted() -> None:
        with Progress(2, terminal) as progress:
            progress.record(RIGHT)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert terminal.getvalue().rindex("\x1b[?25h") > terminal.getvalue().rindex("\x1b[?25l")


def test_what_has_no_outcome_is_counted_alone() -> None:
    stream = io.StringIO()
    with Progress(20, stream, Clock()) as progress:
        progress.reach(1)
        progress.reach(4)
    assert stream.getvalue() == "4 of 20, 0:00:00 so far\n"


def test_nothing_to_ask_is_no_fault() -> None:
    with Progress(0, io.StringIO()) as progress:
        progress.start(0)
    assert progress.line() == "0 of 0, 0:00:00 so far"
