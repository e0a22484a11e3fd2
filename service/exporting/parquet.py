"""Facts and cells as Parquet. Money is a decimal, never a float.

`value` is decimal128(38, 10): 28 digits before the point, 10 after. A value with more is null
there; `value_exact` has every value in digits, as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from ingest.stores import StoredFact
from ingest.types import Table
from service.exporting.laid_out import CELL_FIELDS, cell_records
from service.exporting.values import FACT_FIELDS, Value, exact, fact_record, printable

if TYPE_CHECKING:
    import pyarrow as pa

DIGITS, PLACES = 38, 10
AT_ONCE = 5000  # rows of a row group


def write_facts(out: IO[bytes], facts: Iterable[tuple[StoredFact, str]]) -> int:
    """Writes facts, each with its filing's name; gives how many."""
    import pyarrow as pa

    kinds = {
        "labels": pa.list_(pa.string()),
        "column_labels": pa.list_(pa.string()),
        "period_start": pa.date32(),
        "period_end": pa.date32(),
        "value": pa.decimal128(DIGITS, PLACES),
        "scale": pa.decimal128(DIGITS, PLACES),
        "is_total": pa.bool_(),
        "confidence": pa.float64(),
        "page": pa.int32(),
        "row": pa.int32(),
        "column": pa.int32(),
    }
    fields = [pa.field(name, kinds.get(name, pa.string())) for name in FACT_FIELDS]
    fields.insert(FACT_FIELDS.index("value") + 1, pa.field("value_exact", pa.string()))
    return _write(out, pa.schema(fields), (_fact_row(stored, name) for stored, name in facts))


def write_cells(out: IO[bytes], tables: Iterable[tuple[Table, str]]) -> int:
    """Writes the cells of tables, each with its filing's name; gives how many."""
    import pyarrow as pa

    numbers = ("page", "row", "column", "row_span", "column_span")
    schema = pa.schema(
        [pa.field(name, pa.int32() if name in numbers else pa.string()) for name in CELL_FIELDS]
    )
    rows = (
        {name: _held(value) for name, value in zip(CELL_FIELDS, cell, strict=True)}
        for table, filing in tables
        for cell in cell_records(table, filing)
    )
    return _write(out, schema, rows)


def _write(out: IO[bytes], schema: pa.Schema, rows: Iterator[dict[str, Any]]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    count = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        while batch := list(islice(rows, AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
            count += len(batch)
    return count


def _fact_row(stored: StoredFact, filing: str) -> dict[str, Any]:
    record = fact_record(stored, filing)
    row = {name: _held(value) for name, value in record.items()}
    row["value_exact"] = exact(stored.fact.value)
    row["quantum"] = exact(stored.fact.quantum)
    for name in ("value", "scale"):
        value = record[name]
        row[name] = value if isinstance(value, Decimal) and fits(value) else None
    return row


def fits(value: Decimal) -> bool:
    """Whether decimal128(38, 10) holds a value to its last digit."""
    # By its digits: decimal's own rounding stops at 28, whatever it is asked.
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or value.adjusted() >= DIGITS - PLACES:
        return False
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return not value or -(exponent + zeros) <= PLACES


def _held(value: Value) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Sequence):
        return [printable(part) for part in value]
    return value
