"""What both faces do with working papers: a filing checked against itself, checks laid out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from itertools import groupby
from typing import IO

from ingest.types import Passage, PassageKind, Span
from service import desk, listing
from service.api.bodies import CitationBody, GroundBody, GroundedBody, NumberCheckBody
from service.api.check_bodies import CountsBody, PassageNumberBody, SelfCheckBody
from service.api.filing_bodies import FilingBody
from service.api.ties import TieBody
from service.exporting import (
    Paper,
    PaperFiling,
    PaperRow,
    PaperTie,
    paper_html,
    write_paper_workbook,
)
from service.grounding import split_sentences
from service.parts import Parts

MOST_CHARACTERS = 20_000  # of a filing's prose that is checked in one go


class PaperFormat(StrEnum):
    """The kinds of working paper."""

    HTML = "html"
    XLSX = "xlsx"


MEDIA_TYPES = {
    PaperFormat.HTML: "text/html; charset=utf-8",
    PaperFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Prose of one page without a gap; `start` counts the page's characters."""

    page: int
    start: int
    text: str


def self_check(parts: Parts, name: str) -> SelfCheckBody:
    """A filing's prose against its own tables, never against its own prose, and its ties.

    Args:
        parts: Stores and check.
        name: The filing's id or name.

    Raises:
        UnknownFiling: There is none.
        AmbiguousFiling: There are several.
        FilingNotReady: It is still being read, or could not be read.
    """
    record = listing.filing_of(parts, name)
    library = parts.stores.library
    prose = [p for p in library.passages_of(record.id) if p.kind is PassageKind.TEXT]
    numbers = [
        number for stretch in _stretches(prose) for number in _checked(parts, stretch, record.id)
    ]
    ties = [TieBody.of(tie) for tie in library.ties(record.id)]
    return SelfCheckBody(
        filing=record.name,
        filing_id=record.id,
        sha256=record.sha256,
        is_paged=record.is_paged,
        counts=CountsBody.of(numbers, ties),
        numbers=numbers,
        ties=ties,
    )


def _stretches(passages: Iterable[Passage]) -> Iterator[_Stretch]:
    """The passages joined where they meet or overlap, so that nothing is checked twice."""
    ordered = sorted(passages, key=lambda p: (p.page, p.span.start, p.span.end))
    for page, group in groupby(ordered, key=lambda p: p.page):
        start, text = 0, ""
        for passage in group:
            end = start + len(text)
            if not text or passage.span.start > end or len(text) > MOST_CHARACTERS:
                if text:
                    yield _Stretch(page, start, text)
                begun = max(passage.span.start, end) if text else passage.span.start
                start, text = begun, passage.text[begun - passage.span.start :]
            else:
                text += passage.text[end - passage.span.start :]
        if text:
            yield _Stretch(page, start, text)


def _checked(parts: Parts, stretch: _Stretch, filing_id: str) -> Iterator[PassageNumberBody]:
    checks = parts.check(stretch.text, parts.stores, [filing_id], from_prose=False)
    spans = split_sentences(stretch.text)
    for check in checks:
        span = _sentence(spans, check.start, check.end)
        body = NumberCheckBody.of(check).model_dump()
        body |= {"start": check.start + stretch.start, "end": check.end + stretch.start}
        yield PassageNumberBody(
            **body,
            page=stretch.page,
            sentence=span.of(stretch.text),
            sentence_start=span.start + stretch.start,
        )


def _sentence(spans: Sequence[Span], start: int, end: int) -> Span:
    at = bisect_right(spans, start, key=lambda span: span.start) - 1
    span = spans[at] if at >= 0 else Span(start, end)
    return Span(span.start, max(span.end, end))


def ground_paper(parts: Parts, body: GroundBody) -> Paper:
    """Checks a text, and lays the checks out as a working paper."""
    grounded = desk.ground(parts, body)
    records = desk.scope(parts, body.filings, body.collection)
    named = [FilingBody.of(record) for record in records]
    known = [FilingBody.of(record) for record in parts.stores.library.filings()]
    return paper_of_text("text", body.text, grounded, named, known)


def self_check_paper(parts: Parts, name: str) -> Paper:
    """Checks a filing against itself, and lays the checks out as a working paper."""
    checked = self_check(parts, name)
    record = parts.stores.library.filing(checked.filing_id)
    return paper_of_filing(checked, FilingBody.of(record))


def write_paper(paper: Paper, form: PaperFormat, out: IO[bytes]) -> None:
    """Writes a working paper to an empty binary file."""
    if form is PaperFormat.XLSX:
        write_paper_workbook(out, paper)
    else:
        out.write(paper_html(paper).encode())


def paper_of_text(
    name: str,
    text: str,
    grounded: GroundedBody,
    named: Sequence[FilingBody],
    known: Iterable[FilingBody],
) -> Paper:
    """The working paper of a text's checks.

    Args:
        name: What the text is called: its file's name.
        text: The text, as it was checked.
        grounded: Its checks.
        named: The filings it was checked against; empty where none was named.
        known: Filings with their hashes, for those that the checks cite.
    """
    texts = [Said(text, grounded.numbers)]
    return _paper(f"Number check of {name}", name, text, texts, named, known)


