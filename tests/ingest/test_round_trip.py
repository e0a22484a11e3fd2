"""A table made of random facts, set in each format, comes back as the same facts."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ingest.parsing import parse
from random_tables import FactTable, fact_tables, read_back
from table_formats import FORMATS

_EXAMPLES = {"txt": 60, "html": 50, "csv": 50, "xlsx": 25, "docx": 15, "pdf": 15}


@pytest.mark.parametrize("ending", FORMATS)
def test_facts_come_back(ending: str) -> None:
    @settings(
        max_examples=_EXAMPLES[ending],
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(table=fact_tables(), seed=st.integers(0, 10**6))
    def comes_back(table: FactTable, seed: int) -> None:
        data = FORMATS[ending](table, random.Random(seed))
        parsed = parse(f"marl.{ending}", data)
        found, stated = read_back(parsed), table.stated()
        assert (found - stated, stated - found) == ({}, {})

    comes_back()
