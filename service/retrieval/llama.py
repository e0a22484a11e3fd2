"""The same retrieval from LlamaIndex: a `BaseRetriever` for people's own pipelines."""

from __future__ import annotations

from collections.abc import Sequence

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from ingest.stores import Stores
from service.retrieval.search import search
from service.types import Hit


class FilingsRetriever(BaseRetriever):
    """Retrieves passages of the filings in `stores` as LlamaIndex nodes."""

    def __init__(self, stores: Stores, *, filing_ids: Sequence[str] = (), limit: int = 10) -> None:
        """`filing_ids` empty: all filings; `limit`: nodes to a query."""
        super().__init__()
        self._stores = stores
        self._filing_ids = tuple(filing_ids)
        self._limit = limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = search(
            query_bundle.query_str, self._stores, filing_ids=self._filing_ids, limit=self._limit
        )
        return [NodeWithScore(node=_to_node(hit), score=hit.score) for hit in hits]


def _to_node(hit: Hit) -> TextNode:
    passage = hit.passage
    return TextNode(
        id_=passage.passage_id,
        text=f"{passage.context}\n{passage.text}".strip(),
        metadata={
            "filing_id": passage.filing_id,
            "page": passage.page,
            "section": " > ".join(passage.headings),
            "kind": passage.kind.value,
        },
        start_char_idx=passage.span.start,
        end_char_idx=passage.span.end,
    )
