from __future__ import annotations

import shutil
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ingest.embedding as embedding
from ingest.embedding import Embedder
from ingest.errors import WeightsMissing

TEXTS = [
    "Revenue rose because demand for pumps was strong.",
    "Sales increased as customers bought more pumps.",
    "The auditor's address is in Zürich. " * 20,
]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


def cosine(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_vectors_are_of_unit_length_and_mean_something(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert [len(vector) for vector in vectors] == [embedder.dimensions] * 3 == [384] * 3
    assert [cosine(v, v) for v in vectors] == pytest.approx([1.0] * 3, abs=1e-5)
    assert cosine(vectors[0], vectors[1]) > 0.6 > 0.3 > cosine(vectors[0], vectors[2])


def test_order_and_repetition_are_kept(embedder: Embedder) -> None:
    alone = [embedder.embed([text])[0] for text in TEXTS]
    seen: list[tuple[int, int]] = []
    together = embedder.embed([TEXTS[2], TEXTS[0], TEXTS[2]], lambda *done: seen.append(done))
    for got, wanted in zip(together, (alone[2], alone[0], alone[2]), strict=True):
        assert cosine(got, wanted) > 0.999
    assert seen[-1] == (3, 3)
    assert embedder.embed([]) == []


def test_bfloat16_stays_close_to_float32(embedder: Embedder) -> None:
    exact = Embedder(precision="float32").embed(TEXTS)
    half = Embedder(precision="bfloat16").embed(TEXTS)
    assert min(map(cosine, exact, half)) > 0.999


def test_too_long_a_text_is_refused_not_cut(embedder: Embedder) -> None:
    fits = "pump " * 254
    assert embedder.count_tokens([fits]) == [256] == [embedder.max_tokens]
    embedder.embed([fits])
    with pytest.raises(ValueError, match="1 texts are longer than 256"):
        embedder.embed([fits + "pump"])


def test_a_long_question_is_cut_at_a_word(embedder: Embedder) -> None:
    long = "pump " * 300
    assert cosine(embedder.embed_query(long), embedder.embed(["pump " * 254])[0]) > 0.999


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=2000))
def test_no_question_is_too_strange(text: str) -> None:
    embedder = Embedder()
    assert embedder.count_tokens([embedder._shortened(text)])[0] <= embedder.max_tokens


def test_threads_do_not_disturb_each_other(embedder: Embedder) -> None:
    wanted = embedder.embed(TEXTS)
    failures: list[str] = []

    def work() -> None:
        for text, vector in zip(TEXTS, wanted, strict=True):
            embedder.count_tokens([text] * 20)
            if cosine(embedder.embed_query(text), vector) < 0.999:
                failures.append(text)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_the_package_of_the_weights_is_not_run(embedder: Embedder) -> None:
    assert embedding.DEFAULT_PACKAGE not in sys.modules


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "tampered_weights"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(embedding, "DEFAULT_PACKAGE", "tampered_weights")
    with pytest.raises(WeightsMissing, match=r"model\.safetensors is missing"):
        Embedder()
    (package / "model" / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(WeightsMissing, match="SHA-256"):
        Embedder()
    monkeypatch.setattr(embedding, "DEFAULT_PACKAGE", "no_such_package_here")
    with pytest.raises(WeightsMissing, match="is not installed"):
        Embedder()


def test_a_model_in_a_folder_has_a_fingerprint_of_its_own(
    embedder: Embedder, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(embedder._folder, folder)
    own = Embedder(str(folder))
    assert own.fingerprint != embedder.fingerprint
    assert own.max_tokens == 256
    weights = folder / "model.safetensors"
    with weights.open("r+b") as file:
        file.seek(-4, 2)
        file.write(b"\0\0\0\0")
    assert Embedder(str(folder)).fingerprint != own.fingerprint
    (folder / "tokenizer.json").unlink()
    with pytest.raises(WeightsMissing, match="fast tokenizer"):
        Embedder(str(folder))


def test_llama_index_gets_the_same_vectors(embedder: Embedder) -> None:
    model = embedder.llama_index
    batch = model.get_text_embedding_batch(TEXTS)
    assert min(map(cosine, batch, embedder.embed(TEXTS))) > 0.999
    assert cosine(model.get_query_embedding(TEXTS[0]), embedder.embed_query(TEXTS[0])) > 0.999
