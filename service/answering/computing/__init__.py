"""Computed answers: what a question asks to be computed, as a tree over line items.

question -> asking        definition, standard measure or relation; level, change or average
"""

from service.answering.computing.asking import Asked, is_combined, read_question
from service.answering.computing.cleaning import bare

__all__ = ["Asked", "bare", "is_combined", "read_question"]