@dataclass(frozen=True, slots=True)
class Said:
    """A text with its checks. Without a `place`, a number is placed by counting characters."""

    text: str
    numbers: Sequence[NumberCheckBody]
    place: str = ""


def paper_of_answers(name: str, said: Sequence[Said], known: Iterable[FilingBody]) -> Paper:
    """The working paper of several answers' checks, in their order.

    Args:
        name: What they are called together: the conversation's title.
        said: Each answer; its place is its question.
        known: Filings with their hashes, for those that the checks cite.
    """
    text = "\n\n".join(each.text for each in said)
    return _paper(f"Number check of “{name}”", name, text, said, (), known)


def _paper(
    title: str,
    subject: str,
    text: str,
    said: Sequence[Said],
    named: Sequence[FilingBody],
    known: Iterable[FilingBody],
) -> Paper:
    by_id = {filing.id: filing for filing in (*known, *named)}
    cited = {e.filing_id for each in said for n in each.numbers for e in n.evidence}
    shown = named or [by_id[each] for each in sorted(cited & by_id.keys())]
    rows: list[PaperRow] = []
    for each in said:
        spans = split_sentences(each.text)
        for number in each.numbers:
            span = _sentence(spans, number.start, number.end)
            place = each.place or f"character {number.start + 1:,}"
            claim = (span.of(each.text), number.start - span.start, place)
            rows.append(_row(len(rows) + 1, number, claim, by_id))
    return Paper(
        title=title,
        subject=subject,
        subject_sha256=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        made=datetime.now(UTC),
        filings=tuple(_filing(each) for each in shown),
        rows=tuple(rows),
    )


def paper_of_filing(checked: SelfCheckBody, filing: FilingBody) -> Paper:
    """The working paper of a filing's self-check: its numbers, then its ties."""
    rows = []
    for n, number in enumerate(checked.numbers, 1):
        at = f"page {number.page}" if checked.is_paged else f"character {number.start + 1:,}"
        said = (number.sentence, number.start - number.sentence_start, at)
        rows.append(_row(n, number, said, {filing.id: filing}))
    return Paper(
        title=f"{checked.filing}: narrative against tables",
        subject=checked.filing,
        subject_sha256=checked.sha256,
        made=datetime.now(UTC),
        filings=(_filing(filing),),
        rows=tuple(rows),
        ties=tuple(_tie(tie, checked.is_paged) for tie in checked.ties),
    )


def _filing(body: FilingBody) -> PaperFiling:
    return PaperFiling(body.name, body.id, body.sha256, body.company or "", body.period or "")


def _tie(tie: TieBody, is_paged: bool) -> PaperTie:
    return PaperTie(
        kind=tie.kind.value,
        holds=tie.holds,
        message=tie.message,
        printed=Decimal(tie.printed),
        computed=Decimal(tie.computed),
        tolerance=Decimal(tie.tolerance),
        suggestion=tie.suggestion,
        page=tie.page if is_paged else None,
        table=tie.table_id,
    )


def _row(
    n: int, number: NumberCheckBody, said: tuple[str, int, str], filings: dict[str, FilingBody]
) -> PaperRow:
    claim, at, place = said
    evidence = number.evidence
    cells = [each.cell for each in evidence]
    pages = list(dict.fromkeys(each.page for each in evidence))
    hashes = [filings[e.filing_id].sha256 for e in evidence if e.filing_id in filings]
    return PaperRow(
        number=n,
        place=place,
        claim=claim,
        at=at,
        written=number.text,
        verdict=number.verdict,
        how=number.how or "",
        reason=number.reason,
        filing_value="; ".join(map(_printed, evidence)),
        expected=number.expected or "",
        filing=_listed(each.filing for each in evidence),
        sha256=_listed(hashes),
        page=pages[0] if len(pages) == 1 else _listed(str(p) for p in pages if p is not None),
        table=_listed(cell.table_id for cell in cells if cell),
        row=_each(cell.row for cell in cells if cell),
        column=_each(cell.column for cell in cells if cell),
        cell=_each(_address(each) for each in evidence if each.cell),
        formula=number.formula or "",
    )


def _printed(citation: CitationBody) -> str:
    return citation.quote if citation.cell is None else citation.cell.text


def _address(citation: CitationBody) -> str:
    cell = citation.cell
    if cell is None or cell.row_index is None or cell.column_index is None:
        return ""
    return f"R{cell.row_index + 1}C{cell.column_index + 1}"


def _listed(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, texts)))


def _each(texts: Iterable[str]) -> str:
    """One for each piece of evidence, in its order; one alone where all are the same."""
    found = list(texts)
    return found[0] if found and len(set(found)) == 1 else "; ".join(found)
