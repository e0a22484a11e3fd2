"""The relational schema and the engine behind it; SQLite by default, PostgreSQL by URL.

What is particular to one of them: SQLite's pragmas, and PostgreSQL's collation, which would else
sort names as the database's language has it and not as SQLite does. Reported quantities are kept as
text, because neither database has a decimal type that gives back exactly what was put in on both;
`magnitude` is the same number as a float, for the index alone.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    create_engine,
    event,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator, TypeEngine

from ingest.errors import SettingsError
from ingest.stores.postgresql import database_url, tell_outages

MIGRATIONS = Path(__file__).parent / "migrations"


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BY_CODE_POINT = Text(collation="C")


def storable(text: str) -> str:
    """Text that both databases can keep, of the same length.

    PostgreSQL has no NUL and UTF-8 has no half surrogate pairs. Readers replace them and say so;
    questions, names and what a lookup is given come from anywhere.
    """
    if text.isascii() and "\x00" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


class Key(TypeDecorator[str]):
    """A short string of known length."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else storable(value)


class Characters(TypeDecorator[str]):
    """Any text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else storable(value)


class SortedCharacters(Characters):
    """Text that is sorted by code point, whatever language the database was made for."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """As SQLite sorts; on PostgreSQL that has to be said."""
        return _BY_CODE_POINT if dialect.name == "postgresql" else Text()


class ExactDecimal(TypeDecorator[Decimal]):
    """A `Decimal` as text: what comes out is what went in, exponent included."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """From the database."""
        return None if value is None else Decimal(value)


class Words(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        """To the database."""
        return storable(json.dumps(value or (), ensure_ascii=False))

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        """From the database."""
        return tuple(json.loads(value)) if value else ()


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Base(DeclarativeBase):
    """The tables."""


class FilingRow(Base):
    """A filing and how far it has come."""

    __tablename__ = "filings"
    __table_args__ = (Index("ix_filings_collection_name", "collection", "name"),)

    id: Mapped[str] = mapped_column(Key(32), primary_key=True)
    name: Mapped[str] = mapped_column(SortedCharacters, index=True)
    collection: Mapped[str] = mapped_column(SortedCharacters)
    sha256: Mapped[str] = mapped_column(Key(64), unique=True)
    media_type: Mapped[str] = mapped_column(Key(100), default="")
    state: Mapped[str] = mapped_column(Key(12), index=True)
    is_answerable: Mapped[bool] = mapped_column(Boolean, default=False)
    error: Mapped[str | None] = mapped_column(Characters)
    error_code: Mapped[str | None] = mapped_column(Key(40))  # ingest.errors.error_of
    is_paged: Mapped[bool] = mapped_column(Boolean, default=False)
    pages: Mapped[int] = mapped_column(Integer, default=0)
    passages: Mapped[int] = mapped_column(Integer, default=0)
    embedded: Mapped[int] = mapped_column(Integer, default=0)
    tables: Mapped[int] = mapped_column(Integer, default=0)
    facts: Mapped[int] = mapped_column(Integer, default=0)
    identity: Mapped[str] = mapped_column(Characters, default="{}")  # codec.identity_to_json
    corrections: Mapped[str] = mapped_column(
        Characters, default="{}"
    )  # by a person; laid over identity
    report: Mapped[str] = mapped_column(Characters, default="{}")
    created_at: Mapped[datetime] = mapped_column(Instant)


def _filing_key(*, primary: bool = False, index: bool = False) -> Mapped[str]:
    return mapped_column(
        ForeignKey("filings.id", ondelete="CASCADE"), primary_key=primary, index=index
    )


class ReadingRow(Base):
    """What a reading holds beside pages and grids: blocks, outline, metadata, warnings."""

    __tablename__ = "readings"

    filing_id: Mapped[str] = _filing_key(primary=True)
    body: Mapped[str] = mapped_column(Characters)  # codec.reading_to_json


class PageRow(Base):
    """The text of a page, never edited."""

    __tablename__ = "pages"

    filing_id: Mapped[str] = _filing_key(primary=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    text: Mapped[str] = mapped_column(Characters)
    width: Mapped[float | None] = mapped_column(Float)
    height: Mapped[float | None] = mapped_column(Float)


class TableRow(Base):
    """A table, whole, as JSON: it is only ever read whole."""

    __tablename__ = "tables"

    table_id: Mapped[str] = mapped_column(Key(48), primary_key=True)
    filing_id: Mapped[str] = _filing_key(index=True)
    position: Mapped[int] = mapped_column(Integer)
    page: Mapped[int] = mapped_column(Integer)
    statement: Mapped[str] = mapped_column(Key(24), index=True, server_default="other")
    body: Mapped[str] = mapped_column(Characters)  # codec.table_to_json


class FactRow(Base):
    """A fact."""

    __tablename__ = "facts"
    __table_args__ = (
        Index("ix_facts_filing_position", "filing_id", "position"),
        Index("ix_facts_table_row", "table_id", "row"),
        Index("ix_facts_magnitude", "magnitude"),
    )

    fact_id: Mapped[str] = mapped_column(Key(80), primary_key=True)
    filing_id: Mapped[str] = _filing_key()
    position: Mapped[int] = mapped_column(Integer)
    table_id: Mapped[str] = mapped_column(Key(48))
    row: Mapped[int] = mapped_column(Integer)
    column: Mapped[int] = mapped_column(Integer)
    page: Mapped[int] = mapped_column(Integer)
    labels: Mapped[tuple[str, ...]] = mapped_column(Words)
    column_labels: Mapped[tuple[str, ...]] = mapped_column(Words)
    text: Mapped[str] = mapped_column(Characters)
    value: Mapped[Decimal] = mapped_column(ExactDecimal)
    magnitude: Mapped[float] = mapped_column(Float)  # abs(value), for the index only
    quantum: Mapped[Decimal] = mapped_column(ExactDecimal)
    unit: Mapped[str | None] = mapped_column(Characters)
    scale: Mapped[Decimal] = mapped_column(ExactDecimal)
    period_start: Mapped[date | None] = mapped_column(Date)
    period_end: Mapped[date | None] = mapped_column(Date)
    entity: Mapped[str | None] = mapped_column(Characters)
    confidence: Mapped[float] = mapped_column(Float)
    concept: Mapped[str | None] = mapped_column(Key(80), index=True)
    is_total: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class TieRow(Base):
    """A check of figures against each other, whole, as JSON."""

    __tablename__ = "ties"

    filing_id: Mapped[str] = _filing_key(primary=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    table_id: Mapped[str] = mapped_column(Key(48), index=True)
    kind: Mapped[str] = mapped_column(Key(24))
    holds: Mapped[bool] = mapped_column(Boolean)
    body: Mapped[str] = mapped_column(Characters)  # codec.tie_to_json


class PassageRow(Base):
    """A passage."""

    __tablename__ = "passages"
    __table_args__ = (Index("ix_passages_filing_position", "filing_id", "position"),)

    passage_id: Mapped[str] = mapped_column(Key(64), primary_key=True)
    filing_id: Mapped[str] = _filing_key()
    position: Mapped[int] = mapped_column(Integer)
    page: Mapped[int] = mapped_column(Integer)
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Characters)
    kind: Mapped[str] = mapped_column(Key(12))
    headings: Mapped[tuple[str, ...]] = mapped_column(Words)
    context: Mapped[str] = mapped_column(Characters)
    embedding_text: Mapped[str] = mapped_column(Characters)
    table_id: Mapped[str | None] = mapped_column(Key(48), index=True)


class ConversationRow(Base):
    """A conversation."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(Key(32), primary_key=True)
    title: Mapped[str] = mapped_column(Characters)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant, index=True)


