"""`tickmark ingest` and `tickmark reindex`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from ingest.errors import FilingTooLarge, TickmarkError, UnreadableFiling
from service.cli.options import AsJson, settings_of
from service.cli.output import Json, clean, err, line, out, print_filings, print_json
from service.cli.session import Session, open_session

# What a folder is searched for; a file that is named is tried whatever its ending.
ENDINGS = (
    ".pdf", ".txt", ".text", ".md", ".markdown", ".htm", ".html", ".xhtml", ".docx", ".xlsx",
    ".xlsm", ".csv", ".tsv",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("ingest")(ingest)
    app.command("reindex")(reindex)


def ingest(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.")],
    collection: Annotated[str, typer.Option("--collection", "-c")] = "default",
    password: Annotated[
        str | None,
        typer.Option(
            envvar="TICKMARK_PASSWORD", show_envvar=True, help="Of the files that are encrypted."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take in files and folders; exit status 1 if a file could not be read.

    Folders are searched through for PDF, HTML, Word, Excel, CSV, text and Markdown. The same
    file again changes nothing. Where a server owns the data directory, the files are uploaded
    to it.
    """
    settings = settings_of(ctx)
    files = list(_files(paths))
    with open_session(settings) as session:
        taken = _ingest_all(session, files, collection, password, settings.max_upload_bytes)
    failed = [filing for filing in taken if filing["state"] == "failed"]
    if as_json:
        print_json({"filings": taken})
    else:
        _print_taken(taken, failed)
    if failed or not taken:
        raise typer.Exit(1)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files, folders searched through in order of name; each file once."""
    seen = set()
    for path in paths:
        found = sorted(_inside(path)) if path.is_dir() else [path]
        for file in found:
            if file not in seen:
                seen.add(file)
                yield file


def _inside(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in ENDINGS and path.is_file() and not hidden:
            yield path


def _ingest_all(
    session: Session,
    files: Sequence[Path],
    collection: str,
    password: str | None,
    max_bytes: int,
) -> list[Json]:
    taken = []
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[stage]}", markup=False),
        TimeElapsedColumn(),
    )
    with _bar(*columns) as bar:
        whole = bar.add_task("files", total=len(files), stage="")
        for n, path in enumerate(files):
            task = bar.add_task(line(path.name)[:40], total=None, stage="reading")

            def on_progress(stage: str, done: int, total: int, task: int = task) -> None:
                bar.update(task, stage=stage, completed=done, total=total or None)  # type: ignore[arg-type]

            try:
                data = _bytes_of(path, max_bytes)
                taken.append(session.ingest(path.name, data, collection, password, on_progress))
            except TickmarkError as error:
                if error.status >= 500:  # the store or the server, not this file
                    raise
                taken.append(_failed(path, collection, error))
            bar.remove_task(task)
            bar.update(whole, completed=n + 1)
    return taken


def _bar(*columns: ProgressColumn) -> Progress:
    """A progress bar on standard error; nothing where nobody watches."""
    console = err()
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _bytes_of(path: Path, max_bytes: int) -> bytes:
    try:
        if path.stat().st_size > max_bytes:
            raise FilingTooLarge(f"It has more than {max_bytes:,} bytes.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFiling(f"{error.strerror or error}.") from error


def _failed(path: Path, collection: str, error: TickmarkError) -> Json:
    return {
        "id": "",
        "name": path.name,
        "collection": collection,
        "sha256": "",
        "state": "failed",
        "error": error.detail,
        "error_code": error.code(),
        "pages": 0,
        "passages": 0,
        "tables": 0,
        "facts": 0,
        "company": None,
        "form": None,
        "period": None,
        "report": {},
    }


def _print_taken(taken: Sequence[Json], failed: Sequence[Json]) -> None:
    good = [filing for filing in taken if filing["state"] != "failed"]
    if good:
        print_filings(good)
    for filing in good:
        report = filing["report"]
        for told in filter(None, (filing.get("note"), _gaps(report))):
            out().print(Text(f"{line(filing['name'])}: {clean(told)}", "yellow"))
    for filing in failed:
        err().print(Text(f"✗ {line(filing['name'])}: {line(filing['error'] or '')}", "red"))
    if not taken:
        err().print(
            Text(f"No file to take in; folders are searched for {' '.join(ENDINGS)}.", "red")
        )


def _gaps(report: Json) -> str:
    """What was not read of a filing, in a few words."""
    told = []
    if pages := report.get("pages_without_text"):
        told.append(f"no text on page {', '.join(map(str, pages[:20]))}")
    told += [f"{len(report['warnings'])} warnings"] if report.get("warnings") else []
    if doubtful := report.get("doubtful_tables"):
        told.append(f"{doubtful} doubtful tables")
    return "; ".join(told)


def reindex(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Embed every filing anew, after the embedding model was changed. No server may be running."""
    # Imported here: torch and Chroma take seconds to import.
    from service.main import reindex as reindex_all

    with _bar() as bar:
        task = bar.add_task("passages", total=None)
        count = reindex_all(
            settings_of(ctx),
            lambda stage, done, total: bar.update(task, completed=done, total=total or None),
        )
    if as_json:
        print_json({"filings": count})
    else:
        out().print(f"{count} filings embedded anew.")
