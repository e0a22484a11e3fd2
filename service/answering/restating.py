"""A question asked again with what was understood of it changed: other periods, other companies.

The question itself is put in other words, so that it is understood, searched and checked like
any other, and a reader sees what was asked. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.errors import RequestError
from ingest.facts import parse_periods
from ingest.stores.records import FilingRecord
from ingest.types import Span
from service.answering.understanding import complete
from service.retrieval.routing import filings_named, names_of
from service.types import Question


def restated(question: Question, records: Sequence[FilingRecord]) -> Question:
    """The question with its `given` companies and periods in place of those that it names.

    Returns:
        The same question where nothing was given; else one that stands by itself, without
        history. Each given period takes the place of one that is named; where their numbers
        differ, those named go and the given ones come at the end. An empty list takes all out.

    Raises:
        RequestError: A period that cannot be read, or a company that no filing in scope is of.
    """
    given = question.given
    if given is None or (given.companies is None and given.periods is None):
        return question
    text = complete(question)
    if given.companies is not None:
        text = _with_companies(text, given.companies, records)
    if given.periods is not None:
        text = _with_periods(text, given.periods)
    return replace(question, text=" ".join(text.split()), history=(), given=None)


def _with_periods(text: str, periods: Sequence[str]) -> str:
    for written in periods:
        if not parse_periods(written):
            raise RequestError(
                f"{written!r} is not a period; write for example FY2023, H1 2024, 31 Dec 2023."
            )
    found = parse_periods(text)
    named = list(dict.fromkeys(period for _, period in found))
    if len(named) == len(periods):
        new = dict(zip(named, periods, strict=True))
        return _replaced(text, [(span, new[period]) for span, period in found])
    rest = _replaced(text, [(span, "") for span, _ in found])
    return _with_end(_DANGLING.sub(" ", rest), f"in {' and '.join(periods)}" if periods else "")


# What led to a period that is no longer there
_DANGLING = re.compile(
    r"\b(?:in|for|at|of|on|during|between|from|to|by|and)\s+(?=(?:and|to)?\s*[?？]?\s*$)",
    re.IGNORECASE,
)


def _with_companies(text: str, companies: Sequence[str], records: Sequence[FilingRecord]) -> str:
    for name in companies:
        if not filings_named(name, records):
            known = sorted({r.identity.company for r in records if r.identity.company})
            raise RequestError(
                f"There is no filing of {name!r} here; there are filings of {'; '.join(known[:8])}."
            )
    named = {n for r in filings_named(text, records) for n in names_of(r) if not n.isdigit()}
    spans: list[Span] = []
    for name in sorted(named, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
            if not any(s.start < match.end() and match.start() < s.end for s in spans):
                spans.append(Span(*match.span()))
    spans.sort()
    new = " and ".join(companies)
    if spans and new:
        marks = [(span, new if at == 0 else "") for at, span in enumerate(spans)]
        return _replaced(text, marks)
    rest = _replaced(text, [(Span(s.start, _owned(text, s.end)), "") for s in spans])
    return _with_end(rest, f"of {new}" if new else "")


def _owned(text: str, end: int) -> int:
    """The end of a name with its possessive."""
    match = re.compile(r"['’]s\b").match(text, end)
    return match.end() if match else end


def _replaced(text: str, marks: Sequence[tuple[Span, str]]) -> str:
    for span, new in sorted(marks, reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return text


def _with_end(text: str, more: str) -> str:
    """The text with something more before its question mark."""
    body = text.rstrip()
    end = body[-1:] if body[-1:] in ("?", "？", ".") else ""
    return f"{body.removesuffix(end).rstrip()} {more}".rstrip() + end
