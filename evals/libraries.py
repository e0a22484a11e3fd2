"""What the evals look at in a library beside its answers.

Pages, facts, what each stage of retrieval finds, answers that readers judged. With `answerers.py`
the only file of this room that speaks to the service: asking is one thing, looking behind the
answers another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from evals.retrieval import DEPTH, Found
from evals.table_facts import FactSeen
from evals.wire import ContractError, fetch, fetch_object
from ingest.types import Fact, Page, Parsed, Period, Table

if TYPE_CHECKING:
    from ingest.stores import Stores
    from service.evidence import Places

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LibraryView:
    """A library that this process has open."""

    stores: Stores

    def names(self) -> frozenset[str]:
        """The file names of its filings."""
        return frozenset(record.name for record in self.stores.library.filings())

    def pages(self, name: str) -> dict[int, str]:
        """The text of each page of a filing, by number from 1.

        Raises:
            TickmarkError: there is no such filing, or several.
        """
        return {p.number: p.text for p in self.stores.library.pages(self._id(name))}

    def is_paged(self, name: str) -> bool:
        """Whether the filing's format has pages; else its whole text is page 1."""
        return self.stores.library.filing(self._id(name)).is_paged

    def period(self, name: str) -> Period | None:
        """The period that a filing reports on."""
        return self.stores.library.filing(self._id(name)).identity.period

    def facts(self, name: str) -> tuple[FactSeen, ...]:
        """A filing's facts in reading order."""
        from ingest.stores import FactFilter

        wanted = FactFilter(filing_ids=(self._id(name),))
        return tuple(
            _seen(stored.fact, name, stored.statement.value)
            for stored in self.stores.library.select_facts(wanted)
        )

    def rows(self, name: str) -> dict[str, str]:
        """The row that each fact of a filing stands in, as it is printed, by fact id."""
        library = self.stores.library
        return _rows(library.facts([self._id(name)]), library)

    def stages(self, query: str, names: Sequence[str] = ()) -> dict[str, tuple[Found, ...]]:
        """What each stage of retrieval finds, best first; `names`: among these filings alone.

        `lexical` is the full-text index, `tables` what its lines bring, `dense` the vectors,
        `fused` the three together, before companies, periods and statements that the query names
        weigh anything; `routed` is the search as answers use it.
        """
        from service.retrieval import search
        from service.retrieval.fusion import fuse
        from service.retrieval.search import OTHER_WEIGHTS, STATEMENT_WEIGHTS
        from service.retrieval.tables import find_tables, statements_in
        from service.retrieval.wording import asked_part
        from service.terms import expand

        stores, library = self.stores, self.stores.library
        ids = [self._id(name) for name in names]
        scope = ids or [record.id for record in library.filings() if record.is_answerable]
        asked = asked_part(query)
        scored = stores.lexical.search(expand(asked), kind="passage", filing_ids=scope, limit=DEPTH)
        lexical = [passage_id for passage_id, _ in scored]
        shares = {passage_id: score / scored[0][1] for passage_id, score in scored}
        vector = stores.embedder.embed_query(asked)
        dense = [i for i, _ in stores.vectors.search(vector, filing_ids=scope, limit=DEPTH)]
        tables = [passage.passage_id for passage in find_tables(query, stores, scope)]
        weights = STATEMENT_WEIGHTS if statements_in(query) else OTHER_WEIGHTS
        fused = fuse(list(zip(weights, (dense, tables, lexical), strict=True)), shares)
        routed = search(query, stores, filing_ids=ids, limit=DEPTH)
        ranked = {
            "lexical": library.passages(lexical),
            "tables": library.passages(tables),
            "dense": library.passages(dense),
            "fused": library.passages([passage_id for passage_id, _ in fused[:DEPTH]]),
            "routed": [hit.passage for hit in routed],
        }
        known = {record.id: record.name for record in library.filings()}
        return {
            stage: tuple(Found(known[p.filing_id], p.page, p.span.start, p.span.end) for p in found)
            for stage, found in ranked.items()
        }

    def judged(self) -> tuple[Json, ...]:
        """The answers that readers judged, as cases; those of bad ones have no `answer`."""
        from service import transcripts

        found: list[Json] = []
        for conversation in self.stores.library.judged():
            before: list[transcripts.Exchange] = []
            for exchange in transcripts.exchanges(conversation):
                if exchange.said.feedback is not None:
                    found.append(transcripts.case_of(exchange, before))
                before.append(exchange)
        return tuple(found)

    def _id(self, name: str) -> str:
        (record,) = self.stores.library.resolve([name])
        return record.id


