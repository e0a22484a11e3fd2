"""FinDVer (Zhao et al., 2024): statements about long reports, entailed by them or refuted.

Reads the file as published: an array (or lines) of statements with their label and report. A
filing is the report's file name with .html for .json. Only the numbers of a statement are checked.
"""

from __future__ import annotations

from pathlib import Path

from evals.adapters.published import Adapted, Json, adapt_each, plain_name, read_items, words

_LABELS = {"entailed": True, "refuted": False}


def read_findver(path: Path) -> Adapted:
    """The statements of a published file.

    Raises:
        SetError: a line for each item that is not of the published shape.
    """
    return adapt_each(read_items(path), _case)


def _case(item: Json) -> Json:
    label = item["entailment_label"]
    if isinstance(label, str):
        label = _LABELS.get(label.strip().casefold())
    if not isinstance(label, bool):
        raise ValueError(f"`entailment_label` is no label: {item['entailment_label']!r}")
    report = plain_name(item["report"], "report").removesuffix(".json")
    note = str(item.get("subset", ""))
    return {
        "id": words(item["example_id"], "example_id"),
        "filing": f"{report}.html",
        "statement": words(item["statement"], "statement"),
        "entailed": label,
        "lang": "en",
        **({"note": note} if note else {}),
    }
