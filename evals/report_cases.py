"""The transcripts of a report: a case with its answer ticked, its numbers, evidence and scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.comparing import outcome_of
from evals.costs import Tokens, cost_of
from evals.report_text import bidi, seconds, short, text
from evals.types import Answered, Checked, Cited, Price, Record, SampleFailure, SampleResult

OUTCOME_MARKS = {"right": "✓", "abstained": "–", "wrong": "✗", "error": "!"}
VERDICT_MARKS = {"supported": "✓", "contradicted": "✗", "unsupported": "?"}
_FIRST = ("wrong", "error", "abstained", "right")
_CHANGES = ("worse", "better", "within", "new", "asked otherwise", "same", "")


def in_order(records: Sequence[Record], changes: dict[str, str]) -> list[Record]:
    """What got worse or better first, then what is not right; else the order of the sets."""
    return sorted(
        records,
        key=lambda one: (
            _CHANGES.index(changes.get(one.sample_id, "")),
            _FIRST.index(outcome_of(one)),
        ),
    )


def badge(outcome: str) -> str:
    """An outcome by mark and word."""
    mark = OUTCOME_MARKS[outcome]
    return f'<span class="badge {outcome}"><span aria-hidden="true">{mark}</span> {outcome}</span>'


def case_html(
    record: Record,
    at: int,
    change: str,
    before: Record | None,
    opinion: str = "",
    price: Price | None = None,
) -> str:
    """A case; closed until it is asked for.

    Args:
        record: the case.
        at: its number on the page, for links to `#case-N`.
        change: against the baseline: a word of `_CHANGES`; "" without one.
        before: its record in the baseline.
        opinion: HTML of what a model said of it; "" where none was asked.
        price: of tokens, for what it cost.
    """
    outcome = outcome_of(record)
    reply = record.reply if isinstance(record, SampleResult) else None
    told = sorted({check.verdict for check in reply.checks}) if reply else []
    was = ""
    if before is not None and change in ("worse", "better"):
        was = f'<span class="change {change}">was {outcome_of(before)}</span>'
    return "".join(
        (
            f'<details class="case" id="case-{at}" data-outcome="{outcome}" '
            f'data-kind="{text(record.kind)}" data-change="{text(change)}" '
            f'data-ticks="{text(" ".join(told) or "none")}"><summary>{badge(outcome)}{was}',
            f'<span class="id">{bidi(record.sample_id)}</span>',
            f'<span class="kind">{bidi(record.kind)}</span>',
            f'<span class="line">{bidi(short(record.asked, 240))}</span></summary>',
            '<div class="body"><dl>',
            *_told(record, reply),
            *(_before(before) if before is not None and change != "same" else ()),
            "</dl>",
            *(_numbers(reply.checks) if reply and reply.checks else ()),
            *(_evidence(reply.citations) if reply and reply.citations else ()),
            *(_scores(record) if isinstance(record, SampleResult) and record.scores else ()),
            opinion,
            f'<p class="meta">{bidi(" · ".join(_meta(record, reply, price)))}</p>',
            "</div></details>\n",
        )
    )


def _told(record: Record, reply: Answered | None) -> Iterator[str]:
    checks = reply.checks if reply else ()
    is_claim = reply is not None and not reply.text
    yield _pair("Checked" if is_claim else "Question", _ticked(record.asked, checks, is_claim))
    if record.filings:
        yield _pair("Filings", ", ".join(map(bidi, record.filings)))
    yield _pair("Expected", bidi(record.expected))
    if isinstance(record, SampleFailure):
        yield _pair("Error", bidi(record.error))
        return
    if not is_claim:
        said = reply.text if reply else record.answered
        yield _pair("Answer", _ticked(said, checks, True))
    if reply and reply.display and reply.display not in reply.text:
        yield _pair("Value", bidi(reply.display))
    if reply and reply.figures:
        yield _pair("Values", "; ".join(bidi(one.display) for one in reply.figures))
    if record.reason:
        yield _pair("Judged", bidi(record.reason))


def _before(before: Record) -> Iterator[str]:
    said = before.error if isinstance(before, SampleFailure) else before.answered
    reason = "" if isinstance(before, SampleFailure) else before.reason
    why = f'<br><span class="soft">{bidi(reason)}</span>' if reason else ""
    yield _pair("Baseline", f"{badge(outcome_of(before))} {bidi(said)}{why}")


def _pair(name: str, html: str) -> str:
    return f"<dt>{name}</dt><dd>{html}</dd>"


def _ticked(words: str, checks: Sequence[Checked], is_checked: bool) -> str:
    """Words with each number marked where it stands; a check of other words marks nothing."""
    parts, done = [], 0
    for check in sorted(checks, key=lambda one: one.start) if is_checked else ():
        if check.start < done or words[check.start : check.end] != check.text or not check.text:
            continue
        mark = VERDICT_MARKS.get(check.verdict, "?")
        told = f"{check.verdict}: {check.reason}" if check.reason else check.verdict
        parts.append(text(words[done : check.start]))
        parts.append(
            f'<mark class="{_verdict(check.verdict)}" title="{text(told)}">{text(check.text)}'
            f'<sup aria-hidden="true">{mark}</sup></mark>'
        )
        done = check.end
    return f'<bdi class="words">{"".join(parts)}{text(words[done:])}</bdi>'


def _verdict(verdict: str) -> str:
    return verdict if verdict in VERDICT_MARKS else "unsupported"


def _numbers(checks: Sequence[Checked]) -> Iterator[str]:
    yield '<div class="scroll"><table><caption>Numbers</caption><thead><tr>'
    yield '<th scope="col">Verdict</th><th scope="col">Number</th><th scope="col">Reason</th>'
    yield "</tr></thead><tbody>"
    for check in checks:
        mark = VERDICT_MARKS.get(check.verdict, "?")
        yield (
            f'<tr><td class="verdict {_verdict(check.verdict)}"><span aria-hidden="true">{mark}'
            f"</span> {text(check.verdict)}</td><td>{bidi(check.text)}</td>"
            f"<td>{bidi(check.reason)}</td></tr>"
        )
    yield "</tbody></table></div>"


def _evidence(citations: Sequence[Cited]) -> Iterator[str]:
    yield '<h4>Evidence</h4><ol class="evidence">'
    for one in citations:
        where = [bidi(one.filing)]
        if one.page is not None:
            where.append(f"page {one.page}")
        if one.cell:
            where.append(f"cell {bidi(one.cell)}")
        yield f"<li><cite>{', '.join(where)}</cite><blockquote>{_quote(one)}</blockquote></li>"
    yield "</ol>"


def _quote(one: Cited) -> str:
    """The words quoted; the cell marked where its value stands there once and no more.

    A cell is told with its labels before its value, so what ends it is looked for, longest first.
    """
    told = one.cell.split()
    ends = (" ".join(told[at:]) for at in range(len(told)))
    cell = next((end for end in ends if one.quote.count(end) == 1), "")
    before, _, after = one.quote.partition(cell) if cell else (one.quote, "", "")
    marked = f"<b>{text(cell)}</b>" if cell else ""
    html = f"<bdi>{text(before)}{marked}{text(after)}</bdi>"
    return html.replace("\t", '<span class="gap">\t</span>')  # between cells


def _scores(record: SampleResult) -> Iterator[str]:
    yield '<div class="scroll"><table><caption>Scores</caption><tbody>'
    for score in record.scores:
        value = "–" if score.value is None else f"{score.value:g}"
        yield f'<tr><th scope="row">{bidi(score.name)}</th><td class="number">{value}</td>'
        yield f"<td>{bidi(score.note)}</td></tr>"
    yield "</tbody></table></div>"


def _meta(record: Record, reply: Answered | None, price: Price | None) -> Iterator[str]:
    yield seconds(record.seconds)
    if reply is None:
        return
    if reply.engine:
        yield reply.engine
    for stage, took in reply.timings_ms.items():
        yield f"{stage} {took:.0f} ms"
    if used := reply.usage:
        yield f"{used.calls} model calls, {used.prompt_chars} characters sent"
        if used.input_tokens is not None:
            tokens = Tokens(used.input_tokens, used.output_tokens or 0, 1, used.counted_by)
            yield f"tokens: {tokens}"
        if (cost := cost_of(used, price)) is not None:
            yield f"cost: {cost}"
