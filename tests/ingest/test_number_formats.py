from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from ingest.readers.number_formats import Value, shown

ACCOUNTING = '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)'


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1234.5, "General", "1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (100 / 3, "General", "33.33333333"),
        (123456789012, "General", "123456789012"),
        (1e-7, "General", "1E-7"),
        (1234.5, "#,##0", "1,235"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1.01"),
        (-1234.4, "#,##0_);(#,##0)", "(1,234)"),
        (-0.4, "0", "0"),
        (-1234, ACCOUNTING, "(1,234)"),
        (0, ACCOUNTING, "-"),
        ("n/a", ACCOUNTING, "n/a"),
        (0.1234, "0.0%", "12.3%"),
        (-0.056, "0.0%;(0.0%)", "(5.6%)"),
        (1234567, "#,##0,", "1,235"),
        (1234567890, "0.0,,", "1234.6"),
        (-1234.5, '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)', "($1,234.50)"),
        (1234.5, "[$€-407] #,##0.00", "€ 1,234.50"),
        (-3, "#,##0;[Red]-#,##0", "-3"),
        (5, "+0;-0;0", "+5"),
        (12.5, '0.0"x"', "12.5x"),
        (0.5, ".00", ".50"),
        (1234, "#,##0.##", "1,234"),
        (7, "000", "007"),
        (1500, '[>=1000]#,##0," k";0', "2 k"),
        (999, '[>=1000]#,##0," k";0', "999"),
        (2024, '"FY"0', "FY2024"),
        (5, ";;;", ""),
        (0, "0;-0;;@", ""),
        (12, "@", "12"),
        (True, "General", "TRUE"),
    ],
)
def test_numbers(value: Value, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (date(2024, 12, 31), "mm-dd-yy", "2024-12-31"),
        (date(2024, 12, 31), "mmm-yy", "Dec-24"),
        (date(2024, 12, 31), "d mmmm yyyy", "31 December 2024"),
        (date(2024, 12, 31), "[$-409]d\\-mmm\\-yy;@", "31-Dec-24"),
        (date(2024, 12, 31), 'yyyy"年"m"月"d"日"', "2024年12月31日"),
        (date(2024, 3, 5), "dd.mm.yyyy", "05.03.2024"),
        (datetime.fromisoformat("2024-03-05T09:07"), "yyyy-mm-dd hh:mm", "2024-03-05 09:07"),
        (time(15, 4), "h:mm AM/PM", "3:04 PM"),
        (timedelta(hours=30), "[h]:mm", "30:00"),
    ],
)
def test_moments(value: Value, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text
