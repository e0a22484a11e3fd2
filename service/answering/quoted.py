"""Numbers of an answer that stand in a sentence of the filings which it quotes and cites.

The number check knows nothing of citations: it looks a number up by the words around it, and where
a sentence names no line ("at a consideration of RMB386 million") or its time is read wrongly, it
finds nothing, or another year's figure. What the filing says word for word is what it says, unless
its own table gives that line another figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.stores import Stores
from service.answering.drafts import Draft
from service.answering.figures.told import reread
from service.grounding import find_quantities
from service.types import Citation, NumberCheck, Verdict


def as_quoted(
    checks: tuple[NumberCheck, ...], draft: Draft, stores: Stores
) -> tuple[NumberCheck, ...]:
    """The checks, where those of quoted sentences are borne out by the sentence itself.

    Args:
        checks: What the filings say of each number, by its words alone.
        draft: The answer: its text, and the sentences that it cites.
        stores: Where the filings are kept.

    Returns:
        The same checks in order. One that a table contradicts stays so, except where the row
        that was held against it prints the number too, for another period or part.
    """
    if all(check.verdict is Verdict.SUPPORTED for check in checks):
        return checks
    quoted = tuple(_quoted(draft))
    return tuple(_borne_out(check, draft, quoted, stores) for check in checks)


_MARK = re.compile(r"\s*\[(\d+)\]")
_BESIDE = re.compile(r"\W{0,3}\[(\d+)\]")


def _quoted(draft: Draft) -> Iterator[tuple[int, int, Citation]]:
    """The stretches of the answer that stand in a cited sentence, word for word.

    A stretch is all that stands before the mark, a part of the sentence; or the whole sentence
    within what stands before the mark. Where lines break makes no difference.
    """
    sentences = {c.id: c for c in draft.citations if c.cell is None and c.quote}
    begin = 0
    for mark in _MARK.finditer(draft.text):
        cited = sentences.get(int(mark[1]))
        if cited is not None:
            said, quote = draft.text[begin : mark.start()], " ".join(cited.quote.split())
            plain = " ".join(said.split())
            if plain and plain in quote:
                yield begin, mark.start(), cited
            else:
                words = r"\s+".join(map(re.escape, quote.split()))
                for match in re.finditer(words, said):
                    yield begin + match.start(), begin + match.end(), cited
        begin = mark.end()


def _borne_out(
    check: NumberCheck,
    draft: Draft,
    quoted: Sequence[tuple[int, int, Citation]],
    stores: Stores,
) -> NumberCheck:
    if check.verdict is Verdict.SUPPORTED:
        return check
    cited = next((c for start, end, c in quoted if start <= check.start and check.end <= end), None)
    cited = cited or _operand(check, draft, stores)
    if cited is None:
        return check
    if check.verdict is Verdict.CONTRADICTED and not _is_in_row(check, stores):
        return check
    return replace(
        check,
        verdict=Verdict.SUPPORTED,
        how="text",
        reason="As the cited sentence says.",
        expected=None,
        evidence=(cited,),
    )


def _operand(check: NumberCheck, draft: Draft, stores: Stores) -> Citation | None:
    """The sentence cited right behind the number, where a figure of the plan is read from it."""
    mark = _BESIDE.match(draft.text, check.end)
    cited = next((c for c in draft.citations if mark is not None and c.id == int(mark[1])), None)
    if cited is None or cited.cell is not None:
        return None
    plans = [part.plan for part in (draft, *draft.parts) if part.plan is not None]
    told = (operand.told_at for plan in plans for operand in plan.operands)
    read = [reread(place, stores) for place in told if place is not None]
    sizes = find_quantities(check.text)
    within = (q.low <= abs(value) <= q.high for q in sizes for value in read if value is not None)
    return cited if any(within) else None


def _is_in_row(check: NumberCheck, stores: Stores) -> bool:
    """Whether the row that speaks against a number prints it as well, in another column."""
    sizes = find_quantities(check.text)
    places = {
        (shown.cell.table_id, shown.cell.row_index)
        for shown in check.evidence
        if shown.cell is not None and shown.cell.row_index is not None
    }
    return any(
        q.low <= abs(fact.value) <= q.high
        for place in places
        for fact in stores.library.facts_of_rows([place])
        for q in sizes
    )
