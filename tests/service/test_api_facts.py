from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from fakes import fake_parts, ingest_without_model, text_filing
from hostile_tables import FORMULA, SCRIPT, take_in, tie_up
from service.app import create_app
from service.parts import Parts
from wire_contract import check_fact, check_table


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    made = fake_parts(tmp_path_factory.mktemp("facts"))
    _, hostile = take_in(made)
    tie_up(made.stores, hostile.id)
    for revenue in ("571,701", "571,702"):  # two of one name
        data = text_filing("Twin Lantern", revenue)
        assert ingest_without_model("twin.txt", data, made.stores, collection="twins").error is None
    yield made
    made.stores.close()


@pytest.fixture(scope="module")
def client(library: Parts) -> Iterator[TestClient]:
    with TestClient(create_app(library), raise_server_exceptions=False) as made:
        yield made


def facts(client: TestClient, path: str = "/v1/facts", **query: Any) -> list[dict[str, Any]]:
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["facts"]
    return found


def problem(client: TestClient, status: int, path: str, **query: Any) -> str:
    response = client.get(path, params=query)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return str(response.json()["detail"])


def test_a_fact_has_all_its_bindings(client: TestClient) -> None:
    (fact,) = facts(client, filing="kiln.txt", label="revenue", period="2023")
    check_fact(fact)
    table = client.get(f"/v1/tables/{fact['table_id']}").json()
    (cell,) = [
        c for c in table["cells"] if (c["row"], c["column"]) == (fact["row"], fact["column"])
    ]
    assert cell["text"] == fact["text"] == "88,120"
    assert (fact["value"], fact["amount"], fact["scale"]) == ("88120000", 88120000, 1000)
    assert (fact["unit"], fact["quantum"], fact["label"]) == ("USD", "1000", "Revenue")
    assert fact["period"] == {
        "start": "2022-07-01",
        "end": "2023-06-30",
        "words": "year to 30 Jun 2023",
    }
    assert (fact["filing"], fact["statement"]) == ("kiln.txt", "income_statement")
    assert fact["entity"] == "Copper Kiln Holdings Limited"


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ({"label": "gross"}, {"170702000", "148092000"}),
        ({"label": "PROFIT gross"}, {"170702000", "148092000"}),
        ({"label": "ross profit"}, set()),
        ({"period": "FY2022"}, {"498210000", "-350118000", "148092000"}),
        ({"period": "2023-01-01..2023-12-31"}, {"571704000", "-401002000", "170702000"}),
        ({"period": "2023-12-31"}, set()),
        ({"period": ["FY2022", "FY2023"], "label": "revenue"}, {"571704000", "498210000"}),
        ({"min": "498210000"}, {"571704000", "498210000"}),
        ({"min": "498210000.01"}, {"571704000"}),
        ({"max": "-350118000"}, {"-401002000", "-350118000"}),
        ({"max": "-350118000.5"}, {"-401002000"}),
        ({"min": "-360000000", "max": "150000000"}, {"-350118000", "148092000"}),
        ({"unit": "RMB", "label": "revenue", "period": "2023"}, {"571704000"}),
        ({"unit": ["USD", "none"]}, set()),
        ({"statement": "balance"}, set()),
        ({"statement": "Other", "label": "gross", "period": "2022"}, {"148092000"}),
        ({"concept": "Inventories"}, set()),
        ({"concept": "revenue", "period": "2023"}, {"571704000"}),
        (
            {"concept": ["us-gaap:GrossProfit", "Revenue"], "period": "2022"},
            {"148092000", "498210000"},
        ),
        ({"concept": "cost of sales", "period": "2022"}, {"-350118000"}),
        ({"page": 9}, set()),
    ],
)
def test_filters_narrow(client: TestClient, query: dict[str, Any], values: set[str]) -> None:
    found = facts(client, filing="lantern.txt", **query)
    assert {fact["value"] for fact in found} == values
    same = facts(client, "/v1/filings/lantern.txt/facts", **query)
    assert same == found


def test_a_year_is_each_filings_own(client: TestClient) -> None:
    found = facts(client, label="revenue", period="2023")
    ends = {(fact["filing"], fact["period"]["end"]) for fact in found}
    assert ends == {
        ("lantern.txt", "2023-12-31"),
        ("kiln.txt", "2023-06-30"),
        ("twin.txt", "2023-12-31"),
    }


