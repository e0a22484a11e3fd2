"""Figures of the sides as a table, with how many times better ours is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from evals.bench.measure import SideFigures


class _Row(NamedTuple):
    title: str
    value: Callable[[SideFigures], float | None]
    form: str
    less_is_better: bool | None  # None: not compared


_ROWS = (
    _Row("pages", lambda f: f.pages, "{:,.0f}", None),
    _Row("passages", lambda f: f.passages, "{:,.0f}", None),
    _Row("first possible answer, s", lambda f: f.first_answer_seconds, "{:,.2f}", True),
    _Row("  pages/s", lambda f: f.pages / f.first_answer_seconds, "{:,.1f}", False),
    _Row("fully embedded, s", lambda f: f.embedded_seconds, "{:,.2f}", True),
    _Row("  pages/s", lambda f: f.pages / f.embedded_seconds, "{:,.1f}", False),
    _Row("peak memory, MB", lambda f: f.peak_bytes / 1e6, "{:,.0f}", True),
    _Row("search, median ms", lambda f: f.search_median_seconds * 1e3, "{:,.1f}", True),
    _Row("search, 95th percentile ms", lambda f: f.search_p95_seconds * 1e3, "{:,.1f}", True),
    _Row("page recall@5", lambda f: f.page_recall_5, "{:.2f}", False),
    _Row("  questions", lambda f: f.questions or None, "{:,.0f}", None),
    _Row("(loading before the clock, s)", lambda f: f.load_seconds, "{:,.1f}", None),
)


def figures_to_table(figures: Mapping[str, SideFigures]) -> str:
    """A text table; the last column is how many times better ours is, above 1 where it is."""
    sides = list(figures)
    lines = [["", *sides, *(["times better"] if len(sides) == 2 else [])]]
    for row in _ROWS:
        values = [row.value(figures[side]) for side in sides]
        if all(value is None for value in values):
            continue
        cells = ["-" if value is None else row.form.format(value) for value in values]
        if len(sides) == 2:
            cells.append(_ratio(row, figures["plain"], figures["ours"]))
        lines.append([row.title, *cells])
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _ratio(row: _Row, plain: SideFigures, ours: SideFigures) -> str:
    if row.less_is_better is None:
        return ""
    theirs, own = row.value(plain), row.value(ours)
    if not theirs or not own:
        return ""
    return f"{theirs / own if row.less_is_better else own / theirs:.1f}"
