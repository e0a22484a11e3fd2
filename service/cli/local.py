"""The filings in this process."""

from __future__ import annotations

from service import desk
from service.api.bodies import GroundBody, QuestionBody, SearchBody, dump, valid
from service.api.filing_bodies import CorrectionBody, FilingBody, TableBody
from service.api.filings import corrections
from service.api.ties import TiesBody
from service.cli.session import Json, OnProgress, OnText
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

    def search(self, body: Json) -> Json:
        """Searches."""
        return dump(desk.search(self._parts, valid(SearchBody, body)))

    def tables(self, name: str) -> list[Json]:
        """The tables of a filing, by name or id."""
        (record,) = self._library.resolve([name])
        return [dump(TableBody.of(table)) for table in self._library.tables(record.id)]

    def ties(self, name: str, holds: bool | None = None) -> list[Json]:
        """How a filing's figures tie to each other."""
        (record,) = self._library.resolve([name])
        found: list[Json] = dump(TiesBody.of(self._library.ties(record.id), holds=holds))["ties"]
        return found

    def table(self, table_id: str) -> Json:
        """One table with its facts."""
        table = self._library.table(table_id)
        facts = self._library.facts([table.filing_id], table_id=table_id)
        return dump(TableBody.of(table, facts))

    def close(self) -> None:
        """Gives the data directory back."""
        self._parts.stores.close()
