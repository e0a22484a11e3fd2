"""Working papers and self-checks: over HTTP, on the command line, as HTML and xlsx."""

from __future__ import annotations

import hashlib
import io
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from fakes import fake_parts, ingest_without_model
from service.app import create_app
from service.cli import main
from service.cli.marking import marked
from service.config import Settings
from service.exporting import PAPER_POLICY
from service.grounding import MAX_CHARACTERS, check_numbers
from service.parts import Parts

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "filings"
MARL = """Marl Pumps Limited
ANNUAL RESULTS ANNOUNCEMENT
FOR THE YEAR ENDED 31 DECEMBER 2023

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
\t2023\t2022
\tRMB'000\tRMB'000
Revenue\t571,704\t498,210
Cost of sales\t(401,002)\t(350,118)
Gross profit\t170,702\t148,092
Administrative expenses\t(61,300)\t(58,250)

MANAGEMENT DISCUSSION AND ANALYSIS
Revenue was RMB571.7 million for the year ended 31 December 2023.
Gross profit was RMB190.7 million for the year ended 31 December 2023.
The company planted 4,321 trees.
"""
DRAFT = (
    "Revenue was RMB571.7 million in 2023, compared with RMB498.2 million in 2022.\n"
    "Administrative expenses were RMB63.1 million in 2023.\n"
    "A survey asked 9,876 anglers.\n"
)
MARKED = (
    "Revenue was RMB571.7 million ✓ in 2023, compared with RMB498.2 million ✓ in 2022.\n"
    "Administrative expenses were RMB63.1 million ✗ in 2023.\n"
    "A survey asked 9,876 ? anglers.\n"
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("papers")


@pytest.fixture(scope="module")
def parts(data: Path) -> Iterator[Parts]:
    made = fake_parts(data, check=check_numbers)
    assert ingest_without_model("marl.txt", MARL.encode(), made.stores).error is None
    yield made
    made.stores.close()


@pytest.fixture(scope="module")
def client(parts: Parts) -> TestClient:
    return TestClient(create_app(parts))


@pytest.fixture
def run(parts: Parts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def build(settings: Settings, server_url: str | None = None) -> Parts:
        return parts

    monkeypatch.setattr("service.main.build_parts", build)
    monkeypatch.setattr("service.cli.session.running_server", lambda folder: None)
    monkeypatch.setattr("service.cli.local.Local.close", lambda session: None)

    def run_main(*args: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tickmark", *args])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code: Any = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_main


class _Page(HTMLParser):
    """Which elements a page has, its attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _paper(client: TestClient, text: str, form: str, path: str = "/v1/ground/paper") -> bytes:
    sent = client.post(path, params={"format": form}, json={"text": text, "filings": ["marl.txt"]})
    assert sent.status_code == 200, sent.text
    return sent.content


def _sheet(data: bytes, name: str = "Numbers") -> list[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(io.BytesIO(data))[name].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


# In the terminal ----------------------------------------------------------------------------------


def test_the_text_is_shown_with_ticks_and_flags(run: Any, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT, encoding="utf-8")
    code, told, _ = run("check", str(draft), "--against", "marl.txt")
    assert code == 1
    assert told.startswith(MARKED)
    assert "✗ RMB63.1 million  " in told
    assert told.endswith("\n\n2 supported, 1 contradicted, 1 unsupported\n")
    assert "\x1b" not in told  # not a terminal: no colours


def test_a_sample_filing(run: Any, parts: Parts, tmp_path: Path) -> None:
    name = "qiverra_annual_results_2023.pdf"
    record = ingest_without_model(name, (SAMPLES / name).read_bytes(), parts.stores)
    try:
        code, told, _ = run(
            *("check", "--against", name, "--paper", str(tmp_path / "p.xlsx"), "--text"),
            "Revenue rose 18.4% to RMB1,234.5 million in 2023; gross profit was RMB473.4 thousand.",
        )
        rows = _sheet((tmp_path / "p.xlsx").read_bytes())
        itself = run("check", "--self", name)[1]
    finally:
        parts.stores.delete(record.id)
    assert code == 1
    assert told.splitlines()[0] == (
        "Revenue rose 18.4% ✓ to RMB1,234.5 million ✓ in 2023; "
        "gross profit was RMB473.4 thousand ✗."
    )
    assert told.endswith("\n\n2 supported, 1 contradicted, 0 unsupported\n")
    assert rows[1]["page"] in (1, 4)  # the highlights, or the sentence that says it in words
    assert rows[2]["page"] == 1
    assert (
        "p. 4  Our cost of sales increased by 15.3% ✓ from RMB660.2 million ✓ for the year ended"
        " 31 December 2022 to RMB761.2 million ✓ for the year ended 31 December 2023, primarily due"
        " to the increase in sales volume.\n"
    ) in itself
    assert itself.endswith(" ties hold, 0 ties do not hold\n")


@pytest.mark.parametrize(
    ("text", "strict", "code"),
    [
        ("Revenue was RMB571.7 million in 2023.", [], 0),
        ("Revenue was RMB571.7 million in 2023.", ["--strict"], 0),
        ("A survey asked 9,876 anglers.", [], 0),
        ("A survey asked 9,876 anglers.", ["--strict"], 1),
        ("Revenue was RMB571.7 thousand in 2023.", [], 1),
        ("Revenue rose.", ["--strict"], 0),
    ],
)
def test_the_exit_status(run: Any, text: str, strict: list[str], code: int) -> None:
    assert run("check", "-", "--against", "marl.txt", *strict, stdin=text)[0] == code
    assert run("check", "--against", "marl.txt", *strict, "--text", text)[0] == code


def test_word_and_html_are_read_as_they_are_for_filings(run: Any, tmp_path: Path) -> None:
    import docx

    written = docx.Document()
    written.add_paragraph("Revenue was RMB571.7 million in 2023.")
    written.save(str(tmp_path / "note.docx"))
    (tmp_path / "note.html").write_text(
        "<p>Revenue was <b>RMB571.7</b>&nbsp;million in 2023.</p><script>7</script>",
        encoding="utf-8",
    )
    for name in ("note.docx", "note.html"):
        code, told, _ = run("check", str(tmp_path / name), "--against", "marl.txt")
        assert code == 0
        assert told.endswith("\n\n1 supported, 0 contradicted, 0 unsupported\n")


def test_what_cannot_be_done_is_told_in_one_line(run: Any, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT, encoding="utf-8")
    for args in (
        ("check",),
        ("check", str(draft), "marl.txt"),  # a filing without --against
        ("check", "--self", "marl.txt", str(draft)),
        ("check", str(draft), "--against", "marl.txt", "--paper", "paper.pdf"),
        ("check", str(draft), "--against", "marl.txt", "absent.pdf"),
        ("check", str(tmp_path / "absent.docx"), "--against", "marl.txt"),
        ("check", "--self", "absent.txt"),
    ):
        code, told, error = run(*args)
        assert (code, told, len(error.splitlines())) == (2, "", 1), args


def test_marks_of_numbers_that_share_characters() -> None:
    first = {"start": 4, "end": 6, "verdict": "supported"}
    second = {"start": 5, "end": 8, "verdict": "contradicted"}
    assert marked("a b 1234 c", [first, second]).plain == "a b 12 ✓34 ✗ c"


# A filing against itself --------------------------------------------------------------------------


def test_a_narrative_is_held_against_the_tables_not_against_itself(
    client: TestClient, parts: Parts
) -> None:
    body = client.get("/v1/filings/marl.txt/self-check").json()
    (record,) = parts.stores.library.resolve(["marl.txt"])
    assert (body["filing_id"], body["sha256"]) == (record.id, record.sha256)
    told = {number["text"]: number for number in body["numbers"]}
    assert told["RMB571.7 million"]["verdict"] == "supported"
    assert told["RMB190.7 million"]["verdict"] == "contradicted"
    assert told["4,321"]["verdict"] == "unsupported"
    assert {n["how"] for n in body["numbers"]} <= {"exact", "rounded", "derived", None}
    for number in body["numbers"]:
        page = parts.stores.library.page(record.id, number["page"]).text
        assert page[number["start"] : number["end"]] == number["text"]
        assert page[number["sentence_start"] :].startswith(number["sentence"])
    assert body["counts"]["contradicted"] == 1
    assert body["counts"]["ties_held"] == sum(tie["holds"] for tie in body["ties"]) > 0


def test_a_self_check_on_the_command_line(run: Any, tmp_path: Path) -> None:
    code, told, _ = run("check", "--self", "marl.txt", "--paper", str(tmp_path / "p.html"))
    assert code == 1
    assert "Gross profit was RMB190.7 million ✗ for the year ended 31 December 2023." in told
    assert re.search(r"\n\n1 supported, 1 contradicted, 1 unsupported, \d+ ties hold, 0 ", told)
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "<h2>Ties</h2>" in page
    assert run("check", "--self", "marl.txt", "--json")[0] == 1


def test_the_paper_of_a_self_check_has_the_ties(client: TestClient) -> None:
    sent = client.get("/v1/filings/marl.txt/self-check", params={"format": "xlsx"})
    assert sent.headers["content-disposition"].startswith('attachment; filename="marl self-check')
    numbers, ties = _sheet(sent.content), _sheet(sent.content, "Ties")
    assert [row["verdict"] for row in numbers] == ["supported", "contradicted", "unsupported"]
    assert all(row["holds"] is True and isinstance(row["printed"], int) for row in ties)


def test_an_unknown_filing_is_a_problem(client: TestClient) -> None:
    sent = client.get("/v1/filings/absent.pdf/self-check")
    assert (sent.status_code, sent.headers["content-type"]) == (404, "application/problem+json")


# Papers -------------------------------------------------------------------------------------------


def test_a_workbook_has_one_row_a_number(client: TestClient, parts: Parts) -> None:
    (record,) = parts.stores.library.resolve(["marl.txt"])
    data = _paper(client, DRAFT, "xlsx")
    first, second, third, last = _sheet(data)
    assert (first["no."], first["as written"], first["verdict"]) == (
        1,
        "RMB571.7 million",
        "supported",
    )
    assert first["claim"] == DRAFT.splitlines()[0]
    assert (first["filing value"], first["row"], first["how"]) == ("571,704", "Revenue", "rounded")
    assert (first["filing"], first["SHA-256"]) == ("marl.txt", record.sha256)
    assert re.fullmatch(r"R\d+C2", first["cell"])
    assert second["cell"] == first["cell"].replace("C2", "C3")
    assert (third["verdict"], third["filing value"]) == ("contradicted", "(61,300)")
    assert "61,300" in third["expected"]
    assert (last["verdict"], last["how"]) == ("unsupported", None)
    head = {str(row["sign-off"]): row for row in _sheet(data, "Sign-off")}
    assert {"Prepared by", "Reviewed by", "Signature", "Made (UTC)"} <= head.keys()
    assert [list(head[v].values())[1] for v in ("supported", "contradicted", "unsupported")] == [
        2,
        1,
        1,
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Numbers"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:Q5")


def test_the_subject_is_known_by_its_hash(client: TestClient) -> None:
    digest = hashlib.sha256(DRAFT.encode()).hexdigest()
    assert digest in _paper(client, DRAFT, "html").decode()


def test_a_page_is_a_page_without_script(client: TestClient) -> None:
    text = '</td><script>alert(1)</script> Revenue was RMB571.7 million <img src=x onerror="a()">.'
    sent = client.post("/v1/ground/paper", json={"text": text, "filings": ["marl.txt"]})
    assert sent.headers["content-security-policy"] == PAPER_POLICY
    page = _Page(sent.text)
    assert not {"script", "img", "link", "iframe", "a", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "src"]
    told = "".join(page.words)
    assert "</td><script>alert(1)</script>" in told
    assert {"Prepared by", "Reviewed by"} <= set(page.words)
    assert "✓ supported" in told  # a word, and not the colour alone


def test_no_text_becomes_a_formula(client: TestClient) -> None:
    text = '=HYPERLINK("http://x","y") was RMB571.7 million.\n+1 was 7%.\n@SUM(1) is 3 trees.'
    book = openpyxl.load_workbook(io.BytesIO(_paper(client, text, "xlsx")))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


HOSTILE = {
    "empty": "",
    "blank": " \n\t ",
    "digits": "7" * 100_000,
    "right to left": "\u202eRevenue was \u200fRMB571.7 million\u202c in 2023\u2067.",
    "full width": "Revenue was ＲＭＢ５７１．７ million, or １２％.",
    "emoji": "🚀 Revenue 💰 was RMB571.7 million 👨‍👩‍👧 in 2023 5️⃣.",
    "glued": "revenue571.7millionRMB498.2mandthen12%",
    "html": "<table><tr><td>571.7</td></tr></table>&lt;12%&gt;<!-- 5% -->",
    "chinese": "二零二三年收入為人民幣5.717億元，較二零二二年的4.982億元增加14.8%。",
    "control": "Revenue\x00 was\x1b[31m RMB571.7 million\x07.",
    "surrogate-free noncharacters": "Revenue was \ufffe571.7\uffff%.",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_gets_papers(client: TestClient, run: Any, text: str) -> None:
    numbers = client.post("/v1/ground", json={"text": text, "filings": ["marl.txt"]}).json()
    for number in numbers["numbers"]:
        assert text[number["start"] : number["end"]] == number["text"]
    rows = _sheet(_paper(client, text, "xlsx"))
    assert len(rows) == len(numbers["numbers"])
    assert _paper(client, text, "html").decode().endswith("</html>\n")
    code, told, error = run("check", "-", "--against", "marl.txt", stdin=text)
    assert (code in (0, 1), error) == (True, "")
    assert not re.search("[\x00\x07\x1b\u202e\u2067]", told)


@pytest.mark.parametrize("path", ["/v1/ground", "/v1/ground/paper"])
@pytest.mark.parametrize("text", ["Revenue rose. " * (MAX_CHARACTERS // 10), "7 " * 2_001])
def test_a_text_that_is_too_long_is_told_where_to_split(
    client: TestClient, run: Any, path: str, text: str
) -> None:
    sent = client.post(path, json={"text": text, "filings": ["marl.txt"]})
    assert (sent.status_code, sent.json()["code"]) == (413, "text_too_long")
    assert "Split it after character" in sent.json()["detail"]
    code, told, error = run("check", "-", "--against", "marl.txt", stdin=text)
    assert (code, told) == (2, "")
    assert "Split it after character" in error


@pytest.mark.parametrize("query", ["format=pdf", "format="])
def test_an_unknown_kind_of_paper(client: TestClient, query: str) -> None:
    sent = client.post(f"/v1/ground/paper?{query}", json={"text": "7"})
    assert (sent.status_code, sent.json()["status"]) == (422, 422)


def test_the_routes_are_documented(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    paper = paths["/v1/ground/paper"]["post"]["responses"]
    assert {"text/html", *paper["200"]["content"]} > {"text/html"}
    assert "413" in paper
    assert "self-check" in " ".join(paths)
