"""`tickmark check` and `tickmark search`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import RequestError
from service.cli.options import AsJson, Collection, Filings, settings_of
from service.cli.output import Json, out, print_checks, print_hits, print_json
from service.cli.session import open_session


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("check")(check)
    app.command("search")(search)


def check(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="A text file; - is standard input.")] = None,
    text: Annotated[str | None, typer.Option(help="The text itself.")] = None,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", "-a", help="A filing, by name or id; may be repeated."),
    ] = None,
    collection: Collection = None,
    strict: Annotated[bool, typer.Option(help="Unsupported numbers fail, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check every number of a text against filings (all, where none is named).

    Exit status 1 if a number is contradicted (with --strict: or unsupported), else 0.
    """
    body: Json = {
        "text": _text(file, text),
        "filings": against or [],
        "collection": collection,
    }
    with open_session(settings_of(ctx)) as session:
        found = session.check(body)
    checks = found["numbers"]
    counts = {v: sum(c["verdict"] == v for c in checks) for v in _VERDICTS}
    if as_json:
        print_json(found)
    elif not checks:
        out().print("The text holds no number.")
    else:
        print_checks(checks)
        out().print("\n" + ", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    if counts["contradicted"] or (strict and counts["unsupported"]):
        raise typer.Exit(1)


_VERDICTS = ("supported", "contradicted", "unsupported")


def _text(file: Path | None, text: str | None) -> str:
    if (file is None) == (text is None):
        raise RequestError("Give either a file or --text.")
    if text is not None:
        return text
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return Path(str(file)).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RequestError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"{file} is not UTF-8 text: {error.reason}.") from error


def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument()],
    filings: Filings = None,
    collection: Collection = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 10,
    as_json: AsJson = False,
) -> None:
    """Search passages and tables, best first."""
    body: Json = {
        "query": query,
        "filings": filings or [],
        "collection": collection,
        "limit": limit,
    }
    with open_session(settings_of(ctx)) as session:
        found = session.search(body)
    if as_json:
        print_json(found)
    elif found["results"]:
        print_hits(found["results"])
    else:
        out().print("Nothing was found.")
