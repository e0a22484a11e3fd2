"""Our embedder as a LlamaIndex embedding model, for indexes and pipelines built with LlamaIndex."""

from __future__ import annotations

import asyncio

from llama_index.core.base.embeddings.base import Embedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.embeddings import BaseEmbedding

from ingest.embedding import Embedder


class EmbedModel(BaseEmbedding):
    """`Settings.embed_model = EmbedModel(embedder)`; the vectors are those of our own index."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=embedder.name, embed_batch_size=64)
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        """LlamaIndex's name of this class."""
        return "TickmarkEmbedding"

    def _get_query_embedding(self, query: str) -> Embedding:
        return self._embedder.embed_query(query)

    async def _aget_query_embedding(self, query: str) -> Embedding:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _get_text_embedding(self, text: str) -> Embedding:
        return self._embedder.embed([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[Embedding]:
        return self._embedder.embed(texts)
