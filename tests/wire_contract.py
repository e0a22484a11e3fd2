"""The wire contract, field by field: what programs outside the project rely on.

Fields may be more than these; those here keep their names and types.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
_NUMBER = (int, float)
_TEXT_OR_NULL = (str, type(None))

_FILING = {
    "id": str,
    "name": str,
    "collection": str,
    "sha256": str,
    "state": str,
    "error": _TEXT_OR_NULL,
    "pages": int,
    "passages": int,
    "tables": int,
    "facts": int,
    "company": _TEXT_OR_NULL,
    "form": _TEXT_OR_NULL,
    "period": _TEXT_OR_NULL,
    "report": dict,
}
_ANSWER = {
    "id": str,
    "question": str,
    "answer": str,
    "abstained": bool,
    "value": (dict, type(None)),
    "citations": list,
    "numbers": list,
    "plan": (dict, type(None)),
    "follow_ups": list,
    "engine": str,
    "timings_ms": dict,
}
_VALUE = {"amount": _NUMBER, "unit": str, "display": str}
_CITATION = {
    "id": int,
    "filing": str,
    "filing_id": str,
    "page": (int, type(None)),
    "section": _TEXT_OR_NULL,
    "quote": str,
    "cell": (dict, type(None)),
}
_CELL = {
    "table_id": str,
    "row": str,
    "column": str,
    "text": str,
    "bbox": (list, type(None)),
}
_NUMBER_CHECK = {
    "text": str,
    "start": int,
    "end": int,
    "verdict": str,
    "how": _TEXT_OR_NULL,
    "reason": str,
    "expected": _TEXT_OR_NULL,
    "formula": _TEXT_OR_NULL,
    "evidence": list,
}
_HIT = {
    "filing": str,
    "filing_id": str,
    "page": (int, type(None)),
    "section": _TEXT_OR_NULL,
    "text": str,
    "kind": str,
    "score": _NUMBER,
}

_FACT = {
    "fact_id": str,
    "filing": str,
    "filing_id": str,
    "table_id": str,
    "statement": str,
    "page": int,
    "row": int,
    "column": int,
    "bbox": (list, type(None)),
    "labels": list,
    "label": str,
    "column_labels": list,
    "concept": _TEXT_OR_NULL,
    "text": str,
    "value": str,
    "amount": _NUMBER,
    "quantum": str,
    "scale": _NUMBER,
    "unit": _TEXT_OR_NULL,
    "period": (dict, type(None)),
    "entity": _TEXT_OR_NULL,
    "is_total": bool,
    "confidence": _NUMBER,
}
_TABLE = {
    "table_id": str,
    "filing": str,
    "filing_id": str,
    "page": int,
    "caption": str,
    "unit_note": str,
    "statement": str,
    "header_rows": int,
    "row_count": int,
    "column_count": int,
    "columns": list,
    "cells": (list, type(None)),
    "doubts": list,
    "fact_count": int,
    "ties_held": int,
    "ties_broken": int,
}


def check_filing(body: Json) -> None:
    """A filing."""
    _check(body, _FILING)
    assert body["state"] in ("queued", "processing", "ready", "failed")
    assert (body["error"] is None) == (body["state"] != "failed")


def check_answer(body: Json) -> None:
    """An answer, with every citation and number check in it."""
    _check(body, _ANSWER)
    if body["value"] is not None:
        _check(body["value"], _VALUE)
    for citation in body["citations"]:
        check_citation(citation)
    ids = [citation["id"] for citation in body["citations"]]
    assert ids == list(dict.fromkeys(ids))
    check_numbers(body["numbers"], body["answer"])


def check_citation(body: Json) -> None:
    """A citation and the cell it points at."""
    _check(body, _CITATION)
    assert body["page"] is None or body["page"] >= 1
    if body["cell"] is not None:
        _check(body["cell"], _CELL)
        bbox = body["cell"]["bbox"]
        assert bbox is None or (len(bbox) == 4 and bbox[0] < bbox[2] and bbox[1] < bbox[3])


def check_numbers(numbers: list[Json], text: str) -> None:
    """The checks of a text: in order, each at its place in it."""
    starts = [number["start"] for number in numbers]
    assert starts == sorted(starts)
    for number in numbers:
        _check(number, _NUMBER_CHECK)
        assert text[number["start"] : number["end"]] == number["text"]
        assert number["verdict"] in ("supported", "contradicted", "unsupported")
        assert number["how"] in ("exact", "rounded", "derived", "text", None)
        assert number["expected"] is None or number["verdict"] == "contradicted"
        assert number["formula"] is None or number["how"] == "derived"
        for citation in number["evidence"]:
            check_citation(citation)


def check_hits(hits: list[Json]) -> None:
    """Search results, best first."""
    for hit in hits:
        _check(hit, _HIT)
        assert hit["kind"] in ("passage", "table")
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)


def check_fact(body: Json) -> None:
    """A fact: exact as text, the same as a number, its period in days and in words."""
    _check(body, _FACT)
    assert float(body["value"]) == body["amount"]
    assert body["label"] == (body["labels"] or [""])[-1]
    assert 0 <= body["confidence"] <= 1
    if body["period"] is not None:
        _check(body["period"], {"start": _TEXT_OR_NULL, "end": str, "words": str})


def check_table(body: Json) -> None:
    """A table in a list."""
    _check(body, _TABLE)
    for cell in body["cells"] or ():
        assert 0 <= cell["row"] < body["row_count"]
        assert 0 <= cell["column"] < body["column_count"]


def _check(body: Json, shape: dict[str, Any]) -> None:
    assert shape.keys() <= body.keys(), sorted(shape.keys() - body.keys())
    for name, kind in shape.items():
        value = body[name]
        is_right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        assert is_right, f"{name}: {value!r}"
