"""Filings taken into a library before a run: those that it lacks, by name and content.

A file that cannot be read is named and stops nothing: the cases that need it say so themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from evals.progress import Progress
from ingest.identifiers import filing_id_of

if TYPE_CHECKING:
    from ingest.stores import FilingRecord, Stores


class FilingFile(NamedTuple):
    """A filing that is not in a library yet: a file, or bytes that have a name."""

    name: str
    content: Path | bytes

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            OSError: the file cannot be read.
        """
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many filings were new, how many there already; a line for each that did not go in.

    `finished` counts those that an earlier process was stopped at: they could be asked, but were
    not embedded to the end, which changes what is found.
    """

    new: int = 0
    finished: int = 0
    there: int = 0
    faults: tuple[str, ...] = ()

    def to_lines(self) -> Iterator[str]:
        """For a terminal; nothing where nothing was to be taken in."""
        if self.new or self.finished or self.there or self.faults:
            finished = f"{self.finished} embedded to the end, " if self.finished else ""
            yield (
                f"filings: {self.new} taken in, {finished}{self.there} there already, "
                f"{len(self.faults)} not taken in"
            )
        yield from (f"not taken in: {fault}" for fault in self.faults)


def files_in(paths: Iterable[Path]) -> tuple[FilingFile, ...]:
    """The filings of `paths_in`, by their names.

    Raises:
        ValueError: see there.
    """
    return tuple(FilingFile(path.name, path) for path in paths_in(paths))


def paths_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files named, and those of folders by their endings, in order of path; hidden ones not.

    Raises:
        ValueError: a path is not there, or a folder has nothing that can be read.
    """
    from ingest.readers.sniff import ENDINGS

    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [
                one
                for one in sorted(path.rglob("*"))
                if one.suffix.lower() in ENDINGS
                and one.is_file()
                and not any(part.startswith(".") for part in one.relative_to(path).parts)
            ]
            if not inside:
                raise ValueError(f"--filings: {path} has no file that can be read as a filing")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise ValueError(f"--filings: there is no {path}")
    return tuple(dict.fromkeys(found))


def take_in(files: Sequence[FilingFile], stores: Stores) -> TakenIn:
    """Takes in what a library lacks; how far it is goes to standard error.

    A file is there already when its bytes are, under its name. One whose name another filing has
    is not taken in: cases name filings by their names.

    Raises:
        TickmarkError: the stores cannot be written.
    """
    from ingest.pipeline import ingest_filing

    records = {record.id: record for record in stores.library.filings()}
    names = {record.name for record in records.values()}
    lacking: list[FilingFile] = []
    there, new, finished = 0, 0, 0
    faults: list[str] = []
    for file in files:
        try:
            fault = _fault(file, file.read(), records, names)
        except OSError as error:
            fault = str(error)
        if fault is None:
            lacking.append(file)
            names.add(file.name)
        elif fault:
            faults.append(f"{file.name}: {fault}")
        else:
            there += 1
    with Progress(len(lacking)) as progress:
        for done, file in enumerate(lacking, 1):
            record = ingest_filing(file.name, file.read(), stores)
            if not record.is_answerable:
                faults.append(f"{file.name}: {record.error}")
            elif record.id in records and records[record.id].is_answerable:
                finished += 1
            else:
                new += 1
            progress.reach(done)
    return TakenIn(new, finished, there, tuple(faults))


def _fault(
    file: FilingFile, data: bytes, records: dict[str, FilingRecord], names: set[str]
) -> str | None:
    """Why a file is not taken in; "": it is there already; None: it is to be taken in."""
    from ingest.stores import State

    held = records.get(filing_id_of(hashlib.sha256(data).hexdigest()))
    if held is not None and held.is_answerable and held.name != file.name:
        return f"the library has it already, as {held.name}"
    if held is not None and held.state is State.READY:
        return ""
    if held is None and file.name in names:
        return "another filing of that name is there: delete it, or rename the file"
    return None