class MessageRow(Base):
    """A question or an answer in a conversation."""

    __tablename__ = "messages"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    role: Mapped[str] = mapped_column(Key(12))
    text: Mapped[str] = mapped_column(Characters)
    body: Mapped[str] = mapped_column(Characters, default="{}")  # JSON: the answer as it was sent
    created_at: Mapped[datetime] = mapped_column(Instant)
    feedback: Mapped[str | None] = mapped_column(Characters, default=None)  # JSON


class JobRow(Base):
    """Work on a filing: how often it was begun, so that a file that kills us is given up."""

    __tablename__ = "jobs"

    filing_id: Mapped[str] = _filing_key(primary=True)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    stage: Mapped[str] = mapped_column(Key(20), default="")
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)


def open_engine(given: str) -> Engine:
    """An engine for a URL; SQLite gets WAL, foreign keys and patience with a locked file.

    Raises:
        SettingsError: It is not the URL of an SQLite or PostgreSQL database, or psycopg is absent.
    """
    url = database_url(given)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url)
        event.listen(engine, "connect", _set_pragmas)
        return engine
    try:
        engine = create_engine(url, pool_pre_ping=True)  # a server that was away is found again
    except ImportError as exc:
        raise SettingsError(
            "PostgreSQL needs psycopg, which is not installed: install tickmark[postgres]."
        ) from exc
    tell_outages(engine)
    return engine


def _set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "synchronous=NORMAL",  # WAL stays consistent; the last commit may be lost to a power cut
        "cache_size=-65536",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version, from nothing or from any earlier one."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
