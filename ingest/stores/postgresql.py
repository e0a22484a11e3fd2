"""What is particular to a PostgreSQL server: it can be away, made otherwise, or taken."""

from __future__ import annotations

import time

from sqlalchemy import URL, Connection, Engine, event, make_url, text
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import ArgumentError

from ingest.errors import SettingsError, StoreInUse, StoreUnavailable

_LOCK = 0x7469636B6D61726B  # "tickmark": an advisory lock, so it counts within one database
_PATIENCE_SECONDS = 3.0  # a killed owner's session ends when the server notices
_SESSION = (
    # An owner whose machine lost its power is noticed in minutes, not hours.
    "SET tcp_keepalives_idle = 60",
    "SET tcp_keepalives_interval = 15",
    "SET tcp_keepalives_count = 4",
    "SET idle_session_timeout = 0",
)


def database_url(given: str) -> URL:
    """The URL of a database of one of the two kinds; `postgres://` and no driver mean psycopg.

    Raises:
        SettingsError: It is no such URL; what was given may hold a password and is not repeated.
    """
    try:
        url = make_url(given)
    except ArgumentError:
        url = URL.create("none")
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("postgresql+psycopg", "sqlite"):
        raise SettingsError(
            "The database URL is not one that can be used: it is "
            "postgresql+psycopg://user:password@host:5432/database, or unset for SQLite."
        )
    return url


def tell_outages(engine: Engine) -> None:
    """Makes a server that is away, or refuses, `StoreUnavailable` wherever it is met."""
    event.listen(engine, "handle_error", _on_error)


def _on_error(context: ExceptionContext) -> None:
    if context.is_pre_ping or not (context.is_disconnect or context.connection is None):
        return  # the pool's own look at an old connection, or a fault of the statement
    said = " ".join(str(context.original_exception).split())
    raise StoreUnavailable(
        f"The PostgreSQL server cannot be reached or refuses ({said}). See that it runs and that "
        "the database URL is right, then try again."
    ) from context.original_exception


def take_database(engine: Engine) -> None:
    """Makes this process the database's only one until the engine is disposed of.

    The words and the files of its filings are in one data directory: a process with another one
    would see filings that it cannot search.

    Raises:
        StoreInUse: Another process has it.
        StoreUnavailable: The server cannot be reached.
        SettingsError: It does not keep Unicode.
    """
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.detach()  # it stays open for as long as we do, and is none of the pool's
    event.listen(engine, "engine_disposed", lambda _: connection.close())
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise SettingsError(
            f"The database keeps text as {encoding}, which has no room for every character. Make "
            "it anew: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0."
        )
    for statement in _SESSION:
        connection.execute(text(statement))
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not _try_lock(connection):
        if time.monotonic() > deadline:
            raise StoreInUse(
                "The database is in use by another Tickmark, with a data directory of its own. "
                "Stop that one, or give this one another database."
            )
        time.sleep(0.05)


def _try_lock(connection: Connection) -> bool:
    query = text("SELECT pg_try_advisory_lock(:key)")
    return bool(connection.scalar(query, {"key": _LOCK}))
