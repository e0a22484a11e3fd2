"""What the two sides have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol


class FoundPage(NamedTuple):
    """A page that a search found; `page` counts from 1, None where the format has no pages."""

    file: str
    page: int | None


class Side(Protocol):
    """A pipeline that is measured."""

    def preload(self) -> None:
        """Load imports and the model; not measured."""
        ...

    def index(self, files: Sequence[Path], on_searchable: Callable[[], None]) -> int:
        """Take the files in; `on_searchable` as soon as all can be searched.

        Returns:
            Their pages; a file without pages counts as one.
        """
        ...

    def search(self, query: str, *, file: str | None, limit: int) -> list[FoundPage]:
        """The pages of the results, best first; `file`: in this one alone."""
        ...

    def passages(self) -> int:
        """How many passages are embedded."""
        ...

    def close(self) -> None:
        """Close the stores."""
        ...
