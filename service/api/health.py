"""/healthz: the process is alive. /readyz: it can answer."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ingest.code_version import code_version
from service.api.parts import PartsOf, QueueOf
from service.api.problems import problem, problem_response

router = APIRouter(tags=["Health"])
_CODE = code_version()  # as it was loaded: what is on disk may change under a server that runs


def package_version() -> str:
    """The installed version of the package."""
    try:
        return version("tickmark")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0+unknown"


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process is alive; looks at nothing."""
    return {"status": "ok", "version": package_version()}


@router.get("/readyz", responses={503: {"description": "a problem detail with the same fields"}})
def readyz(parts: PartsOf, queue: QueueOf) -> JSONResponse:
    """The stores are open, the embedding model is loaded, and the index has what it should have.

    `passages` are in the database, `embedded` of them in the vector index; while filings are
    waiting the second is lower, and answers come from facts and words. `code` is a hash of the code
    and the prompts that run.
    """
    library = parts.stores.library
    records = library.filings()
    settled = [record for record in records if record.state == "ready"]
    counts: dict[str, Any] = {
        "filings": len(records),
        "waiting": queue.waiting,
        "failed": sum(record.state == "failed" for record in records),
        "passages": sum(record.passages for record in settled),
        "embedded": sum(record.embedded for record in settled),
        "vectors": parts.stores.vectors.count(),
        "embedding_model": parts.stores.embedder.fingerprint,
        "engine": "embedded" if parts.model is None else parts.model.name,
        "settings": parts.settings.fingerprint,
        "version": package_version(),
        "code": _CODE,
    }
    if counts["vectors"] < counts["embedded"]:
        detail = (
            f"The vector index holds {counts['vectors']} of {counts['embedded']} passages. "
            "Run `tickmark reindex`."
        )
        return problem_response(problem(503, "Not ready", detail, "/readyz", **counts))
    return JSONResponse({"status": "ready", **counts})
