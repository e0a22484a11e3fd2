"""The way of a filing from its bytes to the stores.

    keep      original file, and a row that says it is here
    index     parse (in the child process), passages, database, lexical index: it can be asked
    embed     vectors, batch by batch: it is ready

Every step can be done again: ids follow from the bytes, and whatever is put in replaces what was
there. So a process that is killed anywhere is followed by one that calls `resume`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from ingest.comparatives import tie_to_other_filings
from ingest.errors import FilingError, StoreFull, UnreadableFiling
from ingest.parsing import parse, timed
from ingest.passages import characters_indexed, split_passages
from ingest.sections import non_blank
from ingest.stores import FilingRecord, State, Stores
from ingest.stores.lexical import passage_entries, row_entries
from ingest.tying import count_ties, statements_tied
from ingest.types import BlockKind, IngestReport, Notice, Parsed, Passage

__all__ = [
    "OnProgress",
    "embed_filing",
    "index_filing",
    "ingest_filing",
    "keep_filing",
    "parse",
    "reindex",
    "resume",
]

OnProgress = Callable[[str, int, int], None]  # stage, done, total
MAX_ATTEMPTS = 3  # at a filing whose reading ended the process
EMBED_BATCH = 128  # passages whose vectors are stored together


def ingest_filing(
    name: str,
    data: bytes,
    stores: Stores,
    *,
    collection: str = "default",
    password: str | None = None,
    on_progress: OnProgress | None = None,
) -> FilingRecord:
    """Takes a filing the whole way in.

    Args:
        name: The file's own name with its ending.
        data: Its bytes. Bytes that are here already change nothing; the record's `note` says so.
        stores: Where to.
        collection: Which collection it joins.
        password: For an encrypted file; it is not kept.
        on_progress: Told (stage, done, total) as it goes.

    Returns:
        The filing: ready, or failed with the reason in `error`.

    Raises:
        StoreFull: The disk is full; nothing of the filing can be found.
    """
    record = keep_filing(name, data, stores, collection=collection)
    if record.state is State.READY:
        return record
    record = index_filing(record.id, stores, password=password, on_progress=on_progress)
    if record.state is State.FAILED:
        return record
    return embed_filing(record.id, stores, on_progress=on_progress)


def keep_filing(
    name: str, data: bytes, stores: Stores, *, collection: str = "default"
) -> FilingRecord:
    """Keeps the file and says that it is here: queued, unless it was here before."""
    return stores.library.register(name, stores.originals.put(data), collection)


def index_filing(
    filing_id: str,
    stores: Stores,
    *,
    password: str | None = None,
    on_progress: OnProgress | None = None,
) -> FilingRecord:
    """Reads a kept filing up to where it can be asked; vectors are `embed_filing`'s.

    Returns:
        The filing: processing and answerable, or failed with the reason.

    Raises:
        StoreFull: The disk is full; the filing is failed.
    """
    record = stores.library.filing(filing_id)
    if record.is_answerable:
        return record
    if stores.library.begin(filing_id) > MAX_ATTEMPTS:
        detail = f"Reading it ended the program {MAX_ATTEMPTS} times; it is not tried again."
        return stores.library.mark_failed(filing_id, UnreadableFiling(detail))
    _tell(on_progress, "parse", 0, 1)
    try:
        data = stores.originals.get(record.sha256)
        parsed = stores.worker.parse(record.name, data, password)
    except FilingError as exc:
        return stores.library.mark_failed(filing_id, exc)
    _tell(on_progress, "parse", 1, 1)
    try:
        _put(parsed, stores)
    except StoreFull as exc:
        with suppress(StoreFull):  # not even that could be written: it is unfinished, then
            stores.library.mark_failed(filing_id, exc)
        raise
    return stores.library.filing(filing_id)


def _put(parsed: Parsed, stores: Stores) -> None:
    """Passages, database, lexical index, and only then: answerable."""
    seconds = dict(parsed.seconds)
    with timed(seconds, "passages"):
        embedder = stores.embedder
        passages = split_passages(parsed, embedder.count_tokens, embedder.max_tokens)
    with timed(seconds, "database"):
        stores.library.save(parsed, passages, report_on(parsed, passages, seconds))
    with timed(seconds, "comparatives"):
        tie_to_other_filings(parsed.filing_id, stores.library)
    with timed(seconds, "lexical"):
        stores.lexical.replace(
            parsed.filing_id,
            passage_entries(passages, parsed.identity),
            row_entries(parsed.facts, parsed.tables, parsed.identity),
        )
    stores.library.mark_answerable(parsed.filing_id, seconds)


def embed_filing(
    filing_id: str, stores: Stores, *, on_progress: OnProgress | None = None
) -> FilingRecord:
    """Makes the vectors that an answerable filing has not yet, and marks it ready."""
    passages = stores.library.passages_of(filing_id)
    wanted = set(stores.vectors.missing([passage.passage_id for passage in passages]))
    left = [passage for passage in passages if passage.passage_id in wanted]
    # Of like length in a batch, so that little is computed on padding.
    left.sort(key=lambda passage: len(passage.embedding_text), reverse=True)
    done = len(passages) - len(left)
    seconds: dict[str, float] = {}
    with timed(seconds, "embed"), ThreadPoolExecutor(max_workers=1) as writer:
        writing: Future[None] | None = None
        for start in range(0, len(left), EMBED_BATCH):
            batch = left[start : start + EMBED_BATCH]
            vectors = stores.embedder.embed([passage.embedding_text for passage in batch])
            if writing is not None:
                writing.result()
            done += len(batch)
            # One batch is stored while the next is computed.
            writing = writer.submit(_store_vectors, stores, filing_id, batch, vectors, done)
            _tell(on_progress, "embed", done, len(passages))
        if writing is not None:
            writing.result()
    stores.vectors.keep_only(filing_id, [passage.passage_id for passage in passages])
    stores.library.mark_embedded(filing_id, len(passages))
    return stores.library.mark_ready(filing_id, seconds)


def _store_vectors(
    stores: Stores,
    filing_id: str,
    batch: Sequence[Passage],
    vectors: Sequence[Sequence[float]],
    done: int,
) -> None:
    stores.vectors.upsert(batch, vectors)
    stores.library.mark_embedded(filing_id, done)


def resume(stores: Stores, *, on_progress: OnProgress | None = None) -> tuple[FilingRecord, ...]:
    """Finishes what an earlier process left unfinished, each filing from where it was."""
    finished = []
    for record in stores.library.unfinished():
        indexed = index_filing(record.id, stores, on_progress=on_progress)
        if indexed.state is not State.FAILED:
            indexed = embed_filing(record.id, stores, on_progress=on_progress)
        finished.append(indexed)
    return tuple(finished)


def reindex(stores: Stores, *, on_progress: OnProgress | None = None) -> int:
    """Makes passages, lexical index and vectors anew, for a changed model or passage scheme.

    `stores` were opened with `reindexing=True`. The vectors of the former model go last, so that
    a reindex that is killed is noticed at the next start, and goes on where it was.

    Returns:
        How many filings were done.
    """
    records = [record for record in stores.library.filings() if record.is_answerable]
    for done, record in enumerate(records):
        _tell(on_progress, "reindex", done, len(records))
        parsed = stores.library.parsed(record.id)
        embedder = stores.embedder
        passages = split_passages(parsed, embedder.count_tokens, embedder.max_tokens)
        stores.library.replace_passages(record.id, passages)
        stores.lexical.replace(
            record.id,
            passage_entries(passages, record.identity),
            row_entries(parsed.facts, parsed.tables, record.identity),
        )
        embed_filing(record.id, stores)
    stores.vectors.drop_others()
    _tell(on_progress, "reindex", len(records), len(records))
    return len(records)


def report_on(
    parsed: Parsed, passages: tuple[Passage, ...], seconds: dict[str, float]
) -> IngestReport:
    """Every page, block, table and cell with digits of a filing, accounted for."""
    reading = parsed.reading
    texts = {page.number: page.text for page in reading.pages}
    placed: dict[BlockKind, int] = dict.fromkeys(BlockKind, 0)
    for block in reading.blocks:
        placed[block.kind] += non_blank(block.span.of(texts[block.page]))
    empty = tuple(page.number for page in reading.pages if not page.text.strip())
    named = {notice.page for notice in reading.warnings if notice.code == "no_text_page"}
    return IngestReport(
        pages=len(reading.pages),
        pages_without_text=empty,
        blocks=len(reading.blocks),
        characters=sum(non_blank(text) for text in texts.values()),
        characters_placed=sum(placed.values()),
        tables=len(parsed.tables),
        doubtful_tables=sum(1 for table in parsed.tables if table.doubts or table.grid.doubts),
        facts=len(parsed.facts),
        cells_not_read=parsed.cells_not_read,
        passages=len(passages),
        warnings=(*reading.warnings, *_notices(parsed, [n for n in empty if n not in named])),
        seconds=seconds,
        characters_indexed=characters_indexed(parsed, passages),
        characters_furniture=placed[BlockKind.FURNITURE],
        ties=count_ties(parsed.ties),
        statements=statements_tied(parsed),
    )


def _notices(parsed: Parsed, empty: list[int]) -> Iterator[Notice]:
    for number in empty:
        yield Notice("no_text_page", f"Page {number} has no text; it may be a picture.", number)
    for table in parsed.tables:
        for doubt in dict.fromkeys((*table.doubts, *table.grid.doubts)):
            yield Notice(
                "doubtful_table", f"{table.caption or table.table_id}: {doubt}", table.page
            )
    if parsed.cells_not_read:
        yield Notice(
            "cells_not_read", f"{parsed.cells_not_read} cells with digits did not become facts."
        )


def _tell(on_progress: OnProgress | None, stage: str, done: int, total: int) -> None:
    if on_progress is not None:
        on_progress(stage, done, total)
