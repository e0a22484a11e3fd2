"""A working paper as an .xlsx workbook: Sign-off, Numbers, and Ties where there are any."""

from __future__ import annotations

from typing import IO

from service.exporting.paper import NOTE, SIGN_OFF, Paper, PaperRow, PaperTie
from service.exporting.sheets import Cut, Sheet, as_number
from service.exporting.values import Value

_FIELDS = (
    "no.", "place", "claim", "as written", "verdict", "how", "reason", "filing value", "expected",
    "filing", "SHA-256", "page", "table", "row", "column", "cell", "formula",
)  # fmt: skip
_TIE_FIELDS = (
    "kind", "holds", "message", "printed", "computed", "tolerance", "suggestion", "page", "table",
)  # fmt: skip


def write_paper_workbook(out: IO[bytes], paper: Paper) -> None:
    """Writes the workbook to an empty binary file; texts are texts, whatever they begin with."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    cut = Cut()
    head = Sheet(book, "Sign-off", ("sign-off", ""), cut)
    for row in _head(paper):
        head.add(row)
    numbers = Sheet(book, "Numbers", _FIELDS, cut)
    for each in paper.rows:
        numbers.add(_number_row(each))
    numbers.finish()
    if paper.ties:
        ties = Sheet(book, "Ties", _TIE_FIELDS, cut)
        for tie in paper.ties:
            ties.add(_tie_row(tie))
        ties.finish()
    for note in cut.notes():
        head.add(["Note", note])
    book.save(out)


def _head(paper: Paper) -> list[list[Value]]:
    rows: list[list[Value]] = [
        ["Working paper", paper.title],
        ["Checked", paper.subject],
        ["SHA-256", paper.subject_sha256],
        ["Made (UTC)", paper.made.strftime("%Y-%m-%d %H:%M")],
    ]
    for filing in paper.filings:
        told = ", ".join(filter(None, (filing.name, filing.company, filing.period)))
        rows += [["Filing", told], ["SHA-256", filing.sha256]]
    rows += [[name, count] for name, count in paper.counts().items()]
    for role in SIGN_OFF:
        rows += [[role, None], ["Date", None], ["Signature", None]]
    return [*rows, ["Note", NOTE]]


def _number_row(row: PaperRow) -> list[Value]:
    found: list[Value] = [row.number, row.place, row.claim, row.written, row.verdict, row.how]
    found += [row.reason, row.filing_value, row.expected, row.filing, row.sha256, row.page]
    found += [row.table, row.row, row.column, row.cell, row.formula]
    return [None if value == "" else value for value in found]


def _tie_row(tie: PaperTie) -> list[Value]:
    amounts = [as_number(each) for each in (tie.printed, tie.computed, tie.tolerance)]
    rest: list[Value] = [tie.suggestion or None, tie.page, tie.table]
    return [tie.kind, tie.holds, tie.message, *amounts, *rest]
