"""The library over a real PostgreSQL server, beside the same over SQLite."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, select

from ingest.errors import (
    RequestError,
    SettingsError,
    StoreInUse,
    StoreUnavailable,
    UnknownFiling,
    UnknownItem,
)
from ingest.pipeline import embed_filing, index_filing, ingest_filing, keep_filing, resume
from ingest.stores import FactFilter, Library, PeriodScope, Stores
from ingest.stores.database import Base, migrate, open_engine
from ingest.types import Period, Statement
from service.answering.pipeline import answer_question
from service.grounding.pipeline import check_numbers
from service.retrieval import search
from service.types import Answer, Question

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "filings"
TEXT = b"Harbour Lantern Holdings Limited\n\nRevenue for the year 2023 was HK$571,704.\n"
SHA = "{:064x}".format
NAMES = ["A 2.pdf", "B.pdf", "_x.pdf", "a-1.pdf", "a1.pdf", "b.pdf", "é.pdf", "中.pdf"]


@pytest.fixture(params=["postgresql", "sqlite"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated database of each kind: both must do the same."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'library.sqlite'}")
    else:
        engine = open_engine(request.getfixturevalue("postgres").new_database())
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def library(engine: Engine) -> Library:
    return Library(engine)


@pytest.fixture(scope="module")
def pair(
    postgres: Any, open_at: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Stores, Stores]]:
    """The samples in PostgreSQL, and the samples in SQLite."""
    home = tmp_path_factory.mktemp("pair")
    with (
        closing(open_at(home / "p", database_url=postgres.new_database())) as in_postgres,
        closing(open_at(home / "s")) as in_sqlite,
    ):
        for stores in (in_postgres, in_sqlite):
            for path in sorted(SAMPLES.iterdir()):
                record = ingest_filing(path.name, path.read_bytes(), stores)
                assert record.state == "ready", record.error
        yield in_postgres, in_sqlite


# The schema --------------------------------------------------------------------------------------


def test_migrated_schema_is_the_models(engine: Engine) -> None:
    migrate(engine)  # again: changes nothing
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


# The samples -------------------------------------------------------------------------------------


def test_samples_are_stored_alike(pair: tuple[Stores, Stores]) -> None:
    ours, theirs = (stores.library for stores in pair)
    records = theirs.filings()
    assert len(records) == 4
    assert [(r.id, r.name, r.identity) for r in ours.filings()] == [
        (r.id, r.name, r.identity) for r in records
    ]
    for record in records:
        assert ours.pages(record.id) == theirs.pages(record.id)
        assert ours.tables(record.id) == theirs.tables(record.id)
        assert ours.passages_of(record.id) == theirs.passages_of(record.id)
        assert ours.facts([record.id]) == theirs.facts([record.id])
    ids = [record.id for record in records]
    rows = [(fact.table_id, fact.row) for fact in theirs.facts(ids)[::7]]
    assert ours.facts_of_rows(rows) == theirs.facts_of_rows(rows)


def comparable(answer: Answer) -> Answer:
    return replace(answer, id="", timings_ms={})


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What was Qiverra's revenue in 2023?", "RMB1,234,518 thousand"),
        ("How did gross profit change from 2022 to 2023?", "RMB"),
        ("What does the board say about climate?", None),
    ],
)
def test_answers_are_the_same(pair: tuple[Stores, Stores], question: str, said: str | None) -> None:
    ours, theirs = (comparable(answer_question(Question(question), stores)) for stores in pair)
    assert ours == theirs
    if said is not None:
        assert said in ours.text
        assert not ours.abstained


def test_checks_and_searches_are_the_same(pair: tuple[Stores, Stores]) -> None:
    ids = [record.id for record in pair[1].library.filings()]
    text = "Revenue for 2023 was RMB1,234,518 thousand; it was RMB9,999 thousand in 2022."
    ours, theirs = (check_numbers(text, stores, ids) for stores in pair)
    assert ours == theirs
    assert [check.verdict for check in ours][0] == "supported"
    found = [search("staff costs and employees", stores) for stores in pair]
    assert found[0] == found[1]
    assert len(found[0]) == 10


# Text --------------------------------------------------------------------------------------------


def test_names_sort_by_code_point(library: Library) -> None:
    for number, name in enumerate(reversed(NAMES)):
        library.register(name, SHA(number + 1)[::-1], f"of {name}")
    assert [record.name for record in library.filings()] == NAMES
    assert list(library.collections()) == [f"of {name}" for name in NAMES]
    paged: list[str] = []
    cursor = None
    while len(paged) < 20:
        records, cursor = library.page_of_filings(cursor, 3)
        paged += [record.name for record in records]
        if cursor is None:
            break
    assert paged == NAMES


def test_characters_that_no_database_keeps_are_replaced(library: Library) -> None:
    record = library.register("a\x00b\ud800.pdf", SHA(1), "c\x00d")
    assert library.filing(record.id).name == "a\ufffdb\ufffd.pdf"
    assert library.resolve(["a\x00b\ud800.pdf"])[0].id == record.id
    assert [r.id for r in library.filings(collection="c\x00d")] == [record.id]
    library.correct(record.id, company="Pump\x00 \ud83d")
    assert library.filing(record.id).identity.company in ("Pump\x00 \ufffd", "Pump\ufffd \ufffd")
    conversation = library.new_conversation("t\x00")
    asked = ("q\x00\udfff", {"x": "y\x00\ud800"})
    library.append_exchange(conversation.id, asked, ("", {}))
    read = library.conversation(conversation.id)
    assert (read.title, read.messages[0].text) == ("t\ufffd", "q\ufffd\ufffd")


@pytest.mark.parametrize("odd", ["a\x00b", "a\ud800b", "x" * 5000])
def test_odd_ids_are_unknown(library: Library, odd: str) -> None:
    calls: list[tuple[Callable[[str], object], type[Exception]]] = [
        (library.filing, UnknownFiling),
        (lambda name: library.resolve([name]), UnknownFiling),
        (library.table, UnknownItem),
        (library.conversation, UnknownItem),
        (lambda name: library.append_exchange(name, ("?", {}), ("", {})), UnknownItem),
    ]
    for call, error in calls:
        with pytest.raises(error):
            call(odd)
    assert library.filings(collection=odd) == ()


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
def test_a_page_number_of_any_size_is_unknown(library: Library, number: int) -> None:
    with pytest.raises(UnknownItem, match="There is no page"):
        library.page("f_1", number)


@pytest.mark.parametrize("cursor", ["NQ==", "e30=", "bnVsbA==", "é", "!"])  # 5, {}, null
def test_a_made_up_cursor_is_refused(library: Library, cursor: str) -> None:
    with pytest.raises(RequestError, match="cursor"):
        library.page_of_filings(cursor, 2)


# At one moment -----------------------------------------------------------------------------------


def at_once(work: Callable[[int], object], threads: int = 4) -> None:
    """Runs `work(n)` in several threads; what one of them raises is raised."""
    errors: list[BaseException] = []
    ready = threading.Barrier(threads)

    def run(number: int) -> None:
        ready.wait()
        try:
            work(number)
        except BaseException as exc:
            errors.append(exc)

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if errors:
        raise errors[0]


def test_messages_that_come_at_once_all_stay(library: Library) -> None:
    conversation = library.new_conversation()

    def say(who: int) -> None:
        for number in range(8):
            library.append_exchange(conversation.id, (f"{who}.{number}", {}), (str(number), {}))

    at_once(say)
    messages = library.conversation(conversation.id).messages
    assert [message.position for message in messages] == list(range(64))
    assert len({message.text for message in messages[::2]}) == 32
    for asked, said in zip(messages[::2], messages[1::2], strict=True):
        assert (asked.role, said.role) == ("question", "answer")
        assert asked.text.endswith(f".{said.text}")


def test_the_same_bytes_that_come_at_once_are_one_filing(library: Library) -> None:
    def hand_in(who: int) -> None:
        for number in range(8):
            library.register(f"{number}.pdf", SHA(number + 1)[::-1], "default")

    at_once(hand_in)
    assert [record.name for record in library.filings()] == [f"{n}.pdf" for n in range(8)]


# Coming and going --------------------------------------------------------------------------------


def rows_of(engine: Engine, filing_id: str) -> dict[str, int]:
    """How many rows each table has of a filing."""
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(
                select(func.count()).select_from(table).where(table.c.filing_id == filing_id)
            )
            or 0
            for table in Base.metadata.sorted_tables
            if "filing_id" in table.c
        }


def test_cut_off_anywhere_it_goes_on_and_deleted_it_is_gone(
    postgres: Any, open_at: Any, tmp_path: Path
) -> None:
    url = postgres.new_database()
    with closing(open_at(tmp_path / "data", database_url=url)) as stores:
        first = keep_filing("queued.txt", TEXT + b"1", stores)
        second = keep_filing("begun.txt", TEXT + b"2", stores)
        stores.library.begin(second.id)
        third = keep_filing("indexed.txt", TEXT + b"3", stores)
        index_filing(third.id, stores)
    with closing(open_at(tmp_path / "data", database_url=url)) as stores:
        done = resume(stores)
        assert [record.id for record in done] == [first.id, second.id, third.id]
        assert {record.state for record in done} == {"ready"}
        assert all(record.embedded == record.passages > 0 for record in done)
        assert stores.vectors.count() == sum(record.passages for record in done)
        assert set(rows_of(stores.engine, first.id).values()) != {0}
        stores.delete(first.id)
        assert set(rows_of(stores.engine, first.id).values()) == {0}
        assert stores.vectors.count(first.id) == 0
        assert [record.name for record in stores.library.filings()] == ["begun.txt", "indexed.txt"]
        assert keep_filing("again.txt", TEXT + b"2", stores).note is not None


def test_a_lost_index_of_words_is_made_again(postgres: Any, open_at: Any, tmp_path: Path) -> None:
    """A new data directory, or one whose index was deleted, over a database that has filings."""
    url = postgres.new_database()
    with closing(open_at(tmp_path / "old", database_url=url)) as stores:
        record = keep_filing("a.txt", TEXT, stores)
        index_filing(record.id, stores)
        embed_filing(record.id, stores)
        found = stores.lexical.search("revenue", kind="passage")
        assert len(found) == 1
    with closing(open_at(tmp_path / "new", database_url=url)) as stores:
        assert stores.lexical.search("revenue", kind="passage") == found


def test_one_process_owns_a_database(
    postgres: Any, open_at: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.stores.postgresql._PATIENCE_SECONDS", 0.1)
    url = postgres.new_database()
    with closing(open_at(tmp_path / "one", database_url=url)):
        with pytest.raises(StoreInUse, match="another Tickmark"):
            open_at(tmp_path / "two", database_url=url)
        with closing(open_at(tmp_path / "two", database_url=postgres.new_database())):
            pass  # another database of the same server is another matter
    with closing(open_at(tmp_path / "two", database_url=url)) as stores:
        assert stores.library.filings() == ()


def test_a_server_that_is_away_is_told_and_found_again(postgres: Any) -> None:
    engine = open_engine(postgres.new_database())
    migrate(engine)
    library = Library(engine)
    library.register("a.txt", SHA(1), "default")
    postgres.stop()
    try:
        for _ in range(2):  # with an old connection, and with none
            with pytest.raises(StoreUnavailable, match="cannot be reached"):
                library.filings()
            with pytest.raises(StoreUnavailable):
                library.register("b.txt", SHA(2), "default")
    finally:
        postgres.start()
    assert [record.name for record in library.filings()] == ["a.txt"]
    engine.dispose()


# Settings ----------------------------------------------------------------------------------------


def test_a_database_without_unicode_is_refused(postgres: Any, open_at: Any, tmp_path: Path) -> None:
    url = postgres.new_database(
        f"ENCODING 'LATIN1' {postgres.provider} LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    )
    with pytest.raises(SettingsError, match="keeps text as LATIN1"):
        open_at(tmp_path / "data", database_url=url)


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/d", "u:secret@h", "", "postgresql+asyncpg://h/d"]
)
def test_a_url_of_another_kind_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingsError, match=r"postgresql\+psycopg://") as told:
        open_engine(url)
    assert "secret" not in told.value.detail


def test_a_wrong_database_is_told(postgres: Any) -> None:
    with pytest.raises(StoreUnavailable, match='"nowhere" does not exist'):
        migrate(open_engine(postgres.url("nowhere")))


def test_other_ways_to_write_the_url(postgres: Any) -> None:
    url = postgres.new_database().replace("postgresql+psycopg://", "postgres://")
    engine = open_engine(url)
    migrate(engine)
    assert Library(engine).filings() == ()
    engine.dispose()


@pytest.mark.parametrize(
    ("wanted", "least"),
    [
        (FactFilter(), 1000),
        (FactFilter(label="YEAR profit"), 1),
        (FactFilter(label="non-current"), 1),
        (FactFilter(low=Decimal("-1E+6"), high=Decimal("1.5E+6")), 100),
        (FactFilter(high=Decimal("-273756000")), 1),
        (FactFilter(units=("CNY", None), min_confidence=0.5), 100),
        (FactFilter(statements=(Statement.BALANCE_SHEET, Statement.CASH_FLOWS)), 100),
        (FactFilter(periods=(PeriodScope(Period(date(2024, 1, 1), date(2024, 12, 31))),)), 100),
        (FactFilter(pages=(2, 3), is_total=False), 10),
    ],
)
def test_facts_are_selected_the_same_in_both(
    pair: tuple[Stores, Stores], wanted: FactFilter, least: int
) -> None:
    postgres, sqlite = (list(each.library.select_facts(wanted, at_once=97)) for each in pair)
    assert postgres == sqlite
    assert len(postgres) >= least
    assert [found.key for found in postgres] == sorted(found.key for found in postgres)
    pages = list(pair[0].library.select_facts(wanted, postgres[least // 2].key))
    assert pages == postgres[least // 2 + 1 :]
