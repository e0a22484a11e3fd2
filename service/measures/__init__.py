"""Standard measures and line items, for answers and for the number check alike.

library        measures.toml: what measures are called, and how they are computed
expressions    arithmetic in words, read into a tree
tree           the tree, and the plan that carries it out
concept_lines  a filing's certain facts by the concept that they are mapped to
"""

from service.measures.concept_lines import BARE_TOTAL, Line, by_concept, concepts_named
from service.measures.library import Measure, lines, measure_named, measures
from service.measures.tree import (
    Apply,
    Item,
    Node,
    Number,
    binary,
    cell_of,
    items_of,
    mapped,
    plan_of,
    total,
)

__all__ = [
    "BARE_TOTAL",
    "Apply",
    "Item",
    "Line",
    "Measure",
    "Node",
    "Number",
    "binary",
    "by_concept",
    "cell_of",
    "concepts_named",
    "items_of",
    "lines",
    "mapped",
    "measure_named",
    "measures",
    "plan_of",
    "total",
]
