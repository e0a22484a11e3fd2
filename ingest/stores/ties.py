"""Ties between filings, which come when the second of two is there."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Engine, delete, func, insert, select
from sqlalchemy.orm import Session

from ingest.errors import UnknownFiling
from ingest.stores.codec import dumps
from ingest.stores.database import FilingRow, TieRow
from ingest.stores.faults import store_faults
from ingest.stores.rows import tie_row
from ingest.types import Tie, TieKind


class Ties:
    """Writing of ties that are not of one filing alone."""

    _engine: Engine

    def replace_comparatives(self, filing_id: str, ties: Sequence[Tie]) -> None:
        """Puts a filing's ties to earlier filings in the place of those it had.

        Raises:
            UnknownFiling: It was deleted meanwhile.
        """
        kind = TieKind.COMPARATIVE.value
        with store_faults(), Session(self._engine) as session:
            row = session.get(FilingRow, filing_id)
            if row is None:
                raise UnknownFiling(f"There is no filing '{filing_id}'.")
            of_filing = TieRow.filing_id == filing_id
            session.execute(delete(TieRow).where(of_filing, TieRow.kind == kind))
            last = session.scalar(select(func.max(TieRow.position)).where(of_filing))
            first = 0 if last is None else last + 1
            if ties:
                rows = [tie_row(tie, filing_id, first + n) for n, tie in enumerate(ties)]
                session.execute(insert(TieRow), rows)
            report = json.loads(row.report)
            counts = report.setdefault("ties", {})
            counts.pop(kind, None)
            if ties:
                held = sum(tie.holds for tie in ties)
                counts[kind] = (held, len(ties) - held)
            row.report = dumps(report)
            session.commit()
