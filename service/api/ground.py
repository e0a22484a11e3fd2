"""POST /v1/ground: the numbers of any text against the filings."""

from __future__ import annotations

from fastapi import APIRouter

from service import desk
from service.api.bodies import GroundBody, GroundedBody
from service.api.parts import PartsOf

router = APIRouter(tags=["Number checks"])


@router.post("/v1/ground")
def ground(body: GroundBody, parts: PartsOf) -> GroundedBody:
    """Check every number of a text.

    Each quantity is `supported`, `contradicted` or `unsupported` by the filings named (or all),
    with the cells and sentences that say so. Offsets count Unicode characters.
    """
    return desk.ground(parts, body)
