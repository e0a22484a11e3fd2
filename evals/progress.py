"""How far a command is: a bar with an estimate on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from time import monotonic
from types import TracebackType
from typing import Self, TextIO

from rich import progress as bars
from rich.console import Console
from rich.table import Column
from rich.text import Text

from evals.comparing import outcome_of
from evals.types import Record

_STEPS = 10  # lines of a whole run where there is no terminal
_PACE_SECONDS = 1e9  # the pace is that of the whole run: with a model a case may take minutes
_ELAPSED, _LEFT = bars.TimeElapsedColumn(), bars.TimeRemainingColumn()


class Progress:
    """Told of each case as it comes; a context manager, which shows nothing before and after.

    The time left is estimated from the cases done since `start` alone.
    """

    def __init__(
        self, total: int, stream: TextIO | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        """`total` cases; `stream` is standard error where None; `clock` tells seconds."""
        self._total = total
        self._stream = sys.stderr if stream is None else stream
        self._outcomes: Counter[str] = Counter()
        # rich's own settings in the environment must not put a bar or colours into a file.
        is_terminal = self._stream.isatty()
        console = Console(file=self._stream, force_terminal=is_terminal)
        self._is_live = is_terminal and console.is_interactive
        self._bar = bars.Progress(
            bars.BarColumn(bar_width=None),  # what the words leave
            _Words(table_column=Column(no_wrap=True)),
            console=console,
            expand=True,
            refresh_per_second=4,
            speed_estimate_period=_PACE_SECONDS,
            redirect_stdout=False,  # what is printed there is the result, wherever it is sent
            get_time=clock,
            disable=not self._is_live,
        )
        self._task = self._bar.add_task("", total=total, outcomes="")

    def __enter__(self) -> Self:
        self.start(0)
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def start(self, kept: int) -> None:
        """`kept` cases were answered in an earlier run and are not asked; the clock begins."""
        self._bar.reset(self._task, completed=kept)
        self._bar.advance(self._task, 0)  # from here the pace is measured
        if kept:
            self._bar.console.print(f"{kept} of {self._total} answered before", highlight=False)

    def record(self, record: Record) -> None:
        """One more case, with what it came to."""
        self._outcomes[outcome_of(record)] += 1
        told = ", ".join(f"{count} {name}" for name, count in sorted(self._outcomes.items()))
        self._bar.update(self._task, outcomes=told)
        self.reach(self._done + 1)

    def reach(self, done: int) -> None:
        """`done` cases are done now, those kept included."""
        self._bar.advance(self._task, done - self._done)
        is_told = done == self._total or done % max(1, self._total // _STEPS) == 0
        if is_told and not self._is_live:
            self._stream.write(self.line() + "\n")
            self._stream.flush()

    def line(self) -> str:
        """Cases done, time so far and left, outcomes of those asked now, as on the terminal."""
        return _words(self._bar.tasks[0])

    @property
    def _done(self) -> int:
        return int(self._bar.tasks[0].completed)


class _Words(bars.ProgressColumn):
    """What stands beside the bar."""

    def render(self, task: bars.Task) -> Text:
        return Text(_words(task))


def _words(task: bars.Task) -> str:
    words = f"{task.completed:.0f} of {task.total:.0f}, {_ELAPSED.render(task)} so far"
    if not task.finished and task.time_remaining is not None:
        words += f", about {_LEFT.render(task)} left"
    outcomes = task.fields["outcomes"]  # last, so that a narrow terminal cuts these off
    return f"{words}: {outcomes}" if outcomes else words
