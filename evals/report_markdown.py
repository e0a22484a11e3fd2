"""A run for a pull request: totals, what got worse and better, what is newly wrong. Short.

Words from outside stand in code spans, where a page that renders Markdown makes nothing of them: no
markup, no link, no mention of anyone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.comparing import Comparison, Pair, compare, outcome_of
from evals.costs import joined, money_of, tokens_of
from evals.report import Figures, figures
from evals.report_plots import records_of
from evals.report_text import interval, printable, quantile, seconds, share, short
from evals.types import Record, Run, SampleFailure

_MOST = 20  # cases listed under a heading


def report_markdown(run: Run, baseline: Run | None = None) -> str:
    """The comment; without a baseline, what is wrong and what failed."""
    lines = ["### Evaluation", "", *_totals(run, baseline)]
    if baseline is None:
        wrong = [one for one in records_of(run) if outcome_of(one) in ("wrong", "error")]
        lines += _listed("Wrong or failed", [_one(one) for one in wrong])
    else:
        found = compare(baseline, run)
        lines += _compared(found, run)
    if run.unasked:
        lines += ["", f"Not finished, not asked yet: {len(run.unasked)}"]
    return "\n".join(lines) + "\n"


def _totals(run: Run, baseline: Run | None) -> Iterator[str]:
    runs = [("this run", run)] + ([("baseline", baseline)] if baseline else [])
    heads = ["", "cases", "right", "wrong", "abstained", "failed", "cited", "median time"]
    with_model = any(tokens_of(one) or money_of(one) for _, one in runs)
    heads += ["tokens", "cost"] if with_model else []
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for name, one in runs:
        yield _row(name, one, with_model=with_model)


def _row(name: str, run: Run, *, with_model: bool) -> str:
    whole: Figures = figures(run)[-1]
    times = sorted(one.seconds for one in run.results)
    cells = (
        name,
        str(whole.cases),
        _counted(whole.right, whole.cases),
        _counted(whole.wrong, whole.cases),
        _counted(whole.abstained, whole.cases),
        str(whole.failed),
        _counted(whole.cited, whole.citable),
        seconds(quantile(times, 0.5)) if times else "–",
        *((joined(tokens_of(run)), _cost(run)) if with_model else ()),
    )
    return f"| {' | '.join(cells)} |"


def _cost(run: Run) -> str:
    """A currency is a word from outside."""
    money = money_of(run)
    return _code(joined(money)) if money else "–"


def _counted(part: int, whole: int) -> str:
    return f"{part} ({share(part, whole)}, {interval(part, whole)})" if whole else "–"


def _compared(found: Comparison, run: Run) -> Iterator[str]:
    whole = found.groups[0]
    told = "more than chance" if whole.is_significant else "within chance"
    yield ""
    yield (
        f"{len(found.losses)} worse, {len(found.wins)} better, {len(found.same)} as before. "
        f"Mean gain of a case {whole.mean:+.3f} (95 %: {whole.low:+.3f} to {whole.high:+.3f}), "
        f"{told}."
    )
    fresh = {*found.only_after, *found.changed}
    newly = [pair for pair in found.losses if outcome_of(pair.after) == "wrong"]
    wrong = [one for one in run.results if one.sample_id in fresh and outcome_of(one) == "wrong"]
    yield from _listed("Newly wrong", [*map(_pair, newly), *map(_one, wrong)])
    rest = [pair for pair in found.losses if outcome_of(pair.after) != "wrong"]
    yield from _listed("Otherwise worse", [_pair(pair) for pair in rest])
    yield from _listed("Better", [_pair(pair) for pair in found.wins])
    within = [f"{_code(name)}: {_code(what)}" for name, what in found.within]
    yield from _listed("Changed within", within)
    if not (found.losses or found.wins or found.within or wrong):
        yield from ("", "No case changed.")
    for title, names in (("Not in the baseline", found.only_after), ("Gone", found.only_before)):
        if names:
            yield from ("", f"{title}: {len(names)}")


def _listed(title: str, items: Sequence[str]) -> list[str]:
    if not items:
        return []
    lines = ["", f"**{title}: {len(items)}**", "", *(f"- {item}" for item in items[:_MOST])]
    if len(items) > _MOST:
        lines.append(f"- and {len(items) - _MOST} more")
    return lines


def _pair(pair: Pair) -> str:
    before, after = outcome_of(pair.before), outcome_of(pair.after)
    return f"{_code(pair.after.sample_id)} {before} → {after}: {_told(pair.after)}"


def _one(record: Record) -> str:
    return f"{_code(record.sample_id)} {outcome_of(record)}: {_told(record)}"


def _told(record: Record) -> str:
    said = record.error if isinstance(record, SampleFailure) else record.answered
    parts = [_code(short(record.asked, 120))]
    if record.expected:
        parts.append(f"expected {_code(short(record.expected, 80))}")
    if said:
        parts.append(f"got {_code(short(said, 120))}")
    return "; ".join(parts)


def _code(words: str) -> str:
    """A code span on one line; a backtick would end it."""
    line = " ".join(printable(words).split()).replace("`", "'")
    return f"`{line}`" if line else "(nothing)"
