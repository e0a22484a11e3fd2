"""The figure of a line item that was named: by what it is, else by what it is called.

A formula, a ranking, a comparison and a yes or no all look their line items up here.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.concepts import concept_names
from ingest.facts import is_money
from ingest.stores import Library, Stores
from ingest.types import Fact
from service.answering.figures.by_concept import find_by_concept
from service.answering.figures.debt import is_total_debt
from service.answering.figures.lookup import Found, Match, agree, find_facts, worth_reading
from service.answering.figures.of_parts import find_of_part, is_of_called_part
from service.answering.understanding.wanted import is_light, naming_terms
from service.measures import BARE_TOTAL, by_concept, concepts_named
from service.terms import terms, words_said
from service.types import Understanding


def find_line_item(name: str, scope: Understanding, stores: Stores) -> Found:
    """The figure of a line item in the periods and filings of `scope`.

    Args:
        name: The line item in words: "capex", "staff costs", "存货". What `scope` asks besides it
            has no say.
        scope: Its `periods` and `filing_ids` are looked in.
        stores: The stores.

    Returns:
        The line of the concept that is named, where that is certain; else the lines that are
        called so, best first, and not clear where the best is another kind of figure.
    """
    scope = replace(scope, filing_ids=worth_reading(name, scope.filing_ids, stores))
    if is_of_called_part(name):
        of_part = find_of_part(name, scope, stores)
        return Found(() if of_part is None else (of_part,), of_part is not None)
    by_concept = find_by_concept(name, scope.periods, scope.filing_ids, stores)
    found = find_facts(replace(scope, text=name), stores, measure=name)
    if by_concept is not None and not _is_called_just_so(name, by_concept, found, stores):
        return Found((by_concept,), True, is_by_concept=True)
    if found.best is not None and not _fits(found.best.fact, name, stores):
        found = replace(found, is_clear=False)
    if not found.is_clear and (of_part := find_of_part(name, scope, stores)) is not None:
        return Found((of_part,), True)
    return found if found.is_clear else _without_brackets(name, scope, stores) or found


def _without_brackets(name: str, scope: Understanding, stores: Stores) -> Found | None:
    """The line that is called all that stands before brackets: "Total debt (before fees)"."""
    plain = " ".join(_BRACKETED.sub(" ", name).split())
    if not plain or plain == name:
        return None
    found = find_line_item(plain, scope, stores)
    if not found.is_clear or found.best is None:
        return None
    return found if words_said(found.best.fact.label) == words_said(plain) else None


_BRACKETED = re.compile(r"\([^()]*\)")


_TERM = re.compile(r"\b(?:long|short)[- ]term\b|\bcurrent\b", re.IGNORECASE)


_OTHERS = re.compile(
    r"\b(?:joint\s+ventures?|investees?|equity[- ]method|unconsolidated|pro\s?forma)\b",
    re.IGNORECASE,
)
_RESULTS = frozenset(
    {"Revenue", "CostOfSales", "GrossProfit", "ProfitLossFromOperatingActivities", "ProfitLoss"}
)


def _is_of_others(fact: Fact, stores: Stores) -> bool:
    """Whether a table shows what an investee earned and owns.

    Lines of it are called as the statements call theirs, and show other figures.
    """
    if not fact.table_id or fact.period is None or fact.period.is_instant:
        return False  # a note on a balance may show it gross
    table = stores.library.table(fact.table_id)
    if _OTHERS.search(" ".join((table.caption, *table.headings[-1:], *fact.labels[:-1]))):
        return True
    own = stores.library.derived(fact.filing_id, by_concept)
    for other in stores.library.facts([fact.filing_id], table_id=fact.table_id):
        if (other.column, other.period) != (fact.column, fact.period):
            continue
        for concept in concepts_named(other.label)[:1]:
            if concept.name not in _RESULTS:
                continue
            shown = [
                line.fact
                for line in own.get(concept.name, ())
                if line.is_primary and line.fact.period == other.period
            ]
            if shown and not any(agree(line, other) for line in shown):
                return True
    return False


def _is_called_just_so(name: str, by_concept: Match, found: Found, stores: Stores) -> bool:
    """A line has the very name, and the line of its concept another one, with another amount.

    "Marketing expenses" may be selling expenses, but not where a note has marketing by itself.
    """
    best = found.best
    if best is None or not found.is_clear or agree(best.fact, by_concept.fact):
        return False
    if not _fits(best.fact, name, stores):
        return False  # the deferred tax on depreciation is called so too
    wanted = words_said(name)
    return words_said(best.fact.label) == wanted != words_said(by_concept.fact.label)


def _is_table_of(fact: Fact, line_item: str, stores: Stores) -> bool:
    """The table is about this line item alone: "Sales by country" has a total of sales."""
    if not fact.table_id:
        return False
    table = stores.library.table(fact.table_id)
    asked = {word for word in naming_terms(line_item) if not is_light(word)}
    return bool(asked) and any(
        asked <= set(naming_terms(where)) and len(concept_names(where)) <= 1
        for where in (table.caption, *table.headings[-1:])
    )


# What is amortised without more is an intangible asset, not a cost of debt or a loss on pensions.
_AMORTISED = re.compile(r"amorti[sz]ation(?:\s+(?:expenses?|charges?))?", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"\bamorti[sz]ation\s+(?:and\s+\w+\s+)?of\s+(?!.*\b(?:intangib|software|licen[cs]|acquired|purchased|assets?|content"
    r"|rights?|contracts?)).*\b(?:loss|gain|debt|discount|premium|issuance|fees|cost|compensation|securit)\w*",
    re.IGNORECASE,
)


def _has_statements(library: Library, filing_id: str) -> bool:
    return bool(library.statements([filing_id]))


def _fits(fact: Fact, line_item: str, stores: Stores) -> bool:
    """A flow is no balance, and a bare total is of who knows what: the concept tells.

    A table that only says "December 31," may hold flows: the very name decides, in an extract that
    has no statements to tell.
    """
    if _COUNTED.match(line_item) and (is_money(fact.unit) or fact.unit in _RATES):
        return False
    if _AMORTISED.fullmatch(line_item.strip()) and _OF_OTHERS.search(fact.label):
        return False
    named = concepts_named(line_item)
    if named and BARE_TOTAL.fullmatch(fact.label):
        above = set(terms(" ".join((*fact.labels[:-1], *fact.column_labels))))
        return bool(above & set(terms(line_item))) or _is_table_of(fact, line_item, stores)
    if (
        named
        and not _is_thing_named(fact, line_item)
        and stores.library.derived(fact.filing_id, _has_statements)
    ):
        return False
    if named and fact.concept is None and _is_of_others(fact, stores):
        return False
    if is_total_debt(line_item) and _TERM.search(fact.label):
        return False
    kinds = {concept.period for concept in named[:1]} - {"any"}
    if fact.period is None or len(kinds) != 1:
        return True
    total = {"total"}
    is_called_so = set(terms(fact.label)) - total == set(terms(line_item)) - total
    if is_called_so and not stores.library.derived(fact.filing_id, _has_statements):
        return True
    return fact.period.is_instant == (kinds == {"instant"})


_COUNTED = re.compile(r"number\s+of\b", re.IGNORECASE)
_RATES = frozenset({"percent", "percentage_point", "ratio"})


# What follows says more of the thing, it is not the thing: "cost of sales", "cash in banks".
_MORE = re.compile(
    r"\s*(?:[,(（:;–—]|\b(?:of|in|on|from|for|to|at|by|with|net|less|including|excluding|due"
    r"|attributable|held|used|provided|paid|per|before|after)\b)",
    re.IGNORECASE,
)


_OPERATING = frozenset(naming_terms("operating"))


def _is_thing_named(fact: Fact, line_item: str) -> bool:
    """The row is called by the thing that a line item is: a debt security is no debt."""
    asked = {word for word in naming_terms(line_item) if not is_light(word)}
    called = {word for word in naming_terms(fact.label) if not is_light(word)}
    if called and called <= asked:
        return True  # "Selling, general and administrative" is no list
    lead = _MORE.split(fact.label.strip(), maxsplit=1)[0]
    things = [word for word in naming_terms(lead) if not is_light(word)]
    if asked >= _OPERATING and not _OPERATING & set(naming_terms(fact.label)):
        return False  # before interest and tax is another result
    return not asked or not things or things[-1] in asked