@dataclass(frozen=True, slots=True)
class ServerView:
    """A library behind a running server: what a check needs of it, and what readers judged.

    A call raises `OSError` when the server cannot be reached or refuses, `ContractError` when its
    response is not what it should be.
    """

    url: str  # http or https

    def names(self) -> frozenset[str]:
        """The file names of its filings."""
        return frozenset(str(filing["name"]) for filing in self._filings())

    def pages(self, name: str) -> dict[int, str]:
        """The text of each page of a filing, by number from 1; a request for each."""
        filing = fetch_object(self.url, f"/v1/filings/{quote(name, safe='')}")
        texts: dict[int, str] = {}
        for number in range(1, int(filing["pages"]) + 1):
            page = fetch_object(self.url, f"/v1/filings/{filing['id']}/pages/{number}")
            texts[number] = str(page["text"])
        return texts

    def judged(self) -> tuple[Json, ...]:
        """The answers that readers judged, as cases; those of bad ones have no `answer`."""
        lines = fetch(self.url, "/v1/feedback/cases").split("\n")
        try:
            return tuple(json.loads(line) for line in lines if line.strip())
        except json.JSONDecodeError as error:
            raise ContractError(f"/v1/feedback/cases: not JSON Lines: {error}") from None

    def _filings(self) -> Iterator[Json]:
        after = ""
        while True:
            body = fetch_object(self.url, f"/v1/filings?limit=1000{after}")
            yield from body["filings"]
            if not body.get("next"):
                return
            after = f"&cursor={quote(str(body['next']), safe='')}"


class FilesView:
    """Filings that are in no library: read when they are asked for, in a child process."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Takes files; two of one name are one filing, the later."""
        self._files = {path.name: path for path in files}
        self._read: dict[str, Parsed] = {}

    def names(self) -> frozenset[str]:
        """The files' names."""
        return frozenset(self._files)

    def pages(self, name: str) -> dict[int, str]:
        """The text of each page of a filing, by number from 1.

        Raises:
            TickmarkError: it cannot be read.
        """
        return {page.number: page.text for page in self._parsed(name).reading.pages}

    def period(self, name: str) -> Period | None:
        """The period that a filing reports on."""
        return self._parsed(name).identity.period

    def facts(self, name: str) -> tuple[FactSeen, ...]:
        """A filing's facts in reading order."""
        parsed = self._parsed(name)
        statements = {table.table_id: table.statement.value for table in parsed.tables}
        return tuple(_seen(fact, name, statements[fact.table_id]) for fact in parsed.facts)

    def rows(self, name: str) -> dict[str, str]:
        """The row that each fact of a filing stands in, as it is printed, by fact id."""
        parsed = self._parsed(name)
        return _rows(parsed.facts, _ParsedPlaces(name, parsed))

    def _parsed(self, name: str) -> Parsed:
        from ingest.worker import ParseWorker

        if name not in self._read:
            worker = ParseWorker()
            try:
                self._read[name] = worker.parse(name, self._files[name].read_bytes())
            finally:
                worker.close()
        return self._read[name]


class _ParsedPlaces:
    """A filing that was read, as what citations are cut from."""

    def __init__(self, name: str, parsed: Parsed) -> None:
        self.name = name
        self.is_paged = parsed.reading.is_paged
        self._tables = {table.table_id: table for table in parsed.tables}
        self._pages = {page.number: page for page in parsed.reading.pages}

    def table(self, table_id: str) -> Table:
        return self._tables[table_id]

    def page(self, filing_id: str, number: int) -> Page:
        return self._pages[number]

    def filing(self, filing_id: str) -> _ParsedPlaces:
        return self


def _rows(facts: Sequence[Fact], library: Places) -> dict[str, str]:
    from service.evidence import Remembered, cite_fact

    places = Remembered(library)
    return {fact.fact_id: cite_fact(fact, places, 1).quote for fact in facts}


def _seen(fact: Fact, name: str, statement: str) -> FactSeen:
    return FactSeen(
        fact_id=fact.fact_id,
        filing=name,
        page=fact.page,
        statement=statement,
        labels=fact.labels,
        column_labels=fact.column_labels,
        text=fact.text,
        value=fact.value,
        quantum=fact.quantum,
        unit=fact.unit,
        period=fact.period,
        confidence=fact.confidence,
        concept=fact.concept,
    )
