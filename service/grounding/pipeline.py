"""The number check, from a text to a verdict on each of its quantities."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from ingest.errors import TextTooLong
from ingest.types import Period
from service.evidence import Places, Remembered, cite_fact, cite_sentence
from service.grounding.context import Claim, read_claims
from service.grounding.derived import Derived
from service.grounding.finding import NO_CONTEXT, UNSAID, Context, Finding, Material
from service.grounding.gathering import find_scope, gather
from service.grounding.lines import split_sentences
from service.grounding.measured import measured
from service.grounding.owners import Owners
from service.grounding.together import judge_sentence, settle
from service.types import Citation, NumberCheck, Verdict

if TYPE_CHECKING:
    from ingest.stores import Library, Stores

MAX_CHARACTERS = 100_000  # of one text: some 40 pages of prose
MAX_QUANTITIES = 2_000


def check_numbers(
    text: str, stores: Stores, filing_ids: Sequence[str], *, from_prose: bool = True
) -> tuple[NumberCheck, ...]:
    """What the filings say of every quantity in a text.

    Args:
        text: Any text: an answer, a note, a paragraph of a report.
        stores: Where the filings are kept.
        filing_ids: The filings to check against; none means those of the companies that the
            text names, or all where it names none.
        from_prose: Whether a sentence of the filings may bear a number out; False where the text
            is the filing's own.

    Returns:
        One check for each quantity, in order, with `check.text == text[check.start:check.end]`.

    Raises:
        TextTooLong: The text has more than 100,000 characters or 2,000 quantities; `detail`
            tells after which character to split it.
    """
    if len(text) > MAX_CHARACTERS:
        raise _too_long(text, f"{len(text):,} characters", f"{MAX_CHARACTERS:,}", MAX_CHARACTERS)
    scope = find_scope(text, stores, filing_ids)
    claims = read_claims(text, scope.year_end)
    if len(claims) > MAX_QUANTITIES:
        limit = claims[MAX_QUANTITIES].quantity.start
        raise _too_long(text, f"{len(claims):,} numbers", f"{MAX_QUANTITIES:,}", limit)
    findings: list[Finding] = []
    held: list[Material | None] = []
    speaking: list[Collection[str] | None] = []
    before = NO_CONTEXT
    owners = Owners(text, scope.records)
    for sentence, group in groupby(claims, lambda claim: claim.sentence):
        own = list(group)
        if not any(claim.weights for claim in own):  # a row of bare numbers: nothing to look for
            findings.extend(UNSAID for _ in own)
            held.extend(None for _ in own)
            speaking.extend(None for _ in own)
            continue
        words = sentence.of(text)
        filings = owners.of(words, own[0].ahead)
        asked = scope if filings is None else scope.only(filings)
        materials = gather(words, own, stores, asked, from_prose=from_prose)
        homes = {filing_id: asked.home_of(filing_id) for filing_id in asked.filing_ids}
        measure = partial(_measured, stores, homes)
        found = judge_sentence(own, materials, before, measure)
        if filings is not None and any(one.verdict is Verdict.UNSUPPORTED for one in found):
            theirs = gather(words, own, stores, scope, from_prose=from_prose)
            told = judge_sentence(own, theirs, before)
            found = [
                other
                if one.verdict is Verdict.UNSUPPORTED
                and _tells_of(other, filings, owners, stores.library)
                else one
                for one, other in zip(found, told, strict=True)
            ]
        findings.extend(found)
        held.extend(materials)
        speaking.extend(filings for _ in own)
        before = Context.of(own, found)
    settled = settle(text, claims, findings, held, speaking)
    places = Remembered(stores.library)
    return tuple(
        _check(claim, finding, places) for claim, finding in zip(claims, settled, strict=True)
    )


def _measured(
    stores: Stores, homes: Mapping[str, Period | None], claim: Claim
) -> Iterator[Derived]:
    return measured(claim, stores.library, tuple(homes), homes)


def _tells_of(
    finding: Finding, filing_ids: Collection[str], owners: Owners, library: Library
) -> bool:
    """Whether what other companies' filings support is said there of the company by its name.

    A customer, a subsidiary or an associate may have filings of its own.
    """
    if finding.verdict is not Verdict.SUPPORTED:
        return False
    for fact in finding.facts:
        if fact.filing_id not in filing_ids:
            words = (*fact.labels, *fact.column_labels, library.table(fact.table_id).caption)
            if not owners.tells_of(filing_ids, words):
                return False
    said = finding.statement
    if said is None or said.passage.filing_id in filing_ids:
        return True
    return owners.tells_of(filing_ids, (said.claim.sentence.of(said.passage.text),))


def _too_long(text: str, size: str, most: str, limit: int) -> TextTooLong:
    """The refusal of a text, with the last end of a sentence before `limit` as the place to split.

    Where no sentence ends there, it is the last white space, or the limit itself.
    """
    lead = text[:limit]
    whole = split_sentences(lead)[:-1]  # the last one is cut off
    ends = (span.end for span in reversed(whole) if text[span.end].isspace())
    words = lead.rstrip().rsplit(maxsplit=1)
    at = next(ends, len(words[0]) if len(words) > 1 else limit)
    return TextTooLong(
        f"The text has {size}; {most} are checked at once. Split it after character {at:,}"
        f" (“…{' '.join(lead[max(at - 60, 0) : at].split())}”) and check the parts."
    )


def _check(claim: Claim, finding: Finding, library: Places) -> NumberCheck:
    quantity = claim.quantity
    return NumberCheck(
        text=quantity.text,
        start=quantity.start,
        end=quantity.end,
        verdict=finding.verdict,
        how=finding.how,
        reason=finding.reason,
        expected=finding.expected,
        formula=finding.formula,
        evidence=_evidence(finding, library),
    )


def _evidence(finding: Finding, library: Places) -> tuple[Citation, ...]:
    cited = [cite_fact(fact, library, number) for number, fact in enumerate(finding.facts, 1)]
    if finding.statement is not None:
        passage, said = finding.statement.passage, finding.statement.claim
        cited.append(
            cite_sentence(passage, said.sentence.start, said.sentence.end, library, len(cited) + 1)
        )
    return tuple(cited)
