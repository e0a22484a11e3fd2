"""The words of the domain: what a filing becomes on its way in. Standard library only.

Conventions, everywhere in the project:
- `page` and `*_number` count from 1; `row`, `column` and `*_index` count from 0.
- A `Span` is a half-open range of characters in one page's text. A page's text never changes.
- A `Box` is in PDF points with the origin at the top left of the page.
- Money and every other reported quantity is a `Decimal` in base units: RMB571,704 thousand is
  571704000, 33.8% is 0.338, 25 bps is 0.0025.
"""

from ingest.types.facts import (
    Column,
    Fact,
    Statement,
    Table,
    Tie,
    TieKind,
)
from ingest.types.identity import (
    Identity,
    Period,
)
from ingest.types.parsed import (
    IngestReport,
    Parsed,
    Passage,
    PassageKind,
)
from ingest.types.reading import (
    RESOLVED,
    Block,
    BlockKind,
    Box,
    Cell,
    Grid,
    Notice,
    Page,
    Reading,
    Span,
    XbrlFact,
)

__all__ = [
    "RESOLVED",
    "Block",
    "BlockKind",
    "Box",
    "Cell",
    "Column",
    "Fact",
    "Grid",
    "Identity",
    "IngestReport",
    "Notice",
    "Page",
    "Parsed",
    "Passage",
    "PassageKind",
    "Period",
    "Reading",
    "Span",
    "Statement",
    "Table",
    "Tie",
    "TieKind",
    "XbrlFact",
]
