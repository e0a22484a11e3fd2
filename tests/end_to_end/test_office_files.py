"""Workbooks, documents and separated values over HTTP: asked, cited, shown, handed back."""

from __future__ import annotations

import random

import pytest
from hypothesis import find

from random_tables import FactTable, fact_tables
from real_server import Server, problem
from table_formats import FORMATS

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
}


def _is_plain(table: FactTable) -> bool:
    """Flows of years, with a first line of which the latest value is a positive amount."""
    first, head = table.rows[0].cells[0], table.heads[0]
    is_year = head.period.months == 12 and not head.common
    return is_year and first.number is not None and first.number > 0


@pytest.fixture(scope="module")
def table() -> FactTable:
    return find(fact_tables(), _is_plain)


@pytest.mark.parametrize("ending", MEDIA)
def test_the_whole_way(server: Server, table: FactTable, ending: str) -> None:
    data = FORMATS[ending](table, random.Random(3))
    response = server.upload((f"marl.{ending}", data))
    assert response.status_code == 200, response.text
    (filing,) = response.json()["filings"]
    assert (filing["media_type"].split(";")[0], filing["error"]) == (MEDIA[ending], None)
    of = f"/v1/filings/{filing['id']}"

    row, head = table.rows[0], table.heads[0]
    question = f"What was {row.label.lower()} in {head.period.end.year}?"
    asked = server.request(
        "POST", "/v1/questions", json={"question": question, "filings": [filing["id"]]}
    )
    answer = asked.json()
    (citation,) = answer["citations"]
    assert citation["cell"]["text"] == row.cells[0].text
    page = server.request("GET", f"{of}/pages/{citation['page'] or 1}").json()
    assert page["has_image"] is False
    assert page["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert citation["cell"]["text"] in citation["quote"]

    assert "no picture" in problem(server.request("GET", f"{of}/pages/1/image"), 404)["detail"]
    assert server.request("GET", f"{of}/original").content == data
    assert server.request("DELETE", of).status_code == 204
