"""Ids that follow from what they name: the same bytes, the same ids."""

from __future__ import annotations


def filing_id_of(sha256: str) -> str:
    """The id of the filing with these bytes: "f_" and the first 16 hex digits of its SHA-256."""
    return f"f_{sha256[:16]}"


def filing_of_part(part_id: str) -> str:
    """The filing of a table or passage, which are named after it: f_1a2b-t7, f_1a2b-p12."""
    return part_id.rpartition("-")[0]
