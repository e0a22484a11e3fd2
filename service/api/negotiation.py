"""Which form of a resource a client wants (RFC 9110, 12.5.1), and files to be saved."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from ingest.errors import RequestError

MEDIA_TYPES = {"json": "application/json", "csv": "text/csv", "html": "text/html"}


class NotAcceptable(RequestError):
    """None of the forms that there are is accepted."""

    status = 406
    title = "There is no such form"


def form_of(asked: str | None, accept: str | None, forms: Sequence[str]) -> str:
    """The form to answer in: `?format=` if given, else what `Accept` likes best.

    Args:
        asked: The query's `format`.
        accept: The header; None or empty accepts anything.
        forms: The forms there are, of `MEDIA_TYPES`; the first where all are liked the same.

    Raises:
        NotAcceptable: `Accept` leaves none of them.
    """
    if asked is not None:
        return asked
    if not (accept or "").strip():
        return forms[0]
    ranges = [_range(part) for part in (accept or "").split(",")]
    best = max(forms, key=lambda form: _liking(MEDIA_TYPES[form], ranges))
    if _liking(MEDIA_TYPES[best], ranges) <= 0:
        listed = ", ".join(MEDIA_TYPES[form] for form in forms)
        raise NotAcceptable(f"This is given as {listed}; send Accept or ?format= accordingly.")
    return best


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, float(parameter[2:])
            except ValueError:
                return name, 0.0
    return name, 1.0


def _liking(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the most particular range that the type falls in; 0: none."""
    group = f"{media_type.partition('/')[0]}/*"
    for wanted in (media_type, group, "*/*"):
        weights = [weight for name, weight in ranges if name == wanted]
        if weights:
            return max(weights)
    return 0.0


def attachment(name: str) -> str:
    """A Content-Disposition that saves a file under a name of any characters (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, '')}"
