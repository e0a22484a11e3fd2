"""What an absent line is made of: its definition, its parts, its two sides, how it adds up."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.concepts import catalogue
from service.answering.computing.of_tables import both_sides
from service.answering.drafts import Desk
from service.answering.figures.debt import owed
from service.answering.figures.stretches import by_stretches
from service.measures import Item, Node, binary, concepts_named, lines, mapped, total


def followed(desk: Desk, absent: set[str], item: Item) -> Node:
    """The lines that an absent one follows from: its definition, its parts, how it adds up."""
    if item.name not in absent:
        return item
    stretches = by_stretches(item, desk.understood.filing_ids, desk.stores)
    if stretches is not None:
        return stretches
    if (both := _both_named(item.phrase)) is not None:
        return mapped(both, lambda part: replace(item, phrase=part.phrase))
    debt = owed(item, desk.understood.filing_ids, desk.stores)
    if debt is not None:
        return debt
    if (halves := both_sides(desk, item)) is not None:
        return halves
    names = (item.phrase, *(concept.label for concept in concepts_named(item.phrase)[:1]))
    known = (lines().get(name.lower()) for name in names)
    made = next((node for node in known if node is not None), None) or _from_concept(item.phrase)
    return item if made is None else mapped(made, lambda part: replace(item, phrase=part.phrase))


_BOTH = re.compile(r"^(?P<one>[^,]+?)\s+and\s+(?P<other>[^,]+)$", re.IGNORECASE)


def _both_named(phrase: str) -> Node | None:
    """Two lines named as one operand, where each is a line of its own: "loans and leases"."""
    match = _BOTH.match(phrase)
    if match is None:
        return None
    one, other = concepts_named(match["one"]), concepts_named(match["other"])
    if not one or not other or one[0].name == other[0].name:
        return None
    whole = concepts_named(phrase)
    if whole and whole[0].name not in (one[0].name, other[0].name):
        return None  # one line: "goodwill and intangible assets"
    return total((Item(match["one"]), Item(match["other"])))


def _from_concept(phrase: str) -> Node | None:
    named = concepts_named(phrase)
    if not named:
        return None
    if named[0].parts:
        plain = re.sub(r"^total\s+", "", phrase, flags=re.IGNORECASE)
        return total((Item(f"current {plain}"), Item(f"non-current {plain}")))
    known = catalogue().concepts
    node: Node | None = None
    for signed_name in named[0].sum:
        sign, part = signed_name[0], Item(known[signed_name[1:]].label)
        if node is None and sign == "-":
            return None
        node = part if node is None else binary(sign, node, part)
    return node
