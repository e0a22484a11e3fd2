"""The pages / (chat) and /evals, their files under /static, and the documentation at /docs.

All of it is served from the package: nothing is loaded from another machine.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

WEB = Path(__file__).parent.parent / "web"
DOCS = Path(__file__).parent / "docs_page"

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=FileResponse)
def index() -> FileResponse:
    """The chat page."""
    return _page(WEB / "index.html")


@router.get("/evals", response_class=FileResponse)
def evals() -> FileResponse:
    """The page that shows reports of the evals."""
    return _page(WEB / "evals.html")


@router.get("/docs", response_class=FileResponse)
def docs() -> FileResponse:
    """The documentation page; it renders /openapi.json."""
    return _page(DOCS / "index.html")


def _page(path: Path) -> FileResponse:
    if not path.is_file():
        raise HTTPException(404)
    return FileResponse(
        path, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


def mount_pages(app: FastAPI) -> None:
    """Serves the pages and their files."""
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=WEB, check_dir=False), name="static")
    app.mount("/docs-static", StaticFiles(directory=DOCS), name="docs-static")
