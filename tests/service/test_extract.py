"""Sentences that answer, and the quantity of a sentence that is the one asked for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.stores import Stores
from ingest.types import Passage, PassageKind, Span
from service.answering.prose.extract import Sentence, find_sentences, next_sentence, quantity_in
from service.answering.understanding.question import understand
from service.answering.understanding.wording import Wish
from service.terms import terms
from service.types import Question, Understanding

Ids = dict[str, str]


def sentence_of(text: str, start: int = 0, end: int | None = None) -> Sentence:
    passage = Passage("p", "f_x", 1, Span(0, len(text)), text, PassageKind.TEXT)
    span = Span(start, len(text) if end is None else end)
    return Sentence(passage, span, span.of(text), 1.0, 1.0)


def asked_of(stores: Stores, filing_id: str, text: str) -> Understanding:
    return understand(Question(text), [stores.library.filing(filing_id)])


def test_the_sentence_that_answers_comes_first(small_stores: Stores, small_ids: Ids) -> None:
    asked = asked_of(small_stores, small_ids["lantern"], "When was the storm lamp certified?")
    found = find_sentences(asked, small_stores)
    assert found[0].text == "The storm lamp was certified by the coast guard in May 2023."
    assert found[0].span.of(found[0].passage.text) == found[0].text
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert found[0].coverage > found[1].coverage


def test_sentences_are_of_the_filings_in_scope_and_of_no_table(
    small_stores: Stores, small_ids: Ids
) -> None:
    asked = asked_of(small_stores, small_ids["kiln"], "What was revenue?")
    found = find_sentences(asked, small_stores, limit=20)
    assert {s.passage.filing_id for s in found} == {small_ids["kiln"]}
    assert {s.passage.kind for s in found} == {PassageKind.TEXT}
    assert all("\t" not in s.text for s in found)


def test_headings_and_labels_are_no_sentences(small_stores: Stores, small_ids: Ids) -> None:
    asked = asked_of(small_stores, small_ids["lantern"], "What is the annual results announcement?")
    texts = [s.text for s in find_sentences(asked, small_stores, limit=20)]
    assert "ANNUAL RESULTS ANNOUNCEMENT" not in texts
    assert "(Stock Code: 39170)" not in texts


def test_no_filings_in_scope_are_not_all_filings(small_stores: Stores) -> None:
    nowhere = Understanding("When was the storm lamp certified?", "en", measure="storm lamp")
    assert find_sentences(nowhere, small_stores) == ()


def test_a_limit_is_kept(small_stores: Stores, small_ids: Ids) -> None:
    asked = asked_of(small_stores, small_ids["lantern"], "What lamps does the group make?")
    assert len(find_sentences(asked, small_stores, limit=1)) == 1


def test_the_next_sentence_is_the_one_that_follows_in_the_passage() -> None:
    text = "We released these. Lamps, buoys and bells. Nothing else."
    first = sentence_of(text, 0, 18)
    assert first.text == "We released these."
    second = next_sentence(first, lines_end=False)
    assert second is not None
    assert second.text == second.span.of(text) == "Lamps, buoys and bells."
    third = next_sentence(second, lines_end=False)
    assert third is not None
    assert next_sentence(third, lines_end=False) is None


RATES = "Gross margin rose by 1.6 percentage points to 38.3%, while revenue grew by 18.4%."


@pytest.mark.parametrize(
    ("text", "question", "wish", "expected"),
    [
        ("The order book stood at RMB486.3 million.", "order book", Wish(), "486300000"),
        ("The group held 537 patents.", "patents", Wish(count=True), "537"),
        ("The renewal rate was 91.4% for 1,273 plants.", "renewal rate", Wish(percent=True),
         "0.914"),
        (RATES, "gross margin rise", Wish(points=True), "0.016"),
        ("Revenue was RMB5 million.", "revenue", Wish(percent=True), None),
        ("We sell lamps.", "revenue", Wish(), None),
        ("It was RMB5 million and RMB6 million.", "goodwill", Wish(), None),  # nothing decides
    ],
)  # fmt: skip
def test_the_quantity_that_is_asked_for(
    text: str, question: str, wish: Wish, expected: str | None
) -> None:
    found = quantity_in(sentence_of(text), terms(question), wish)
    assert (None if found is None else found.value) == (
        None if expected is None else Decimal(expected)
    )


@pytest.mark.parametrize(
    ("text", "question", "wish", "expected"),
    [
        ("Receivables turnover days were 110 days and inventory turnover days were 121 days.",
         "inventory turnover days", Wish(), "121"),
        (RATES, "revenue growth", Wish(percent=True), "0.184"),
    ],
)  # fmt: skip
def test_the_second_of_two_quantities_in_a_row(
    text: str, question: str, wish: Wish, expected: str
) -> None:
    found = quantity_in(sentence_of(text), terms(question), wish)
    assert found is not None
    assert found.value == Decimal(expected)
