"""What a question asks: companies, periods, measure, operation. Shown to the user. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.facts import describe, is_same_period, parse_periods
from ingest.facts.calendar import YearEnd
from ingest.stores.records import FilingRecord
from ingest.types import Period, Span
from service.answering.understanding.directions import is_base, later_of, without_direction
from service.answering.understanding.documents import without_documents
from service.answering.understanding.following import complete, on_its_own
from service.answering.understanding.shorthand import spelled_out
from service.answering.understanding.subjects import measure_of
from service.answering.understanding.when import BARE_MONTH, moved, year_end_of
from service.answering.understanding.wording import operation_of
from service.retrieval.routing import companies_of, filings_named, with_all_filings
from service.terms import terms
from service.types import Question, Understanding


def understand(question: Question, records: Sequence[FilingRecord]) -> Understanding:
    """What `question` asks, over the filings it may be answered from."""
    question = on_its_own(question, records)
    spoken = question.text
    named = filings_named(spoken, records)
    plain = without_documents(spoken, year_end_of(with_all_filings(named, records) or records))
    question = replace(question, text=spelled_out(plain))
    said = question.text
    if question.history and not parse_periods(said):
        said = BARE_MONTH.sub(" ", said)  # "What about December?" names no line
    text = complete(replace(question, text=said), records)
    named = named or filings_named(text, records)
    text = spelled_out(text)
    companies = with_all_filings(named, records)
    if not companies and _EACH_COMPANY.search(spoken):
        companies = tuple(records)
    scope = tuple(companies or records)
    year_end = year_end_of(scope)
    found = parse_periods(question.text, year_end) or parse_periods(text, year_end)
    dated = _asked_of(question.text, found)
    periods = tuple(dict.fromkeys(period for _, period in dated))
    periods = _parts_of_years(question.text, periods, year_end)
    if question.history and not parse_periods(question.text, year_end):
        periods = moved(question.text, periods, year_end)
    operation = operation_of(said)
    if len(dated) == 1 and operation in _OVER_TIME and is_base(question.text, dated[0][0]):
        reported = [r.identity.period for r in scope if r.identity.period is not None]
        later = later_of(periods[0], reported)
        periods = (later, *periods) if later is not None else periods
    asked = without_direction(measure_of(said, scope, year_end))
    own = text == said or bool(terms(asked))
    return Understanding(
        text=text,
        language="zh" if re.search(r"[\u3400-\u9fff]", question.text) else "en",
        companies=tuple(name for name, _ in companies_of(companies)),
        periods=periods,
        period_words=tuple(describe(period) for period in periods),
        measure=asked if own else without_direction(measure_of(text, scope, year_end)),
        carried=measure_of(text, scope, year_end) if own and text != said else "",
        told=tuple(turn.answer for turn in question.history) if text != said else (),
        operation=operation if own else operation_of(question.history[-1].question),
        filing_ids=tuple(record.id for record in scope),
    )


_OVER_TIME = ("change", "compare", "yesno")  # what a time before may be set against
_EACH_COMPANY = re.compile(
    r"\b(?:which|what|both|each|either|two)\s+(?:of\s+)?(?:the(?:se)?\s+)?(?:two\s+)?"
    r"(?:companies|company|issuers?|firms?)\b|哪[一个家间間]*公司|两家公司|兩家公司",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"^\W*(?:after|following|since|upon|despite|given|under|as\s+a\s+result\s+of)\b[^,?]*,\s*",
    re.IGNORECASE,
)


def _asked_of(text: str, found: Sequence[tuple[Span, Period]]) -> Sequence[tuple[Span, Period]]:
    """The periods but for those that only say when something else happened."""
    event = _EVENT.match(text)
    if event is None or not re.search(r"\b(?:approv|announc|adopt|chang|complet)", event.group()):
        return found
    return [(span, period) for span, period in found if span.start >= event.end()]


_PART_OF_YEAR = re.compile(
    r"\b(?:(?P<half>first|second)[- ]half"
    r"|(?P<interim>interim(?!\s+(?:(?:plus|and|&|\+)\s+(?:\w+\s+)?(?:final|special)\s+)?"
    r"dividends?\b)|half[- ]year(?:ly)?)"
    r"|(?P<quarter>first|second|third|fourth)[- ]quarter)\b",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def _parts_of_years(
    text: str, periods: tuple[Period, ...], year_end: YearEnd
) -> tuple[Period, ...]:
    """The part of each year, where it stands apart from them: "first-half revenue in 2024"."""
    match = _PART_OF_YEAR.search(text)
    if match is None or not periods or any(period.months < 11 for period in periods):
        return periods
    quarter = match["quarter"]
    part = (
        f"Q{_ORDINALS[quarter.lower()]}"
        if quarter
        else f"H{_ORDINALS[(match['half'] or 'first').lower()]}"
    )
    found = [parse_periods(f"{part} FY{period.end.year}", year_end) for period in periods]
    return tuple(one[0][1] for one in found) if all(found) else periods


def is_dated(
    period: Period, wanted: Sequence[Period], *, instant: bool, own: Period | None = None
) -> bool:
    """Whether a fact's period is one of those asked for.

    A year, or the filing's `own` period, asked for with a balance in mind is the balance at its
    end, and a date asked of a flow is the stretch that the filing reports up to it.
    """
    for want in wanted:
        if abs((period.end - want.end).days) > 10:
            continue
        closes = want.months >= 11 or (own is not None and is_same_period(own, want))
        if want.is_instant or (period.is_instant and (instant or closes)):
            return True
        if abs(period.days - want.days) <= 20:
            return True
    return False
