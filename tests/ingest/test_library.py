from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from ingest.errors import (
    AmbiguousFiling,
    EncryptedFiling,
    RequestError,
    UnknownFiling,
    UnknownItem,
)
from ingest.pipeline import report_on
from ingest.stores import Feedback, FilingRecord, Library, State
from ingest.stores.codec import (
    identity_from_json,
    identity_to_json,
    reading_from_json,
    reading_to_json,
    table_from_json,
    table_to_json,
)
from ingest.stores.database import MIGRATIONS, Base, migrate, open_engine
from ingest.types import Identity, Parsed, Passage, PassageKind, Period, Span

SHA = "{:064x}".format


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'library.sqlite'}")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def library(engine: Engine) -> Library:
    return Library(engine)


def put(library: Library, parsed: Parsed, passages: tuple[Passage, ...] = ()) -> FilingRecord:
    sha256 = parsed.filing_id.removeprefix("f_").ljust(64, "0")
    record = library.register(f"{parsed.reading.metadata['title']}.pdf", sha256, "default")
    library.save(parsed, passages, report_on(parsed, passages, {}))
    library.mark_answerable(record.id)
    return library.filing(record.id)


def test_migrated_schema_is_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert "facts" in inspect(engine).get_table_names()


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    last = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    migrate(engine)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == last


def test_schema_compiles_for_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    statements = [
        str(CreateTable(table).compile(dialect=dialect)) for table in Base.metadata.sorted_tables
    ]
    assert len(statements) == 10
    assert any("TIMESTAMP WITH TIME ZONE" in statement for statement in statements)


def test_contents_come_back_as_they_went_in(library: Library, parsed: Parsed) -> None:
    record = put(library, parsed)
    assert library.pages(record.id) == parsed.reading.pages
    assert library.page(record.id, 2) == parsed.reading.pages[1]
    assert library.tables(record.id) == parsed.tables
    assert library.table(parsed.tables[0].table_id) == parsed.tables[0]
    assert library.facts([record.id]) == parsed.facts
    assert library.filing(record.id).identity == parsed.identity
    again = library.parsed(record.id)
    assert again.reading == parsed.reading
    assert again == replace(parsed, cells_not_read=0, seconds={})


def test_exact_decimals_keep_their_exponent(library: Library, parsed: Parsed) -> None:
    record = put(library, parsed)
    assert str(library.facts([record.id])[2].value) == "-1.20E+4"


def test_facts_by_row_come_in_the_order_asked(library: Library, parsed: Parsed) -> None:
    put(library, parsed)
    table = parsed.tables[0].table_id
    found = library.facts_of_rows([(table, 2), (table, 1), (table, 9)])
    assert [(fact.row, fact.column) for fact in found] == [(2, 1), (2, 2), (1, 1), (1, 2)]


def test_passages_in_the_order_asked_and_gone_ones_left_out(
    library: Library, parsed: Parsed
) -> None:
    passages = tuple(
        Passage(
            f"p{n}",
            parsed.filing_id,
            1,
            Span(n, n + 3),
            "abc",
            PassageKind.TEXT,
            ("Financial review", "Revenue"),
            "context",
            "embedded",
            None,
        )
        for n in range(3)
    )
    record = put(library, parsed, passages)
    assert library.passages(["p2", "gone", "p0"]) == (passages[2], passages[0])
    assert library.passages_of(record.id) == passages
    assert record.passages == 3


def test_saving_again_replaces(library: Library, parsed: Parsed) -> None:
    put(library, parsed)
    record = put(library, replace(parsed, facts=parsed.facts[:1]))
    assert library.facts([record.id]) == parsed.facts[:1]
    assert record.facts == 1


def test_names_and_ids_resolve(library: Library, make: Callable[[str], Parsed]) -> None:
    one, two = put(library, make("one")), put(library, make("two"))
    assert library.resolve(["two.pdf", one.id, two.id]) == (two, one)
    with pytest.raises(UnknownFiling, match=r"three\.pdf"):
        library.resolve(["one.pdf", "three.pdf"])
    with pytest.raises(UnknownFiling, match="collection 'other'"):
        library.resolve(["one.pdf"], collection="other")


def test_a_name_of_two_filings_lists_their_ids(library: Library) -> None:
    ids = [library.register("a.pdf", SHA(n << 192), "default").id for n in (1, 2)]
    with pytest.raises(AmbiguousFiling) as caught:
        library.resolve(["a.pdf"])
    assert all(filing_id in caught.value.detail for filing_id in ids)
    assert caught.value.status == 409


def test_paging_meets_every_filing_once(library: Library) -> None:
    for n in range(7):
        library.register(f"same{n // 3}.pdf", SHA((n + 1) << 192), "default")
    seen: list[str] = []
    cursor = None
    while True:
        found, cursor = library.page_of_filings(cursor, 3)
        seen += [record.id for record in found]
        if cursor is None:
            break
    assert seen == [record.id for record in library.filings()]
    assert len(set(seen)) == 7
    with pytest.raises(RequestError):
        library.page_of_filings("nonsense", 3)


def test_a_person_corrects_and_takes_it_back(library: Library, parsed: Parsed) -> None:
    record = put(library, parsed)
    period = Period(None, parsed.identity.period.end)  # type: ignore[union-attr]
    corrected = library.correct(record.id, company="Other Ltd", period=period)
    assert (corrected.identity.company, corrected.identity.period) == ("Other Ltd", period)
    assert corrected.identity.form == "annual report"
    assert library.filing(record.id).identity == corrected.identity
    assert library.correct(record.id, company=None, period=None).identity == parsed.identity
    with pytest.raises(RequestError, match="colour"):
        library.correct(record.id, colour="red")


