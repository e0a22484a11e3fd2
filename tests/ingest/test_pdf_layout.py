"""PDF reader: reading order, tables and blocks."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.readers.limits import Limits
from ingest.readers.pdf import read_pdf
from ingest.types import BlockKind, Grid, Reading


def read(*pages: Callable[[Canvas], None]) -> Reading:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792))
    for draw in pages:
        canvas.setFont("Times-Roman", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return read_pdf(out.getvalue(), password=None, limits=Limits())


def rows(grid: Grid) -> list[list[str]]:
    table = [[""] * grid.column_count for _ in range(grid.row_count)]
    for cell in grid.cells:
        table[cell.row][cell.column] = cell.text
    return table


Row = tuple[str, ...]
RIGHTS = (380.0, 460.0, 540.0)


def draw_rows(
    canvas: Canvas,
    table: Sequence[Row],
    top: float = 700,
    rights: Sequence[float] = RIGHTS,
    step: float = 13,
) -> None:
    for number, (label, *values) in enumerate(table):
        y = top - step * number
        indent = len(label) - len(label.lstrip())
        canvas.drawString(60 + 5 * indent, y, label.strip())
        for right, value in zip(rights, values, strict=False):
            if value.startswith("$ "):
                canvas.drawString(right - 50, y, "$")
                value = value[2:]
            # a closing bracket hangs out to the right of the digits
            canvas.drawRightString(right + (3.3 if value.endswith(")") else 0), y, value)


INCOME: list[Row] = [
    ("(in millions)", "2023", "2022", "2021"),
    ("Revenue", "$ 1,200", "$ 1,100", "$ 900"),
    ("Cost of sales", "(700)", "(650)", "(512)"),
    ("Operating expenses:",),
    ("  Research", "100", "—", "80"),
    ("  Selling", "50", "40", "30"),
    ("Operating income", "$ 350", "$ 410", "$ 278"),
]


def test_statement_rows_are_lines_with_tabs() -> None:
    reading = read(lambda c: draw_rows(c, INCOME))
    assert reading.pages[0].text.splitlines()[:3] == [
        "(in millions)\t2023\t2022\t2021",
        "Revenue\t$ 1,200\t$ 1,100\t$ 900",
        "Cost of sales\t(700)\t(650)\t(512)",
    ]


def test_statement_cells() -> None:
    (grid,) = read(lambda c: draw_rows(c, INCOME)).grids
    assert grid.doubts == ()
    assert rows(grid) == [[*row, *[""] * (4 - len(row))] for row in map(strip, INCOME)]


def strip(row: Row) -> list[str]:
    return [text.strip() for text in row]


def test_cells_drawn_column_by_column_come_together() -> None:
    def by_column(canvas: Canvas) -> None:
        for number, row in enumerate(INCOME):
            canvas.drawString(60, 700 - 13 * number, row[0].strip())
        for column, right in enumerate(RIGHTS, 1):
            for number, row in enumerate(INCOME):
                if len(row) > 1:
                    canvas.drawRightString(right, 700 - 13 * number, row[column].lstrip("$ "))

    (grid,) = read(by_column).grids
    assert rows(grid)[1] == ["Revenue", "1,200", "1,100", "900"]
    assert rows(grid)[5] == ["Selling", "50", "40", "30"]


def test_empty_cells_keep_their_column() -> None:
    def page(canvas: Canvas) -> None:
        draw_rows(canvas, [*INCOME, ("Gain on sale",)])
        canvas.drawRightString(RIGHTS[1], 700 - 13 * 7, "498")

    (grid,) = read(page).grids
    assert rows(grid)[7] == ["Gain on sale", "", "498", ""]


def test_header_over_all_columns_spans_them() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawCentredString(445, 714, "Year ended December 31,")
        draw_rows(canvas, INCOME)

    (grid,) = read(page).grids
    head = grid.cells[0]
    assert (head.text, head.row, head.column, head.column_span) == (
        "Year ended December 31,",
        0,
        1,
        3,
    )


def test_two_headers_over_two_columns_each() -> None:
    rights = (300.0, 380.0, 460.0, 540.0)

    def page(canvas: Canvas) -> None:
        canvas.drawCentredString(325, 714, "Three months ended")
        canvas.drawCentredString(485, 714, "Six months ended")
        table: list[Row] = [
            ("", "2023", "2022", "2023", "2022"),
            ("Revenue", "1,200", "1,100", "2,400", "2,150"),
            ("Cost", "700", "650", "1,390", "1,300"),
        ]
        draw_rows(canvas, table, rights=rights)

    (grid,) = read(page).grids
    heads = [(c.text, c.column, c.column_span) for c in grid.cells if c.row == 0]
    assert heads == [("Three months ended", 1, 2), ("Six months ended", 3, 2)]
    assert rows(grid)[2] == ["Revenue", "1,200", "1,100", "2,400", "2,150"]


def test_wrapped_label_is_one_cell_on_one_line() -> None:
    table: list[Row] = [
        *INCOME,
        ("Proceeds from the issuance of long-term debt, net of",),
        ("issuance costs", "15", "25", "35"),
        ("Total", "1", "2", "3"),
    ]
    reading = read(lambda c: draw_rows(c, table))
    (grid,) = reading.grids
    label = "Proceeds from the issuance of long-term debt, net of issuance costs"
    assert rows(grid)[7] == [label, "15", "25", "35"]
    assert f"{label}\t15\t25\t35\nTotal" in reading.pages[0].text


def test_wrapped_label_below_its_values_is_joined() -> None:
    table: list[Row] = [
        *INCOME,
        ("Proceeds from the issuance of long-term debt, net of", "15", "25", "35"),
        ("issuance costs",),
    ]
    (grid,) = read(lambda c: draw_rows(c, table)).grids
    label = "Proceeds from the issuance of long-term debt, net of issuance costs"
    assert rows(grid)[-1] == [label, "15", "25", "35"]


def test_section_rows_are_not_joined_to_the_row_below() -> None:
    (grid,) = read(lambda c: draw_rows(c, INCOME)).grids
    assert [r[0] for r in rows(grid)][3:5] == ["Operating expenses:", "Research"]


def test_raised_footnote_mark_stays_in_its_row() -> None:
    def page(canvas: Canvas) -> None:
        draw_rows(canvas, INCOME)
        canvas.setFont("Times-Roman", 6)
        canvas.drawString(60 + 40, 700 - 13 + 4, "(a)")

    (grid,) = read(page).grids
    assert rows(grid)[1] == ["Revenue (a)", "$ 1,200", "$ 1,100", "$ 900"]


def test_dot_leaders_are_not_part_of_the_label() -> None:
    table: list[Row] = [
        ("", "2023", "2022"),
        ("Revenue..........................", "1,200", "1,100"),
        ("Cost of sales....................", "700", "650"),
    ]
    (grid,) = read(lambda c: draw_rows(c, table)).grids
    assert rows(grid)[1:] == [["Revenue", "1,200", "1,100"], ["Cost of sales", "700", "650"]]


def test_header_below_values_begins_another_table() -> None:
    second: list[Row] = [
        ("(in millions)", "Staff", "Assets", "Total"),
        ("Expense incurred", "125", "12", "137"),
        ("Paid", "(100)", "(2)", "(102)"),
    ]
    first, other = read(lambda c: draw_rows(c, [*INCOME, *second])).grids
    assert first.row_count == len(INCOME)
    assert rows(other) == [list(row) for row in second]


def test_note_references_are_a_column_of_their_own() -> None:
    table: list[Row] = [
        ("", "Note", "2023", "2022"),
        ("Revenue", "5", "571,704", "923,851"),
        ("Cost of sales", "6", "(300,123)", "(512,000)"),
        ("Gross profit", "", "271,581", "411,851"),
    ]
    reading = read(lambda c: draw_rows(c, table))
    assert rows(reading.grids[0]) == [list(row) for row in table]
    assert "Revenue\t5\t571,704\t923,851" in reading.pages[0].text


def test_percent_signs_and_brackets_apart_from_their_number() -> None:
    def page(canvas: Canvas) -> None:
        for number, label in enumerate(("Margin", "Growth", "Tax rate")):
            y = 700 - 13 * number
            canvas.drawString(60, y, label)
            canvas.drawRightString(380, y, ("12.5", "(3.1", "21.0")[number])
            canvas.drawString(384, y, ("%", ")%", "%")[number])

    (grid,) = read(page).grids
    assert [row[1] for row in rows(grid)] == ["12.5 %", "(3.1 )%", "21.0 %"]


def test_prose_with_numbers_is_no_table() -> None:
    text = [
        "Revenue rose to 1,234 million in 2023 from 1,100 million in 2022, an increase of",
        "12.2% that came from 45 new stores and from prices that were 3.5% higher. Costs of",
        "700 million in 2023 and 650 million in 2022 grew by 7.7%, less than revenue did.",
    ]

    def page(canvas: Canvas) -> None:
        for number, line in enumerate(text):
            canvas.drawString(60, 700 - 13 * number, line)

    reading = read(page)
    assert reading.grids == ()
    assert [b.kind for b in reading.blocks] == [BlockKind.PARAGRAPH]
    assert reading.pages[0].text == "\n".join(text)


def test_table_of_contents_is_no_table() -> None:
    contents = [("Business", "3"), ("Risk Factors", "9"), ("Properties", "21"), ("Legal", "22")]
    assert read(lambda c: draw_rows(c, contents)).grids == ()


LEFT = [
    "The board reviews every risk that the group",
    "meets in its markets and sets limits for them",
    "which each division must report on in full.",
    "Where a limit is passed the board is told",
]
RIGHT = [
    "Interest rates moved during the year and the",
    "cost of new loans rose with them, so that the",
    "group repaid part of its debt out of its cash",
    "and fixed the rate of most of what remained.",
]


def two_columns(offset: float) -> Callable[[Canvas], None]:
    def page(canvas: Canvas) -> None:
        for number, line in enumerate(LEFT):
            canvas.drawString(60, 700 - 13 * number, line)
        for number, line in enumerate(RIGHT):
            canvas.drawString(330, 700 - offset - 13 * number, line)

    return page


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    assert read(two_columns(0)).pages[0].text == "\n".join(LEFT + RIGHT)


def test_two_columns_with_shifted_lines_are_read_one_after_the_other() -> None:
    assert read(two_columns(5)).pages[0].text == "\n".join(LEFT + RIGHT)


def test_running_header_and_page_number_are_furniture() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(60, 760, "Acme Corporation Annual Report")
            canvas.drawString(60, 600, f"Page body number {number} says something of its own.")
            canvas.drawCentredString(306, 400 - 30 * number, str(number + 10))

        return draw

    reading = read(*[page(n) for n in range(1, 6)])
    third = [b for b in reading.blocks if b.page == 3]
    assert [b.kind for b in third] == [
        BlockKind.FURNITURE,
        BlockKind.PARAGRAPH,
        BlockKind.FURNITURE,
    ]


def test_repeated_unit_line_is_not_furniture() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            if number <= 3:
                canvas.drawString(60, 760, "(in thousands, except per share data)")
            canvas.drawString(60, 600, f"Body number {number} of the text.")

        return draw

    reading = read(*[page(n) for n in range(1, 9)])
    assert BlockKind.FURNITURE not in {b.kind for b in reading.blocks}


def test_headings_and_paragraphs() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Bold", 14)
        canvas.drawString(60, 730, "Item 7. Management's Discussion")
        canvas.setFont("Times-Bold", 10)
        canvas.drawString(60, 705, "Liquidity and Capital Resources")
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(60, 690, "Cash grew during the year because operations brought in more")
        canvas.drawString(60, 678, "than the group spent on its plants.")
        canvas.drawString(60, 650, "A second paragraph stands after a gap and says a little more.")

    reading = read(page)
    text = reading.pages[0].text
    assert [(b.kind, b.level, b.span.of(text)[:10]) for b in reading.blocks] == [
        (BlockKind.HEADING, 1, "Item 7. Ma"),
        (BlockKind.HEADING, 3, "Liquidity "),
        (BlockKind.PARAGRAPH, 0, "Cash grew "),
        (BlockKind.PARAGRAPH, 0, "A second p"),
    ]


amounts = st.integers(min_value=-9_999_999, max_value=9_999_999).map(
    lambda n: "—" if n == 0 else f"({-n:,})" if n < 0 else f"{n:,}"
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(amounts, amounts, amounts), min_size=2, max_size=12))
def test_any_table_of_amounts_comes_back_as_drawn(values: list[tuple[str, str, str]]) -> None:
    table: list[Row] = [("", "2023", "2022", "2021")]
    table += [(f"Item of the statement {i}", *row) for i, row in enumerate(values)]
    (grid,) = read(lambda c: draw_rows(c, table, top=740)).grids
    assert rows(grid) == [list(row) for row in table]
