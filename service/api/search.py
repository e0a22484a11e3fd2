"""POST /v1/search: passages and tables, best first."""

from __future__ import annotations

from fastapi import APIRouter

from service import desk
from service.api.parts import PartsOf
from service.api.search_bodies import SearchBody, SearchedBody

router = APIRouter(tags=["Search"])


@router.post("/v1/search")
def search(body: SearchBody, parts: PartsOf) -> SearchedBody:
    """Search passages and tables; meaning and words both count. Best first."""
    return desk.search(parts, body)
