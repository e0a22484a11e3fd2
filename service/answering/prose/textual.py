"""Answers from sentences: a number, a text, a list, a yes or no, quoted as they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.concepts import concept_names
from ingest.facts import parse_periods
from ingest.stores.records import FilingRecord
from ingest.types import Period, Span, Statement
from service.answering.drafts import Desk, Draft
from service.answering.prose.asked_kind import kind_asked, tells_the_kind
from service.answering.prose.certain import (
    GOOD_SENTENCE,
    TEXT_COVERAGE,
    holding,
    is_sure,
    naming,
)
from service.answering.prose.counting import counted_in_text, is_given
from service.answering.prose.deals import find_deals
from service.answering.prose.enumerating import (
    count_asked,
    counts_them,
    enumerates,
    is_of_the_kind,
    lines_after,
    lines_beside,
    names_firms,
    of_stem,
    says_count,
    stem_asked,
    told_one_by_one,
)
from service.answering.prose.extract import Sentence, next_sentence, quantity_in, sentences_about
from service.answering.prose.reasons import first_told, led_by_names, reason_beside, reason_told_of
from service.answering.understanding.about import (
    asks_size,
    holds_the_names,
    is_of_a_stretch,
    is_of_the_names,
    is_stated,
    speaks_of_it,
)
from service.answering.understanding.cleaning import bare, clean, without_change
from service.answering.understanding.question import is_dated
from service.answering.understanding.sought import Sought, defines, fit, sought_by
from service.answering.understanding.when import year_end_of
from service.answering.understanding.wording import (
    asks_amount,
    is_called_so,
    is_comparison,
    proper_names,
    wants_instant,
    wish_of,
)
from service.evidence import cite_sentence
from service.grounding import find_quantities
from service.grounding.quantity import Quantity
from service.measures import concepts_named
from service.terms import terms
from service.types import Evidence, Hit, Retriever, Value

GOOD_NUMBER_SENTENCE = 0.58
NUMBER_COVERAGE = 0.62  # share of the question's words that a sentence with the number must hold
TOLD_COVERAGE, TOLD_SENTENCE, TOLD_WORDS = 0.8, 0.62, 45
AS_GOOD = 0.85  # share of the best score
_STATEMENTS = (Statement.INCOME, Statement.BALANCE_SHEET, Statement.CASH_FLOWS)
STEM_PASSAGES = 40  # looked through for names that share a stem


def number_in_text(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """A number that a sentence gives."""
    understood = desk.understood
    found = [s for s in found if not is_of_a_stretch(understood.text, s.text)]
    if len(understood.periods) > 1:
        return None  # one number does not answer for two periods
    wish, asked = wish_of(understood.text), terms(understood.measure)
    kind = kind_asked(understood.text)
    lines = concept_names(understood.measure)
    for sentence in found[:3]:
        if sentence.score < GOOD_NUMBER_SENTENCE or sentence.coverage < NUMBER_COVERAGE:
            continue
        if not _speaks_of(sentence, desk):
            continue
        quantity = quantity_in(sentence, asked, wish, understood.periods)
        if quantity is None or not is_given(sentence.text, quantity, understood.measure):
            continue
        if kind.is_named and quantity.kind == "count" and "count" not in kind.kinds:
            continue  # how many orders there are is not what they are worth
        if not is_called_so(understood.text, sentence.text):
            continue
        if len(lines) > 1 and not lines <= concept_names(sentence.text):
            continue  # of two lines set against each other, one is told
        if not speaks_of_it(understood.text, sentence.text):
            continue
        if not is_of_the_names(understood.measure, sentence.text, quantity.end):
            continue
        headed = " ".join((*sentence.passage.headings[-1:], sentence.text))
        if is_stated(understood.text, quantity.value) or not holds_the_names(
            understood.measure, headed
        ):
            continue
        amount = abs(quantity.value)
        unit = quantity_unit(quantity)
        value = Value(amount, unit, quantity.text.strip())
        return quoting(desk, [sentence], value=value)
    return None


def told_in_text(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """The sentence that nearly all of a question's words stand in, where no amount is asked for.

    "What is the stock code?" and "What were the contingent liabilities?" are worded like look-ups.
    """
    if asks_amount(desk.understood.text) or asks_size(desk.understood.measure):
        return None
    named = concepts_named(clean(bare(desk.understood.measure)))
    if any(concept.statement in _STATEMENTS for concept in named):
        return None  # what the statements leave out is not reported
    sure = [
        s
        for s in found
        if s.coverage >= TOLD_COVERAGE
        and s.score >= TOLD_SENTENCE
        and len(s.text.split()) <= TOLD_WORDS  # a longer one names many things in passing
        and tells_the_kind(desk.understood.text, s.text)
        and holds_the_names(desk.understood.measure, " ".join((*s.passage.headings[-1:], s.text)))
        and _speaks_of(s, desk)
    ]
    return quote_text(desk, sure[:1]) if sure else None


def count_in_text(desk: Desk) -> Draft | None:
    """A count that sentences give, all of them alike."""
    found = [pair for pair in counted_in_text(desk) if _speaks_of(pair[0], desk)]
    found = [pair for pair in found if not is_of_a_stretch(desk.understood.text, pair[0].text)]
    found = [pair for pair in found if holds_the_names(desk.understood.measure, pair[0].text)]
    if not found:
        return None
    sentence, quantity = found[0]
    if any(other.value != quantity.value for _, other in found):
        return None
    unit = quantity_unit(quantity)
    return quoting(desk, [sentence], value=Value(quantity.value, unit, quantity.text.strip()))


def quantity_unit(quantity: Quantity) -> str:
    """The unit that a quantity of a text is given in as a value."""
    named = {"percent": "percent", "percentage_point": "percentage_point", "multiple": "ratio"}
    return named.get(quantity.kind) or quantity.unit or "count"


def _speaks_of(sentence: Sentence, desk: Desk, *, is_dated_by_filing: bool = True) -> bool:
    """The sentence names a period that was asked for; where it names none, its filing's counts."""
    wanted = desk.understood.periods
    if not wanted:
        return True
    named = _periods_of(sentence, desk)
    own = record(desk, sentence.passage.filing_id).identity.period
    if not named and own is not None:
        ahead = all(own.end < (period.start or period.end) for period in wanted)
        if ahead and _AHEAD.search(desk.understood.text) is None:
            return False
        if is_dated_by_filing:
            named = [own, Period(None, own.end)]  # what names no period speaks of the filing's own
    instant = wants_instant(desk.understood.text)
    of_event = own is not None and own.is_instant  # then any day of the year asked for is of it
    if of_event and any(_holds(want, p) for want in wanted for p in named):
        return True
    return not named or any(is_dated(p, wanted, instant=instant, own=own) for p in named)


