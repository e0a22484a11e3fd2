"""The library: which filings there are, how far each has come, and what each consists of.

Writing and looking up filings is here; reading their contents is `contents.py`, picking facts and
tables out of them `selecting.py`, conversations are `conversations.py`. `Library` is all of them
over one database.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import fields as fields_of
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ingest.errors import AmbiguousFiling, RequestError, TickmarkError, UnknownFiling
from ingest.identifiers import filing_id_of
from ingest.stores.codec import (
    dumps,
    identity_to_json,
    period_to_plain,
    reading_to_json,
    report_to_plain,
)
from ingest.stores.commits import commits
from ingest.stores.contents import Contents
from ingest.stores.conversations import Conversations
from ingest.stores.database import (
    FactRow,
    FilingRow,
    JobRow,
    PageRow,
    PassageRow,
    ReadingRow,
    TableRow,
    TieRow,
    storable,
)
from ingest.stores.faults import store_faults
from ingest.stores.records import FilingRecord, State, record_of
from ingest.stores.rows import fact_rows, page_rows, passage_rows, table_rows, tie_rows
from ingest.stores.selecting import Selecting
from ingest.stores.ties import Ties
from ingest.types import Identity, IngestReport, Parsed, Passage

UNFINISHED = (State.QUEUED.value, State.PROCESSING.value)


class Library(Contents, Selecting, Conversations, Ties):
    """Filings, their contents and the conversations about them. Safe for several threads."""

    def __init__(self, engine: Engine) -> None:
        """Reads and writes through `engine`, whose schema is up to date."""
        super().__init__(engine)
        self._listed: dict[str | None, tuple[int, tuple[FilingRecord, ...]]] = {}

    # Finding ------------------------------------------------------------------------------------

    def filings(self, *, collection: str | None = None) -> tuple[FilingRecord, ...]:
        """Every filing (of a collection), by name. Read again only after something was written."""
        version = commits()  # before reading: what is written meanwhile makes it old
        known = self._listed.get(collection)
        if known is not None and known[0] == version:
            return known[1]
        query = select(FilingRow).order_by(FilingRow.name, FilingRow.id)
        if collection is not None:
            query = query.where(FilingRow.collection == collection)
        with Session(self._engine) as session:
            found = tuple(map(record_of, session.scalars(query)))
        self._listed[collection] = (version, found)
        return found

    def page_of_filings(
        self, cursor: str | None, limit: int, collection: str | None = None
    ) -> tuple[tuple[FilingRecord, ...], str | None]:
        """Some filings by name, and the cursor of the next ones (None: no more).

        Raises:
            RequestError: The cursor is not one of ours.
        """
        query = select(FilingRow).order_by(FilingRow.name, FilingRow.id).limit(limit + 1)
        if collection is not None:
            query = query.where(FilingRow.collection == collection)
        if cursor is not None:
            query = query.where(tuple_(FilingRow.name, FilingRow.id) > _cursor_to_key(cursor))
        with Session(self._engine) as session:
            rows = session.scalars(query).all()
            more = len(rows) > limit
            found = tuple(map(record_of, rows[:limit]))
        return found, _key_to_cursor(found[-1]) if more else None

    def filing(self, filing_id: str) -> FilingRecord:
        """The filing of that id.

        Raises:
            UnknownFiling: There is none.
        """
        with Session(self._engine) as session:
            return record_of(_row(session, filing_id))

    def find(self, sha256: str) -> FilingRecord | None:
        """The filing with these bytes, if it is here."""
        with Session(self._engine) as session:
            row = session.get(FilingRow, filing_id_of(sha256))
            return record_of(row) if row else None

    def resolve(
        self, names: Iterable[str], collection: str | None = None
    ) -> tuple[FilingRecord, ...]:
        """The filings that ids or names stand for, in that order, each once.

        Raises:
            UnknownFiling: A name stands for none; `detail` says which.
            AmbiguousFiling: A name stands for several; `detail` lists their ids.
        """
        wanted = list(dict.fromkeys(map(storable, names)))
        query = select(FilingRow).where(or_(FilingRow.id.in_(wanted), FilingRow.name.in_(wanted)))
        if collection is not None:
            query = query.where(FilingRow.collection == collection)
        with Session(self._engine) as session:
            records = [record_of(row) for row in session.scalars(query.order_by(FilingRow.id))]
        by_id = {record.id: record for record in records}
        found: dict[str, FilingRecord] = {}
        for name in wanted:
            matches = [by_id[name]] if name in by_id else [r for r in records if r.name == name]
            if not matches:
                where = "" if collection is None else f" in the collection '{collection}'"
                raise UnknownFiling(f"There is no filing named '{name}'{where}.")
            if len(matches) > 1:
                ids = ", ".join(record.id for record in matches)
                raise AmbiguousFiling(
                    f"'{name}' stands for {len(matches)} filings; use one of the ids {ids}."
                )
            found[matches[0].id] = matches[0]
        return tuple(found.values())

    def unfinished(self) -> tuple[FilingRecord, ...]:
        """Filings that are queued or were being processed when the process ended, oldest first."""
        query = select(FilingRow).where(FilingRow.state.in_(UNFINISHED))
        with Session(self._engine) as session:
            return tuple(
                map(record_of, session.scalars(query.order_by(FilingRow.created_at, FilingRow.id)))
            )

    # Coming in ----------------------------------------------------------------------------------

    def register(self, name: str, sha256: str, collection: str) -> FilingRecord:
        """A filing is here and waits; known bytes stay the filing they are, and `note` says so.

        Bytes that could not be read before are tried again, under the new name.
        """
        try:
            return self._register(name, sha256, collection)
        except IntegrityError:  # the same bytes came twice at this moment; the other was first
            return self._register(name, sha256, collection)

    def _register(self, name: str, sha256: str, collection: str) -> FilingRecord:
        filing_id = filing_id_of(sha256)
        with store_faults(), Session(self._engine, expire_on_commit=False) as session:
            row = session.get(FilingRow, filing_id)
            if row is not None and row.state != State.FAILED:
                return record_of(row, _note_on_duplicate(row, name, collection))
            if row is None:
                row = FilingRow(
                    id=filing_id, sha256=sha256, created_at=datetime.now(UTC), is_answerable=False
                )
                session.add(row)
            row.name, row.collection = name, collection
            row.state, row.error, row.error_code = State.QUEUED.value, None, None
            session.flush()
            session.execute(delete(JobRow).where(JobRow.filing_id == filing_id))
            session.add(JobRow(filing_id=filing_id, stage="queued"))
            session.commit()
            session.refresh(row)
            return record_of(row)

    def begin(self, filing_id: str) -> int:
        """Marks a filing as being worked on; returns how often it has been begun, this included."""
        with store_faults(), Session(self._engine) as session:
            row = _row(session, filing_id)
            row.state, row.error, row.error_code = State.PROCESSING.value, None, None
            job = session.get(JobRow, filing_id) or JobRow(filing_id=filing_id, attempts=0)
            job.attempts += 1
            job.started_at, job.finished_at = datetime.now(UTC), None
            session.add(job)
            attempts = job.attempts
            session.commit()
            return attempts

    def save(self, parsed: Parsed, passages: Sequence[Passage], report: IngestReport) -> None:
        """Puts a parsed filing in, in one transaction; what was there of it before is replaced.

        It is not answerable before `mark_answerable`, which follows the lexical index.

        Raises:
            UnknownFiling: It was never registered, or was deleted meanwhile.
            StoreFull: The disk is full; nothing of it stays.
        """
        filing_id, reading = parsed.filing_id, parsed.reading
        with store_faults(), Session(self._engine) as session:
            _row(session, filing_id)
            for table in (ReadingRow, PageRow, TableRow, FactRow, TieRow, PassageRow):
                session.execute(delete(table).where(table.filing_id == filing_id))
            body = reading_to_json(reading, parsed.tables)
            session.execute(insert(ReadingRow), [{"filing_id": filing_id, "body": body}])
            for model, rows in (
                (PageRow, page_rows(parsed)),
                (TableRow, table_rows(parsed)),
                (FactRow, fact_rows(parsed)),
                (TieRow, tie_rows(parsed)),
                (PassageRow, passage_rows(passages)),
            ):
                if rows:  # Core, not the unit of work: thousands of rows in tenths of a second
                    session.execute(insert(model), rows)
            session.execute(
                update(FilingRow)
                .where(FilingRow.id == filing_id)
                .values(
                    media_type=reading.media_type,
                    is_paged=reading.is_paged,
                    is_answerable=False,
                    pages=len(reading.pages),
                    tables=len(parsed.tables),
                    facts=len(parsed.facts),
                    passages=len(passages),
                    embedded=0,
                    identity=identity_to_json(parsed.identity),
                    report=dumps(report_to_plain(report)),
                )
            )
            session.commit()
        self._forget(filing_id)

    def replace_passages(self, filing_id: str, passages: Sequence[Passage]) -> None:
        """Puts other passages in the place of a filing's: for a reindex."""
        with store_faults(), Session(self._engine) as session:
            session.execute(delete(PassageRow).where(PassageRow.filing_id == filing_id))
            if passages:
                session.execute(insert(PassageRow), passage_rows(passages))
            session.execute(
                update(FilingRow)
                .where(FilingRow.id == filing_id)
                .values(passages=len(passages), embedded=0)
            )
            session.commit()

    def mark_answerable(self, filing_id: str, seconds: dict[str, float] | None = None) -> None:
        """Facts and lexical index are there; embedding may go on behind."""
        with store_faults(), Session(self._engine) as session:
            row = _row(session, filing_id)
            row.is_answerable = True
            _add_seconds(row, seconds or {})
            session.commit()

    def mark_embedded(self, filing_id: str, count: int) -> None:
        """`count` passages have their vectors.

        Raises:
            UnknownFiling: It was deleted meanwhile.
        """
        self._set(filing_id, embedded=count)

    def mark_ready(self, filing_id: str, seconds: dict[str, float]) -> FilingRecord:
        """All is done; `seconds` (stage -> seconds) are added to the report.

        Raises:
            UnknownFiling: It was deleted meanwhile, and perhaps handed in anew.
        """
        with store_faults(), Session(self._engine, expire_on_commit=False) as session:
            row = _row(session, filing_id)
            if not row.is_answerable:
                raise UnknownFiling(f"The filing '{filing_id}' was deleted while it was embedded.")
            row.state = State.READY.value
            _add_seconds(row, seconds)
            job = session.get(JobRow, filing_id)
            if job is not None:
                job.stage, job.finished_at = "done", datetime.now(UTC)
            session.commit()
            return record_of(row)

    def mark_failed(self, filing_id: str, error: TickmarkError) -> FilingRecord:
        """It could not be taken in; the error's detail is the sentence a person sees."""
        self._set(
            filing_id,
            state=State.FAILED.value,
            error=error.detail,
            error_code=error.code(),
            is_answerable=False,
        )
        return self.filing(filing_id)

    # Changing -----------------------------------------------------------------------------------

    def correct(self, filing_id: str, **changes: Any) -> FilingRecord:
        """Lays a person's word over what the filing's cover was read to say.

        Args:
            filing_id: Which filing.
            **changes: Fields of `Identity`; None takes the correction back.

        Raises:
            UnknownFiling: There is none of that id.
            RequestError: A field that an identity does not have.
        """
        known = {field.name for field in fields_of(Identity)} - {"sources"}
        if wrong := sorted(set(changes) - known):
            raise RequestError(
                f"A filing has no {', '.join(wrong)}; what can be corrected: "
                f"{', '.join(sorted(known))}."
            )
        with store_faults(), Session(self._engine, expire_on_commit=False) as session:
            row = _row(session, filing_id)
            corrections = json.loads(row.corrections)
            for name, value in changes.items():
                if value is None:
                    corrections.pop(name, None)
                else:
                    corrections[name] = period_to_plain(value) if name == "period" else value
            row.corrections = dumps(corrections)
            session.commit()
            return record_of(row)

    def delete(self, filing_id: str) -> None:
        """Removes a filing and all that is in the database of it.

        The indexes and the original are `Stores.delete`'s, which is what callers want.

        Raises:
            UnknownFiling: There is none of that id.
        """
        with store_faults(), Session(self._engine) as session:
            session.delete(_row(session, filing_id))
            session.commit()
        self._forget(filing_id)

    def collections(self) -> dict[str, int]:
        """Collections by name, with the number of filings in each."""
        query = select(FilingRow.collection, func.count()).group_by(FilingRow.collection)
        with Session(self._engine) as session:
            return {name: count for name, count in session.execute(query.order_by("collection"))}

    def _set(self, filing_id: str, **values: Any) -> None:
        with store_faults(), Session(self._engine) as session:
            _row(session, filing_id)
            session.execute(update(FilingRow).where(FilingRow.id == filing_id).values(**values))
            session.commit()


def _row(session: Session, filing_id: str) -> FilingRow:
    row = session.get(FilingRow, filing_id)
    if row is None:
        raise UnknownFiling(f"There is no filing '{filing_id}'.")
    return row


def _add_seconds(row: FilingRow, seconds: dict[str, float]) -> None:
    report = json.loads(row.report)
    report["seconds"] = {**report.get("seconds", {}), **seconds}
    row.report = dumps(report)


def _note_on_duplicate(row: FilingRow, name: str, collection: str) -> str | None:
    if (row.name, row.collection) == (name, collection):
        return None
    return (
        f"The bytes of '{name}' are here already as '{row.name}' in the collection "
        f"'{row.collection}'; nothing was changed."
    )


def _key_to_cursor(record: FilingRecord) -> str:
    return base64.urlsafe_b64encode(dumps([record.name, record.id]).encode()).decode()


def _cursor_to_key(cursor: str) -> tuple[str, str]:
    try:
        name, filing_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError) as exc:  # TypeError: JSON, but no pair
        raise RequestError("The cursor is not one that this service gave out.") from exc
    return str(name), str(filing_id)
