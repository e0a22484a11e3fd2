"""How much a hostile or broken file may cost before it is refused. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds a reader keeps; passing one ends in `FilingTooLarge`.

    The defaults leave room for the largest annual reports (about 60 MB as PDF, 1,000 pages) and
    stop what no filing is.
    """

    max_bytes: int = 500_000_000  # bytes of the file as handed in
    max_pages: int = 5_000
    max_characters: int = 100_000_000  # characters of text over all pages
    max_depth: int = 2_000  # nesting of HTML elements
    max_cells: int = 2_000_000  # table cells over the whole filing, blank ones included
    max_stream_bytes: int = 200_000_000  # one compressed stream inside a PDF, unpacked
    max_unpacked_bytes: int = 600_000_000  # all parts of an Office file, unpacked
    max_parts: int = 10_000  # parts of an Office file: sheets, pictures, relations
    max_elements: int = 16_000_000  # XML elements of an Office file; a cell has two or three
