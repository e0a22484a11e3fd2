import pytest

from ingest.readers.decode import decode
from ingest.readers.limits import Limits
from ingest.readers.text import read_text
from ingest.types import Grid, Reading

PROSE = "\n\nIn the six months the unaudited figures except for percentages are in thousands.\n"


def read(text: str) -> Reading:
    return read_text(decode(text.encode()).text, "text/plain", Limits())


def grid_of(*lines: str) -> Grid:
    (grid,) = read("\n".join(lines) + PROSE).grids
    return grid


def rows_of(grid: Grid) -> list[list[str]]:
    rows = [[""] * grid.column_count for _ in range(grid.row_count)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = cell.text
    return rows


def spans_of(grid: Grid, row: int) -> list[tuple[int, int, str]]:
    return [(c.column, c.column_span, c.text) for c in grid.cells if c.row == row]


def test_fields_are_cells() -> None:
    grid = grid_of("\t2024\t2023", "Revenue\t571,704\t923,851", "Goodwill\t\t(2)")
    assert rows_of(grid) == [
        ["", "2024", "2023"],
        ["Revenue", "571,704", "923,851"],
        ["Goodwill", "", "(2)"],
    ]
    assert grid.doubts == ()


def test_cells_leave_stray_markup_out() -> None:
    grid = grid_of("\t<i>RMB'000</i>", "**Revenue**\t<u>571,704</u>")
    assert rows_of(grid) == [["", "RMB'000"], ["Revenue", "571,704"]]


def test_wrapped_label_is_joined() -> None:
    grid = grid_of(
        "\t2024\t2023",
        "Share of losses accounted for\t\t",
        "using the equity method\t(1)\t(342)",
        "Non-current assets\t\t",
        "Goodwill\t9,646\t1",
    )
    assert [row[0] for row in rows_of(grid)] == [
        "",
        "Share of losses accounted for using the equity method",
        "Non-current assets",
        "Goodwill",
    ]


def test_section_is_not_joined_to_the_row_below() -> None:
    grid = grid_of("\t2024", "Add:\t", "Listing expenses\t26,457", "Assets\t", "Cash\t1,000")
    assert [row[0] for row in rows_of(grid)] == ["", "Add:", "Listing expenses", "Assets", "Cash"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("\tFor th\te six month\ts ended 30 June\t", (1, 3, "For the six months ended 30 June")),
        ("\tSix months e\tSix months ended 30 June\t\t", (1, 2, "Six months ended 30 June")),
        ("\t(Unaudi\tted)\t\t", (1, 2, "(Unaudited)")),
        ("\t202\t4\t\t", (1, 2, "2024")),
        ("\tRMB'00\t0\t\t", (1, 2, "RMB'000")),
        ("\tSix months end\tded June 30,\t\t", (1, 2, "Six months endded June 30,")),
    ],
)
def test_cut_heads_are_joined(line: str, expected: tuple[int, int, str]) -> None:
    grid = grid_of(line, "Revenue\t1,000\t2,000\t3,000\t4,000")
    assert spans_of(grid, 0)[0] == expected


def test_heads_of_their_own_stay_apart() -> None:
    grid = grid_of("\tAmount\tof revenue\tAmount", "Revenue\t1,000\t94.4\t2,000")
    assert rows_of(grid)[0] == ["", "Amount", "of revenue", "Amount"]


def test_stacked_years_are_spread() -> None:
    grid = grid_of("\t2024 2023\t", "Revenue\t571,704\t923,851")
    assert rows_of(grid)[0] == ["", "2024", "2023"]


def test_stacked_years_stay_where_no_column_is_free() -> None:
    grid = grid_of("\t2024 2023\tChange", "Revenue\t571,704\t923,851")
    assert rows_of(grid)[0] == ["", "2024 2023", "Change"]


def test_stacked_rows_of_time_buckets() -> None:
    grid = grid_of(
        "\t2024\t2023",
        "Up to 6 months 6 months to 1 year 1 to 2 years More than 2 years"
        "\t1,223 412 1,313 2,435\t1,039 242 1,891 1,541",
        "\t5,383\t4,713",
    )
    assert rows_of(grid)[1:] == [
        ["Up to 6 months", "1,223", "1,039"],
        ["6 months to 1 year", "412", "242"],
        ["1 to 2 years", "1,313", "1,891"],
        ["More than 2 years", "2,435", "1,541"],
        ["", "5,383", "4,713"],
    ]
    assert grid.doubts == ()


def test_stacked_rows_under_their_section() -> None:
    grid = grid_of(
        "\tNote\t2024",
        "Current assets Inventories Contract assets Trade, other receivables and prepayments"
        "\t11\t1,105 15,789 5,355",
    )
    assert rows_of(grid)[1:] == [
        ["Current assets", "", ""],
        ["Inventories", "11", "1,105"],
        ["Contract assets", "", "15,789"],
        ["Trade, other receivables and prepayments", "", "5,355"],
    ]
    (note,) = [cell for cell in grid.cells if cell.text == "11"]
    assert note.row_span == 3


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("Share capital Other reserves", "1,000 2,000\t1,000 2,000 3,000"),  # counts differ
        ("Share capital Other reserves Losses", "1,000 2,000\t1,000 2,000"),  # no section leads
    ],
)
def test_stacked_rows_that_cannot_be_told_are_doubted(label: str, values: str) -> None:
    grid = grid_of("\t2024\t2023", f"{label}\t{values}", "A\t1,0\t1", "B\t2.0\t1", "C\t3.0\t1")
    assert rows_of(grid)[1][0] == label
    assert any(doubt.startswith("row 1: several values") for doubt in grid.doubts)


