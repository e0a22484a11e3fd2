"""POST /v1/search: passages and tables, best first."""

from __future__ import annotations

from fastapi import APIRouter

from service import desk
from service.api.bodies import SearchBody, SearchedBody
from service.api.parts import PartsOf

router = APIRouter(tags=["Search"])


@router.post("/v1/search")
def search(body: SearchBody, parts: PartsOf) -> SearchedBody:
    """Search passages and tables; meaning and words both count. Best first."""
    return desk.search(parts, body)
