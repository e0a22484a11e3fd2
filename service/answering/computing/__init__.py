"""Computed figures: what a question asks to be computed, as a tree over line items, carried out.

question -> asking         definition, standard measure or relation; level, change or average
         -> plans, formula operands found, each with its cell; arithmetic in Decimal
         -> plausible      whether what came out can be what was asked
         -> saying         the result with its formula in words
"""

from service.answering.computing.asking import Asked, is_combined, read_question

__all__ = ["Asked", "is_combined", "read_question"]
