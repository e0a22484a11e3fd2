"""Number checks: every quantity of a text traced to the filings, recomputed, or flagged."""

from service.grounding.pipeline import check_numbers
from service.grounding.quantities import find_quantities
from service.grounding.quantity import Quantity

__all__ = ["Quantity", "check_numbers", "find_quantities"]