def test_label_begun_in_the_row_above_gets_its_own_row() -> None:
    grid = grid_of(
        "\t2024\t2023",
        "Finance income Share of losses accounted for\t264,289\t100,537",
        "using the equity method\t(11,878)\t(10,029)",
    )
    assert rows_of(grid)[1:] == [
        ["Finance income", "264,289", "100,537"],
        ["using the equity method", "(11,878)", "(10,029)"],
    ]
    assert spans_of(grid, 2)[:2] == [
        (0, 1, "Share of losses accounted for"),
        (0, 1, "using the equity method"),
    ]


def test_number_cut_over_cells_is_doubted_not_mended() -> None:
    grid = grid_of("\t2024\t2023", "Grants 23,29\t9\t32,121", "A\t1.0\t1", "B\t2.0\t1", "C\t3.0\t1")
    assert rows_of(grid)[1] == ["Grants 23,29", "9", "32,121"]
    assert grid.doubts == ("row 1: a number cut over two cells",)


def test_rows_without_labels_are_set_right_of_column_0() -> None:
    grid = grid_of("2019\t2020", "RMB'000\tRMB'000", "854,514\t1,395,806", "605,631\t1,042,502")
    assert rows_of(grid)[2] == ["", "854,514", "1,395,806"]
    assert "the rows have no labels" in grid.doubts


def test_years_down_the_side_are_labels() -> None:
    grid = grid_of("Year\tRevenue", "2022\t1,557", "2023\t1,751")
    assert rows_of(grid)[1] == ["2022", "1,557"]
    assert grid.doubts == ()


def test_short_row_is_set_flush_right_and_doubted() -> None:
    grid = grid_of(
        "\tNote\t2024\t2023",
        "Revenue\t5\t1,000\t2,000",
        "Costs\t6\t(300)\t(400)",
        "Profit\t700\t1,600",
    )
    assert rows_of(grid)[3] == ["Profit", "", "700", "1,600"]
    assert grid.doubts == ("row 3: fewer values than columns",)
    assert grid.doubts_of(3) == grid.doubts
    assert grid.doubts_of(1) == ()


def test_flattened_table() -> None:
    text = (
        "By kind For the six months ended 2024 2023 RMB'000 % RMB'000 % Sales 539,685 94.4 867,738"
        " 93.9 Data services 32,019 5.6 56,113 6.1 Total 571,704 100.0 923,851 100.0"
    )
    grid = grid_of(text)
    assert rows_of(grid)[1:] == [
        ["", "2024", "", "2023", ""],
        ["", "RMB'000", "%", "RMB'000", "%"],
        ["Sales", "539,685", "94.4", "867,738", "93.9"],
        ["Data services", "32,019", "5.6", "56,113", "6.1"],
        ["Total", "571,704", "100.0", "923,851", "100.0"],
    ]
    assert spans_of(grid, 1) == [(1, 2, "2024"), (3, 2, "2023")]
    assert grid.doubts == ()


def test_flattened_rows_in_another_order_are_doubted() -> None:
    rows = " ".join(f"Item{name} 1,0{i}0 5.{i}" for i, name in enumerate("ABCDEF"))
    grid = grid_of(f"{rows} Wrong order 7.1 2,222 Total 9,999 100.0")
    assert grid.doubts == ("row 6: values in another order than the other rows",)


def test_flattened_rows_of_another_length_are_doubted() -> None:
    grid = grid_of("A 1,000 2,000 B 3,000 4,000 C 5,000 6,000 D 7,000 E 8,000 9,000")
    assert "flattened: rows have different numbers of values" in grid.doubts


def test_repeated_rows_are_doubted() -> None:
    line = "Revenue 1,739 1,433 Costs (972) (784) Profit 766 648 Grants 1,108 1,152"
    grid = grid_of(line, line.removeprefix("Revenue 1,739 1,433 "))
    assert any(doubt.startswith("repeated") for doubt in grid.doubts)


def test_prose_with_numbers_is_no_flattened_table() -> None:
    prose = (
        "Revenue rose by 24.1% to RMB1,751.0 million, of which 67.2% came from manufacturing and"
        " 22.9% from services, compared with 60.9% and 24.5% in the year before."
    )
    assert read(prose).grids == ()


def test_contents_list_is_no_table() -> None:
    lines = [f"{i}. SECTION\t{i * 4}" for i in range(1, 8)]
    assert read("\n".join(lines)).grids == ()


def test_markdown_table() -> None:
    grid = grid_of("| Item | 2024 |", "|---|---:|", "| Revenue | 1,234 |")
    assert rows_of(grid) == [["Item", "2024"], ["Revenue", "1,234"]]
