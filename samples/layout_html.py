"""A filing as XHTML with inline XBRL tags on the figures of its main statements."""

from __future__ import annotations

from html import escape

from samples.document import (
    Centred,
    Element,
    Filing,
    Heading,
    Look,
    PageBreak,
    Paragraph,
    Row,
    ScannedPage,
    Table,
)

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" \
xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase" \
xmlns:iso4217="http://www.xbrl.org/2003/iso4217" \
xmlns:ifrs-full="https://xbrl.ifrs.org/taxonomy/2024-03-27/ifrs-full" lang="en">
<head>
<meta charset="UTF-8"/>
<title>{title}</title>
<style>
body {{ font-family: "Times New Roman", serif; max-width: 50em; margin: 2em auto; }}
table {{ border-collapse: collapse; width: 100%; margin: 0.8em 0; }}
td {{ padding: 0 0.2em; vertical-align: bottom; }}
td.n {{ text-align: right; white-space: nowrap; }}
td.h {{ text-align: center; font-weight: bold; }}
tr.total td {{ border-top: 1px solid; border-bottom: 1px solid; font-weight: bold; }}
.c {{ text-align: center; }}
.small {{ font-size: 80%; }}
</style>
</head>
<body>
{header}"""


def to_html(filing: Filing, contexts: dict[str, tuple[str | None, str]], entity: str) -> bytes:
    """The filing as one XHTML file.

    Args:
        filing: what to print.
        contexts: XBRL context id -> first day (None for an instant) and last day, ISO dates.
        entity: the identifier in the contexts.
    """
    parts = [_HEAD.format(title=escape(filing.title), header=_header(contexts, entity))]
    parts += [_element(element) for element in filing.elements]
    parts.append("</body>\n</html>\n")
    return "\n".join(parts).encode()


def _header(contexts: dict[str, tuple[str | None, str]], entity: str) -> str:
    lines = ['<div style="display:none"><ix:header><ix:resources>']
    for name, (start, end) in contexts.items():
        period = (
            f"<xbrli:instant>{end}</xbrli:instant>"
            if start is None
            else f"<xbrli:startDate>{start}</xbrli:startDate><xbrli:endDate>{end}</xbrli:endDate>"
        )
        lines.append(
            f'<xbrli:context id="{name}"><xbrli:entity><xbrli:identifier '
            f'scheme="https://example.invalid/stock-code">{entity}</xbrli:identifier>'
            f"</xbrli:entity><xbrli:period>{period}</xbrli:period></xbrli:context>"
        )
    lines.append(
        '<xbrli:unit id="CNY"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>'
        "</ix:resources></ix:header></div>"
    )
    return "\n".join(lines)


def _element(element: Element) -> str:
    match element:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text, is_small):
            look = ' class="small"' if is_small else ""
            return f"<p{look}>{escape(text)}</p>"
        case Centred(text, size, is_bold, is_chinese):
            language = ' lang="zh-Hant"' if is_chinese else ""
            words = f"<b>{escape(text)}</b>" if is_bold else escape(text)
            return f'<p class="c" style="font-size:{size:g}pt"{language}>{words}</p>'
        case PageBreak():
            return '<hr style="page-break-after:always"/>'
        case ScannedPage():
            raise ValueError("an HTML filing has no scanned pages")
        case Table():
            return _table(element)


def _table(table: Table) -> str:
    lines = ["<table>"]
    for i, heads in enumerate(table.heads):
        corner = table.corner if i == len(table.heads) - 1 else ""
        cells = [f'<td class="h">{escape(corner)}</td>']
        for j, head in enumerate(heads):
            # A figure is three cells: currency mark or opening bracket, digits, closing bracket.
            is_note = table.has_notes and j == 0
            columns = 1 if is_note else 3 * head.span
            text = escape(head.text).replace("\n", "<br/>")
            cells.append(f'<td class="h" colspan="{columns}">{text}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    is_first = True
    for row in table.rows:
        lines.append(_row(row, table, is_first))
        is_first = is_first and not row.values
    lines.append("</table>")
    return "\n".join(lines)


def _row(row: Row, table: Table, is_first: bool) -> str:
    figures = max(len(line.values) for line in table.rows)
    if row.look is Look.SECTION:
        columns = 1 + int(table.has_notes) + 3 * figures
        return f'<tr><td colspan="{columns}"><b>{escape(row.label)}</b></td></tr>'
    pad = f' style="padding-left:{row.indent}em"' if row.indent else ""
    cells = [f"<td{pad}>{escape(row.label)}</td>"]
    if table.has_notes:
        cells.append(f'<td class="c">{escape(row.note)}</td>')
    has_mark = is_first or row.look is Look.TOTAL
    for i, value in enumerate(row.values):
        context = table.contexts[i] if table.contexts else ""
        cells.append(_figure(row, value, context, has_mark and bool(context)))
    look = ' class="total"' if row.look is Look.TOTAL else ""
    return f"<tr{look}>{''.join(cells)}</tr>"


def _figure(row: Row, value: str, context: str, has_mark: bool) -> str:
    """Three cells: mark, digits (tagged where the line has a concept), bracket."""
    is_negative = value.startswith("(") and value.endswith(")")
    digits = value[1:-1] if is_negative else value
    mark = "¥" if has_mark and not row.is_per_share and value != "–" else ""
    inner = escape(digits)
    if row.concept and context and value != "–":
        # An expense printed in brackets is a positive amount of an expense concept.
        sign = ' sign="-"' if is_negative and not _is_expense(row.concept) else ""
        inner = (
            f'<ix:nonFraction name="ifrs-full:{row.concept}" contextRef="{context}" '
            f'unitRef="CNY" decimals="-3" scale="3" format="ixt:num-dot-decimal"{sign}>'
            f"{inner}</ix:nonFraction>"
        )
    return (
        f'<td>{mark}</td><td class="n">{"(" if is_negative else ""}{inner}</td>'
        f"<td>{')' if is_negative else ''}</td>"
    )


def _is_expense(concept: str) -> bool:
    starts = ("CostOfSales", "DistributionCosts", "AdministrativeExpense", "ResearchAnd")
    return concept.startswith((*starts, "ImpairmentLoss", "FinanceCosts", "IncomeTaxExpense"))
