"""Computed answers: what a question asks to be computed, as a tree, and as a plan.

question -> asking        definition, standard measure or relation; level, change or average
-> tree          items dated; a plan over them
"""

from service.answering.computing.asking import Asked, bare, read_question
from service.answering.computing.measures import Measure, lines, measure_named, measures
from service.answering.computing.tree import Item, Node, binary, items_of, mapped, plan_of, total

__all__ = [
    "Asked",
    "Item",
    "Measure",
    "Node",
    "bare",
    "binary",
    "items_of",
    "lines",
    "mapped",
    "measure_named",
    "measures",
    "plan_of",
    "read_question",
    "total",
]
