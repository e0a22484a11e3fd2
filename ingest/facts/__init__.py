"""Tables to facts; the number, period and unit grammars. Pure: no store, no model."""

from ingest.facts.bind import bind_facts
from ingest.facts.calendar import describe, ends_together, fiscal_year, is_same_period
from ingest.facts.numbers import Malformed, Printed, read_cell
from ingest.facts.periods import parse_periods, parse_shape, single_period
from ingest.facts.units import Unit, currency_of, is_money, read_unit

__all__ = [
    "Malformed",
    "Printed",
    "Unit",
    "bind_facts",
    "currency_of",
    "describe",
    "ends_together",
    "fiscal_year",
    "is_money",
    "is_same_period",
    "parse_periods",
    "parse_shape",
    "read_cell",
    "read_unit",
    "single_period",
]
