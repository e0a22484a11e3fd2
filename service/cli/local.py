"""The filings in this process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from service import desk, exports, listing, papers
from service.api.bodies import GroundBody, QuestionBody, dump, valid
from service.api.fact_bodies import FactsQuery, TablesQuery
from service.api.filing_bodies import CorrectionBody, FilingBody
from service.api.filings import corrections
from service.api.search_bodies import SearchBody
from service.api.ties import TiesBody
from service.cli.session import Json, OnProgress, OnText, TableText
from service.exports import Content, ExportFormat
from service.ingestion import refuse_early
from service.parts import Parts


class Local:
    """A `Session` over stores that this process owns."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._library = parts.stores.library

    def ingest(
        self,
        name: str,
        data: bytes,
        collection: str,
        password: str | None,
        on_progress: OnProgress,
    ) -> Json:
        """Takes one file in, whole."""
        refuse_early(name, data)
        record = self._parts.ingest(
            name,
            data,
            self._parts.stores,
            collection=collection,
            password=password,
            on_progress=on_progress,
        )
        return dump(FilingBody.of(record))

    def filings(self, collection: str | None) -> list[Json]:
        """All filings, by name."""
        records = self._library.filings(collection=collection)
        return [dump(FilingBody.of(record)) for record in records]

    def filing(self, name: str) -> Json:
        """One filing, by name or id."""
        (record,) = self._library.resolve([name])
        return dump(FilingBody.of(record))

    def correct(self, name: str, changes: Json) -> Json:
        """Lays a person's word over what was read from the cover."""
        (record,) = self._library.resolve([name])
        fields = corrections(valid(CorrectionBody, changes))
        return dump(FilingBody.of(self._library.correct(record.id, **fields)))

    def delete(self, name: str) -> Json:
        """Removes a filing; gives what it was."""
        (record,) = self._library.resolve([name])
        self._parts.stores.delete(record.id)
        return dump(FilingBody.of(record))

    def ask(self, body: Json, on_text: OnText | None = None) -> Json:
        """Answers."""
        return dump(desk.ask(self._parts, valid(QuestionBody, body), on_text))

    def check(self, body: Json) -> Json:
        """Checks every number of a text."""
        return dump(desk.ground(self._parts, valid(GroundBody, body)))

    def self_check(self, name: str) -> Json:
        """A filing's narrative against its own tables."""
        return dump(papers.self_check(self._parts, name))

    def search(self, body: Json) -> Json:
        """Searches."""
        return dump(desk.search(self._parts, valid(SearchBody, body)))

    def tables(self, name: str, query: Json) -> Json:
        """A stretch of the tables of a filing, by name or id."""
        return dump(listing.tables(self._parts, name, valid(TablesQuery, query)))

    def ties(self, name: str, holds: bool | None = None) -> list[Json]:
        """How a filing's figures tie to each other."""
        (record,) = self._library.resolve([name])
        found: list[Json] = dump(TiesBody.of(self._library.ties(record.id), holds=holds))["ties"]
        return found

    def table(self, table_id: str) -> Json:
        """One table with its facts and ties."""
        return dump(listing.table(self._parts, table_id))

    def table_as(self, table_id: str, form: TableText) -> str:
        """One table as CSV or HTML."""
        return listing.table_as(self._parts, table_id, form)

    def facts(self, query: Json) -> Json:
        """A stretch of the facts."""
        return dump(listing.facts(self._parts, valid(FactsQuery, query)))

    def facts_as_csv(self, query: Json) -> Iterator[str]:
        """All facts that a query picks, as CSV."""
        return listing.facts_as_csv(self._parts, valid(FactsQuery, query))

    def export(self, query: Json, out: IO[bytes]) -> None:
        """Writes filings to a file."""
        records = exports.records_of(self._parts, query["filing"], query["collection"])
        form, content = ExportFormat(query["format"]), Content(query["content"])
        exports.export(self._parts, records, form, out, content)

    def close(self) -> None:
        """Gives the data directory back."""
        self._parts.stores.close()
