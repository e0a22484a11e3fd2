from decimal import Decimal

import pytest

from ingest.readers.html import read_html
from ingest.readers.limits import Limits
from ingest.types import Grid, Reading


def read(body: str) -> Reading:
    return read_html(f"<html><body>{body}</body></html>", Limits())


def grid_of(rows: str) -> Grid:
    (grid,) = read(f"<p>Before</p><table>{rows}</table><p>After</p>").grids
    return grid


def rows_of(grid: Grid) -> list[list[str]]:
    rows = [[""] * grid.column_count for _ in range(grid.row_count)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = cell.text
    return rows


def row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def test_signs_and_spacers_become_printed_columns() -> None:
    grid = grid_of(
        '<tr><td></td><td>&nbsp;</td><td colspan="3">2023</td>'
        '<td></td><td colspan="3">2022</td></tr>'
        + row("Sales", "", "$", "1,414.5", "", "", "$", "(1,234", ")")
        + row("Margin", "", "", "5.2", "%", "", "", "—", "")
    )
    assert rows_of(grid) == [
        ["", "2023", "2022"],
        ["Sales", "$ 1,414.5", "$ (1,234)"],
        ["Margin", "5.2%", "—"],
    ]
    assert grid.doubts == ()


def test_head_over_several_columns_spans_them() -> None:
    grid = grid_of(
        '<tr><td></td><td colspan="6">Year ended</td></tr>'
        '<tr><td></td><td colspan="3">2023</td><td colspan="3">2022</td></tr>'
        + row("Sales", "$", "1", "", "$", "2", "")
    )
    assert [(c.column, c.column_span, c.text) for c in grid.cells if c.row < 2] == [
        (1, 2, "Year ended"),
        (1, 1, "2023"),
        (2, 1, "2022"),
    ]


def test_head_over_the_sign_of_its_neighbour_stays_with_its_own() -> None:
    grid = grid_of(
        '<tr><td></td><td colspan="2">2023</td><td colspan="2">2022</td></tr>'
        + row("Sales", "", "100", "$", "200")
        + row("Costs", "", "(50", ")", "(60)")
    )
    assert rows_of(grid)[0] == ["", "2023", "2022"]


def test_dash_beside_a_number_is_a_value_of_its_own() -> None:
    grid = grid_of(row("", "2023", "2022") + row("Gains", "-", "( 3,828", ")"))
    assert rows_of(grid)[1] == ["Gains", "-", "( 3,828)"]


def test_row_spans_push_cells_right() -> None:
    grid = grid_of(
        '<tr><td rowspan="2">Men</td><td>2023</td><td>10.5</td></tr>'
        "<tr><td>2022</td><td>11.5</td></tr>"
    )
    assert rows_of(grid) == [["Men", "2023", "10.5"], ["", "2022", "11.5"]]
    assert grid.cells[0].row_span == 2


def test_row_span_does_not_count_dropped_rows() -> None:
    grid = grid_of(
        '<tr><td rowspan="3">Men</td><td>a</td><td>10</td></tr>'
        "<tr><td></td><td></td></tr><tr><td>b</td><td>11</td></tr>"
    )
    assert grid.row_count == 2
    assert grid.cells[0].row_span == 2


def test_note_marks_in_a_column_of_their_own_go_to_the_number() -> None:
    grid = grid_of(row("", "2023", "", "2022") + row("Value", "4,816.17", "*", "5,046.95", "*"))
    assert rows_of(grid)[1] == ["Value", "4,816.17 *", "5,046.95 *"]


def test_raised_note_is_not_a_digit_of_the_number() -> None:
    grid = grid_of(row("", "2023") + row("Sales", "1,234<sup>2</sup>"))
    assert rows_of(grid)[1] == ["Sales", "1,234 2"]


def test_words_over_lines_are_one_cell() -> None:
    grid = grid_of(row("", "Three<br>months<p>ended</p>") + row("Sales", "1,234"))
    assert rows_of(grid)[0] == ["", "Three months ended"]


def test_values_without_labels_are_set_right_of_column_0() -> None:
    grid = grid_of(row("Shares", "Price") + row("215,774", "$ 139.50") + row("300,000", "$ 12.00"))
    assert rows_of(grid)[1] == ["", "215,774", "$ 139.50"]
    assert grid.doubts == ("the rows have no labels",)


def test_signed_steps_are_labels() -> None:
    grid = grid_of(row("Change", "Effect") + row("+100", "(0.2)%") + row("+200", "1.4%"))
    assert rows_of(grid)[1] == ["+100", "(0.2)%"]


@pytest.mark.parametrize(
    "rows",
    [
        row("•", "We sell things.") + row("•", "We buy things."),
        row("A single column") + row("of text"),
        row("Name", "Title") + row("A. Person", "Chair"),
        "".join(
            row(f'<a href="#i{n}">Item {n}.</a>', f'<a href="#i{n}">{n * 9}</a>')
            for n in range(1, 7)
        ),
        "".join(row(f"Chapter {n}", "Title", str(n * 7)) for n in range(1, 8)),
    ],
)
def test_layout_is_prose(rows: str) -> None:
    reading = read(f"<table>{rows}</table>")
    assert reading.grids == ()
    assert {block.kind.value for block in reading.blocks} <= {"paragraph", "heading"}


def test_table_in_a_layout_table() -> None:
    inner = f"<table>{row('', '2023')}{row('Sales', '1,234')}</table>"
    reading = read(f"<table><tr><td>Left</td><td>{inner}</td></tr></table>")
    (grid,) = reading.grids
    assert rows_of(grid) == [["", "2023"], ["Sales", "1,234"]]
    assert reading.pages[0].text == "Left\n2023\nSales\t1,234\n"


def test_text_of_a_table_outside_its_cells_is_kept() -> None:
    reading = read(
        f"<table><caption>In millions</caption>{row('', '2023')}{row('Sales', '1.5')}</table>"
    )
    assert reading.pages[0].text == "In millions\n2023\nSales\t1.5\n"


def test_span_attributes_that_lie_cost_nothing() -> None:
    grid = grid_of(
        '<tr><td>Sales</td><td colspan="999999999" rowspan="999999999">1,234</td>'
        '<td colspan="x">2</td>'
        "</tr>" + row("Costs", "5")
    )
    assert rows_of(grid)[0] == ["Sales", "1,234", "2"]


IX = (
    '<div style="display:none"><ix:header><ix:hidden><ix:nonNumeric name="dei:DocumentType"'
    ' contextRef="c1">10-K</ix:nonNumeric></ix:hidden><ix:resources>'
    '<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>'
    '<xbrli:unit id="eps"><xbrli:divide><xbrli:unitNumerator><xbrli:measure>iso4217:USD'
    "</xbrli:measure></xbrli:unitNumerator><xbrli:unitDenominator><xbrli:measure>xbrli:shares"
    "</xbrli:measure></xbrli:unitDenominator></xbrli:divide></xbrli:unit>"
    "</ix:resources></ix:header></div>"
)


def tag(text: str, name: str = "us-gaap:Revenues", unit: str = "usd", **more: str) -> str:
    rest = "".join(f' {key}="{value}"' for key, value in more.items())
    start = f'<ix:nonFraction name="{name}" contextRef="c1" unitRef="{unit}"{rest}>'
    return f"{start}{text}</ix:nonFraction>"


def ix_document(kind: str) -> str:
    table = (
        row("", "2023")
        + row("Sales", tag("1,414.5", scale="6", format="ixt:num-dot-decimal"))
        + row("Loss", f"({tag('7', scale='6', sign='-')})")
        + row("Per share", f"$ {tag('1.25', name='us-gaap:EarningsPerShareBasic', unit='eps')}")
        + row("None", tag("—", format="ixt:fixed-zero"))
        + row("Euro style", tag("1.234,5", format="ixt:num-comma-decimal"))
        + row("Not a number", tag("n/a"))
    )
    text = f"<p>Sales were {tag('1.4', scale='9')} billion.</p><table>{table}</table>"
    if kind == "html":
        return f"<html><body>{IX}{text}</body></html>"
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"'
        ' xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"'
        ' xmlns:xbrli="http://www.xbrl.org/2003/instance"'
        f"><body>{IX}{text}</body></html>"
    )


@pytest.mark.parametrize("kind", ["html", "xhtml"])
def test_inline_xbrl_is_unwrapped_and_read(kind: str) -> None:
    reading = read_html(ix_document(kind), Limits())
    assert reading.pages[0].text.startswith(
        "Sales were 1.4 billion.\n2023\nSales\t1,414.5\nLoss\t(7)\n"
    )
    facts = [cell.xbrl for cell in reading.grids[0].cells if cell.xbrl]
    assert [fact.value for fact in facts] == [
        Decimal("1414500000"),
        Decimal("-7000000"),
        Decimal("1.25"),
        Decimal(0),
        Decimal("1234.5"),
        None,
    ]
    assert [fact.unit for fact in facts[:3]] == ["USD", "USD", "USD/shares"]
    assert facts[0].concept == "us-gaap:Revenues"
    assert facts[0].context == "c1"
    assert reading.metadata["dei:DocumentType"] == "10-K"
