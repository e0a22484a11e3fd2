"""How often anything was committed to a database by this process, which owns what it writes."""

from __future__ import annotations

import threading

from sqlalchemy import event
from sqlalchemy.orm import Session

_lock = threading.Lock()
_count = 0


def commits() -> int:
    """Grows with every commit, once it is done: what was read before may have become old."""
    return _count


@event.listens_for(Session, "after_commit")
def _committed(_: Session) -> None:
    global _count
    with _lock:
        _count += 1
