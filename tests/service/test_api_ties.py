"""Ties over HTTP and on the command line, of a filing whose total is misread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from fakes import fake_parts, ingest_without_model
from service.app import create_app
from service.cli import filings
from service.cli.local import Local
from service.parts import Parts

ASSETS = b"""Marl Pumps Limited

Annual results for the year ended 31 December 2023

Consolidated balance sheet

RMB'000\t31 December 2023\t31 December 2022
Inventories\t4,512\t4,119
Receivables\t8,303\t7,745
Cash\t2,218\t3,041
Total current assets\t15,633\t14,905

The directors thank everyone who worked for the company.
"""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    made = fake_parts(tmp_path_factory.mktemp("ties"))
    assert ingest_without_model("marl.txt", ASSETS, made.stores).error is None
    yield made
    made.stores.close()


def get(parts: Parts, path: str) -> Any:
    with TestClient(create_app(parts)) as client:
        (filing,) = client.get("/v1/filings").json()["filings"]
        return client.get(path.format(id=filing["id"]))


def test_ties_are_filtered_by_kind_and_outcome(parts: Parts) -> None:
    every = get(parts, "/v1/filings/{id}/ties").json()["ties"]
    assert [(tie["kind"], tie["holds"]) for tie in every] == [("footing", False), ("footing", True)]
    (bad,) = get(parts, "/v1/filings/{id}/ties?holds=false").json()["ties"]
    assert (bad["printed"], bad["computed"]) == ("15633000", "15033000")
    assert bad["message"].startswith("Total current assets: 3 lines make 15,033, 15,633 is printed")
    assert get(parts, "/v1/filings/{id}/ties?kind=tagged_reading").json()["ties"] == []
    assert get(parts, "/v1/filings/{id}/ties?kind=guess").status_code == 422
    assert get(parts, "/v1/filings/nothing/ties").status_code == 404


def test_the_report_counts_them_and_judges_the_statements(parts: Parts) -> None:
    report = get(parts, "/v1/filings/{id}").json()["report"]
    assert report["ties"] == {"footing": [1, 1]}
    assert report["statements"]["income_statement"] == "not found"


def test_the_command_line_shows_what_does_not_tie(
    parts: Parts, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Local(parts)
    filing = session.filing("marl.txt")
    filings._print_filing(filing)
    filings._print_untied(session.ties("marl.txt", holds=False))
    out = " ".join(capsys.readouterr().out.split())
    assert "footing 1 tie, 1 do not" in out
    assert "page 1: Total current assets: 3 lines make 15,033" in out
