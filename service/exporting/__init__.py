"""Tables, facts and working papers as files that others open: CSV, HTML, xlsx, Parquet.

openpyxl and pyarrow are loaded when a file is written: a server that never does needs neither.
"""

from service.exporting.laid_out import (
    CELL_FIELDS,
    HTML_POLICY,
    cell_records,
    csv_lines,
    facts_csv,
    table_csv,
    tables_html,
)
from service.exporting.paper import Paper, PaperFiling, PaperRow, PaperTie
from service.exporting.paper_book import write_paper_workbook
from service.exporting.paper_page import PAPER_POLICY, paper_html
from service.exporting.parquet import write_cells, write_facts
from service.exporting.selection import facts_of, tables_of
from service.exporting.values import FACT_FIELDS, exact, guarded
from service.exporting.workbook import write_workbook

__all__ = [
    "CELL_FIELDS",
    "FACT_FIELDS",
    "HTML_POLICY",
    "PAPER_POLICY",
    "Paper",
    "PaperFiling",
    "PaperRow",
    "PaperTie",
    "cell_records",
    "csv_lines",
    "exact",
    "facts_csv",
    "facts_of",
    "guarded",
    "paper_html",
    "table_csv",
    "tables_html",
    "tables_of",
    "write_cells",
    "write_facts",
    "write_paper_workbook",
    "write_workbook",
]
