"""What a person or a program sees: tables and marks, or JSON. Filings' text is never markup."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

Json = dict[str, Any]
MARKS = {
    "supported": ("✓", "green"),
    "contradicted": ("✗", "red"),
    "unsupported": ("?", "yellow"),
}


def out() -> Console:
    """Standard output."""
    return Console(highlight=False, markup=False, soft_wrap=not sys.stdout.isatty())


def wide() -> Console:
    """Standard output for a table: wide where it goes to a file or a program."""
    console = out()
    if not console.is_terminal:
        console.width = 180
    return console


def err() -> Console:
    """Standard error: progress and errors, so that output can be piped."""
    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def clean(text: str) -> str:
    """Without control characters: a filing's text must not steer the terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)


def line(text: str) -> str:
    """On one line."""
    return " ".join(clean(text).split())


def print_json(value: Any) -> None:
    """JSON on standard output, as the HTTP API gives it."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_filings(filings: Sequence[Json]) -> None:
    """Two lines for each filing: which, and what it is."""
    console = out()
    for filing in filings:
        style = {"ready": "green", "failed": "red"}.get(filing["state"], "yellow")
        told = Text(f"{filing['id']}  ", "dim").append(line(filing["name"]), "bold")
        console.print(told.append(f"  {filing['state']}", style))
        about = [filing[name] for name in ("company", "form", "period") if filing[name]]
        counts = ", ".join(f"{filing[name]:,} {name}" for name in ("pages", "tables", "facts"))
        console.print(Text(f"    {'; '.join((*map(line, about), counts))}"))
        if filing["error"]:
            console.print(Text(f"    {line(filing['error'])}", "red"))


def print_answer(answer: Json) -> None:
    """The answer, a mark for each number, and where it stands."""
    console = out()
    console.print(Text(clean(answer["answer"])))
    print_checks(answer["numbers"])
    if answer["citations"]:
        console.print()
    for citation in answer["citations"]:
        console.print(Text(f"[{citation['id']}] {place(citation)}", "bold"))
        console.print(Text(f"    {line(citation['quote'])[:300]}", "dim"))
    plan = answer.get("plan") or {}
    if plan.get("explanation"):
        console.print(Text(f"\n= {line(plan['explanation'])}"))
    for note in answer.get("notes", ()):
        console.print(Text(f"! {line(note)}", "yellow"))
    if answer["follow_ups"]:
        console.print()
    for follow_up in answer["follow_ups"]:
        console.print(Text(f"> {line(follow_up)}", "cyan"))


def print_checks(checks: Sequence[Json], *, led: bool = True) -> None:
    """A line for each number: mark, number, why; `led` by an empty one."""
    if not checks:
        return
    console = out()
    if led:
        console.print()
    for check in checks:
        mark, style = MARKS[check["verdict"]]
        text = Text(f"{mark} ", style)
        text.append(line(check["text"]), "bold")
        text.append(f"  {line(check['reason'])}")
        if check.get("expected"):
            text.append(f"  The filing says {line(check['expected'])}.", style)
        if check.get("formula"):
            text.append(f"  {line(check['formula'])}", "dim")
        console.print(text)
        for citation in check.get("evidence", ())[:1]:
            console.print(Text(f"    {place(citation)}", "dim"))


def place(citation: Json) -> str:
    """File, page, and cell or section, separated by commas."""
    parts = [citation["filing"]]
    if citation["page"] is not None:
        parts.append(f"page {citation['page']}")
    if cell := citation.get("cell"):
        parts.append(f"{line(cell['row'])} | {line(cell['column'])}")
    elif citation["section"]:
        parts.append(line(citation["section"]))
    return clean(", ".join(part for part in parts if part))


def print_hits(hits: Sequence[Json]) -> None:
    """A paragraph for each hit, best first."""
    console = out()
    for n, hit in enumerate(hits, 1):
        console.print(Text(f"{n}. {place({**hit, 'cell': None})}  ({hit['kind']})", "bold"))
        console.print(Text(f"   {line(hit['text'])[:400]}"))


def print_grid(table: Json) -> None:
    """A filing's table as it is laid out."""
    console = out()
    head = [table["caption"] or "(no caption)", f"page {table['page']}", table["unit_note"]]
    console.print(Text(line(f"{table['table_id']}  " + "  ".join(filter(None, head))), "bold"))
    grid = [[""] * table["column_count"] for _ in range(table["row_count"])]
    for cell in table["cells"]:
        grid[cell["row"]][cell["column"]] = line(cell["text"])
    shown = Table(box=None, show_header=False)
    for n in range(table["column_count"]):
        shown.add_column(justify="left" if n == 0 else "right", overflow="fold")
    for n, row in enumerate(grid):
        style = "bold" if n < table["header_rows"] else ""
        shown.add_row(*(Text(text, style) for text in row))
    console.print(shown)
