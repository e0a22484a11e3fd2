"""A text with other periods or companies in place of those that it names. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.errors import RequestError
from ingest.facts import parse_periods
from ingest.stores.records import FilingRecord
from ingest.types import Span
from service.retrieval.routing import filings_named, names_written


def with_periods(text: str, periods: Sequence[str]) -> str:
    """The text with these periods, as written, for those that it names.

    Each takes the place of one; where their numbers differ, those named go and the new ones come
    at the end. Raises RequestError for one that cannot be read.
    """
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
    rest = _DANGLING.sub(" ", _replaced(text, [(span, "") for span, _ in found]))
    dates = all(parse_periods(written)[0][1].is_instant for written in periods)
    return with_end(rest, f"{'at' if dates else 'in'} {' and '.join(periods)}" if periods else "")


# What led to a period that is no longer there
_DANGLING = re.compile(
    r"\b(?:in|for|at|of|on|during|between|from|to|by|and)\s+(?=(?:and|to)?\s*[?？]?\s*$)",
    re.IGNORECASE,
)


def with_companies(text: str, companies: Sequence[str], records: Sequence[FilingRecord]) -> str:
    """The text with these companies for those that it names; at the end where it names none.

    Raises RequestError for one that no filing of `records` is of.
    """
    for name in companies:
        if not filings_named(name, records):
            known = sorted({r.identity.company for r in records if r.identity.company})
            raise RequestError(
                f"There is no filing of {name!r} here; there are filings of {'; '.join(known[:8])}."
            )
    named = {name for r in filings_named(text, records) for name in names_written(text, r)}
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
    return with_end(rest, f"of {new}" if new else "")


def _owned(text: str, end: int) -> int:
    """The end of a name with its possessive."""
    match = re.compile(r"['’]s\b").match(text, end)
    return match.end() if match else end


def _replaced(text: str, marks: Sequence[tuple[Span, str]]) -> str:
    for span, new in sorted(marks, reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return text


def with_end(text: str, more: str) -> str:
    """The text with something more before its question mark."""
    body = text.rstrip()
    end = body[-1:] if body[-1:] in ("?", "？", ".") else ""
    return f"{body.removesuffix(end).rstrip()} {more}".rstrip() + end
