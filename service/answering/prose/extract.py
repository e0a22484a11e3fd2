"""Sentences that answer: found by retrieval, scored word by word and by meaning."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.stores import Stores
from ingest.stores.records import FilingRecord
from ingest.types import Passage, PassageKind, Period, Span
from service.answering.understanding.phrases import other_words, spoken_terms
from service.answering.understanding.sought import Sought, fit, sought_by
from service.answering.understanding.telling import telling_terms
from service.answering.understanding.wording import Wish
from service.grounding.quantities import find_quantities
from service.grounding.quantity import Quantity
from service.retrieval import search_text
from service.sentences import sentences
from service.terms import content_words, terms
from service.types import Understanding

PASSAGES = 14
OTHERWISE = 12  # passages found by other wordings of the question
FINALISTS = 6  # sentences whose meaning is compared: embedding is what costs
READ = 300  # characters of a sentence whose meaning is compared
MIN_CHARACTERS = 12
WORDS_WEIGHT, MEANING_WEIGHT = 0.55, 0.45
FIT_WEIGHT = 0.15  # of what the question seeks: a day, a person, a reason
MISFIT = 0.15  # what a sentence loses that does not hold it
NUMERIC = ("lookup", "change", "computed")  # their sentences are weighed by line items' words


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage with how well it answers, from 0 to 1."""

    passage: Passage
    span: Span  # characters of the passage's text
    text: str
    coverage: float  # share of the question's weight that the sentence holds
    score: float = 0.0


def find_sentences(
    understood: Understanding, stores: Stores, *, limit: int = 6
) -> tuple[Sentence, ...]:
    """The sentences that answer best, best first."""
    if not understood.filing_ids:
        return ()  # to a search, no filings would mean all
    hits = search_text(understood.text, stores, filing_ids=understood.filing_ids, limit=PASSAGES)
    records = {record.id: record for record in stores.library.filings()}
    candidates: list[tuple[Passage, Span, str]] = []
    passages = {hit.passage.passage_id: hit.passage for hit in hits}
    if understood.operation not in NUMERIC:
        passages |= {p.passage_id: p for p in _said_otherwise(understood, stores)}
    for passage in passages.values():
        lines_end = not records[passage.filing_id].is_paged
        candidates.extend(
            (passage, span, text)
            for span in sentences(passage.text, lines_end=lines_end)
            if _is_sentence(text := span.of(passage.text))
        )
    scope = set(understood.filing_ids)
    own = tuple(
        dict.fromkeys(
            record.identity.company
            for record in records.values()
            if record.id in scope and record.identity.company
        )
    )
    return _rank(understood, candidates, stores, own)[:limit]


def sentences_about(
    query: str,
    filing_ids: Sequence[str],
    records: Iterable[FilingRecord],
    stores: Stores,
    *,
    limit: int,
) -> Iterator[Sentence]:
    """Every sentence of the text passages that a full-text search finds, in its order.

    Args:
        query: The words looked for.
        filing_ids: Where to look.
        records: The filings, which tell whether their lines end where their text does.
        stores: The stores.
        limit: Passages looked at.
    """
    hits = stores.lexical.search(query, kind="passage", filing_ids=filing_ids, limit=limit)
    paged = {record.id: record.is_paged for record in records}
    for passage in stores.library.passages([passage_id for passage_id, _ in hits]):
        if passage.kind is not PassageKind.TEXT:
            continue
        for span in sentences(passage.text, lines_end=not paged[passage.filing_id]):
            yield Sentence(passage, Span(*span), span.of(passage.text), 1.0, 1.0)


def _said_otherwise(understood: Understanding, stores: Stores) -> tuple[Passage, ...]:
    """Passages with other wordings of what was asked."""
    words = other_words(understood.text)
    if not words:
        return ()
    query = f"{content_words(understood.measure)} {words}"
    scored = stores.lexical.search(
        query, kind="passage", filing_ids=understood.filing_ids, limit=OTHERWISE
    )
    found = stores.library.passages([passage_id for passage_id, _ in scored])
    return tuple(passage for passage in found if passage.kind is PassageKind.TEXT)


def _is_sentence(text: str) -> bool:
    """Not a heading or a label: some length, and an end or enough words."""
    words = len(re.findall(r"\w+", text))
    if re.search(r"[:：]\s*$", text):
        return False  # it introduces what follows
    ended = re.search(r"[.!?。！？;；][\"'”’)\]]*\s*$", text) is not None
    return len(text) >= MIN_CHARACTERS and (words >= 5 and ended or words >= 12)


