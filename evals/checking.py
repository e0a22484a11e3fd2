"""Whether a set can be used: every line well formed, its filings there, its evidence in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from evals.datasets import check_filings
from evals.fields import Fault
from evals.forms import look_over
from evals.locating import FilingText
from evals.types import Evidence

_SHOWN = 60  # characters of a quote in a fault
_LONG = 200  # characters, from which a piece with a page is told by its words
_MOST_WORDS = 0.9  # of them, on that page


class Filings(Protocol):
    """What a check asks of a library."""

    def names(self) -> frozenset[str]:
        """The file names of its filings."""
        ...

    def pages(self, name: str) -> dict[int, str]:
        """The text of each page of a filing, by number from 1."""
        ...


class SetCheck(NamedTuple):
    """How many cases can be used, a line for each fault in the order of the files, what was read.

    `told` are lines on published sets: how they were read, what of them was left out.
    """

    cases: int
    faults: tuple[str, ...]
    told: tuple[str, ...] = ()


def check_sets(paths: Iterable[Path], filings: Filings | None = None) -> SetCheck:
    """Checks sets of any form; without `filings` their form alone.

    A fault is one line, `file.jsonl:LINE: what`. A case with several faults has a line for the
    first of its form, or for each piece of evidence that is not where it says. Evidence in the
    small filings that a published set brings itself is not looked for.
    """
    files = list(paths)
    read, faults = look_over(files)
    found = list(faults)
    placed = [one for each in read.sets for one in each.placed]
    own = read.pages()
    known = None if filings is None else filings.names() | own.keys()
    bad: set[str] = set()
    texts: dict[str, FilingText] = {}
    for place, case in placed:
        try:
            check_filings(case, known)
        except Fault as fault:
            found.append(f"{place}: {fault}")
            bad.add(place)
            continue
        for evidence in case.evidence if filings is not None else ():
            if evidence.filing in own:
                continue
            if evidence.filing not in texts and filings is not None:
                texts[evidence.filing] = FilingText(filings.pages(evidence.filing))
            for told in _faults_of(evidence, texts[evidence.filing]):
                found.append(f"{place}: {told}")
                bad.add(place)
    order = {path.name: number for number, path in reversed(list(enumerate(files)))}
    found.sort(key=lambda fault: _order(fault, order))
    lines = [line for one in read.sets for line in one.to_lines()]
    if own and filings is not None:
        filing = "1 small filing" if len(own) == 1 else f"{len(own)} small filings"
        lines.append(f"evidence in {filing} of the sets' own was not looked for")
    return SetCheck(len(placed) - len(bad), tuple(found), tuple(lines))


def _faults_of(evidence: Evidence, text: FilingText) -> Iterator[str]:
    """What is wrong with a piece of evidence."""
    shown = " ".join(evidence.quote.split())
    if len(shown) > _SHOWN:
        shown = f"{shown[:_SHOWN]}..."
    pages = sorted({spot.page for spot in text.find(evidence.quote)})
    if not pages and _is_page_of(evidence, text):
        return
    if not pages:
        yield f"the evidence is not in {evidence.filing}: {shown!r}"
    elif evidence.page is not None and evidence.page not in pages:
        where = ", ".join(map(str, pages[:5]))
        yield f"the evidence is not on page {evidence.page} but on {where}: {shown!r}"


def _is_page_of(evidence: Evidence, text: FilingText) -> bool:
    """A long piece that names its page: another program may have put its lines in another order."""
    if evidence.page is None or len(evidence.quote) < _LONG:
        return False
    return text.share_on(evidence.quote, evidence.page) >= _MOST_WORDS


def _order(fault: str, files: dict[str, int]) -> tuple[int, int]:
    """File and line of a fault; a file that cannot be read goes first."""
    for name, number in files.items():
        line = fault.removeprefix(f"{name}:").removeprefix(" item ").partition(":")[0]
        if fault.startswith(f"{name}:") and line.isdigit():
            return number, int(line)
    return -1, 0
