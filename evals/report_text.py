"""Text and numbers of a report: untrusted words made harmless, shares with their intervals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape

# Control characters but tab and line break; halves of a character, which no file can hold.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def text(words: object) -> str:
    """Words for HTML, in an element or in a quoted attribute."""
    return escape(printable(str(words)))


def bidi(words: object) -> str:
    """Words for an element, their direction kept to themselves."""
    told = text(words)
    return f"<bdi>{told}</bdi>" if told else ""


def printable(words: str) -> str:
    """What cannot be shown or written is U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", words)


def short(words: str, most: int) -> str:
    """On one line, cut to `most` characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"


@cache
def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's score interval); 0 to 1 where nothing was counted.

    It holds near 0 and 1 and for few cases, where the usual interval gives a width of nothing.
    """
    if whole == 0:
        return 0.0, 1.0
    from scipy.stats import binomtest  # takes longer to import than most commands to run

    found = binomtest(part, whole).proportion_ci(0.95, method="wilson")
    return float(found.low), float(found.high)


def share(part: int, whole: int) -> str:
    """45 of 56 as 80 %; a dash where nothing was counted."""
    return f"{100 * part / whole:.0f}\u00a0%" if whole else "–"


def interval(part: int, whole: int) -> str:
    """The interval of a share in percent: 68–89 %."""
    low, high = wilson(part, whole)
    return f"{100 * low:.0f}–{100 * high:.0f}\u00a0%" if whole else ""


def quantile(values: Sequence[float], at: float) -> float:
    """Of sorted values, between two of them in proportion; there is at least one."""
    place = at * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])


def moment(iso: str) -> str:
    """2026-11-28T21:15:54+00:00 as 2026-11-28 21:15 UTC; other words as they are."""
    told = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?(?:\+00:00|Z)", iso)
    return f"{told[1]} {told[2]} UTC" if told else iso


def seconds(value: float) -> str:
    """A time for people: 0.4 ms, 31 ms, 1.24 s."""
    if value < 0.01:
        return f"{1000 * value:.1f} ms"
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.2f} s"
