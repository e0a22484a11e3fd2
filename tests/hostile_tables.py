"""A filing whose labels are what a spreadsheet or a browser would act on."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import delete, insert

from fakes import ingest_without_model, text_filing
from ingest.stores import FilingRecord, Stores
from ingest.stores.database import TieRow
from ingest.stores.rows import tie_rows
from ingest.types import Tie, TieKind
from service.parts import Parts

FORMULA = '=HYPERLINK("http://elsewhere.example","x")'
SCRIPT = "Costs & <script>alert(1)</script> of sale"
SUM = "@SUM(1+1)*cmd|' /C calc'!A0"
HOSTILE = "\n".join(
    (
        "Copper Kiln Holdings Limited",
        "(Incorporated in the Cayman Islands with limited liability)",
        "ANNUAL RESULTS ANNOUNCEMENT",
        "FOR THE YEAR ENDED 30 JUNE 2023",
        "",
        "CONSOLIDATED STATEMENT OF PROFIT OR LOSS",
        "\t2023\t2022",
        "\tUS$'000\tUS$'000",
        f"{FORMULA}\t1,204.5\t998.1",
        f"{SCRIPT}\t(401)\t(350)",
        f"{SUM}\t37,118\t32,226",
        "Revenue\t88,120\t79,344",
        "Profit for the year\t12,004\t9,870",
    )
).encode()


def take_in(parts: Parts) -> tuple[FilingRecord, FilingRecord]:
    """The usual small filing, and the hostile one."""
    small = ingest_without_model("lantern.txt", text_filing(), parts.stores)
    hostile = ingest_without_model("kiln.txt", HOSTILE, parts.stores, collection="kiln")
    for record in (small, hostile):
        assert record.error is None
    return small, hostile


def tie_up(stores: Stores, filing_id: str) -> tuple[Tie, Tie]:
    """Puts two ties in the place of a filing's own: one that holds and one that does not."""
    parsed = stores.library.parsed(filing_id)
    first, second = parsed.facts[:2]
    holds = Tie(
        TieKind.FOOTING,
        filing_id,
        first.table_id,
        first.page,
        True,
        "Lines add up.",
        (first.fact_id, second.fact_id),
        first.value,
        first.value,
        Decimal(500),
    )
    broken = replace(holds, holds=False, message="=1+1", computed=first.value + 9000)
    rows = tie_rows(replace(parsed, ties=(holds, broken)))
    with stores.engine.begin() as connection:
        connection.execute(delete(TieRow).where(TieRow.filing_id == filing_id))
        connection.execute(insert(TieRow), rows)
    return holds, broken