def test_facts_are_of_the_company_or_collection_asked(client: TestClient) -> None:
    assert {fact["filing"] for fact in facts(client, company="copper KILN")} == {"kiln.txt"}
    assert {fact["filing"] for fact in facts(client, collection="twins")} == {"twin.txt"}
    assert facts(client, collection="kiln", company="Kiln", statement="Income Statement")
    told = problem(client, 404, "/v1/facts", company="Nobody")
    assert "Copper Kiln Holdings Limited" in told
    assert "elsewhere" in problem(client, 404, "/v1/facts", collection="elsewhere")


def test_pages_of_facts_are_all_the_facts_in_one_order(client: TestClient) -> None:
    whole = facts(client, limit=1000)
    assert len(whole) == 28
    pages: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        body = client.get("/v1/facts", params={"limit": 4, **cursor}).json()
        pages += body["facts"]
        if body["next"] is None:
            break
        assert len(body["facts"]) == 4
        cursor = {"cursor": body["next"]}
    assert pages == whole
    assert facts(client, limit=28) == whole
    assert client.get("/v1/facts", params={"limit": 28}).json()["next"] is None


def test_facts_in_csv_are_all_of_them(client: TestClient) -> None:
    response = client.get("/v1/facts", headers={"Accept": "text/csv"}, params={"limit": 1})
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    whole = facts(client, limit=1000)
    assert [(row["fact_id"], row["value"]) for row in rows] == [
        (fact["fact_id"], fact["value"]) for fact in whole
    ]
    assert client.get("/v1/facts?format=csv").text == response.text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"statement": "balance_shet"}, "balance_sheet"),
        ({"statement": "c"}, "cash_flows"),
        ({"concept": "Revenu"}, "Revenue"),
        ({"concept": "weather and sales of lamps"}, "/v1/concepts"),
        ({"period": "lately"}, "FY2024"),
        ({"period": "2023 and 2022"}, "H1 2024"),
        ({"period": "2023-13-01"}, "no day of the calendar"),
        ({"period": "2023-12-31..2023-01-01"}, "first day comes first"),
        ({"period": "0001-01-01"}, "1900"),
        ({"min": "many"}, "min"),
        ({"min": "NaN"}, "min"),
        ({"min": "1e400"}, "min"),
        ({"min": "2", "max": "1"}, "greater"),
        ({"min_confidence": "2"}, "min_confidence"),
        ({"is_total": "maybe"}, "is_total"),
        ({"limit": "0"}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "WzEsIDJd"}, "cursor"),
        ({"cursor": "WyJ4IiwgOTk5OTk5OTk5OTk5XQ=="}, "cursor"),
        ({"compny": "Kiln"}, "compny"),
        ({"format": "xml"}, "csv"),
        ({"page": "99999999999"}, "page"),
    ],
)
def test_a_filter_that_is_none_is_told(
    client: TestClient, query: dict[str, str], told: str
) -> None:
    assert told in problem(client, 422, "/v1/facts", **query)


@pytest.mark.parametrize("tail", ["facts", "tables", "export"])
def test_a_filing_that_is_none_or_several_is_told(client: TestClient, tail: str) -> None:
    assert "nope.txt" in problem(client, 404, f"/v1/filings/nope.txt/{tail}")
    assert "f_" in problem(client, 409, f"/v1/filings/twin.txt/{tail}")


def test_what_is_asked_for_and_not_here_is_told(client: TestClient) -> None:
    assert "nope.txt" in problem(client, 404, "/v1/facts", filing=["kiln.txt", "nope.txt"])
    assert "f_" in problem(client, 409, "/v1/facts", filing="twin.txt")
    assert "'x'" in problem(client, 404, "/v1/facts", table="x")
    assert "'x'" in problem(client, 404, "/v1/tables/x")
    assert "collection" in problem(client, 422, "/v1/export")


def test_the_list_of_tables_says_what_was_made_of_them(client: TestClient) -> None:
    body = client.get("/v1/filings/kiln.txt/tables").json()
    (table,) = body["tables"]
    check_table(table)
    assert (table["statement"], table["fact_count"]) == ("income_statement", 10)
    assert (table["ties_held"], table["ties_broken"]) == (1, 1)
    assert body["next"] is None
    short = client.get("/v1/filings/kiln.txt/tables?cells=false").json()["tables"]
    assert short == [{**table, "cells": None}]
    none = client.get("/v1/filings/kiln.txt/tables?statement=balance_sheet").json()["tables"]
    assert none == client.get("/v1/filings/kiln.txt/tables?page=7").json()["tables"] == []
    whole = client.get(f"/v1/tables/{table['table_id']}").json()
    assert [tie["holds"] for tie in whole["ties"]] == [True, False]
    assert len(whole["facts"]) == 10
    assert "aging" in problem(client, 422, "/v1/filings/kiln.txt/tables", statement="x")
    assert "wide" in problem(client, 422, "/v1/filings/kiln.txt/tables", wide="1")


