"""`tickmark ask` and `tickmark chat`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import RequestError, TickmarkError
from service.cli.options import AsJson, Collection, Filings, settings_of
from service.cli.output import Json, clean, err, out, print_answer, print_json
from service.cli.session import open_session

_CHAT_HELP = "Ask; an empty line or Ctrl-D ends. /new forgets what was said."


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("ask")(ask)
    app.command("chat")(chat)


def ask(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument()],
    filings: Filings = None,
    collection: Collection = None,
    plan: Annotated[
        Path | None, typer.Option(help="A plan as an answer gave it, as JSON: executed as it is.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, with a mark for each number and where it stands."""
    body: Json = {"question": question, "filings": filings or [], "collection": collection}
    if plan is not None:
        body["plan"] = _plan(plan)
    with open_session(settings_of(ctx)) as session:
        answer = session.ask(body)
    if as_json:
        print_json(answer)
    else:
        print_answer(answer)


def _plan(path: Path) -> Json:
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestError(f"{path} does not hold a plan: {error}.") from error
    if not isinstance(plan, dict):
        raise RequestError(f"{path} does not hold a plan: it is not a JSON object.")
    return plan.get("plan", plan) or {}


def chat(
    ctx: typer.Context,
    filings: Filings = None,
    collection: Collection = None,
    as_json: AsJson = False,
) -> None:
    """Ask question after question; each knows what was said before."""
    history: list[Json] = []
    is_typed = sys.stdin.isatty()
    with open_session(settings_of(ctx)) as session:
        if is_typed:
            err().print(_CHAT_HELP)
        while question := _read_line(is_typed):
            if question == "/new":
                history = []
                continue
            body: Json = {
                "question": question,
                "filings": filings or [],
                "collection": collection,
                "history": history[-20:],
            }
            try:
                answer = session.ask(body)
            except TickmarkError as error:
                if error.status >= 500 or not is_typed:
                    raise
                err().print(clean(error.detail), style="red")
                continue
            history.append({"question": question, "answer": answer["answer"]})
            if as_json:
                out().print(json.dumps(answer, ensure_ascii=False))
            else:
                print_answer(answer)
                out().print()


def _read_line(is_typed: bool) -> str:
    try:
        return input("> " if is_typed else "").strip()
    except EOFError:
        return ""
