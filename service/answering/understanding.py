"""What a question asks: companies, periods, measure, operation. Shown to the user. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ingest.facts import describe, is_same_period, parse_periods
from ingest.facts.calendar import CALENDAR_YEAR, YearEnd, last_day, months_ending, on
from ingest.stores.records import FilingRecord
from ingest.types import Identity, Period, Span
from service.answering.wording import operation_of
from service.chinese import without
from service.retrieval.routing import filings_named, names_of
from service.retrieval.wording import asked_part
from service.terms import terms
from service.types import Question, Understanding

_FOLLOW_UP = re.compile(
    r"^\W*(?:and|what\s+about|how\s+about|so|then|but|also)\b|\b(?:that|it|its|he|she|they|there"
    r"|those|this|them|the\s+same)\b|^\W*(?:那|那么)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:a|one|the)\s+year\s+(?:earlier|before|ago)\b|\b(?:previous|prior|preceding"
    r"|last)\s+year\b"
    r"|\b(?:same|corresponding)\s+(?:period|date)\s+(?:of\s+)?(?:the\s+)?(?:last|previous"
    r"|prior)?\s*year\b|上年同期|去年",
    re.IGNORECASE,
)


def understand(question: Question, records: Sequence[FilingRecord]) -> Understanding:
    """What `question` asks, over the filings it may be answered from."""
    question = _said_in_full(question)
    said = question.text
    if question.history and not parse_periods(said):
        said = _BARE_MONTH.sub(" ", said)  # "What about December?" names no line
    text = complete(replace(question, text=said))
    companies = filings_named(question.text, records) or filings_named(text, records)
    scope = tuple(companies or records)
    year_end = year_end_of(scope)
    found = parse_periods(question.text, year_end) or parse_periods(text, year_end)
    dated = _asked_of(question.text, found)
    periods = tuple(dict.fromkeys(period for _, period in dated))
    periods = _parts_of_years(question.text, periods, year_end)
    if question.history and not parse_periods(question.text, year_end):
        periods = _moved(question.text, periods, year_end)
    asked = _measure(said, scope, year_end)
    own = text == said or bool(terms(asked))
    return Understanding(
        text=text,
        language="zh" if re.search(r"[\u3400-\u9fff]", question.text) else "en",
        companies=tuple(dict.fromkeys(r.identity.company for r in companies if r.identity.company)),
        periods=periods,
        period_words=tuple(describe(period) for period in periods),
        measure=asked if own else _measure(text, scope, year_end),
        carried=_measure(text, scope, year_end) if own and text != said else "",
        told=tuple(turn.answer for turn in question.history) if text != said else (),
        operation=operation_of(said if own else question.history[-1].question),
        filing_ids=tuple(record.id for record in scope),
    )


_YEAR_END_BEFORE = re.compile(
    r"\b(?:previous|prior|preceding|last)\s+(?:fiscal\s+|financial\s+)?year[\s-]?end\b"
    r"|\b(?:end|close)\s+of\s+(?:the\s+)?(?:previous|prior|preceding|last)\s+(?:fiscal\s+)?year\b"
    r"|\b(?:start|beginning|opening)\s+of\s+(?:the|that|this)\s+(?:year|half|period)\b"
    r"|\byear[\s-]?end\s+before\b|上年末|去年末|去年底|上年底|年初",
    re.IGNORECASE,
)
_HALF_BEFORE = re.compile(
    r"\b(?:half\s+a\s+year|six\s+months|6\s+months)\s+(?:earlier|before|ago)\b|半年前",
    re.IGNORECASE,
)
_BARE_MONTH = re.compile(
    r"\b(?P<month>January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\b"
)


def _moved(text: str, periods: tuple[Period, ...], year_end: YearEnd) -> tuple[Period, ...]:
    """What a follow-up that says only how far away it means makes of the periods before.

    "And a year earlier?", "at the previous year end?", "half a year earlier?", "in December?". A
    change is asked for between then and the time before.
    """
    if not periods:
        return periods
    latest = max(periods, key=lambda period: period.end)
    moved: tuple[Period, ...]
    if _YEAR_END_BEFORE.search(text):
        closes = (Period(None, on(latest.end.year - n, *year_end)) for n in (0, 1))
        moved = (next(one for one in closes if one.end < latest.end),)
    elif _HALF_BEFORE.search(text):
        moved = (_six_months_before(latest),)
    elif (month := _BARE_MONTH.search(text)) is not None:
        found = [parse_periods(f"end of {month['month']} {latest.end.year - n}") for n in (0, 1)]
        ends = [one[0][1] for one in found if one]
        moved = tuple(one for one in ends if one.end < latest.end)[:1]
    elif _RELATIVE.search(text):
        moved = tuple(period.shifted(-1) for period in periods)
    else:
        return periods
    if operation_of(text) == "change" and len(moved) == len(periods) == 1:
        return (*periods, *moved)
    return moved or periods


def _six_months_before(period: Period) -> Period:
    end = months_ending(period.end, 7).start
    assert end is not None
    close = months_ending(last_day(end.year, end.month), 1).end
    return Period(None, close) if period.is_instant else months_ending(close, period.months)


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
    r"\b(?:(?P<half>first|second)[- ]half|(?P<interim>interim|half[- ]year(?:ly)?)"
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


_INSTEAD = re.compile(
    r"^\W*(?:and|what\s+about|how\s+about)\s+(?:for|to|in|under|of)\s+(?:the\s+)?"
    r"(?P<new>[\w&' -]+?)\W*$",
    re.IGNORECASE,
)


def _said_in_full(question: Question) -> Question:
    """A follow-up that names another of what the question before charged, paid or owed to one.

    "How much depreciation was charged to selling expenses?" "And to administrative expenses?"
    """
    match = _INSTEAD.match(question.text)
    if match is None or not question.history or parse_periods(question.text):
        return question
    before = question.history[-1].question
    new = match["new"].split()
    place = re.search(
        rf"\b(?:to|for|in|under|within)\s+(?P<old>(?:[\w&-]+\s+){{1,3}}{re.escape(new[-1])})\b",
        before,
    )
    if place is None or len(new) < 2:
        return question
    text = f"{before[: place.start('old')]}{match['new']}{before[place.end('old') :]}"
    return replace(question, text=text, history=question.history[:-1])


def complete(question: Question) -> str:
    """The question with what it leaves to the turns before it.

    A follow-up keeps the subject of the question before; its own periods replace the earlier ones.
    """
    if not question.history or not is_follow_up(question.text):
        return question.text
    before = question.history[-1].question
    previous = complete(Question(before, history=question.history[:-1]))
    if parse_periods(question.text):
        for span, _ in reversed(parse_periods(previous)):
            previous = previous[: span.start] + " " + previous[span.end :]
    return f"{previous.rstrip('?？. ')} {question.text}"


def is_follow_up(text: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    if _FOLLOW_UP.search(text):
        return True
    periods = parse_periods(text)
    rest = text
    for span, _ in reversed(periods):
        rest = rest[: span.start] + " " + rest[span.end :]
    words = terms(rest)
    return not words or (len(words) <= 3 and not periods)


NEAR = 10  # days: a year of 52 or 53 weeks ends on another day each year


def year_end_of(records: Sequence[FilingRecord]) -> YearEnd:
    """The fiscal year end that filings share, to a week; the calendar year where they differ.

    A filing that says nothing of it (a quarter's, without a cover) does not count.
    """
    ends = [r.identity.fiscal_year_end for r in records if _tells_year_end(r.identity)]
    if not ends:
        return CALENDAR_YEAR
    usual = max(sorted(set(ends)), key=ends.count)
    return usual if all(_days_apart(usual, end) <= NEAR for end in ends) else CALENDAR_YEAR


def _tells_year_end(identity: Identity) -> bool:
    if identity.year_end is not None:
        return True
    period = identity.period  # the day of a report on an event ends no year
    return period is not None and not period.is_instant and period.months != 3


def _days_apart(one: YearEnd, other: YearEnd) -> int:
    days = abs((_in_a_year(one) - _in_a_year(other)).days)
    return min(days, 365 - days)


def _in_a_year(end: YearEnd) -> date:
    month, day = end
    return date(2023, month, min(day, 28) if month == 2 else day)


_IS_CHINESE = re.compile(r"[\u3400-\u9fff]")


def _measure(text: str, records: Sequence[FilingRecord], year_end: YearEnd) -> str:
    """The question without the periods and companies it names, and without instructions."""
    rest = asked_part(text)
    for aside in (_YEAR_END_BEFORE, _HALF_BEFORE, _RELATIVE):
        rest = aside.sub(" ", rest)
    text = rest
    for span, _ in reversed(parse_periods(text, year_end)):
        rest = rest[: span.start] + " " + rest[span.end :]
    names = {name for record in records for name in names_of(record) if not name.isdigit()}
    for name in sorted(names, key=len, reverse=True):
        if _IS_CHINESE.search(name):
            rest = without(rest, name)
            continue
        rest = re.sub(rf"(?<!\w){re.escape(name)}(?:['’]s)?(?!\w)", " ", rest, flags=re.IGNORECASE)
    for word in {word for record in records if (word := _first_word(record)) is not None}:
        # As who holds, spends or earns it; "General and administrative" is no company.
        rest = re.sub(rf"(?<!^)\b{word}\b(?:['’]s)?(?!\s+(?:and|&)\s+[a-z])", " ", rest)
    return " ".join(rest.split())


def _first_word(record: FilingRecord) -> str | None:
    """The word that people call a company by: "Adobe" of Adobe Inc."""
    match = re.match(r"(?:the\s+)?([A-Z][\w-]{3,})\b", record.identity.company or "", re.IGNORECASE)
    return None if match is None else match[1] if not match[1].isupper() else match[1].capitalize()


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
