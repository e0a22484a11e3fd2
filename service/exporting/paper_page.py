"""A working paper as one HTML page: no script, nothing loaded, everything in it escaped text."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from html import escape

from service.exporting.paper import NOTE, SIGN_OFF, Paper, PaperFiling, PaperRow, PaperTie
from service.exporting.values import printable

# Verdicts are told by mark and word; the colour only helps. All pairs have a contrast over 4.5.
_STYLE = """
:root{color-scheme:light}
body{font:14px/1.45 system-ui,sans-serif;margin:1.5rem;color:#1a1a1a;background:#fff}
h1{font-size:1.35rem;margin:0 0 1rem}h2{font-size:1.1rem;margin:1.6rem 0 .5rem}
table{border-collapse:collapse;width:100%}
.scroll table{table-layout:fixed;min-width:68rem}
caption{text-align:left;color:#444;padding:0 0 .4rem}
th,td{border:1px solid #c4c4c4;padding:.3rem .5rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
thead th{background:#eee;position:sticky;top:0}
.number{text-align:right;font-variant-numeric:tabular-nums}
.hash{font:.8em/1.4 ui-monospace,monospace}
.verdict{font-weight:600;font-size:.9em;overflow-wrap:normal}
.supported{color:#14532d;background:#e7f6ec}
.contradicted{color:#8b1212;background:#fdeaea}
.unsupported{color:#6b4700;background:#fff6dd}
mark{font-weight:600;padding:0 .15em}
.sign td{height:2.2rem;min-width:10rem}
.scroll{overflow-x:auto}
.w4{width:4%}.w8{width:8%}.w9{width:9%}.w10{width:10%}.w12{width:12%}.w16{width:16%}
.w22{width:22%}.w34{width:34%}
@media print{@page{size:A4 landscape;margin:12mm}body{margin:0;font-size:8pt}
thead{display:table-header-group}thead th{position:static}tr{break-inside:avoid}
.scroll{overflow:visible}.scroll table{min-width:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_RULES = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"
PAPER_POLICY = f"sandbox; {_RULES}"  # as a header; a page cannot put itself into a sandbox
_AROUND = 240  # characters of the sentence shown on either side of a number
_MARKS = {"supported": "✓", "contradicted": "✗", "unsupported": "?"}
_COLUMNS = (  # with their share of the width in percent
    ("No.", 4), ("Claim", 22), ("As written", 8), ("Verdict", 9), ("Reason", 16),
    ("Filing value", 8), ("Expected", 8), ("Formula", 9), ("Source", 16),
)  # fmt: skip
_TIE_COLUMNS = (
    ("Result", 9), ("Kind", 9), ("Message", 34), ("Printed", 12), ("Computed", 12), ("Page", 4),
    ("Table", 10), ("Suggestion", 10),
)  # fmt: skip


def paper_html(paper: Paper) -> str:
    """The page; serve it with `PAPER_POLICY`."""
    return "\n".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_RULES}">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>{_text(paper.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
            f"<main>\n<h1>{_bidi(paper.title)}</h1>",
            *_head(paper),
            *_numbers(paper.rows),
            *(_ties(paper.ties) if paper.ties else ()),
            f"<p>{_text(NOTE)}</p>\n</main>\n</body>\n</html>\n",
        )
    )


def _head(paper: Paper) -> Iterator[str]:
    yield "<table>\n<caption>What was checked, and against what</caption>\n<tbody>"
    yield _pair("Checked", _bidi(paper.subject))
    yield _pair("SHA-256", _hash(paper.subject_sha256))
    yield _pair("Made", _text(paper.made.strftime("%Y-%m-%d %H:%M UTC")))
    for filing in paper.filings:
        yield _pair("Filing", f"{_about(filing)}<br>SHA-256 {_hash(filing.sha256)}")
    counts = ", ".join(f"{count:,} {name}" for name, count in paper.counts().items())
    yield _pair("Result", f"{len(paper.rows):,} numbers: {_text(counts)}")
    yield '</tbody>\n</table>\n<h2>Sign-off</h2>\n<table class="sign">\n<thead><tr>'
    yield "".join(f'<th scope="col">{name}</th>' for name in ("Role", "Name", "Date", "Signature"))
    yield "</tr></thead>\n<tbody>"
    for role in SIGN_OFF:
        yield f'<tr><th scope="row">{role}</th><td></td><td></td><td></td></tr>'
    yield "</tbody>\n</table>"


def _pair(name: str, html: str) -> str:
    return f'<tr><th scope="row">{name}</th><td>{html}</td></tr>'


def _about(filing: PaperFiling) -> str:
    return ", ".join(map(_bidi, filter(None, (filing.name, filing.company, filing.period))))


def _numbers(rows: Iterable[PaperRow]) -> Iterator[str]:
    yield '<h2>Numbers</h2>\n<div class="scroll" tabindex="0" role="region" aria-label="Numbers">'
    yield "<table>\n<caption>One row a number, in the order of the text</caption>"
    yield _heads(_COLUMNS)
    for row in rows:
        how = f"<br><small>{_text(row.how)}</small>" if row.how else ""
        told = (row.reason, row.filing_value, row.expected, row.formula)
        yield (
            f'<tr><th scope="row" class="number">{row.number}</th><td>{_claim(row)}<br>'
            f"<small>{_text(row.place)}</small></td>{_cell(row.written)}"
            f"{_verdict(row.verdict, row.verdict + how)}{''.join(map(_cell, told))}"
            f"<td>{_source(row)}</td></tr>"
        )
    yield "</tbody>\n</table>\n</div>"


def _source(row: PaperRow) -> str:
    """Filing, page, table, row, column and cell, each named; the hash."""
    if not row.filing:
        return ""
    places = ("page", row.page), ("table", row.table), ("row", row.row), ("column", row.column)
    told = [_bidi(row.filing)]
    told += [f"{name} {_bidi(str(at))}" for name, at in (*places, ("cell", row.cell)) if at]
    return "; ".join([*told, f"SHA-256 {_hash(row.sha256)}"])


def _ties(ties: Iterable[PaperTie]) -> Iterator[str]:
    yield '<h2>Ties</h2>\n<div class="scroll" tabindex="0" role="region" aria-label="Ties">'
    yield "<table>\n<caption>The filing's figures held against each other; base units</caption>"
    yield _heads(_TIE_COLUMNS)
    for tie in sorted(ties, key=lambda tie: tie.holds):
        verdict = "supported" if tie.holds else "contradicted"
        told = (_amount(tie.printed.normalize()), _amount(tie.computed.normalize()))
        yield "".join(
            (
                "<tr>",
                _verdict(verdict, "holds" if tie.holds else "does not hold"),
                _cell(tie.kind.replace("_", " ")),
                _cell(tie.message),
                *told,
                _cell("" if tie.page is None else str(tie.page)),
                _cell(tie.table),
                _cell(tie.suggestion),
                "</tr>",
            )
        )
    yield "</tbody>\n</table>\n</div>"


def _heads(columns: Iterable[tuple[str, int]]) -> str:
    named = list(columns)
    widths = "".join(f'<col class="w{width}">' for _, width in named)
    heads = "".join(f'<th scope="col">{name}</th>' for name, _ in named)
    return f"<colgroup>{widths}</colgroup>\n<thead><tr>{heads}</tr></thead>\n<tbody>"


def _verdict(verdict: str, html: str) -> str:
    mark = f'<span aria-hidden="true">{_MARKS[verdict]}</span>'
    return f'<td class="verdict {verdict}">{mark} {html}</td>'


def _claim(row: PaperRow) -> str:
    """The sentence, its number marked; isolated, so that right-to-left marks end with it."""
    end = row.at + len(row.written)
    before, number, after = row.claim[: row.at], row.claim[row.at : end], row.claim[end:]
    if len(before) > _AROUND:  # a list or a flattened table; the workbook has all of it
        before = "…" + before[-_AROUND:]
    if len(after) > _AROUND:
        after = after[:_AROUND] + "…"
    marked = f'<mark class="{row.verdict}">{_text(number)}</mark>'
    return f"<bdi>{_text(before)}{marked}{_text(after)}</bdi>"


def _cell(text: str) -> str:
    return f"<td>{_bidi(text)}</td>"


def _amount(value: Decimal) -> str:
    return f'<td class="number">{value:,f}</td>'


def _hash(text: str) -> str:
    return f'<span class="hash">{_text(text)}</span>'


def _bidi(text: str) -> str:
    return f"<bdi>{_text(text)}</bdi>" if text else ""


def _text(text: str) -> str:
    return escape(printable(text))
