"""What stands in for the slow parts in tests of the faces: answers, checks, searches, embedding."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import uvicorn

from ingest.pipeline import OnProgress, index_filing
from ingest.stores import FilingRecord, State, StoreConfig, Stores, open_stores
from ingest.types import Box, Period
from service.app import create_app
from service.config import Settings
from service.ingestion import IngestQueue, Steps
from service.models import Model
from service.parts import Parts
from service.types import (
    Answer,
    CellPlace,
    Citation,
    Hit,
    How,
    NumberCheck,
    Operand,
    Plan,
    Question,
    Retriever,
    Understanding,
    Value,
    Verdict,
)


def text_filing(company: str = "Harbour Lantern", revenue: str = "571,704") -> bytes:
    """A results announcement as machine-extracted text: a cover, a table, a paragraph."""
    lines = (
        f"{company} Holdings Limited",
        "ANNUAL RESULTS ANNOUNCEMENT",
        "FOR THE YEAR ENDED 31 DECEMBER 2023",
        "",
        "CONSOLIDATED STATEMENT OF PROFIT OR LOSS",
        "\t2023\t2022",
        "\tRMB'000\tRMB'000",
        f"Revenue\t{revenue}\t498,210",
        "Cost of sales\t(401,002)\t(350,118)",
        "Gross profit\t170,702\t148,092",
        "",
        f"The revenue of the Group was RMB{revenue} thousand for the year.",
    )
    return "\n".join(lines).encode()


def citation(number: int = 1) -> Citation:
    """A citation of a cell."""
    place = CellPlace("t1", "Revenue", "2023", "571,704", Box(10.0, 20.0, 60.0, 30.0), 3, 1)
    return Citation(number, "a.pdf", "f_1", 3, "Results", "Revenue 571,704", place, 4, 19)


def answer(text: str = "Revenue was RMB571,704 thousand [1].", **changes: Any) -> Answer:
    """An answer with everything in it."""
    start = text.find("RMB")
    check = NumberCheck(
        text=text[start : start + 18],
        start=start,
        end=start + 18,
        verdict=Verdict.SUPPORTED,
        how="exact",
        reason="Revenue, 2023, is 571,704.",
        evidence=(citation(),),
    )
    whole = Answer(
        id="a_1",
        question="What was revenue?",
        text=text,
        abstained=False,
        engine="embedded",
        value=Value(Decimal(571704000), "CNY", "RMB571,704 thousand"),
        citations=(citation(),),
        numbers=(check,) if start >= 0 else (),
        plan=Plan("formula", (Operand("a", "Revenue", period="FY2023"),), "a", "CNY", "Revenue"),
        follow_ups=("And in 2022?",),
        understood=Understanding(
            "What was revenue?",
            "en",
            ("Harbour Lantern",),
            (Period(None, date(2023, 12, 31)),),
            measure="revenue",
            operation="lookup",
        ),
        timings_ms={"total": 1.23456},
    )
    return replace(whole, **changes)


@dataclass
class ScriptedAnswers:
    """Stands in for `answer_question`: gives what was put in, keeps what it was asked."""

    outcomes: list[Answer | Exception] = field(default_factory=list)
    pieces: tuple[str, ...] = ()
    before_piece: Callable[[], None] = lambda: None
    asked: list[Question] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def __call__(
        self,
        question: Question,
        stores: Stores,
        model: Model | None = None,
        *,
        on_text: Callable[[str], None] | None = None,
    ) -> Answer:
        self.asked.append(question)
        try:
            for piece in self.pieces if on_text is not None else ():
                self.before_piece()
                assert on_text is not None
                on_text(piece)
        except BaseException:
            self.stopped.set()
            raise
        outcome = self.outcomes.pop(0) if self.outcomes else answer(question=question.text)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@dataclass
class ScriptedChecks:
    """Stands in for `check_numbers`."""

    verdict: Verdict = Verdict.SUPPORTED
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def __call__(
        self,
        text: str,
        stores: Stores,
        filing_ids: Sequence[str],
        *,
        from_prose: bool = True,
    ) -> tuple[NumberCheck, ...]:
        self.asked.append((text, tuple(filing_ids)))
        start = next((n for n, c in enumerate(text) if c.isdigit()), None)
        if start is None:
            return ()
        end = next((n for n in range(start, len(text)) if not text[n].isdigit()), len(text))
        expected = "7" if self.verdict is Verdict.CONTRADICTED else None
        how: How | None = "exact" if self.verdict is Verdict.SUPPORTED else None
        found = NumberCheck(
            text[start:end], start, end, self.verdict, how, "said so", expected, None, (citation(),)
        )
        return (found,)


def first_passages(
    query: str, stores: Stores, *, filing_ids: Sequence[str] = (), limit: int = 10
) -> tuple[Hit, ...]:
    """Stands in for `search`: the first passages, in order."""
    ids = filing_ids or [record.id for record in stores.library.filings()]
    passages = [passage for each in ids for passage in stores.library.passages_of(each)]
    return tuple(
        Hit(passage, 1.0 / (rank + 1), rank, Retriever.FUSED)
        for rank, passage in enumerate(passages[:limit])
    )


def embed_without_model(
    filing_id: str, stores: Stores, *, on_progress: OnProgress | None = None
) -> FilingRecord:
    """Stands in for `embed_filing`: ready, without a vector."""
    if on_progress is not None:
        on_progress("embed", 1, 1)
    return stores.library.mark_ready(filing_id, {"embed": 0.0})


def ingest_without_model(
    name: str,
    data: bytes,
    stores: Stores,
    *,
    collection: str = "default",
    password: str | None = None,
    on_progress: OnProgress | None = None,
) -> FilingRecord:
    """Stands in for `ingest_filing`: as it is, but for the vectors."""
    record = stores.library.register(name, stores.originals.put(data), collection)
    if record.state is not State.READY:
        record = index_filing(record.id, stores, password=password, on_progress=on_progress)
    if record.state is State.FAILED or record.state is State.READY:
        return record
    return embed_without_model(record.id, stores, on_progress=on_progress)


def fake_parts(data_dir: Path, server_url: str | None = None, **changes: Any) -> Parts:
    """Real stores with scripted answers over them; `changes` are fields of `Parts`."""
    settings = changes.pop("settings", None) or Settings(data_dir=data_dir)
    parts = Parts(
        stores=open_stores(StoreConfig(data_dir=data_dir, server_url=server_url)),
        settings=settings,
        answer=ScriptedAnswers(),
        check=ScriptedChecks(),
        search=first_passages,
        ingest=ingest_without_model,
        steps=Steps(embed=embed_without_model),
    )
    return replace(parts, **changes)


def settle(queue: IngestQueue, timeout_seconds: float = 15.0) -> None:
    """Waits until the queue has nothing left to do."""
    deadline = time.monotonic() + timeout_seconds
    while queue.waiting:
        assert time.monotonic() < deadline, "the ingest queue did not come to an end"
        time.sleep(0.01)


@contextmanager
def serving(parts: Parts) -> Iterator[str]:
    """A real server over real sockets, in a thread; gives its address."""
    config = uvicorn.Config(
        create_app(parts), host="127.0.0.1", port=0, log_level="error", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 15
    while not server.started:
        assert thread.is_alive(), "the server ended before it started"
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
