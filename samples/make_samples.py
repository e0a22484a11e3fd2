"""Writes the sample filings: `python -m samples.make_samples [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from samples.annual_report import annual_report_2024
from samples.annual_results import annual_results_2023
from samples.company import STOCK_CODE
from samples.data_book import data_book
from samples.interim import CONTEXTS, interim_results_2025
from samples.layout_html import to_html
from samples.layout_pdf import to_pdf

FOLDER = Path(__file__).parent / "filings"


def make() -> dict[str, bytes]:
    """File name -> bytes, of every sample filing."""
    made = {
        f"{filing.stem}.pdf": to_pdf(filing)
        for filing in (annual_results_2023(), annual_report_2024())
    }
    interim = interim_results_2025()
    made[f"{interim.stem}.html"] = to_html(interim, CONTEXTS, STOCK_CODE)
    made["qiverra_data_book_2024.xlsx"] = data_book()
    return made


def main() -> None:
    """Writes them into a folder, by default `samples/filings`."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in make().items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
