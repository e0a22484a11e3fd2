from __future__ import annotations

import hashlib
import json
from typing import Any

import httpx
import openai
import pytest

from real_server import Json, Server, problem
from wire_contract import check_answer, check_citation, check_filing, check_hits, check_numbers

REPORT_2024 = "qiverra_annual_report_2024.pdf"
DATA_BOOK = "qiverra_data_book_2024.xlsx"
INTERIM_2025 = "qiverra_interim_results_2025.html"
QUESTION = "What was the revenue in 2024?"


@pytest.fixture(scope="module")
def answer(server: Server, samples: dict[str, Json]) -> Json:
    response = server.request("POST", "/v1/questions", json={"question": QUESTION})
    assert response.status_code == 200, response.text
    body: Json = response.json()
    return body


def test_the_samples_become_ready(server: Server, samples: dict[str, Json]) -> None:
    assert len(samples) == 4
    listed = server.request("GET", "/v1/filings").json()
    assert listed["next"] is None
    assert {filing["name"] for filing in listed["filings"]} >= samples.keys()
    for filing in samples.values():
        check_filing(filing)
        assert (filing["state"], filing["error"]) == ("ready", None)
        assert filing["company"] is not None
        is_report = filing["name"] != DATA_BOOK  # which is of no form, and small
        assert (filing["form"] is not None) is is_report
        assert filing["period"] is not None
        assert filing["facts"] > (50 if is_report else 40)
        assert filing["embedded"] == filing["passages"] > (10 if is_report else 1)
        report = filing["report"]
        assert report["characters"] == report["characters_placed"]
    assert samples[REPORT_2024]["is_paged"] is True
    assert samples[INTERIM_2025]["is_paged"] is False


def test_an_answer_has_the_contract_s_form(answer: Json) -> None:
    check_answer(answer)
    assert answer["question"] == QUESTION
    assert (answer["abstained"], answer["engine"]) == (False, "embedded")
    assert "[1]" in answer["answer"]
    assert answer["value"]["unit"] == "CNY"


def test_a_cited_cell_stands_where_it_is_said_to(server: Server, answer: Json) -> None:
    citation = next(citation for citation in answer["citations"] if citation["cell"])
    cell = citation["cell"]
    table = server.request("GET", f"/v1/tables/{cell['table_id']}").json()
    texts = [found["text"] for found in table["cells"]]
    assert cell["text"] in texts
    page = server.request("GET", f"/v1/filings/{citation['filing_id']}/pages/{citation['page']}")
    text = page.json()["text"]
    assert citation["quote"] == text[citation["start"] : citation["end"]]
    checks = [number["verdict"] for number in answer["numbers"]]
    assert checks
    assert set(checks) == {"supported"}


def test_a_streamed_answer_ends_with_the_whole_of_it(server: Server, answer: Json) -> None:
    events = _events(server, "/v1/questions", {"question": QUESTION, "stream": True})
    names = [name for name, _ in events]
    assert names[-1] == "answer"
    assert "text" in names
    whole = events[-1][1]
    check_answer(whole)
    assert whole["answer"] == answer["answer"]
    assert "".join(data["text"] for name, data in events if name == "text") == whole["answer"]


def test_a_plan_sent_back_is_carried_out(server: Server, answer: Json) -> None:
    assert answer["plan"] is not None
    again = server.request(
        "POST", "/v1/questions", json={"question": QUESTION, "plan": answer["plan"]}
    ).json()
    check_answer(again)
    for name in ("amount", "unit"):
        assert again["value"][name] == answer["value"][name]


def test_a_follow_up_is_understood(server: Server, answer: Json) -> None:
    history = [{"question": QUESTION, "answer": answer["answer"]}]
    body = {"question": "And in 2023?", "history": history}
    followed = server.request("POST", "/v1/questions", json=body).json()
    check_answer(followed)
    assert followed["value"]["unit"] == "CNY"
    assert followed["value"]["amount"] != answer["value"]["amount"]


def test_what_the_filings_do_not_say_is_answered_so(server: Server, answer: Json) -> None:
    body = {"question": "What was the number of submarines sold in 2024?"}
    said = server.request("POST", "/v1/questions", json=body).json()
    check_answer(said)
    assert (said["abstained"], said["value"]) == (True, None)


def test_a_search_has_the_contract_s_form(server: Server, samples: dict[str, Json]) -> None:
    body = {"query": "revenue by segment", "filings": [REPORT_2024], "limit": 5}
    results = server.request("POST", "/v1/search", json=body).json()["results"]
    assert len(results) == 5
    check_hits(results)
    assert {hit["filing_id"] for hit in results} == {samples[REPORT_2024]["id"]}


