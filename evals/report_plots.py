"""The plots of a report as inline SVG: geometry in attributes, colours by class, no styles inline.

Every plot is told in words as well (`<title>` of each part, a table beside it), so that colour
carries nothing alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from evals.comparing import outcome_of
from evals.report_text import quantile, seconds, share, short, text, wilson
from evals.runner import expected
from evals.types import AbstainTarget, Record, Run, Sample, SampleResult

OUTCOMES = ("right", "abstained", "wrong", "error")  # as they are stacked
_UNSAID = expected(Sample("", "", "", "", AbstainTarget()))
_WIDTH, _LEFT, _RIGHT, _ROW, _TOP = 760, 190, 130, 30, 8
_SPAN = _WIDTH - _LEFT - _RIGHT


@dataclass(frozen=True, slots=True)
class Bar:
    """Outcomes of a group of cases; `before` is the share right of the same group earlier."""

    name: str
    counts: tuple[int, int, int, int]  # as OUTCOMES
    before: float | None = None

    @property
    def cases(self) -> int:
        """How many."""
        return sum(self.counts)


def records_of(run: Run) -> tuple[Record, ...]:
    """All that was asked: answered and failed."""
    return (*run.results, *run.failures)


def bars_by_kind(run: Run, baseline: Run | None) -> list[Bar]:
    """A bar for each kind, in order of appearance, and one over all."""
    kinds = dict.fromkeys(one.kind for one in records_of(run))
    old = records_of(baseline) if baseline else ()
    bars = []
    for kind in (*kinds, None):
        chosen = [one for one in records_of(run) if kind in (None, one.kind)]
        earlier = [outcome_of(one) for one in old if kind in (None, one.kind)]
        before = earlier.count("right") / len(earlier) if earlier else None
        bars.append(Bar(kind or "all", _counts(chosen), before))
    return [bar for bar in bars if bar.cases]


def calibration(run: Run) -> list[Bar]:
    """Questions by whether there is an answer, and answers by what their numbers were given.

    Abstaining is calibrated where it stands in the second group alone, and the verdicts are where
    wrong answers, if any, stand among those with a number flagged.
    """
    asked = [one for one in run.results if not one.numbers and not one.kind.startswith("claim")]
    said = [one for one in asked if one.expected != _UNSAID]
    unsaid = [one for one in asked if one.expected == _UNSAID]
    answered = [one for one in asked if one.reply is not None and not one.reply.is_abstained]
    ticked = [one for one in answered if (told := verdicts(one)) and told == {"supported"}]
    flagged = [one for one in answered if verdicts(one) - {"supported"}]
    bare = [one for one in answered if not verdicts(one)]
    groups = (
        ("The filings say it", said),
        ("They do not say it", unsaid),
        ("Answered, all ticked", ticked),
        ("Answered, one flagged", flagged),
        ("Answered, no number", bare),
    )
    return [Bar(name, _counts(group)) for name, group in groups if group]


def abstaining(run: Run) -> tuple[int, int, int, int]:
    """Abstained where that was right, abstained at all; questions without an answer, questions."""
    asked = [one for one in run.results if one.reply is not None and not one.numbers]
    silent = [one for one in asked if one.reply is not None and one.reply.is_abstained]
    due = sum(one.expected == _UNSAID for one in silent)
    return due, len(silent), sum(one.expected == _UNSAID for one in asked), len(asked)


def verdicts(result: SampleResult) -> set[str]:
    """Those that the numbers of a case were given."""
    return {check.verdict for check in result.reply.checks} if result.reply else set()


def _counts(records: Iterable[Record]) -> tuple[int, int, int, int]:
    told = [outcome_of(one) for one in records]
    right, abstained, wrong, error = (told.count(name) for name in OUTCOMES)
    return right, abstained, wrong, error


def stacked(bars: Sequence[Bar], label: str) -> str:
    """Shares of each outcome, a whisker over the 95 % interval of the share right."""
    height = _TOP + _ROW * len(bars) + 26
    parts = [_open(height, label), _grid(_percents(), height)]
    for at, bar in enumerate(bars):
        y = _TOP + _ROW * at
        parts.append(_name(bar.name, y))
        x = float(_LEFT)
        for name, count in zip(OUTCOMES, bar.counts, strict=True):
            width = _SPAN * count / bar.cases
            if count:
                told = f"{bar.name}: {count} of {bar.cases} {name}, {share(count, bar.cases)}"
                parts.append(
                    f'<rect class="fill-{name}" x="{x:.1f}" y="{y + 6}" width="{width:.1f}" '
                    f'height="18"><title>{text(told)}</title></rect>'
                )
            x += width
        low, high = (_LEFT + _SPAN * end for end in wilson(bar.counts[0], bar.cases))
        parts.append(
            f'<path class="whisker" d="M{low:.1f} {y + 15}H{high:.1f}'
            f'M{low:.1f} {y + 11}v8M{high:.1f} {y + 11}v8"/>'
        )
        if bar.before is not None:
            x = _LEFT + _SPAN * bar.before
            told = f"{bar.name}: {100 * bar.before:.0f} % right before"
            parts.append(
                f'<path class="before" d="M{x:.1f} {y + 2}l4 4l-4 4l-4 -4z">'
                f"<title>{text(told)}</title></path>"
            )
        right = f"{share(bar.counts[0], bar.cases)} of {bar.cases}"
        parts.append(_value(right, y))
    return "".join((*parts, "</svg>"))


def latency(run: Run, baseline: Run | None) -> str:
    """Seconds a case by kind, on a logarithmic axis: 5 to 95 %, 25 to 75 %, the median."""
    groups = _times(run)
    old = dict(_times(baseline)) if baseline else {}
    if not groups:
        return ""
    every = [value for _, values in (*groups, *old.items()) for value in values]
    first = floor(log10(max(min(every), 1e-4)))
    last = max(ceil(log10(max(*every, 1e-4))), first + 1)

    def place(value: float) -> float:
        part = (log10(max(value, 1e-4)) - first) / (last - first)
        return _LEFT + _SPAN * min(max(part, 0.0), 1.0)

    height = _TOP + _ROW * len(groups) + 26
    ticks = [(place(10.0**power), _tick(power)) for power in range(first, last + 1)]
    parts = [_open(height, "Seconds a case, by kind"), _grid(ticks, height)]
    for at, (name, values) in enumerate(groups):
        y = _TOP + _ROW * at
        low, under, middle, over, high = (
            place(quantile(values, q)) for q in (0.05, 0.25, 0.5, 0.75, 0.95)
        )
        told = f"{name}: median {seconds(quantile(values, 0.5))}, "
        told += f"95 % within {seconds(quantile(values, 0.95))}"
        parts += [
            _name(name, y),
            f"<g><title>{text(told)}</title>",
            f'<path class="range" d="M{low:.1f} {y + 15}H{high:.1f}"/>',
            f'<rect class="box" x="{under:.1f}" y="{y + 9}" width="{max(over - under, 1):.1f}" '
            'height="12" rx="2"/>',
            f'<circle class="median" cx="{middle:.1f}" cy="{y + 15}" r="4"/></g>',
        ]
        if name in old:
            x = place(quantile(old[name], 0.5))
            told = f"{name}: median {seconds(quantile(old[name], 0.5))} before"
            parts.append(
                f'<path class="before" d="M{x:.1f} {y + 1}l4 4l-4 4l-4 -4z">'
                f"<title>{text(told)}</title></path>"
            )
        parts.append(_value(seconds(quantile(values, 0.5)), y))
    return "".join((*parts, "</svg>"))


def _times(run: Run) -> list[tuple[str, list[float]]]:
    groups: dict[str, list[float]] = {}
    for one in run.results:
        groups.setdefault(one.kind, []).append(one.seconds)
    if len(groups) > 1:
        groups["all"] = [one.seconds for one in run.results]
    return [(name, sorted(values)) for name, values in groups.items()]


def _tick(power: int) -> str:
    return f"{10 ** (power + 3)} ms" if -3 <= power < 0 else f"{10.0**power:g} s"


def _percents() -> list[tuple[float, str]]:
    return [(_LEFT + _SPAN * part / 4, f"{25 * part} %") for part in range(5)]


def _open(height: int, label: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{text(label)}" '
        'xmlns="http://www.w3.org/2000/svg">'
    )


def _grid(ticks: Iterable[tuple[float, str]], height: int) -> str:
    foot = height - 20
    return "".join(
        f'<path class="grid" d="M{x:.1f} {_TOP}V{foot}"/>'
        f'<text class="tick" x="{x:.1f}" y="{height - 5}" text-anchor="middle">{text(told)}</text>'
        for x, told in ticks
    )


def _name(name: str, y: int) -> str:
    shown = text(short(name, 26))
    return f'<text x="{_LEFT - 10}" y="{y + 20}" text-anchor="end">{shown}</text>'


def _value(told: str, y: int) -> str:
    return f'<text class="value" x="{_LEFT + _SPAN + 12}" y="{y + 20}">{text(told)}</text>'
