"""Reports of the evals: listed, served in a sandbox; a run of the shipped sets started."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict

from service.api.parts import EvalsOf, PartsOf
from service.evaluating import RunState, SetName, State

router = APIRouter(tags=["Evals"])


class ReportBody(BaseModel):
    """A report: its name, when it was written, its bytes."""

    name: str
    made: datetime
    size: int


class ReportsBody(BaseModel):
    """The reports, the newest first."""

    reports: list[ReportBody]


class RunBody(BaseModel):
    """How the last run stands; `report` names its report once it is done."""

    model_config = ConfigDict(from_attributes=True)

    state: State
    set: SetName | None
    started: datetime | None
    done: int
    cases: int | None
    report: str | None
    error: str | None


class StartBody(BaseModel):
    """Which of the shipped sets to run."""

    model_config = ConfigDict(extra="forbid")

    set: SetName = "all"


def _body(state: RunState) -> RunBody:
    return RunBody.model_validate(state)


@router.get("/v1/evals")
def reports(evals: EvalsOf) -> ReportsBody:
    """The reports that runs wrote into `evals/` of the data directory."""
    found = [ReportBody(name=one.name, made=one.made, size=one.size) for one in evals.reports()]
    return ReportsBody(reports=found)


@router.get("/v1/evals/runs")
def run(evals: EvalsOf) -> RunBody:
    """How the run that was started last stands."""
    return _body(evals.state())


@router.post(
    "/v1/evals/runs",
    status_code=202,
    responses={409: {"description": "a run is in progress, or the set's filings are not here"}},
)
def start(body: StartBody, evals: EvalsOf, parts: PartsOf) -> RunBody:
    """Asks this server a shipped set about the sample filings, in a process of its own."""
    known = [one.name for one in parts.stores.library.filings()]
    return _body(evals.start(body.set, known))


@router.get(
    "/v1/evals/{name}",
    response_class=FileResponse,
    responses={200: {"content": {"text/html": {}}}},
)
def report(name: str, evals: EvalsOf) -> FileResponse:
    """A report. It runs in a sandbox: its own style and script, by their hashes, nothing else."""
    path, policy = evals.report(name)
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-cache",
        # A browser refuses to open a sandboxed page by itself that asks for an opener policy.
        "Cross-Origin-Opener-Policy": "unsafe-none",
    }
    return FileResponse(path, media_type="text/html; charset=utf-8", headers=headers)
