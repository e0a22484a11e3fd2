"""`tickmark filings list | show | set | rm`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from service.cli.options import AsJson, Collection, settings_of
from service.cli.output import Json, clean, line, out, print_filings, print_json
from service.cli.session import open_session

MOST_UNTIED = 12  # figures that do not tie, shown one by one
app = typer.Typer(help="The filings: list, show, set, rm.")
Name = Annotated[str, typer.Argument(help="Name or id of a filing.")]


@app.callback(invoke_without_command=True)
def filings(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Without a command: list."""
    if ctx.invoked_subcommand is None:
        show_list(ctx, None, as_json)


@app.command("list")
def show_list(ctx: typer.Context, collection: Collection = None, as_json: AsJson = False) -> None:
    """All filings, by name."""
    with open_session(settings_of(ctx)) as session:
        found = session.filings(collection)
    if as_json:
        print_json({"filings": found, "next": None})
    elif found:
        print_filings(found)
    else:
        out().print("No filings yet. `tickmark ingest PATH...` takes some in.")


@app.command("show")
def show(ctx: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """One filing: what was read of it, and what was not."""
    with open_session(settings_of(ctx)) as session:
        filing = session.filing(name)
        untied = [] if as_json else session.ties(filing["id"], holds=False)
    if as_json:
        print_json(filing)
    else:
        _print_filing(filing)
        _print_untied(untied)


def _print_untied(untied: list[Json]) -> None:
    """Figures that do not tie, a few of them in words."""
    for tie in untied[:MOST_UNTIED]:
        out().print(Text(f"\u2260 page {tie['page']}: {clean(tie['message'])}", "yellow"))
        if tie["suggestion"]:
            out().print(Text(f"  the rest of the filing says: {clean(tie['suggestion'])}", "dim"))
    if len(untied) > MOST_UNTIED:
        more = len(untied) - MOST_UNTIED
        out().print(Text(f"  and {more} more: GET /v1/filings/{{id}}/ties?holds=false", "dim"))


def _print_filing(filing: Json) -> None:
    console = out()
    names = ("id", "name", "collection", "state", "error", "company", "form", "period", "currency")
    for name in (*names, "language", "pages", "passages", "embedded", "tables", "facts"):
        if filing.get(name) is not None:
            source = (filing.get("sources") or {}).get(name)
            read_from = f"   (from: {line(source)[:100]})" if source else ""
            console.print(Text(f"{name:<12}{line(str(filing[name]))}").append(read_from, "dim"))
    report = filing["report"]
    for statement, verdict in report.get("statements", {}).items():
        console.print(Text(f"{statement.replace('_', ' '):<24}{clean(verdict)}"))
    for kind, (holds, fails) in report.get("ties", {}).items():
        fault = f", {fails} do not" if fails else ""
        console.print(Text(f"{kind.replace('_', ' '):<24}{holds} tie{fault}"))
    for name, value in report.items():
        if name not in ("warnings", "statements", "ties") and name not in filing:
            console.print(Text(f"{name:<24}{line(str(value))[:200]}", "dim"))
    for warning in filing["report"].get("warnings", ()):
        page = f"page {warning['page']}: " if warning.get("page") else ""
        console.print(Text(f"! {page}{clean(warning['message'])}", "yellow"))


@app.command("set")
def correct(
    ctx: typer.Context,
    name: Name,
    company: Annotated[str | None, typer.Option()] = None,
    form: Annotated[str | None, typer.Option()] = None,
    period: Annotated[str | None, typer.Option(help="YYYY-MM-DD [to YYYY-MM-DD]")] = None,
    currency: Annotated[str | None, typer.Option(help="ISO 4217, such as CNY")] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639-1, such as en")] = None,
    as_json: AsJson = False,
) -> None:
    """Correct what was read from a filing's cover; an empty text takes a correction back."""
    given = {
        "company": company,
        "form": form,
        "period": period,
        "currency": currency,
        "language": language,
    }
    changes = {field: value or None for field, value in given.items() if value is not None}
    with open_session(settings_of(ctx)) as session:
        filing = session.correct(name, changes)
    if as_json:
        print_json(filing)
    else:
        _print_filing(filing)


@app.command("rm")
def remove(
    ctx: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Names or ids.")],
    as_json: AsJson = False,
) -> None:
    """Delete filings: text, tables, facts, vectors and the stored original."""
    with open_session(settings_of(ctx)) as session:
        # All are looked up first: one that is not known must not leave half of them deleted.
        ids = [session.filing(name)["id"] for name in names]
        gone = [session.delete(filing_id) for filing_id in dict.fromkeys(ids)]
    if as_json:
        print_json({"deleted": [{"id": f["id"], "name": f["name"]} for f in gone]})
    else:
        for filing in gone:
            out().print(Text(f"deleted {line(filing['name'])} ({filing['id']})"))