def test_a_stretch_of_tables_goes_on_where_the_last_ended(client: TestClient) -> None:
    (table,) = client.get("/v1/filings/lantern.txt/tables").json()["tables"]
    cursor = "WyJmX25vIiwgMF0="
    told = problem(client, 422, "/v1/filings/lantern.txt/tables", cursor=cursor)
    assert "another filing" in told
    body = client.get("/v1/filings/lantern.txt/tables", params={"limit": 1}).json()
    assert (body["tables"], body["next"]) == ([table], None)


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        ("*/*", "", "application/json"),
        ("", "", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "", "text/html"),
        ("text/csv", "", "text/csv"),
        ("text/csv;q=0.1, application/json;q=0", "", "text/csv"),
        ("text/*;q=0.9, text/html;q=0", "", "text/csv"),
        ("application/json", "?format=html", "text/html"),
    ],
)
def test_a_table_comes_in_the_form_asked_for(
    client: TestClient, accept: str, query: str, media_type: str
) -> None:
    (table,) = client.get("/v1/filings/kiln.txt/tables").json()["tables"]
    response = client.get(f"/v1/tables/{table['table_id']}{query}", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(media_type)
    assert response.headers["vary"] == "Accept"


def test_a_form_that_there_is_not_is_told(client: TestClient) -> None:
    (table,) = client.get("/v1/filings/kiln.txt/tables").json()["tables"]
    path = f"/v1/tables/{table['table_id']}"
    response = client.get(path, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/csv" in response.json()["detail"]


def test_a_table_in_html_runs_nothing(client: TestClient) -> None:
    (table,) = client.get("/v1/filings/kiln.txt/tables").json()["tables"]
    page = client.get(f"/v1/tables/{table['table_id']}?format=html")
    assert "<script" not in page.text
    assert "Costs &amp; &lt;script&gt;alert(1)&lt;/script&gt; of sale" in page.text
    assert "US$&#x27;000" in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "unsafe" not in policy
    cells = list(
        csv.reader(io.StringIO(client.get(f"/v1/tables/{table['table_id']}?format=csv").text))
    )
    assert [row[0] for row in cells[2:4]] == ["'" + FORMULA, SCRIPT]


def test_an_export_is_a_file_of_the_facts(client: TestClient) -> None:
    values = [Decimal(fact["value"]) for fact in facts(client, filing="kiln.txt")]
    made = client.get("/v1/filings/kiln.txt/export")
    assert 'filename="kiln.xlsx"' in made.headers["content-disposition"]
    assert int(made.headers["content-length"]) == len(made.content)
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert book.sheetnames == ["Facts", "Tables", "Ties", "About"]
    made = client.get("/v1/filings/kiln.txt/export?format=parquet")
    table = pq.read_table(io.BytesIO(made.content))
    assert table.column("value").to_pylist() == values
    made = client.get("/v1/export?filing=kiln.txt&format=csv&content=tables")
    assert 'filename="filings.tables.csv"' in made.headers["content-disposition"]
    assert "'" + FORMULA in [row["text"] for row in csv.DictReader(io.StringIO(made.text))]
    body = client.get("/v1/export?collection=twins&format=json").json()
    assert [len(body[name]) for name in ("filings", "facts", "tables")] == [2, 12, 2]
    assert {tie["filing_id"] for tie in body["ties"]} <= {f["id"] for f in body["filings"]}
    assert "xlsx" in problem(client, 422, "/v1/export", filing="kiln.txt", format="pdf")


def test_the_concepts_are_listed(client: TestClient) -> None:
    listed = {each["name"]: each for each in client.get("/v1/concepts").json()["concepts"]}
    assert len(listed) > 150
    assert listed["Revenue"]["statement"] == "income_statement"
    assert "us-gaap:Revenues" in listed["Revenue"]["elements"]


def test_the_docs_show_every_filter(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    parameters = document["paths"]["/v1/facts"]["get"]["parameters"]
    described = {each["name"] for each in parameters if each.get("description")}
    assert described >= {
        "filing", "collection", "company", "concept", "label", "statement", "table", "page",
        "period", "unit", "min", "max", "min_confidence", "is_total", "format", "cursor",
    }  # fmt: skip
    (example,) = document["components"]["schemas"]["FactBody"]["examples"]
    check_fact(example)
