"""Two runs case by case, and whether what differs is more than chance.

The measure of a case is 1 where it is right, 0 where it abstained or failed, -1 where it is wrong,
because wrong misleads. Significance is a paired bootstrap (`scipy.stats.bootstrap`): the cases'
differences are drawn again with a fixed seed, so the same two runs always give the same intervals.
It speaks of the difference over cases like these; a single case that changed is told by name,
significant or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evals.types import Outcome, Record, Run, SampleFailure, SampleResult

RESAMPLES = 2000
_SEED = 20240630
_BATCH = 200  # draws at a time: 3 MB for 1,000 cases, and quicker than all at once
_MOST = 2.0  # that a case can gain: from wrong to right
_WORTH = {Outcome.RIGHT: 1, Outcome.ABSTAINED: 0, Outcome.WRONG: -1}


@dataclass(frozen=True, slots=True)
class Pair:
    """A case of both runs."""

    before: Record
    after: Record

    @property
    def difference(self) -> int:
        """What the case gained, from -2 (right to wrong) to 2."""
        return worth(self.after) - worth(self.before)


@dataclass(frozen=True, slots=True)
class Difference:
    """Of a group of cases: the mean gain of a case, with the interval that holds 95 % of draws.

    One case tells nothing of others: its interval is all that a case can gain or lose.
    """

    name: str  # all, kind: lookup, filing: a.pdf
    cases: int
    wins: int
    losses: int
    mean: float
    low: float
    high: float

    @property
    def is_significant(self) -> bool:
        """Whether chance alone, over cases like these, would hardly give it."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Losses and wins, the worst and the best first; `same` came out alike in both.

    Some of `same` changed within: `within` says by id which citation or number of a claim did.
    """

    losses: tuple[Pair, ...]
    wins: tuple[Pair, ...]
    same: tuple[Pair, ...]
    within: tuple[tuple[str, str], ...]
    groups: tuple[Difference, ...]  # all, by kind, by filing
    changed: tuple[str, ...]  # ids whose question is another one: not compared
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(before: Run, after: Run, resamples: int = RESAMPLES) -> Comparison:
    """Pairs the cases of two runs by id."""
    old, new = _by_id(before), _by_id(after)
    both = [(old[name], new[name]) for name in new if name in old]
    pairs = [Pair(a, b) for a, b in both if (a.asked, a.filings) == (b.asked, b.filings)]
    ranked = sorted(pairs, key=lambda pair: pair.difference)
    return Comparison(
        losses=tuple(pair for pair in ranked if pair.difference < 0),
        wins=tuple(pair for pair in reversed(ranked) if pair.difference > 0),
        same=tuple(pair for pair in pairs if pair.difference == 0),
        within=tuple(
            (pair.after.sample_id, what)
            for pair in pairs
            if pair.difference == 0 and (what := _changed_within(pair))
        ),
        groups=_groups(pairs, resamples),
        changed=tuple(a.sample_id for a, b in both if (a.asked, a.filings) != (b.asked, b.filings)),
        only_before=tuple(name for name in old if name not in new),
        only_after=tuple(name for name in new if name not in old),
    )


_BESIDE = {
    "cited": ("its evidence is cited now", "its evidence is no longer cited"),
    "digits": ("its number is shown as it is now", "its number is no longer shown as it is"),
    "ticked": (
        "every number in it is supported by its check now",
        "not every number in it is supported by its check any more",
    ),
}


def _changed_within(pair: Pair) -> str:
    before, after = pair.before, pair.after
    if isinstance(before, SampleFailure) or isinstance(after, SampleFailure):
        was_is = f"was {outcome_of(before)}, is {outcome_of(after)}"
        return "" if type(before) is type(after) else was_is
    told = []
    for name, (found, lost) in _BESIDE.items():
        was, now = before.score(name), after.score(name)
        if was is not None and now is not None and was != now:
            told.append(found if now else lost)
    if len(before.numbers) == len(after.numbers):
        pairs = enumerate(zip(before.numbers, after.numbers, strict=True), start=1)
        told += [f"number {at} was {a}, is {b}" for at, (a, b) in pairs if a is not b]
    return "; ".join(told)


def worth(record: Record) -> int:
    """What a case counts."""
    return 0 if isinstance(record, SampleFailure) else _WORTH[record.outcome]


def outcome_of(record: Record) -> str:
    """right, wrong, abstained or error."""
    return "error" if isinstance(record, SampleFailure) else str(record.outcome)


def difference(name: str, gains: Sequence[int], resamples: int = RESAMPLES) -> Difference:
    """The mean of paired gains with its bootstrap interval (2.5 % to 97.5 % of the draws)."""
    n = len(gains)
    mean = sum(gains) / n if n else 0.0
    low = high = mean
    if n == 1:
        low, high = -_MOST, _MOST
    elif any(gain != gains[0] for gain in gains):  # else every draw is alike
        low, high = _bootstrap(gains, resamples)
    wins, losses = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
    return Difference(name, n, wins, losses, mean, low, high)


def _bootstrap(gains: Sequence[int], resamples: int) -> tuple[float, float]:
    # Imported where it is used: it takes longer than most commands.
    from scipy.stats import bootstrap

    found = bootstrap(
        (gains,),
        lambda draws, axis: draws.mean(axis=axis),
        n_resamples=resamples,
        batch=_BATCH,
        vectorized=True,
        confidence_level=0.95,
        method="percentile",
        rng=_SEED,
    ).confidence_interval
    return float(found.low), float(found.high)


def _groups(pairs: Sequence[Pair], resamples: int) -> tuple[Difference, ...]:
    def by(title: str, names: Callable[[Record], Iterable[str]]) -> list[Difference]:
        groups: dict[str, list[int]] = {}
        for pair in pairs:
            for name in names(pair.after):
                groups.setdefault(f"{title}: {name}", []).append(pair.difference)
        return [difference(name, gains, resamples) for name, gains in groups.items()]

    return (
        difference("all", [pair.difference for pair in pairs], resamples),
        *by("kind", lambda record: (record.kind,)),
        *by("filing", lambda record: record.filings or ("(any)",)),
    )


def _by_id(run: Run) -> Mapping[str, Record]:
    records: tuple[Record, ...] = (*run.results, *run.failures)
    return {record.sample_id: record for record in records}


# ---------------------------------------------------------------------------------------------
# What is printed
# ---------------------------------------------------------------------------------------------


def to_lines(found: Comparison, *, with_same: bool = False) -> list[str]:
    """The comparison for a terminal: losses, wins, groups; both answers side by side."""
    lines: list[str] = []
    parts = [("Worse", found.losses), ("Better", found.wins)]
    if with_same:
        parts.append(("As before", found.same))
    for title, pairs in parts:
        if pairs:
            lines.append(f"{title}: {len(pairs)}")
            lines += [line for pair in pairs for line in _pair_lines(pair)]
    if found.within:
        lines.append(f"Changed within: {len(found.within)}")
        lines += [f"  {name}: {what}" for name, what in found.within]
    if not found.losses and not found.wins and not found.within:
        lines.append("No case changed.")
    for title, names in (
        ("Asked otherwise, not compared", found.changed),
        ("Only in the first run", found.only_before),
        ("Only in the second run", found.only_after),
    ):
        if names:
            lines.append(f"{title}: {', '.join(names)}")
    lines.append(f"{'':<44}{'cases':>6}{'better':>8}{'worse':>7}{'gain':>8}  95 %")
    for one in found.groups:
        if one.name == "all" or one.wins or one.losses:
            told = " significant" if one.is_significant else ""
            lines.append(
                f"{one.name[:43]:<44}{one.cases:>6}{one.wins:>8}{one.losses:>7}{one.mean:>+8.3f}"
                f"  {one.low:+.3f} to {one.high:+.3f}{told}"
            )
    return lines


def _pair_lines(pair: Pair) -> list[str]:
    before, after = outcome_of(pair.before), outcome_of(pair.after)
    told = f"  {pair.after.sample_id}: was {before}, is {after}"
    reason = pair.after.reason if isinstance(pair.after, SampleResult) else pair.after.error
    lines = [f"{told}: {reason}" if reason else told]
    lines.append(f"      {_short(_said(pair.before)):<46}  {_short(_said(pair.after))}")
    return lines


def _said(record: Record) -> str:
    return record.error if isinstance(record, SampleFailure) else record.answered


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 46 else line[:45] + "…"
