"""`tickmark check`: a text against filings, or a filing against itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import RequestError
from service.cli.marking import print_checked_text, print_self_check, print_summary
from service.cli.options import AsJson, Collection, settings_of
from service.cli.output import Json, print_json
from service.cli.session import Session, open_session
from service.cli.written import written_whole

if TYPE_CHECKING:
    from service.exporting import Paper

_READ = (".html", ".htm", ".xhtml", ".docx")  # by a filing's readers; all else is plain text
_PAPERS = (".html", ".xlsx")


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("check")(check)


def check(
    ctx: typer.Context,
    file: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE] [FILING...]",
            help="The text: .md, .txt, .html, .docx; - is standard input. What follows is filings.",
        ),
    ] = None,
    text: Annotated[str | None, typer.Option(help="The text itself.")] = None,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", "-a", help="A filing, by name or id; several may follow."),
    ] = None,
    itself: Annotated[
        str | None,
        typer.Option("--self", metavar="FILING", help="A filing's prose against its own tables."),
    ] = None,
    paper: Annotated[
        Path | None, typer.Option(help="Write a working paper: a file ending in .html or .xlsx.")
    ] = None,
    collection: Collection = None,
    strict: Annotated[bool, typer.Option(help="Unsupported numbers fail, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check every number of a text against filings (all, where none is named).

    With --self, the numbers of a filing's prose against its own tables, and how these add up.

    Exit status: 0 when nothing is contradicted; 1 when a number is (with --self, also when
    figures do not tie; with --strict, also when a number is unsupported); 2 for an error.
    """
    if paper is not None and paper.suffix.lower() not in _PAPERS:
        raise RequestError(f"{paper.name} does not end in {' or '.join(_PAPERS)}.")
    if itself is not None:
        if file or text is not None or against or collection is not None:
            raise RequestError("--self takes one filing and neither a text nor other filings.")
        with open_session(settings_of(ctx)) as session:
            counts = _check_itself(session, itself, paper, as_json=as_json)
    else:
        name, said, more = _text(file or [], text, is_against=bool(against))
        filings = [*(against or []), *more]
        body: Json = {"text": said, "filings": filings, "collection": collection}
        with open_session(settings_of(ctx)) as session:
            counts = _check_text(session, name, body, paper, as_json=as_json)
    if not as_json:
        print_summary(counts)
    is_wrong = counts["contradicted"] or counts.get("ties_broken")
    if is_wrong or (strict and counts["unsupported"]):
        raise typer.Exit(1)


def _check_text(
    session: Session, name: str, body: Json, paper: Path | None, *, as_json: bool
) -> dict[str, int]:
    found = session.check(body)
    if as_json:
        print_json(found)
    else:
        print_checked_text(body["text"], found["numbers"])
    if paper is not None:
        _write(_paper_of_text(session, name, body, found), paper)
    verdicts = ("supported", "contradicted", "unsupported")
    return {v: sum(number["verdict"] == v for number in found["numbers"]) for v in verdicts}


def _check_itself(
    session: Session, name: str, paper: Path | None, *, as_json: bool
) -> dict[str, int]:
    found = session.self_check(name)
    if as_json:
        print_json(found)
    else:
        print_self_check(found)
    if paper is not None:
        # Imported here, as below: most checks write no paper, and these load the HTTP bodies.
        from service.api.check_bodies import SelfCheckBody
        from service.api.filing_bodies import FilingBody
        from service.papers import paper_of_filing

        filing = FilingBody.model_validate(session.filing(found["filing_id"]))
        _write(paper_of_filing(SelfCheckBody.model_validate(found), filing), paper)
    counts: dict[str, int] = found["counts"]
    return counts


def _paper_of_text(session: Session, name: str, body: Json, found: Json) -> Paper:
    from service.api.bodies import GroundedBody
    from service.api.filing_bodies import FilingBody
    from service.papers import paper_of_text

    named = [FilingBody.model_validate(session.filing(each)) for each in body["filings"]]
    known = [FilingBody.model_validate(each) for each in session.filings(body["collection"])]
    return paper_of_text(name, body["text"], GroundedBody.model_validate(found), named, known)


def _write(paper: Paper, to: Path) -> None:
    from service.papers import PaperFormat, write_paper

    with written_whole(to) as out:
        write_paper(paper, PaperFormat(to.suffix.lower().removeprefix(".")), out)


def _text(names: list[str], text: str | None, *, is_against: bool) -> tuple[str, str, list[str]]:
    """What the text is called, the text, and the filings that were named after it."""
    if text is not None:
        more = names
    elif names:
        more = names[1:]
    else:
        raise RequestError("Give a file, --text, or --self with a filing.")
    if more and not is_against:
        raise RequestError(
            f"Give either a file or --text, and filings after --against: what is {more[0]}?"
        )
    if text is not None:
        return "text", text, more
    return ("standard input" if names[0] == "-" else Path(names[0]).name), _read(names[0]), more


def _read(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    path = Path(name)
    try:
        if path.suffix.lower() in _READ:
            from ingest.readers import read_filing  # its libraries; plain text needs none

            reading = read_filing(path.name, path.read_bytes())
            return "\n\n".join(page.text for page in reading.pages)
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RequestError(f"{name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"{name} is not UTF-8 text: {error.reason}.") from error
