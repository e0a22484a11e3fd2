"""The figure of a line item that was named: by what it is, else by what it is called.

A formula, a ranking, a comparison and a yes or no all look their line items up here.
"""

from __future__ import annotations

from dataclasses import replace

from ingest.stores import Stores
from ingest.types import Fact
from service.answering.by_concept import find_by_concept
from service.answering.lookup import Found, find_facts
from service.measures import BARE_TOTAL, concepts_named
from service.terms import terms
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
    by_concept = find_by_concept(name, scope.periods, scope.filing_ids, stores)
    if by_concept is not None:
        return Found((by_concept,), True, is_by_concept=True)
    found = find_facts(replace(scope, text=name), stores, measure=name)
    if found.best is None or _fits(found.best.fact, name, stores):
        return found
    return replace(found, is_clear=False)


def _fits(fact: Fact, line_item: str, stores: Stores) -> bool:
    """A flow is no balance, and a bare total is of who knows what: the concept tells.

    A table that only says "December 31," may hold flows: the very name decides, in an extract that
    has no statements to tell.
    """
    named = concepts_named(line_item)
    if named and BARE_TOTAL.fullmatch(fact.label):
        return bool(set(terms(" ".join(fact.labels[:-1]))) & set(terms(line_item)))
    kinds = {concept.period for concept in named} - {"any"}
    if fact.period is None or len(kinds) != 1:
        return True
    total = {"total"}
    is_called_so = set(terms(fact.label)) - total == set(terms(line_item)) - total
    if is_called_so and not stores.library.statements([fact.filing_id]):
        return True
    return fact.period.is_instant == (kinds == {"instant"})
