"""One measure at each of several companies, side by side: which has more, by how much, how it is.

which of A and B had the higher revenue?       the companies that the question names
which company spent most on research?          all that the filings are of
did A have a higher margin than B?             yes or no
how much larger is A's revenue than B's?       computed of the two
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.stores.records import FilingRecord
from service.answering.comparing.ranking import side_by_side
from service.answering.computing import Asked, is_combined
from service.answering.computing.compose import say_nothing
from service.answering.computing.frames import Framed
from service.answering.computing.numeric import carry_out
from service.answering.computing.plans import execute
from service.answering.computing.saying import say_executed
from service.answering.drafts import Desk, Draft, numbered_on
from service.answering.understanding.cleaning import bare, clean, without_change
from service.answering.understanding.superlatives import (
    asks_growth,
    is_least,
    is_superlative,
    without_superlative,
)
from service.answering.understanding.wording import without_courtesy
from service.measures import Item, Node, binary, cell_of, mapped, measure_named, plan_of
from service.retrieval import is_same_company
from service.retrieval.routing import companies_of, names_written
from service.types import Value

MOST = 12  # companies that are held side by side
_YES_NO = re.compile(r"^\W*(?:is|was|were|are|did|does|do|has|have|had)\b", re.IGNORECASE)
_OR = re.compile(r"\bor\b|还是|還是", re.IGNORECASE)
_DIFFERENCE = re.compile(
    r"\bdifferences?\b|\bhow\s+much\s+(?:more|less|higher|lower|larger|smaller|bigger|greater)\b"
    r"|\bby\s+how\s+much\b.*\b(?:exceed\w*|higher|lower|larger|smaller|more|less|greater)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\bhow\s+many\s+times\b|\bratio\s+of\b.*\bto\b", re.IGNORECASE)
# "How many times A's revenue was B's?" sets B over A; "... larger was A's than B's" A over B.
_TIMES_OF = re.compile(r"\bhow\s+many\s+times\b(?!.*\bthan\b)", re.IGNORECASE)
_NOUNS = re.compile(
    r"\b(?:compan(?:y|ies)|issuers?|firms?|who|whose|than|or|and|with|to|against|two|both|compare[ds]?"
    r"|comparison|versus|vs|between|differences?|how|many|times|exceed\w*|each)\b|['’]s\b"
    r"|谁|誰|哪[一]?[家间間](?:公司)?|公司|还是|還是|[和与與跟]",
    re.IGNORECASE,
)


def by_company(desk: Desk) -> Draft | None:
    """The measure of each company under its name, and which of them it is."""
    understood = desk.understood
    if is_combined(understood.text):
        return None
    asked = set(understood.filing_ids)
    groups = companies_of([record for record in desk.records if record.id in asked])
    groups = tuple(sorted(groups, key=lambda group: _place(understood.text, *group)))
    if len(understood.companies) < 2 or not 2 <= len(groups) <= MOST:
        return None
    subject = _subject(understood.measure)
    if len(groups) == 2:
        draft = _of_two(desk, subject, groups[0][0], groups[1][0])
        if draft is not None:
            return draft
    grows = asks_growth(understood.measure)
    names, scopes = [], []
    for company, records in groups:
        written = [name for record in records for name in names_written(understood.text, record)]
        names.append(max(written, key=len, default=company))
        scope = replace(
            understood,
            companies=(company,),
            filing_ids=tuple(record.id for record in records),
            measure=subject,
        )
        if grows:
            text = f"By what percentage did {subject} grow?"
            scope = replace(scope, text=text, measure=text, operation="change")
        scopes.append((names[-1], scope))
    whole = side_by_side(desk, scopes)
    if whole is None or not is_superlative(understood.measure):
        return whole
    lead = _lead(understood.text, names, whole.values, is_most=not is_least(understood.measure))
    if lead is None:
        return None
    whole = _with_difference(desk, whole)
    return replace(whole, text=lead + whole.text)


def _subject(measure: str) -> str:
    """What is compared, without the words that compare."""
    plain = without_superlative(_NOUNS.sub(" ", bare(without_courtesy(measure))))
    return clean(without_change(plain) if asks_growth(measure) else plain)


def _place(text: str, _company: str, records: Sequence[FilingRecord]) -> int:
    """Where in a text a company is named; its end where it is not."""
    names = [name for record in records for name in names_written(text, record)]
    return min((text.find(name) for name in names), default=len(text))


def _of_two(desk: Desk, subject: str, one: str, other: str) -> Draft | None:
    """How far one company's figure is from the other's, or how many times it is that."""
    text = desk.understood.text
    sign = "/" if _TIMES.search(text) else "-" if _DIFFERENCE.search(text) else ""
    if not sign or not subject:
        return None
    if _TIMES_OF.search(text):
        one, other = other, one
    named = measure_named(subject)
    measure: Node = Item(subject) if named is None else named[0].node
    unit = None if named is None else _UNIT_OF_DIFFERENCE.get(named[0].unit, named[0].unit or None)
    node = binary(sign, _of(measure, one), _of(measure, other))
    return carry_out(desk, Asked(Framed(node, "ratio" if sign == "/" else unit), subject))


_UNIT_OF_DIFFERENCE = {"percent": "percentage_point"}


def _of(measure: Node, company: str) -> Node:
    return mapped(measure, lambda item: replace(item, company=company))


def _lead(text: str, names: Sequence[str], values: Sequence[Value], *, is_most: bool) -> str | None:
    """Which company it is, or whether it is so; None for a tie and for unlike units."""
    amounts = [value.amount for value in values]
    if len({value.unit for value in values}) > 1 or len(set(amounts)) < len(amounts):
        return None
    pick = max if is_most else min
    chosen = names[pick(range(len(amounts)), key=lambda at: amounts[at])]
    if _YES_NO.match(text) is None or _OR.search(text) is not None:
        return f"{chosen.removesuffix('.')}. "
    return "Yes. " if chosen == names[0] else "No. "


def _with_difference(desk: Desk, whole: Draft) -> Draft:
    """By how much the one is more than the other, where that is asked as well."""
    cells = [part.evidence.facts[:1] for part in whole.parts]
    if _BY_HOW_MUCH.search(desk.understood.text) is None or len(cells) != 2 or not all(cells):
        return whole
    (one,), (other,) = sorted(cells, key=lambda own: -abs(own[0].value))
    if one.unit != other.unit:
        return whole
    plan = plan_of(binary("-", cell_of(one), cell_of(other)), one.unit)
    apart = say_executed(desk, execute(plan, desk.understood, desk.stores), "difference")
    return whole if apart.abstained else _side_by_side_with(whole, apart)


def _side_by_side_with(whole: Draft, more: Draft) -> Draft:
    """Another computed part behind the others, its citations numbered on."""
    own = numbered_on(more, len(whole.citations))
    return replace(
        whole,
        text=f"{whole.text} {own.text}",
        citations=(*whole.citations, *own.citations),
        parts=(*whole.parts, own),
    )


_BY_HOW_MUCH = re.compile(r"\bby\s+how\s+(?:much|many)\b|相差", re.IGNORECASE)


def of_no_company(desk: Desk) -> Draft | None:
    """A number asked of no company in particular, over filings of several, has no one answer."""
    asked = set(desk.understood.filing_ids)
    # A file that names no company, a note or an extract, is no second one.
    scope = [r for r in desk.records if r.id in asked and r.identity.company]
    if desk.understood.companies or len(scope) < 2:
        return None
    if all(is_same_company(scope[0], other) for other in scope[1:]):
        return None
    names = sorted({r.identity.company for r in scope if r.identity.company})
    note = "The question names no company, and the filings are of " + "; ".join(names[:6]) + "."
    return Draft(say_nothing(desk.understood.language, (), note=note), (), abstained=True)
