"""Which code makes the answers, as hex digits: a change counts, committed or not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("ingest", "service", "prompts")
# What Python keeps, the chat page, and the prompt that asks for an opinion on answers.
_MAKES_NO_ANSWER = ("__pycache__", "web", "judge.md")
_DIGITS = 16


def code_version(root: Path = _ROOT, packages: Iterable[str] = _PACKAGES) -> str:
    """Of the packages' files as they are on disk, by name and content."""
    digest = hashlib.sha256()
    for package in packages:
        for path in sorted((root / package).rglob("*")):
            name = path.relative_to(root)
            if not path.is_file() or set(name.parts) & set(_MAKES_NO_ANSWER):
                continue
            digest.update(f"{name.as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:_DIGITS]
