"""Number checks: every quantity of a text traced to the filings, recomputed, or flagged."""

from service.grounding.context import Claim, read_claims
from service.grounding.lines import split_sentences
from service.grounding.pipeline import MAX_CHARACTERS, check_numbers
from service.grounding.quantities import find_quantities
from service.grounding.quantity import Quantity

__all__ = [
    "MAX_CHARACTERS",
    "Claim",
    "Quantity",
    "check_numbers",
    "find_quantities",
    "read_claims",
    "split_sentences",
]
