"""A run as one HTML file: summary, plots, what changed against a baseline, every transcript.

All of it is text that is not trusted: questions, answers and filings' words are escaped, the page
loads nothing, and its policy lets only its own style and script run, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from evals.comparing import Comparison, Pair, compare, outcome_of
from evals.costs import model_costs
from evals.opinions import Beside
from evals.report import Figures, figures, provenance_lines, rows
from evals.report_cases import VERDICT_MARKS, badge, case_html, in_order
from evals.report_opinions import opinions_by_case, opinions_html
from evals.report_plots import (
    OUTCOMES,
    abstaining,
    bars_by_kind,
    calibration,
    latency,
    records_of,
    stacked,
    verdicts,
)
from evals.report_text import bidi, interval, moment, quantile, seconds, share, short, text
from evals.types import Run, SampleFailure

_HERE = Path(__file__).parent
_HEAD = (
    *("kind", "cases", "right", "95 %", "wrong", "95 %", "abstained", "failed", "cited"),
    "numbers right",
)


@cache
def _own() -> tuple[str, str, str]:
    """Style, script, and the policy that lets these two in and nothing else."""
    style = (_HERE / "report_page.css").read_text(encoding="utf-8")
    script = (_HERE / "report_page.js").read_text(encoding="utf-8")
    rules = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return style, script, rules


def _hash(words: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(words.encode()).digest()).decode()}"


def report_html(run: Run, baseline: Run | None = None, opinions: Beside | None = None) -> str:
    """The page; with a baseline, what changed comes first.

    Args:
        run: a run, finished or not.
        baseline: an earlier run of the same cases.
        opinions: a model's on the run's answers, shown apart from what was scored.
    """
    style, script, rules = _own()
    found = compare(baseline, run) if baseline else None
    changes = _changes(found) if found else {}
    records = in_order(records_of(run), changes)
    places = {one.sample_id: at for at, one in enumerate(records, start=1)}
    earlier = {one.sample_id: one for one in records_of(baseline)} if baseline else {}
    said = opinions_by_case(opinions) if opinions else {}
    title = f"Evaluation {moment(run.provenance.started_at)}".strip()
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{rules}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>",
        *_summary(run),
        *(_comparison(found, places, baseline) if found and baseline else ()),
        *_by_kind(run),
        *_plots(run, baseline),
        *(_opinions(opinions, run, places) if opinions else ()),
        "<h2>Cases</h2>",
        *_tools(run, found),
        '<div id="cases">',
        *(
            case_html(
                one, places[one.sample_id], changes.get(one.sample_id, ""),
                earlier.get(one.sample_id), said.get(one.sample_id, ""),
                run.provenance.price,
            )
            for one in records
        ),
        "</div>",
        *_about(run, baseline),
        f"</main>\n<script>{script}</script>\n</body>\n</html>\n",
    ]  # fmt: skip
    return "\n".join(parts)


def _changes(found: Comparison) -> dict[str, str]:
    """By case id: how it changed."""
    told = {pair.after.sample_id: "same" for pair in found.same}
    told |= dict.fromkeys((name for name, _ in found.within), "within")
    told |= {pair.after.sample_id: "worse" for pair in found.losses}
    told |= {pair.after.sample_id: "better" for pair in found.wins}
    told |= dict.fromkeys(found.changed, "asked otherwise")
    return told | dict.fromkeys(found.only_after, "new")


# ---------------------------------------------------------------------------------------------
# Summary, by kind
# ---------------------------------------------------------------------------------------------


def _summary(run: Run) -> Iterator[str]:
    whole = figures(run)[-1]
    source = run.provenance
    yield "<header><h1>Evaluation</h1>"
    told = [", ".join(source.sets), source.engine, moment(source.started_at)]
    yield f'<p class="soft">{" · ".join(map(bidi, filter(None, told)))}</p></header>'
    yield '<div class="tiles">'
    for name, count in (
        ("right", whole.right),
        ("wrong", whole.wrong),
        ("abstained", whole.abstained),
    ):
        told_by = f"{count} of {whole.cases}, 95 %: {interval(count, whole.cases)}"
        yield _tile(share(count, whole.cases), name.capitalize(), told_by, name)
    if whole.citable:
        counted = f"{whole.cited} of {whole.citable}, 95 %: {interval(whole.cited, whole.citable)}"
        yield _tile(share(whole.cited, whole.citable), "Evidence cited", counted)
    if run.results:
        times = sorted(one.seconds for one in run.results)
        tail = f"95 % within {seconds(quantile(times, 0.95))}"
        yield _tile(seconds(quantile(times, 0.5)), "Median time", tail)
    yield "</div>"
    if told := model_costs(run):
        yield f'<p class="soft">{"<br>".join(map(bidi, told))}</p>'
    if whole.failed:
        yield f"<p>{badge('error')} Not answered at all: {whole.failed}</p>"
    if run.unasked:
        yield f"<p>The run is not finished: {len(run.unasked)} not asked yet.</p>"


def _tile(value: str, name: str, told: str, kind: str = "") -> str:
    return (
        f'<div class="tile {kind}"><span>{text(name)}</span><b>{text(value)}</b>'
        f"<span>{text(told)}</span></div>"
    )


def _by_kind(run: Run) -> Iterator[str]:
    yield '<h2>By kind</h2><div class="scroll" tabindex="0" role="region" aria-label="By kind">'
    heads = "".join(
        f'<th scope="col"{"" if at == 0 else _NUMBER}>{name}</th>' for at, name in enumerate(_HEAD)
    )
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for is_sum, one in rows(run):
        cells = "".join(f"<td{_NUMBER}>{cell}</td>" for cell in _cells(one))
        row = ' class="sum"' if is_sum else ""
        yield f'<tr{row}><th scope="row">{bidi(one.kind)}</th>{cells}</tr>'
    yield "</tbody></table></div>"


_NUMBER = ' class="number"'


def _cells(one: Figures) -> tuple[str, ...]:
    return (
        str(one.cases),
        _counted(one.right, one.cases),
        interval(one.right, one.cases),
        _counted(one.wrong, one.cases),
        interval(one.wrong, one.cases),
        _counted(one.abstained, one.cases),
        str(one.failed),
        _counted(one.cited, one.citable),
        _counted(one.numbers_right, one.numbers),
    )


def _counted(part: int, whole: int) -> str:
    return f"{part} <small>({share(part, whole)})</small>" if whole else "–"


# ---------------------------------------------------------------------------------------------
# Plots
# ---------------------------------------------------------------------------------------------


def _plots(run: Run, baseline: Run | None) -> Iterator[str]:
    bars = bars_by_kind(run, baseline)
    if not bars:
        return
    yield "<h2>Plots</h2>"
    before = _key("before", "share right in the baseline") if baseline else ""
    outcomes = "".join(_key(f"fill-{name}", name) for name in OUTCOMES)
    yield _figure(
        "Accuracy by kind",
        "Share of each outcome; the whisker is the 95 % interval of the share right.",
        stacked(bars, "Accuracy by kind"),
        outcomes + before,
    )
    if groups := calibration(run):
        due, silent, unsaid, _ = abstaining(run)
        told = "Questions by whether there is an answer, and answers by what the check said."
        told += f" It abstained {silent} times"
        told += f", rightly {due} ({interval(due, silent)})" if silent else ""
        told += f"; {unsaid} questions have no answer."
        yield _figure("Calibration of abstention", told, stacked(groups, "Calibration"), outcomes)
    if drawn := latency(run, baseline):
        keys = _key("median", "median") + _key("box", "25 to 75 %")
        keys += _key("before", "median in the baseline") if baseline else ""
        yield _figure("Latency", "Seconds a case; the line holds 5 to 95 %.", drawn, keys)


def _figure(title: str, told: str, svg: str, keys: str) -> str:
    return (
        f"<figure><figcaption>{text(title)}<span>{text(told)}</span></figcaption>"
        f'<div class="scroll">{svg}</div><ul class="legend">{keys}</ul></figure>'
    )


def _key(name: str, told: str) -> str:
    shape = '<rect class="{}" width="12" height="12" rx="2"/>'
    if name == "median":
        shape = '<circle class="{}" cx="6" cy="6" r="4"/>'
    elif name == "before":
        shape = '<path class="{}" d="M6 1l5 5l-5 5l-5 -5z"/>'
    svg = f'<svg viewBox="0 0 12 12" aria-hidden="true">{shape.format(name)}</svg>'
    return f"<li>{svg}{text(told)}</li>"


# ---------------------------------------------------------------------------------------------
# Against a baseline
# ---------------------------------------------------------------------------------------------


def _comparison(found: Comparison, places: dict[str, int], baseline: Run) -> Iterator[str]:
    started = moment(baseline.provenance.started_at)
    yield f"<h2>Against the baseline{f' of {bidi(started)}' if started else ''}</h2>"
    whole = found.groups[0]
    told = "more than chance" if whole.is_significant else "within chance"
    yield (
        f"<p>{len(found.losses)} worse, {len(found.wins)} better, {len(found.same)} as before, of "
        f"{whole.cases}. Mean gain of a case {whole.mean:+.3f}, 95 %: {whole.low:+.3f} to "
        f"{whole.high:+.3f}, {told}.</p>"
    )
    for title, kind, pairs in (
        ("Worse", "worse", found.losses),
        ("Better", "better", found.wins),
    ):
        if pairs:
            yield f"<h3>{title}: {len(pairs)}</h3>"
            yield from (_side_by_side(pair, kind, places) for pair in pairs)
    if found.within:
        yield f"<h3>Changed within: {len(found.within)}</h3><ul>"
        yield from (f"<li>{_link(name, places)}: {bidi(what)}</li>" for name, what in found.within)
        yield "</ul>"
    for title, names in (
        ("Asked otherwise, not compared", found.changed),
        ("Only in the baseline", found.only_before),
        ("New", found.only_after),
    ):
        if names:
            linked = ", ".join(_link(name, places) for name in names)
            yield f"<p>{title} ({len(names)}): {linked}</p>"
    moved = [one for one in found.groups if one.wins or one.losses]
    if moved:
        yield '<div class="scroll"><table><caption>Gain by kind and filing</caption><thead><tr>'
        for at, name in enumerate(("group", "cases", "better", "worse", "gain", "95 %")):
            yield f'<th scope="col"{_NUMBER if at else ""}>{name}</th>'
        yield "</tr></thead><tbody>"
        for one in moved:
            mark = " *" if one.is_significant else ""
            counts = (str(one.cases), str(one.wins), str(one.losses))
            cells = (*counts, f"{one.mean:+.3f}{mark}", f"{one.low:+.3f} to {one.high:+.3f}")
            row = "".join(f"<td{_NUMBER}>{cell}</td>" for cell in cells)
            yield f'<tr><th scope="row">{bidi(one.name)}</th>{row}</tr>'
        yield '</tbody></table></div><p class="soft">* more than chance (paired bootstrap)</p>'


def _side_by_side(pair: Pair, kind: str, places: dict[str, int]) -> str:
    sides = []
    for title, record in (("Before", pair.before), ("Now", pair.after)):
        is_failed = isinstance(record, SampleFailure)
        said = record.error if isinstance(record, SampleFailure) else record.answered
        why = "" if isinstance(record, SampleFailure) else record.reason
        sides.append(
            f'<div><span class="soft">{title}</span> {badge(outcome_of(record))}'
            f"<p>{'' if is_failed or said else '(nothing)'}{bidi(short(said, 400))}</p>"
            f'<p class="soft">{bidi(short(why, 200))}</p></div>'
        )
    after = pair.after
    return (
        f'<div class="diff {kind}">{_link(after.sample_id, places)} '
        f'<span class="soft">{bidi(after.kind)}</span> {bidi(short(after.asked, 300))}'
        f'<div class="soft">Expected: {bidi(short(after.expected, 200))}</div>'
        f'<div class="sides">{"".join(sides)}</div></div>'
    )


def _opinions(found: Beside, run: Run, places: dict[str, int]) -> Iterator[str]:
    return opinions_html(found, run.provenance.engine, lambda name: _link(name, places))


def _link(name: str, places: dict[str, int]) -> str:
    at = places.get(name)
    return bidi(name) if at is None else f'<a href="#case-{at}">{bidi(name)}</a>'


# ---------------------------------------------------------------------------------------------
# Filters, provenance
# ---------------------------------------------------------------------------------------------


def _tools(run: Run, found: Comparison | None) -> Iterator[str]:
    records = records_of(run)
    outcomes = [outcome_of(one) for one in records]
    ticks = [verdicts(one) for one in run.results]
    none = sum(not one for one in ticks) + len(run.failures)
    yield '<div class="tools" id="tools" hidden role="search">'
    yield '<input id="search" type="search" placeholder="Search" aria-label="Search the cases">'
    yield _select(
        "outcome",
        "Outcome",
        [(name, outcomes.count(name)) for name in OUTCOMES if name in outcomes],
    )
    kinds = [one.kind for one in records]
    yield _select("kind", "Kind", [(name, kinds.count(name)) for name in dict.fromkeys(kinds)])
    counts = [(name, sum(name in one for one in ticks)) for name in VERDICT_MARKS]
    yield _select("ticks", "Numbers", [*counts, ("none", none)])
    if found is not None:
        changes = list(_changes(found).values())
        yield _select(
            "change", "Change", [(name, changes.count(name)) for name in dict.fromkeys(changes)]
        )
    yield '<button type="button" id="open">Open all</button>'
    yield '<button type="button" id="close">Close all</button>'
    yield '<output id="count" for="search"></output></div>'


def _select(name: str, label: str, choices: Sequence[tuple[str, int]]) -> str:
    options = "".join(
        f'<option value="{text(value)}">{text(short(value, 40))} ({count})</option>'
        for value, count in choices
        if count
    )
    return (
        f'<select name="{name}" aria-label="{label}"><option value="">{label}: any</option>'
        f"{options}</select>"
    )


def _about(run: Run, baseline: Run | None) -> Iterator[str]:
    yield "<h2>What was measured</h2>"
    for title, source in (("", run), ("The baseline", baseline)):
        if source is not None:
            yield f"<h3>{title}</h3><dl>" if title else "<dl>"
            yield from (
                f"<dt>{bidi(name)}</dt><dd>{bidi(value)}</dd>"
                for name, value in provenance_lines(source.provenance)
                if value
            )
            yield "</dl>"
