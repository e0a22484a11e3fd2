"""Days that follow a stretch in a text close stretches like it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.facts.calendar import SAME_DAY_SLACK, months_ending, weeks_ending
from ingest.types import Period, Span

_AND = re.compile(r"\s*(?:,|,?\s*(?:and|or))\s*")


def closing_alike(text: str, found: Sequence[tuple[Span, Period]]) -> Iterator[tuple[Span, Period]]:
    """The periods of a text in order: "three months ended March 30, 2024 and April 1, 2023".

    Only where nothing but "and" stands between: "and as of December 31, 2023" is a day.
    """
    last: tuple[Span, Period] | None = None
    in_weeks = False
    for span, period in found:
        words = span.of(text).lower()
        follows = last is not None and _AND.fullmatch(text, last[0].end, span.start) is not None
        if last is not None and follows and period.is_instant:
            length = last[1]
            gap = abs((length.end - period.end).days) % length.days
            if min(gap, length.days - gap) > SAME_DAY_SLACK:
                last = None
                yield span, period
                continue
            weeks = round(length.days / 7)
            period = (
                weeks_ending(period.end, weeks)
                if in_weeks
                else months_ending(period.end, length.months)
            )
        elif period.start is not None and "end" in words:
            in_weeks, follows = "week" in words, True
        last = (span, period) if follows else None
        yield span, period
