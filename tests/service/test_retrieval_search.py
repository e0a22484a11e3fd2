"""Search over real small stores: the filing first, then both searches, fused."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from llama_index.core.schema import QueryBundle, TextNode

from ingest.stores import Stores
from ingest.types import Statement
from service.retrieval import search
from service.retrieval.llama import FilingsRetriever
from service.types import Retriever

Ids = dict[str, str]


def test_the_passage_that_speaks_of_it_is_found_first(small_stores: Stores, small_ids: Ids) -> None:
    first = search("lamps for lighthouses and buoys", small_stores)[0]
    assert first.passage.filing_id == small_ids["lantern"]
    assert first.passage.text.startswith("Harbour Lantern makes lamps for lighthouses")
    assert first.retriever is Retriever.FUSED


def test_ranks_count_up_and_scores_go_down(small_stores: Stores) -> None:
    hits = search("revenue and cost of sales", small_stores, limit=5)
    assert [hit.rank for hit in hits] == [0, 1, 2, 3, 4]
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.passage_id for hit in hits}) == 5


def test_a_company_that_is_named_is_searched_alone(small_stores: Stores, small_ids: Ids) -> None:
    hits = search("Did Copper Kiln make lamps for lighthouses?", small_stores)
    assert {hit.passage.filing_id for hit in hits} == {small_ids["kiln"]}


def test_filings_that_are_given_are_searched_alone(small_stores: Stores, small_ids: Ids) -> None:
    hits = search("lamps for lighthouses", small_stores, filing_ids=[small_ids["kiln"]])
    assert {hit.passage.filing_id for hit in hits} == {small_ids["kiln"]}
    named = search("Harbour Lantern lamps", small_stores, filing_ids=[small_ids["kiln"]])
    assert {hit.passage.filing_id for hit in named} == {small_ids["kiln"]}


def test_each_page_comes_once_before_any_comes_twice(
    sample_stores: Stores, sample_ids: Ids
) -> None:
    hits = search("revenue by region", sample_stores, filing_ids=[sample_ids["report"]], limit=10)
    pages = [hit.passage.page for hit in hits]
    first = list(dict.fromkeys(pages))
    assert len(first) > 3
    assert pages[: len(first)] == first
    assert [hit.rank for hit in hits] == list(range(len(hits)))


def test_the_statement_that_is_spoken_of_comes_first(
    sample_stores: Stores, sample_ids: Ids
) -> None:
    ids = [sample_ids["report"]]
    statements = sample_stores.library.statements(ids)
    hit = search("What were the trade receivables in the balance sheet?", sample_stores,
                 filing_ids=ids)[0]  # fmt: skip
    assert statements[hit.passage.table_id or ""] is Statement.BALANCE_SHEET


@pytest.mark.parametrize("query", ["", "  \n", "\t"])
def test_nothing_asked_finds_nothing(small_stores: Stores, query: str) -> None:
    assert search(query, small_stores) == ()


def test_a_filing_that_is_not_there_finds_nothing(small_stores: Stores) -> None:
    assert search("revenue", small_stores, filing_ids=["f_0000000000000000"]) == ()


@pytest.mark.parametrize(
    "query",
    ['"', "AND OR NOT", "revenue* NEAR(a b)", "col:val", "'; DROP TABLE x; --", "(" * 99, "\0"],
)
def test_a_query_that_looks_like_a_language_is_words(small_stores: Stores, query: str) -> None:
    for hit in search(query, small_stores, limit=3):
        assert hit.retriever in set(Retriever)


def test_another_name_of_the_thing_is_looked_for_too(small_stores: Stores) -> None:
    """No filing says turnover: only the other names of it lead to the tables."""
    hits = search("turnover", small_stores, limit=20)
    by_words = [hit.passage for hit in hits if hit.retriever is not Retriever.DENSE]
    tables = [passage for passage in by_words if passage.table_id is not None]
    assert len(tables) == 2
    assert all("Revenue\t" in passage.text for passage in tables)


def test_a_filing_of_the_period_asked_for_comes_first(
    small_stores: Stores, small_ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same two lists, one filing's period asked for: its passages rise over the other's."""
    before = search("revenue", small_stores, limit=1)[0].passage.filing_id
    other = next(filing_id for filing_id in small_ids.values() if filing_id != before)
    module = sys.modules["service.retrieval.search"]  # the room's door has a function of that name
    monkeypatch.setattr(
        module, "period_factor", lambda record, periods: 3.0 if record.id == other else 1.0
    )
    assert search("revenue", small_stores, limit=1)[0].passage.filing_id == other


def test_what_found_a_passage_is_said(
    small_stores: Stores, small_ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [small_ids["lantern"]]
    passages = small_stores.library.passages_of(small_ids["lantern"])
    one, two, three = (passage.passage_id for passage in passages[:3])

    class Ranked:
        def __init__(self, *ranked: str) -> None:
            self.ranked = ranked

        def search(self, *_: object, **__: object) -> list[tuple[str, float]]:
            return [(passage_id, 1.0) for passage_id in (*self.ranked, "gone-since")]

    stores = replace(small_stores, lexical=Ranked(one, two), vectors=Ranked(three, two))  # type: ignore[arg-type]
    found = {hit.passage.passage_id: hit.retriever for hit in search("x", stores, filing_ids=ids)}
    assert found == {one: Retriever.LEXICAL, two: Retriever.FUSED, three: Retriever.DENSE}


def test_llama_index_gets_the_same_passages(small_stores: Stores, small_ids: Ids) -> None:
    retriever = FilingsRetriever(small_stores, filing_ids=[small_ids["lantern"]], limit=3)
    query = "What were inventories at the end of 2023?"
    nodes = retriever.retrieve(query)
    hits = search(query, small_stores, filing_ids=[small_ids["lantern"]], limit=3)
    assert [node.node.node_id for node in nodes] == [hit.passage.passage_id for hit in hits]
    assert [node.score for node in nodes] == [hit.score for hit in hits]


def test_a_node_carries_its_place_and_its_tables_caption(
    small_stores: Stores, small_ids: Ids
) -> None:
    query = QueryBundle("inventories and total current assets")
    (found,) = FilingsRetriever(small_stores, filing_ids=[small_ids["lantern"]], limit=1).retrieve(
        query
    )
    node = found.node
    assert isinstance(node, TextNode)
    assert node.metadata == {
        "filing_id": small_ids["lantern"],
        "page": 1,
        "section": "CONSOLIDATED STATEMENT OF FINANCIAL POSITION",
        "kind": "table",
    }
    assert node.text.startswith("CONSOLIDATED STATEMENT OF FINANCIAL POSITION\n")
    assert "Inventories\t88,400\t79,100" in node.text
    page = small_stores.library.page(small_ids["lantern"], 1).text
    assert "Inventories\t88,400" in page[node.start_char_idx : node.end_char_idx]


def test_no_filings_named_to_llama_index_means_all(small_stores: Stores, small_ids: Ids) -> None:
    nodes = FilingsRetriever(small_stores, limit=20).retrieve("revenue")
    assert {node.metadata["filing_id"] for node in nodes} == set(small_ids.values())