def test_deleting_takes_everything_of_it(
    library: Library, engine: Engine, make: Callable[[str], Parsed]
) -> None:
    kept, gone = put(library, make("one")), put(library, make("two"))
    library.delete(gone.id)
    assert library.filings() == (kept,)
    assert library.facts([gone.id]) == ()
    assert library.pages(gone.id) == ()
    with pytest.raises(UnknownFiling):
        library.filing(gone.id)
    with pytest.raises(UnknownItem):
        library.table(f"{gone.id}-t0")


def test_known_bytes_stay_and_failed_ones_are_tried_again(library: Library) -> None:
    first = library.register("a.pdf", SHA(1 << 192), "default")
    second = library.register("b.pdf", SHA(1 << 192), "other")
    assert (second.name, second.collection) == ("a.pdf", "default")
    assert second.note is not None
    assert "'a.pdf'" in second.note
    library.mark_failed(first.id, EncryptedFiling("It needs a password."))
    failed = library.filing(first.id)
    assert (failed.error, failed.error_code) == ("It needs a password.", "encrypted_filing")
    third = library.register("b.pdf", SHA(1 << 192), "other")
    assert (third.id, third.name, third.state) == (first.id, "b.pdf", State.QUEUED)
    assert (third.error, third.error_code) == (None, None)


def test_attempts_are_counted(library: Library) -> None:
    record = library.register("a.pdf", SHA(1 << 192), "default")
    assert [library.begin(record.id) for _ in range(3)] == [1, 2, 3]
    assert [r.id for r in library.unfinished()] == [record.id]


def test_thousands_of_facts_go_in_quickly(library: Library, parsed: Parsed) -> None:
    facts = tuple(replace(parsed.facts[n % 4], fact_id=f"x{n}") for n in range(8000))
    start = time.process_time()
    record = put(library, replace(parsed, facts=facts))
    assert time.process_time() - start < 3  # 0.3 s when the machine is free
    assert library.facts([record.id]) == facts


def test_conversations(library: Library) -> None:
    one = library.new_conversation()
    asked = ("What was revenue?", {"filings": ["a"]})
    library.append_exchange(one.id, asked, ("RMB 5.", {"value": {"amount": 5}}))
    other = library.new_conversation("Mine")
    assert [c.title for c in library.conversations()] == ["Mine", "What was revenue?"]
    messages = library.conversation(one.id).messages
    assert [(m.position, m.role, m.text) for m in messages] == [
        (0, "question", "What was revenue?"),
        (1, "answer", "RMB 5."),
    ]
    assert messages[1].body == {"value": {"amount": 5}}
    assert library.rename_conversation(other.id, "Ours").title == "Ours"
    library.delete_conversation(one.id)
    with pytest.raises(UnknownItem):
        library.conversation(one.id)
    with pytest.raises(UnknownItem):
        library.append_exchange(one.id, ("x", {}), ("y", {}))


def test_an_exchange_takes_the_place_of_another(library: Library) -> None:
    talk = library.new_conversation()
    for name in ("a", "b"):
        library.append_exchange(talk.id, (f"{name}?", {}), (name, {"id": name}))
    library.give_feedback(talk.id, "a", Feedback(True))
    library.append_exchange(talk.id, ("a again?", {"plan": 1}), ("c", {"id": "c"}), "a")
    messages = library.conversation(talk.id).messages
    assert [m.text for m in messages] == ["a again?", "c", "b?", "b"]
    assert [m.position for m in messages] == [0, 1, 2, 3]
    assert (messages[0].body, messages[1].body) == ({"plan": 1}, {"id": "c"})
    assert messages[1].feedback is None  # it was of the answer that is gone
    library.append_exchange(talk.id, ("d?", {}), ("d", {"id": "d"}), "gone")
    assert library.conversation(talk.id).messages[-1].text == "d"


def test_tables_and_readings_survive_json(parsed: Parsed) -> None:
    table = parsed.tables[0]
    assert table_from_json(table.table_id, table.filing_id, 1, table_to_json(table)) == table
    reading = parsed.reading
    text = reading_to_json(reading, parsed.tables)
    assert reading_from_json(text, "application/pdf", True, reading.pages, (table,)) == reading


periods = st.builds(lambda start, end: Period(start, end), st.none() | st.dates(), st.dates())


@given(
    st.builds(
        Identity,
        company=st.none() | st.text(),
        aliases=st.lists(st.text()).map(tuple),
        period=st.none() | periods,
        sources=st.dictionaries(st.text(), st.text()),
    )
)
def test_identities_survive_json(identity: Identity) -> None:
    assert identity_from_json(identity_to_json(identity)) == identity


def test_the_list_of_filings_is_read_again_after_every_write(
    library: Library, parsed: Parsed
) -> None:
    assert library.filings() == ()
    record = put(library, parsed)
    listed = library.filings()
    assert [one.id for one in listed] == [record.id]
    assert library.filings() is listed  # nothing was written: nothing is read
    library.correct(record.id, company="Harbour Lantern")
    assert library.filings()[0].identity.company == "Harbour Lantern"
    assert library.filings(collection="elsewhere") == ()
    library.delete(record.id)
    assert library.filings() == ()