def _is_within(sentence: Sentence, desk: Desk) -> bool:
    """A part of the time asked for is named: what happened in its second half."""
    wanted = desk.understood.periods
    return any(_holds(want, p) for p in _periods_of(sentence, desk) for want in wanted)


def is_in_month(sentence: Sentence, desk: Desk) -> bool:
    """A day is named in the month that was asked of, which is read as its last day."""
    wanted = desk.understood.periods
    days = [p.end for p in _periods_of(sentence, desk) if p.is_instant]
    return any(
        want.is_instant and (day.year, day.month) == (want.end.year, want.end.month)
        for day in days
        for want in wanted
    )


def _holds(stretch: Period, period: Period) -> bool:
    return stretch.start is not None and stretch.start <= period.end <= stretch.end


def told_ahead(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """What is expected or planned, with its amounts: a range is no one value, so it is quoted."""
    if _AHEAD.search(desk.understood.text) is None:
        return None
    for sentence in found:
        if sentence.coverage < TOLD_COVERAGE - 0.1 or not _AHEAD.search(sentence.text):
            continue
        kinds = {quantity.kind for quantity in find_quantities(sentence.text)}
        if kinds & {"money", "percent"} and _speaks_of(sentence, desk):
            return quoting(desk, [sentence])
    return None


_AHEAD = re.compile(
    r"\b(?:outlook|guidance|expect\w*|forecast\w*|plan(?:s|ned)?|target\w*|going\s+forward|intend\w*"
    r"|will|prospects?|future)\b|展望|预期|預期|计划|計劃|目标|目標",
    re.IGNORECASE,
)


def _periods_of(sentence: Sentence, desk: Desk) -> list[Period]:
    """The periods that a sentence names: "fiscal 2024" is its company's year."""
    year_end = year_end_of([record(desk, sentence.passage.filing_id)])
    text = _DOCUMENT.sub(" ", sentence.text)  # "the circular dated 5 May" is of no period
    named = parse_periods(text, year_end)
    own = record(desk, sentence.passage.filing_id).identity.period
    if own is not None and named and all(_is_compared(text, span, p, own) for span, p in named):
        return []  # "16.9%, down from 20.0% in 2023" speaks of the filing's own period
    return [period for _, period in named]


_COMPARED = re.compile(
    r"(?:\b(?:from|compared\s+(?:with|to)|against|versus|than)\s(?:[^.;]|\.\d){0,60}"
    r"|[(（]\s*)$",
    re.IGNORECASE,
)


def _is_compared(text: str, span: Span, period: Period, own: Period) -> bool:
    """A period before the filing's own that a sentence holds its figure against."""
    return period.end < own.end and _COMPARED.search(text[: span.start]) is not None


_DOCUMENT = re.compile(
    r"\bdated\s+(?:\d{1,2}\s+[A-Z][a-z]+|[A-Z][a-z]+\s+\d{1,2},?)\s+\d{4}\b", re.IGNORECASE
)


def record(desk: Desk, filing_id: str) -> FilingRecord:
    """The filing of an id."""
    return next(record for record in desk.records if record.id == filing_id)


def quote_text(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """The sentences that answer, in the order they stand in."""
    if sought_by(desk.understood.text) is Sought.DEAL:
        deals = find_deals(desk)
        return quoting(desk, deals) if deals else None
    question, sought = desk.understood.text, sought_by(desk.understood.text)
    is_reason = sought is Sought.REASON
    found = [
        s
        for s in found
        if _speaks_of(s, desk, is_dated_by_filing=False)
        or (is_reason and _is_within(s, desk))
        or is_in_month(s, desk)
    ]
    said = found = [s for s in found if speaks_of_it(question, s.text)]
    found = naming(desk.understood.measure, desk.understood.companies, found)
    # A sentence about another line item is no answer.
    measure = desk.understood.measure
    asked = concept_names(measure)
    asked |= concept_names(without_change(measure)) if is_reason else frozenset()
    if sought in (Sought.PERSON, Sought.FIRM):
        asked = frozenset()  # "members" are no line
    if is_reason and proper_names(measure):
        asked = frozenset()  # of a product or a place the name tells, not the line
    found = [
        s
        for s in found
        if not asked or asked & concept_names(s.text) or s.coverage >= TOLD_COVERAGE
    ]
    if desk.understood.operation == "list":
        return _list(desk, found)
    found = holding(sought, desk.understood, found)
    paged = {record.id for record in desk.records if record.is_paged}
    if is_reason and (told := reason_told_of(question, said, found, paged)):
        return quoting(desk, told)
    if not is_sure(sought, question, found):
        return None
    best = found[0]
    if is_reason:
        found = led_by_names(measure, found)
        best = found[0]
        if beside := reason_beside(found, paged, least=GOOD_SENTENCE):
            return quoting(desk, beside)
        if not fit(Sought.REASON, question, best.text):
            return None
        return quoting(desk, [first_told(found)])
    near = [s for s in found[1:3] if s.score > AS_GOOD * best.score and s.coverage >= TEXT_COVERAGE]
    if desk.understood.operation == "compare" and not is_comparison(best.text):
        return None
    if sought is Sought.DEFINITION and defines(best.text):
        near = _definitions_after(desk, best)
    chosen = sorted([best, *near], key=lambda s: (s is not best, s.passage.page, s.span.start))
    return quoting(desk, chosen)


def _definitions_after(desk: Desk, best: Sentence) -> list[Sentence]:
    """The sentences right after a definition that define its own words."""
    found: list[Sentence] = []
    lines_end = not record(desk, best.passage.filing_id).is_paged
    last = best
    while (after := next_sentence(last, lines_end=lines_end)) is not None and len(found) < 2:
        opening = set(terms(" ".join(after.text.split()[:3])))
        if not defines(after.text) or not opening & set(terms(best.text)):
            break
        found.append(after)
        last = after
    return found


def _list(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """The first good sentence that enumerates, or the one or the lines that go on from it."""
    question = desk.understood.text
    if (stem := stem_asked(question)) is not None:
        return _of_stem(desk, stem)
    count = count_asked(question)
    for sentence in [s for s in found if is_of_the_kind(question, s.text)][:5]:
        coverage = TEXT_COVERAGE if sentence.score >= GOOD_SENTENCE else 1.0
        lines_end = not record(desk, sentence.passage.filing_id).is_paged
        is_counted = counts_them(question, sentence.text)
        if count is not None and is_counted and sentence.coverage >= TEXT_COVERAGE:
            after = next_sentence(sentence, lines_end=lines_end)
            if told := told_one_by_one(sentence, count, lines_end=lines_end):
                return quoting(desk, told)
            if says_count(sentence.text, count):
                return quoting(desk, [sentence])
            if after is not None and says_count(after.text, count):
                return quoting(desk, [sentence, after])
        if sentence.coverage < coverage:
            continue
        if siblings := lines_beside(sentence, lines_end=lines_end):
            return quoting(desk, siblings)
        if enumerates(sentence.text, count) or names_firms(question, sentence.text):
            return quoting(desk, [sentence])
        lines = lines_after(sentence, lines_end=lines_end)
        if lines and count in (None, len(lines)):
            return quoting(desk, [sentence, *lines])
        after = next_sentence(sentence, lines_end=lines_end)
        if after is not None and enumerates(after.text, count):
            return quoting(desk, [sentence, after])
    return None


def is_of_the_time(sentence: Sentence, desk: Desk) -> bool:
    """A period that the sentence names ends when one that was asked for does, or it names none."""
    named = _periods_of(sentence, desk)
    if not named:
        return _speaks_of(sentence, desk)
    wanted = desk.understood.periods
    if not wanted or any(abs((p.end - w.end).days) <= 10 for p in named for w in wanted):
        return True
    if _AS_AT.search(sentence.text):
        return False  # of one day of a year it says nothing of the others
    is_interim = _INTERIM.search(desk.understood.text) and _INTERIM.search(sentence.text)
    return any(_holds(w, p) and (p.is_instant or is_interim) for p in named for w in wanted)


_AS_AT = re.compile(r"\bas\s+(?:at|of)\b", re.IGNORECASE)
_INTERIM = re.compile(r"\binterim\s+dividends?\b", re.IGNORECASE)  # of a part of the year


def _of_stem(desk: Desk, stem: str) -> Draft | None:
    """Names that share a stem, each with the sentence that names it."""
    query, ids = desk.understood.measure, desk.understood.filing_ids
    told = sentences_about(query, ids, desk.records, desk.stores, limit=STEM_PASSAGES)
    found = [sentence for sentence in told if stem in sentence.text]
    named = of_stem(stem, sorted(found, key=lambda s: (s.passage.page, s.passage.span.start)))
    count = count_asked(desk.understood.text)
    if not named or (count is not None and count != len(named)):
        return None
    draft = quoting(desk, [sentence for _, sentence in named])
    text = ", ".join(f"{name} [{i}]" for i, (name, _) in enumerate(named, 1))
    return replace(draft, text=f"{text}.")


def quoting(
    desk: Desk, chosen: Sequence[Sentence], *, lead: str = "", value: Value | None = None
) -> Draft:
    """Sentences as they stand, each cited."""
    citations = tuple(
        cite_sentence(s.passage, s.span.start, s.span.end, desk.stores.library, index + 1)
        for index, s in enumerate(chosen)
    )
    text = " ".join(f"{' '.join(c.quote.split())} [{c.id}]" for c in citations)
    hits = tuple(Hit(s.passage, s.score, rank, Retriever.FUSED) for rank, s in enumerate(chosen))
    return Draft(lead + text, citations, value=value, evidence=Evidence(hits=hits))
