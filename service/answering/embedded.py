"""The embedded engine: answers from facts, plans and sentences, without a language model.

One function a way of answering; each returns a draft, or None where it cannot answer for sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.concepts import concept_names
from ingest.facts import describe
from service.answering.comparing.companies import by_company, of_no_company
from service.answering.comparing.customers import customers_over
from service.answering.comparing.deciding import decided
from service.answering.comparing.faces import on_the_face
from service.answering.comparing.judging import judged, not_useful
from service.answering.comparing.overview import by_parts, overview
from service.answering.comparing.ranking import by_period, compared, parts_named
from service.answering.comparing.rows_named import rows_named
from service.answering.comparing.several import several
from service.answering.comparing.tables_told import told_of_tables
from service.answering.comparing.thresholds import read_threshold, sorted_out
from service.answering.computing.by_month import of_month
from service.answering.computing.compose import say_nothing
from service.answering.computing.numeric import (
    all_debt,
    by_its_concept,
    changed_as_printed,
    computed,
    is_called_computed,
    is_named,
    is_printed,
    looked_up,
    over_stretches,
    rest_of_year,
)
from service.answering.computing.of_one import tells_of_it
from service.answering.computing.of_tables import (
    averaged_over_row,
    both_halves,
    price_of_repurchases,
    summed_over_column,
)
from service.answering.computing.per_unit import is_per_thing, price_told, says_each
from service.answering.computing.proceeds import used_of_proceeds
from service.answering.computing.relations import names_parts
from service.answering.computing.saying import run_plan, say_executed
from service.answering.computing.supposing import is_supposed
from service.answering.drafts import Desk, Draft
from service.answering.figures.labels import read_labels
from service.answering.figures.lookup import WIDE, Found, Match, find_facts
from service.answering.figures.share_counts import counted_in_caption
from service.answering.prose.afterwards import event_of_month, events_afterwards
from service.answering.prose.auditing import auditor_named
from service.answering.prose.beside import end_of_range, told_beside
from service.answering.prose.business import what_it_does
from service.answering.prose.directors import directors_named
from service.answering.prose.extract import NUMERIC, Sentence, find_sentences
from service.answering.prose.reasons import in_other_words, speaks_of_margin
from service.answering.prose.stated import as_stated
from service.answering.prose.textual import (
    count_in_text,
    number_in_text,
    quote_text,
    told_ahead,
    told_in_text,
)
from service.answering.prose.yesno import yes_or_no
from service.answering.understanding.phrases import rephrased, spoken_terms
from service.answering.understanding.places import asks_countries
from service.answering.understanding.superlatives import read_superlative
from service.answering.understanding.wanted import without_left_out
from service.answering.understanding.when import NEAR
from service.answering.understanding.wording import (
    asks_amount,
    asks_how_changed,
    is_rate_asked,
    names_change,
    operation_of,
    proper_names,
)
from service.chinese import unread
from service.evidence import cite_fact, cite_sentence
from service.terms import canonical, terms
from service.types import Evidence, Hit, Plan, Retriever


def answer_embedded(desk: Desk, plan: Plan | None = None) -> Draft:
    """The best draft; an abstention with the nearest evidence where nothing is sure."""
    if plan is not None:
        return run_plan(desk, plan)
    for way in _FIRST:
        if (draft := way(desk)) is not None:
            return draft
    operation = desk.understood.operation
    is_which = operation != "lookup" and not _is_computed(desk)
    if is_which and not read_threshold(desk.understood.measure):
        which = compared(desk)
        if which is not None:
            return which
    if operation in NUMERIC:
        return _in_numbers(desk)
    for way in _IN_WORDS:
        if (draft := way(desk)) is not None:
            return draft
    if _is_foreign(desk):
        return _abstain(desk, None, None)
    sentences = _of_all_named(desk, find_sentences(desk.understood, desk.stores))
    say = yes_or_no if operation == "yesno" else quote_text
    draft = event_of_month(desk, sentences) or say(desk, sentences) or _of_a_margin(desk)
    return draft or _abstain(desk, None, sentences)


def _of_all_named(desk: Desk, sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """What speaks of one of those to be compared says nothing of which is more."""
    asked = read_superlative(desk.understood.measure)
    if asked is None or len(asked.candidates) < 2:
        return sentences
    named = [set(terms(name)) for name in asked.candidates]
    return tuple(s for s in sentences if all(one <= set(terms(s.text)) for one in named))


def _of_a_margin(desk: Desk) -> Draft | None:
    """Why a margin moved, where the filing calls it by what it is: income as a share of sales."""
    said = in_other_words(desk.understood.text)
    if said is None:
        return None
    measure = in_other_words(desk.understood.measure) or said
    understood = replace(desk.understood, text=said, measure=measure)
    found = find_sentences(understood, desk.stores)
    found = tuple(s for s in found if speaks_of_margin(desk.understood.text, s.text))
    return quote_text(replace(desk, understood=understood), found)


def _in_numbers(desk: Desk) -> Draft:
    """A number: printed so, as a filing states it, computed, the best line, or told in a text."""
    if (unnamed := of_no_company(desk)) is not None:
        return unnamed
    if is_supposed(desk.understood.text):
        return computed(desk) or _abstain(desk, None, None)  # what is stated is what was
    found = find_facts(desk.understood, desk.stores)
    if (used := used_of_proceeds(desk)) is not None and used.value is not None:
        return say_executed(desk, used)
    draft = looked_up(desk, found) if _is_printed_so(desk, found) else as_stated(desk)
    if desk.understood.operation == "change":
        draft = draft or changed_as_printed(desk) or computed(desk)
        if draft is None and _is_told_change(desk):
            draft = quote_text(desk, find_sentences(desk.understood, desk.stores))
        return draft or _abstain(desk, found, None)
    draft = draft or by_company(desk) or by_period(desk) or computed(desk)
    if desk.understood.operation == "computed":
        is_there = is_printed(found) or is_called_computed(desk, found)
        if draft is None and (is_there or _is_apart(desk, found)):
            draft = looked_up(desk, found)
        draft = draft or over_stretches(desk) or _of_a_table(desk, found)
        draft = draft or told_beside(desk, is_strict=True) or _rate_told(desk)
        return draft or _abstain(desk, found, None)
    draft = draft or by_its_concept(desk) or all_debt(desk) or looked_up(desk, found)
    draft = draft or over_stretches(desk) or _of_a_table(desk, found) or several(desk)
    draft = draft or of_month(desk) or rest_of_year(desk)
    draft = draft or counted_in_caption(desk) or count_in_text(desk)
    if draft is not None:
        return draft
    if not is_per_thing(desk.understood.measure):
        draft = told_beside(desk)
    if draft is not None and tells_of_it(desk.understood.measure, draft.text):
        return draft
    sentences = find_sentences(desk.understood, desk.stores)
    sentences = tuple(s for s in sentences if tells_of_it(desk.understood.measure, s.text))
    draft = number_in_text(desk, sentences) or told_ahead(desk, sentences)
    draft = draft or told_in_text(desk, sentences)
    if draft is not None and is_per_thing(desk.understood.measure) and not says_each(draft.text):
        draft = None  # what it comes to in all is not what it comes to for each
    return draft or _abstain(desk, found, sentences)


def _is_told_change(desk: Desk) -> bool:
    """A change of what is no figure, told in words: of the board, of a policy."""
    text = desk.understood.text
    is_open = asks_how_changed(text) and not asks_amount(text)
    return is_open and not concept_names(desk.understood.measure)


def _rate_told(desk: Desk) -> Draft | None:
    """A share that no table gives, and a sentence with nearly all that was asked does."""
    if not is_rate_asked(desk.understood.text):
        return None
    sentences = find_sentences(desk.understood, desk.stores)
    return number_in_text(desk, [s for s in sentences if s.coverage >= SAID])


SAID = 0.75  # share of the question's words


def _not_covered(desk: Desk) -> str:
    """That no figure of the filings is of the periods asked for; empty where one is."""
    understood = desk.understood
    scope = [r for r in desk.records if r.id in set(understood.filing_ids)]
    if not understood.periods or len(scope) > WIDE:
        return ""  # over many filings every period stands somewhere, and looking takes long
    dated = {
        period.end
        for record in scope
        for period in desk.stores.library.derived(record.id, read_labels).by_period
        if period is not None
    }
    if not dated:
        return ""
    for asked in understood.periods:
        if any(abs((end - asked.end).days) <= NEAR for end in dated):
            return ""
        if asked.months >= 11 and any(end.year == asked.end.year for end in dated):
            return ""  # a date within the year is something of it
    words = ", ".join(describe(period) for period in understood.periods)
    own = {describe(r.identity.period): r.identity.period.end for r in scope if r.identity.period}
    latest = "; ".join(sorted(own, key=lambda name: own[name], reverse=True)[:MOST_PERIODS])
    reported = f": they report on {latest}" if own else ""
    return f"Their tables hold no figures for {words}{reported}."


MOST_PERIODS = 4  # named of those that the filings report on


def _is_computed(desk: Desk) -> bool:
    """Something is to be computed, and no items are named of which one is to be chosen."""
    if desk.understood.operation != "computed":
        return False
    asked = read_superlative(desk.understood.measure)
    return asked is None or not asked.candidates


def _is_printed_so(desk: Desk, found: Found) -> bool:
    """A line is called all that is asked for; where a change is, the line itself is one."""
    if not is_named(found) or found.best is None or names_parts(desk.understood.measure):
        return False
    if desk.understood.operation != "change":
        return True
    fact = found.best.fact
    return names_change(" ".join((*fact.labels, *fact.column_labels)))


def _of_a_table(desk: Desk, found: Found) -> Draft | None:
    executed = averaged_over_row(desk) or summed_over_column(desk) or price_of_repurchases(desk)
    executed = executed or price_told(desk)
    if executed is not None and executed.value is not None:
        return say_executed(desk, executed)
    executed = both_halves(desk, found)
    if executed is None or executed.value is None:
        return None
    return say_executed(desk, executed, f"{found.halves[0].label}, current and non-current")


def _is_apart(desk: Desk, found: Found) -> bool:
    """What is left out needs no subtraction: the filing has a line without it."""
    rest = without_left_out(desk.understood.text)
    return found.is_apart and operation_of(rest) == "lookup"


def _stranger(desk: Desk) -> Draft | None:
    """A name that stands nowhere in the filings: they cannot speak of it."""
    scope = desk.understood.filing_ids
    own = " ".join(desk.understood.companies).casefold()
    for name in proper_names(desk.understood.text):
        if name.casefold() in own or asks_countries(desk.understood.text):
            continue  # whose filings are asked; "Nordic countries" are named one by one
        if not desk.stores.lexical.search(name, kind="passage", filing_ids=scope, limit=1) and (
            not desk.stores.lexical.search(name, kind="row", filing_ids=scope, limit=1)
        ):
            note = f"They do not mention {name}."
            return Draft(say_nothing(desk.understood.language, (), note=note), (), abstained=True)
    return None


def _is_foreign(desk: Desk) -> bool:
    """Chinese of which more cannot be read than can be, over filings that are not in Chinese."""
    if desk.understood.language != "zh":
        return False
    asked = set(desk.understood.filing_ids)
    if any(r.identity.language == "zh" for r in desk.records if r.id in asked):
        return False
    measure = desk.understood.measure
    return len(unread(canonical(rephrased(measure)))) >= len(spoken_terms(measure))


_SUPPOSED = re.compile(
    r"^\W*if\b[^,]*\bhad\s+(?:not\s+|only\s+)?(?:been|grown|risen|fallen|remained|stayed|increased|decreased)\b",
    re.IGNORECASE,
)


def _supposed(desk: Desk) -> Draft | None:
    """What would have been: no filing reports it."""
    if _SUPPOSED.search(desk.understood.text) is None:
        return None
    note = "The question supposes what did not happen."
    return Draft(say_nothing(desk.understood.language, (), note=note), (), abstained=True)


def _abstain(desk: Desk, found: Found | None, sentences: Sequence[Sentence] | None) -> Draft:
    """Nothing sure: the nearest evidence is cited."""
    if found is None:
        found = find_facts(desk.understood, desk.stores, limit=2)
    near: list[Match] = list(found.matches[:2])
    citations = [cite_fact(m.fact, desk.stores.library, i + 1) for i, m in enumerate(near)]
    for sentence in (sentences or ())[:2]:
        span = sentence.span
        citations.append(
            cite_sentence(
                sentence.passage, span.start, span.end, desk.stores.library, len(citations) + 1
            )
        )
    hits = tuple(
        Hit(s.passage, s.score, rank, Retriever.FUSED) for rank, s in enumerate(sentences or ())
    )
    return Draft(
        say_nothing(desk.understood.language, citations, note=_not_covered(desk)),
        tuple(citations),
        abstained=True,
        evidence=Evidence(facts=tuple(m.fact for m in found.matches), hits=hits),
    )


# Questions of a form of their own, whatever kind of answer they get.
_FIRST: tuple[Callable[[Desk], Draft | None], ...] = (
    _stranger,
    _supposed,
    directors_named,
    auditor_named,
    events_afterwards,
    sorted_out,
    told_of_tables,
    rows_named,
    what_it_does,
    on_the_face,
    overview,
    by_parts,
)
# What figures decide, or name, where words are asked for.
_IN_WORDS: tuple[Callable[[Desk], Draft | None], ...] = (
    by_company,
    customers_over,
    judged,
    decided,
    not_useful,
    parts_named,
    end_of_range,
)
