from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from fakes import ScriptedAnswers, fake_parts, ingest_without_model, text_filing
from service.app import create_app
from service.parts import Parts


def pdf_filing() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 600), invariant=True)
    for n in (1, 2):
        canvas.drawString(50, 500, f"Page {n} speaks of revenue of 571,704 and of nothing else.")
        canvas.drawString(50, 400, "It is said here. It goes on")
        canvas.drawString(50, 380, "below. It is said here.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


HTML = b"""<html><body><p>Revenue was 5 million.</p><script>alert(1)</script></body></html>"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    made = fake_parts(tmp_path_factory.mktemp("library"))
    for name, data in (
        ("a.txt", text_filing()),
        ("p.pdf", pdf_filing()),
        ('h"\u4e2d;.html', HTML),
    ):
        assert ingest_without_model(name, data, made.stores).error is None
    yield made
    made.stores.close()


@pytest.fixture
def answers() -> ScriptedAnswers:
    return ScriptedAnswers()


@pytest.fixture
def client(library: Parts, answers: ScriptedAnswers) -> Iterator[TestClient]:
    app = create_app(replace(library, answer=answers))
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def filing_id(client: TestClient, ending: str) -> str:
    filings = client.get("/v1/filings").json()["filings"]
    (found,) = [each["id"] for each in filings if each["name"].endswith(ending)]
    return str(found)


def test_a_page_is_the_text_that_citations_count(client: TestClient, library: Parts) -> None:
    page = client.get(f"/v1/filings/{filing_id(client, '.pdf')}/pages/2").json()
    assert "571,704" in page["text"]
    assert (page["number"], page["pages"], page["has_image"]) == (2, 2, True)
    assert (page["width"], page["height"]) == (400.0, 600.0)
    text = filing_id(client, ".txt")
    passage = library.stores.library.passages_of(text)[0]
    page = client.get(f"/v1/filings/{text}/pages/1").json()
    assert page["text"][passage.span.start : passage.span.end] == passage.text
    for number in ("9", "0", "99999999999999999999", "x"):
        assert client.get(f"/v1/filings/{text}/pages/{number}").status_code in (404, 422)


def test_a_pages_picture_marks_the_cell(client: TestClient) -> None:
    path = f"/v1/filings/{filing_id(client, '.pdf')}/pages/1/image"
    plain = client.get(path, params={"scale": 2})
    marked = client.get(path, params={"scale": 2, "highlight": "100,200,200,220"})
    assert marked.headers["content-type"] == "image/png"
    image = Image.open(io.BytesIO(marked.content))
    assert image.size == (800, 1200)
    assert image.getpixel((300, 420)) != (255, 255, 255)
    assert Image.open(io.BytesIO(plain.content)).getpixel((300, 420)) == (255, 255, 255)


def test_a_sentence_is_found_on_its_page_line_by_line(client: TestClient) -> None:
    where = f"/v1/filings/{filing_id(client, '.pdf')}/pages/2"
    text = client.get(where).json()["text"]

    def boxes(quote: str, start: int | None = None) -> list[list[float]]:
        params = {"quote": quote} | ({} if start is None else {"start": str(start)})
        found = client.get(f"{where}/marks", params=params)
        assert found.status_code == 200, found.text
        marked: list[list[float]] = found.json()["boxes"]
        return marked

    first, second = boxes("It goes on below.")
    assert 185 < first[1] < 200 < first[3] < 205  # the baseline, 400 points from the foot of 600
    assert 205 < second[1] < 220 < second[3] < 225
    assert first[0] > 100  # after the sentence before
    assert second[0] == pytest.approx(50, abs=2)
    said = "It is said here."
    (above,), (below,) = boxes(said, text.index(said)), boxes(said, text.rindex(said))
    assert (above[1], below[1]) == (first[1], second[1])
    assert boxes("It is said nowhere.") == []
    assert client.get(f"{where}/marks").status_code == 422
    no_pdf = f"/v1/filings/{filing_id(client, '.txt')}/pages/1/marks?quote=x"
    assert client.get(no_pdf).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("highlight=1,2,3", 422),
        ("highlight=1,2,3,nan", 422),
        ("scale=400", 422),
        ("&".join(["highlight=1,2,3,4"] * 101), 422),
    ],
)
def test_a_picture_that_asks_too_much_is_refused(
    client: TestClient, query: str, status: int
) -> None:
    path = f"/v1/filings/{filing_id(client, '.pdf')}/pages/1/image"
    assert client.get(f"{path}?{query}").status_code == status
    assert client.get(path.replace("pages/1", "pages/7")).status_code == 404


def test_what_is_no_pdf_has_no_picture(client: TestClient) -> None:
    response = client.get(f"/v1/filings/{filing_id(client, '.txt')}/pages/1/image")
    assert response.status_code == 404
    assert "not a PDF" in response.json()["detail"]


def test_an_original_is_saved_and_never_shown(client: TestClient) -> None:
    response = client.get(f"/v1/filings/{filing_id(client, '.html')}/original")
    assert response.content == HTML
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    disposition = response.headers["content-disposition"]
    assert (
        disposition == "attachment; filename=\"h___.html\"; filename*=UTF-8''h%22%E4%B8%AD%3B.html"
    )


def test_tables_come_with_cells_and_facts(client: TestClient) -> None:
    (table,) = client.get(f"/v1/filings/{filing_id(client, '.txt')}/tables").json()["tables"]
    whole = client.get(f"/v1/tables/{table['table_id']}").json()
    assert whole["cells"] == table["cells"]
    revenue = [fact for fact in whole["facts"] if fact["labels"][-1] == "Revenue"]
    assert {fact["value"] for fact in revenue} == {"571704000", "498210000"}
    assert revenue[0]["unit"] == "CNY"
    assert client.get("/v1/tables/nope").status_code == 404


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    ready = client.get("/readyz")
    assert ready.status_code == 200
    counts = ready.json()
    assert (counts["filings"], counts["waiting"], counts["failed"]) == (3, 0, 0)
    assert counts["passages"] >= 3
    assert counts["engine"] == "embedded"
    assert re.fullmatch("[0-9a-f]{16}", counts["code"])  # what the evals know a server by


def test_an_index_that_lost_vectors_is_not_ready(tmp_path: Path) -> None:
    parts = fake_parts(tmp_path)
    record = ingest_without_model("a.txt", text_filing(), parts.stores)
    parts.stores.library.mark_embedded(record.id, record.passages)
    with TestClient(create_app(parts)) as client:
        response = client.get("/readyz")
    parts.stores.close()
    assert response.status_code == 503
    assert "reindex" in response.json()["detail"]


def test_an_unknown_path_and_method_are_problems(client: TestClient) -> None:
    for method, path, status in (("GET", "/v2/x", 404), ("PUT", "/v1/filings", 405)):
        response = client.request(method, path)
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["instance"] == path


def test_a_fault_of_ours_shows_an_id_and_no_more(
    client: TestClient, answers: ScriptedAnswers, caplog: pytest.LogCaptureFixture
) -> None:
    answers.outcomes = [ZeroDivisionError("a secret of the program")]
    response = client.post("/v1/questions", json={"question": "q"})
    assert response.status_code == 500
    body = response.json()
    assert "secret" not in response.text
    assert body["fault_id"] in body["detail"]
    assert body["fault_id"] in caplog.text


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [value for name in ("src", "href") if (value := given.get(name))]
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)


@pytest.mark.parametrize("page", ["/", "/docs"])
def test_pages_need_nothing_from_elsewhere_and_run_nothing_inline(
    client: TestClient, page: str
) -> None:
    response = client.get(page)
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert response.headers["referrer-policy"] == "no-referrer"
    links = Links()
    links.feed(response.text)
    assert links.inline == []
    for link in links.found:
        assert link.startswith(("/", "#")), link
        if not link.startswith("#"):
            assert client.get(link).status_code == 200, link


def test_the_docs_describe_every_route(client: TestClient) -> None:
    document: dict[str, Any] = client.get("/openapi.json").json()
    operations = [(path, op) for path, item in document["paths"].items() for op in item.values()]
    assert {path for path, _ in operations} >= {
        "/v1/filings",
        "/v1/questions",
        "/v1/ground",
        "/v1/search",
        "/v1/chat/completions",
        "/v1/models",
        "/v1/conversations",
    }
    assert [path for path, op in operations if not op.get("description")] == []
    script = client.get("/docs-static/docs.js").text
    assert re.findall(r"innerHTML|insertAdjacentHTML|document\.write|eval\(", script) == []


def test_no_other_site_is_let_in(client: TestClient) -> None:
    response = client.get("/v1/filings", headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in response.headers


def test_an_html_filing_is_shown_in_its_own_layout(client: TestClient) -> None:
    filings = client.get("/v1/filings").json()["filings"]
    ids = {each["name"]: each["id"] for each in filings}
    name = next(each for each in ids if each.endswith(".html"))
    asked = {"quote": "Revenue was 5 million.", "start": "0", "cell": "5"}
    found = client.get(f"/v1/filings/{ids[name]}/layout", params=asked)
    assert found.status_code == 200
    assert '<mark id="mark" class="cell">' in found.text or '<mark class="cell" id="mark">' in (
        found.text
    )
    assert "alert" not in found.text
    policy = found.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "frame-ancestors 'self'" in policy
    refused = client.get(f"/v1/filings/{ids['a.txt']}/layout")
    assert refused.status_code == 404
    assert "no layout" in refused.json()["detail"]
