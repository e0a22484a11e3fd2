"""A run as Markdown: figures by set and kind, then the cases that are not right, wrong first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evals.costs import model_costs
from evals.types import Outcome, Provenance, Record, Run, SampleResult

_SHOWN = 600  # characters of an answer


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one kind of case. `cited` counts among `citable`: answered, with evidence."""

    kind: str
    cases: int
    right: int
    wrong: int
    abstained: int
    failed: int
    cited: int
    citable: int
    numbers: int  # of claims
    numbers_right: int


def figures(run: Run) -> tuple[Figures, ...]:
    """By kind in order of first appearance, and over all of them."""
    named = [*(one.kind for one in run.results), *(one.kind for one in run.failures)]
    kinds = list(dict.fromkeys(named))
    return (*(_figures(run, kind) for kind in kinds), _figures(run, None))


def rows(run: Run) -> tuple[tuple[bool, Figures], ...]:
    """`figures`; of several sets each set, its kinds, and over all: whether a sum, and the counts.

    A set's row has its name for a kind.
    """
    records: tuple[Record, ...] = (*run.results, *run.failures)
    names = list(dict.fromkeys(record.set_name for record in records))
    if len(names) < 2:
        return tuple((one.kind == "all", one) for one in figures(run))
    found = []
    for name in names:
        part = Run(
            run.provenance,
            tuple(one for one in run.results if one.set_name == name),
            tuple(one for one in run.failures if one.set_name == name),
        )
        *kinds, whole = figures(part)
        found.append((True, replace(whole, kind=name or "(no set)")))
        found += [(False, one) for one in kinds]
    return (*found, (True, figures(run)[-1]))


def _figures(run: Run, kind: str | None) -> Figures:
    results = [result for result in run.results if kind in (None, result.kind)]
    outcomes = [result.outcome for result in results]
    cited = [value for result in results if (value := result.score("cited")) is not None]
    numbers = [
        score.value
        for result in results
        for score in result.scores
        if score.name.startswith("number ")
    ]
    failed = sum(kind in (None, failure.kind) for failure in run.failures)
    return Figures(
        kind=kind or "all",
        cases=len(results) + failed,
        right=outcomes.count(Outcome.RIGHT),
        wrong=outcomes.count(Outcome.WRONG),
        abstained=outcomes.count(Outcome.ABSTAINED),
        failed=failed,
        cited=sum(value == 1.0 for value in cited),
        citable=len(cited),
        numbers=len(numbers),
        numbers_right=sum(value == 1.0 for value in numbers),
    )


_HEAD = ("kind", "cases", "right", "wrong", "abstained", "failed", "cited", "numbers right")


def _cells(one: Figures, is_sum: bool) -> tuple[str, ...]:
    return (
        f"**{_plain(one.kind)}**" if is_sum else _plain(one.kind),
        str(one.cases),
        _share(one.right, one.cases),
        _share(one.wrong, one.cases),
        _share(one.abstained, one.cases),
        str(one.failed),
        _share(one.cited, one.citable),
        _share(one.numbers_right, one.numbers),
    )


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.0f}%)" if whole else "–"


def provenance_lines(source: Provenance) -> list[tuple[str, str]]:
    """Label and value, for the top of a report."""
    commit = source.commit or "not a git checkout"
    return [
        ("Sets", ", ".join(source.sets)),
        ("Version", source.version),
        ("Commit", commit + (", with changes" if source.is_dirty else "")),
        ("Engine", source.engine),
        *sorted(source.settings.items()),
        ("Started", source.started_at),
    ]


def to_markdown(run: Run) -> str:
    """The report as Markdown."""
    lines = ["# Evaluation", ""]
    lines += [f"- {name}: {_plain(value)}" for name, value in provenance_lines(run.provenance)]
    lines += ["", "| " + " | ".join(_HEAD) + " |", "|" + "---|" * len(_HEAD)]
    lines += ["| " + " | ".join(_cells(one, is_sum)) + " |" for is_sum, one in rows(run)]
    if told := model_costs(run):
        lines += ["", *(f"- {_plain(line)}" for line in told)]
    for title, results in _parts(run):
        lines += ["", f"## {title}", ""]
        for result in results:
            lines.append(f"- **{result.sample_id}** ({result.kind}) {_plain(result.asked)}")
            lines.append(f"  - expected: {_plain(result.expected)}")
            lines.append(f"  - answered: {_plain(_shown(result.answered))}")
            lines += [f"  - {_plain(note)}" for note in _notes(result)]
    if run.failures:
        lines += ["", "## Failed", ""]
        lines += [f"- **{one.sample_id}** {_plain(one.error)}" for one in run.failures]
    return "\n".join(lines) + "\n"


def _parts(run: Run) -> list[tuple[str, Sequence[SampleResult]]]:
    """The results that are wrong, and those that abstained."""
    parts: list[tuple[str, Sequence[SampleResult]]] = []
    for outcome in (Outcome.WRONG, Outcome.ABSTAINED):
        results = [result for result in run.results if result.outcome is outcome]
        if results:
            parts.append((outcome.capitalize(), results))
    return parts


def _notes(result: SampleResult) -> list[str]:
    return [f"{score.name}: {score.note}" for score in result.scores if score.note]


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + " …"


def _plain(text: str) -> str:
    """On one line, with what Markdown or a table would take for its own made harmless."""
    line = " ".join(text.split())
    for mark in ("\\", "`", "*", "_", "[", "]", "|", "<", "#"):
        line = line.replace(mark, "\\" + mark)
    return line