def _rank(
    understood: Understanding,
    candidates: Sequence[tuple[Passage, Span, str]],
    stores: Stores,
    companies: tuple[str, ...],
) -> tuple[Sentence, ...]:
    is_numeric = understood.operation in NUMERIC
    words_of = terms if is_numeric else spoken_terms
    sought = Sought.ANY if is_numeric else sought_by(understood.text)
    asked = words_of(understood.measure) or words_of(understood.text)
    if not is_numeric:
        asked = telling_terms(understood.measure, sought, companies) or asked
    if sought is Sought.REASON:
        asked = tuple(word for word in asked if word not in _ASKS_REASON) or asked
    if not asked or not candidates:
        return ()
    held = [
        set(words_of(text)) | set(words_of(" ".join(passage.headings)))
        for passage, _, text in candidates
    ]
    count = len(candidates)
    weights = {w: math.log(1 + count / (1 + sum(w in h for h in held))) + 0.2 for w in asked}
    total = sum(weights.values())
    scored = []
    for (passage, span, text), words in zip(candidates, held, strict=True):
        own = set(words_of(text))
        share = sum(weights[w] * (1.0 if w in own else 0.4) for w in asked if w in words) / total
        scored.append(Sentence(passage, span, text, share))
    by_place = {
        (s.passage.passage_id, s.span): _fitting(sought, understood.text, s.text) for s in scored
    }
    scored.sort(key=lambda s: -s.coverage - by_place[s.passage.passage_id, s.span])
    finalists = scored[:FINALISTS]
    question = stores.embedder.embed_query(understood.text)
    vectors = stores.embedder.embed([s.text[:READ] for s in finalists])
    ranked = [
        Sentence(s.passage, s.span, s.text, s.coverage,
                 WORDS_WEIGHT * s.coverage + MEANING_WEIGHT * max(0.0, _dot(question, v))
                 + by_place[s.passage.passage_id, s.span])
        for s, v in zip(finalists, vectors, strict=True)
    ]  # fmt: skip
    ranked.sort(key=lambda s: -s.score)
    return tuple(ranked)


# Words that ask for a reason or name a change of either direction: the answer may have others.
_ASKS_REASON = frozenset(
    terms(
        "drove drives driver drivers caused cause led lead explain explains explained reason"
        " reasons behind change changed main primary principal due"
    )
)


def _fitting(sought: Sought, question: str, text: str) -> float:
    """What a sentence gains by holding what is sought, or loses by not holding it."""
    if sought is Sought.ANY:
        return 0.0
    found = fit(sought, question, text)
    return FIT_WEIGHT * found if found else -MISFIT


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def next_sentence(sentence: Sentence, *, lines_end: bool) -> Sentence | None:
    """The sentence after one, in the same passage."""
    for span in sentences(sentence.passage.text, lines_end=lines_end):
        if span.start >= sentence.span.end:
            text = span.of(sentence.passage.text)
            return Sentence(sentence.passage, span, text, sentence.coverage, sentence.score)
    return None


def previous_sentence(sentence: Sentence, *, lines_end: bool) -> Sentence | None:
    """The sentence before one, in the same passage."""
    before = None
    for span in sentences(sentence.passage.text, lines_end=lines_end):
        if span.start >= sentence.span.start:
            break
        before = span
    if before is None:
        return None
    text = before.of(sentence.passage.text)
    return Sentence(sentence.passage, before, text, sentence.coverage, sentence.score)


def quantity_in(
    sentence: Sentence, asked: Sequence[str], wish: Wish, periods: Sequence[Period] = ()
) -> Quantity | None:
    """The quantity of a sentence that stands nearest to what is asked; None if it is not clear."""
    kinds = _kinds(wish)
    found = [q for q in find_quantities(sentence.text) if q.kind in kinds]
    if (compared := _compared_in(sentence.text, periods, found)) is not None:
        return compared
    if len(found) == 1:
        return found[0]
    near = [(*_nearness(sentence.text, q, asked), q) for q in found]
    near.sort(key=lambda item: (-item[0], -item[1]))
    if len(near) > 1 and (near[0][0] > near[1][0] or near[0][1] > 1.3 * near[1][1]):
        return near[0][2]
    return None


_COMPARED = re.compile(r"\((?:FY\s?)?(?P<year>(?:19|20)\d\d)\s*[:：][^()]*\)")


def _compared_in(
    text: str, periods: Sequence[Period], found: Sequence[Quantity]
) -> Quantity | None:
    """The comparative in brackets, where it is of the year asked for: "was 5.1m (2023: 4.2m)"."""
    brackets = list(_COMPARED.finditer(text))
    years = {period.end.year for period in periods}
    if len(brackets) != 1 or len(years) != 1 or int(brackets[0]["year"]) not in years:
        return None
    place = brackets[0]
    inside = [q for q in found if place.end("year") <= q.start < place.end()]
    return inside[0] if len(inside) == 1 else None


def _kinds(wish: Wish) -> frozenset[str]:
    if wish.points:
        return frozenset({"percentage_point"})
    if wish.percent:
        return frozenset({"percent"})
    if wish.count:
        return frozenset({"count"})
    if wish.per_share:
        return frozenset({"per_share"})
    if wish.money:
        return frozenset({"money", "per_share"})
    return frozenset({"money", "per_share", "count", "multiple"})


# What stands beyond a bracket, a stop or another number speaks of something else.
_NEXT = re.compile(r"[;:,()（）\[\]；：，、]|\d|\b(?:and|while|whereas|but|or)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:()（）\[\]；：，]|,\s|\d[\d,.]*")


def _nearness(text: str, quantity: Quantity, asked: Sequence[str]) -> tuple[int, float]:
    """How many of the asked words stand around a quantity, and how near."""
    wanted = set(asked)
    left, right = text[max(0, quantity.start - 90) : quantity.start], text[quantity.end :][:60]
    before = terms(re.split(_CLAUSE, left)[-1])[::-1]
    after = terms(re.split(_NEXT, right)[0])
    score = 0.0
    for words, weight in ((before, 1.0), (after, 1.0)):
        for distance, word in enumerate(words):
            if word in wanted:
                score += weight / (2 + distance)
    return len(wanted & {*before, *after}), score
