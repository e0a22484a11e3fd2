"""How far a run is: a bar with an estimate on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from time import monotonic
from typing import TextIO

from evals.comparing import outcome_of
from evals.types import Record

_WIDTH = 24  # characters of the bar
_STEPS = 10  # lines of a whole run where there is no terminal


class Progress:
    """Told of each record as it comes."""

    def __init__(
        self, total: int, stream: TextIO | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        """`total` cases; `stream` is standard error where None."""
        self._total = total
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._began = clock()
        self._kept = 0
        self._outcomes: Counter[str] = Counter()
        self._is_terminal = self._stream.isatty()

    def start(self, kept: int) -> None:
        """`kept` cases were answered in an earlier run and are not asked."""
        self._kept = kept
        self._began = self._clock()
        if kept:
            self._stream.write(f"{kept} of {self._total} answered before\n")

    def record(self, record: Record) -> None:
        """One more case."""
        self._outcomes[outcome_of(record)] += 1
        done = self._kept + self._outcomes.total()
        is_last = done == self._total
        if self._is_terminal:
            self._stream.write(f"\r{self.line()}\x1b[K" + ("\n" if is_last else ""))
        elif is_last or done % max(1, self._total // _STEPS) == 0:
            self._stream.write(self.line() + "\n")
        self._stream.flush()

    def line(self) -> str:
        """The bar: cases done, outcomes of those asked now, what is left at the pace so far."""
        asked = self._outcomes.total()
        done = self._kept + asked
        filled = _WIDTH * done // self._total if self._total else _WIDTH
        told = ", ".join(f"{count} {name}" for name, count in sorted(self._outcomes.items()))
        left = (self._clock() - self._began) / asked * (self._total - done) if asked else 0.0
        rest = f"; about {left:.0f} s left" if done < self._total else ""
        bar = "#" * filled + "." * (_WIDTH - filled)
        return f"[{bar}] {done} of {self._total}: {told}{rest}"