def test_a_text_is_checked(server: Server, answer: Json) -> None:
    shown = answer["value"]["display"]
    text = f"🚲 收入：Revenue was {shown} in 2024. The number of submarines was 9,876,543."
    body = {"text": text, "filings": [REPORT_2024]}
    numbers = server.request("POST", "/v1/ground", json=body).json()["numbers"]
    check_numbers(numbers, text)
    assert [number["text"] for number in numbers] == [shown, "9,876,543"]
    assert numbers[0]["verdict"] == "supported"
    assert numbers[0]["evidence"] != []
    assert numbers[1]["verdict"] == "unsupported"


def test_an_openai_client_is_answered(server: Server, answer: Json) -> None:
    with _openai(server) as client:
        assert [model.id for model in client.models.list()] == ["tickmark"]
        done = client.chat.completions.create(
            model="tickmark", messages=[{"role": "user", "content": QUESTION}]
        )
        assert done.choices[0].message.content == answer["answer"]
        assert done.choices[0].finish_reason == "stop"
        _check_beside(done.model_extra or {}, answer["answer"])
        chunks = list(
            client.chat.completions.create(
                model="tickmark", messages=[{"role": "user", "content": QUESTION}], stream=True
            )
        )
    written = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert written == answer["answer"]
    assert chunks[-1].choices[0].finish_reason == "stop"
    _check_beside(chunks[-1].model_extra or {}, answer["answer"])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/questions", {"question": QUESTION}),
        ("/v1/questions", {"question": QUESTION, "stream": True}),
        ("/v1/ground", {"text": "Revenue was 7."}),
        ("/v1/search", {"query": "revenue"}),
    ],
)
def test_an_unknown_name_is_named(
    server: Server, samples: dict[str, Json], path: str, body: Json
) -> None:
    response = server.request("POST", path, json={**body, "filings": [REPORT_2024, "no-such.pdf"]})
    told = problem(response, 404)
    assert "no-such.pdf" in told["detail"]


def test_a_name_of_two_filings_lists_their_ids(server: Server) -> None:
    texts = [b"Alder Pumps Limited\n\nRevenue was HK$7 million.\n", b"Birch Pumps Limited\n\nNo."]
    ids = []
    for text in texts:
        (filing,) = server.upload(("twin.txt", text)).json()["filings"]
        ids.append(filing["id"])
    body = {"question": QUESTION, "filings": ["twin.txt"]}
    told = problem(server.request("POST", "/v1/questions", json=body), 409)
    assert all(filing_id in told["detail"] for filing_id in ids)
    by_id = {"question": QUESTION, "filings": [ids[0]]}
    assert server.request("POST", "/v1/questions", json=by_id).status_code == 200
    for filing_id in ids:
        assert server.request("DELETE", f"/v1/filings/{filing_id}").status_code == 204


def test_a_deleted_filing_is_gone_from_everywhere(server: Server) -> None:
    text = b"Cedar Quokka Limited\n\nThe quokkatron segment earned HK$123,456,789 in 2023.\n"
    (filing,) = server.upload(("gone.txt", text)).json()["filings"]
    filing = server.until_ready(filing["id"])
    assert filing["sha256"] == hashlib.sha256(text).hexdigest()
    original = server.data_dir / "files" / filing["sha256"][:2] / filing["sha256"]
    assert original.read_bytes() == text
    search = {"query": "quokkatron segment", "limit": 3}
    found = server.request("POST", "/v1/search", json=search).json()["results"]
    assert found[0]["filing_id"] == filing["id"]
    assert server.request("DELETE", f"/v1/filings/{filing['id']}").status_code == 204
    assert not original.exists()
    problem(server.request("GET", f"/v1/filings/{filing['id']}"), 404)
    problem(server.request("DELETE", f"/v1/filings/{filing['id']}"), 404)
    left = server.request("POST", "/v1/search", json=search).json()["results"]
    assert filing["id"] not in {hit["filing_id"] for hit in left}
    check = {"text": "The segment earned HK$123,456,789."}
    (number,) = server.request("POST", "/v1/ground", json=check).json()["numbers"]
    assert number["verdict"] == "unsupported"


def _openai(server: Server) -> openai.OpenAI:
    return openai.OpenAI(
        base_url=f"{server.url}/v1",
        api_key="none",
        max_retries=0,
        http_client=openai.DefaultHttpxClient(trust_env=False),
    )


def _check_beside(extra: dict[str, Any], text: str) -> None:
    for citation in extra["citations"]:
        check_citation(citation)
    assert extra["citations"]
    assert extra["numbers"]
    check_numbers(extra["numbers"], text)


def _events(server: Server, path: str, body: Json) -> list[tuple[str, Json]]:
    """The events of a stream, read as they come."""
    events: list[tuple[str, Json]] = []
    name = ""
    with httpx.stream("POST", server.url + path, json=body, trust_env=False, timeout=60) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                events.append((name, json.loads(line.removeprefix("data: "))))
    return events
