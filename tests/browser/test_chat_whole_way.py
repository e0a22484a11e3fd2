"""The chat page over the real application and its embedded engine: a PDF in, a working paper out.

Upload, reading, question, ticks, the marked cell on its page, a changed chip, a follow-up, export,
reload, found again; and how long a reader waits for the first words.
"""

from __future__ import annotations

import io
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import openpyxl
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from canned_api import CHROMIUM
from ingest.pipeline import OnProgress
from ingest.stores import FilingRecord, StoreConfig, Stores, open_stores
from service.answering import answer_question
from service.app import create_app
from service.config import Settings
from service.grounding import check_numbers
from service.ingestion import Steps
from service.parts import Parts

SAMPLE = Path(__file__).parents[2] / "samples" / "filings" / "qiverra_annual_report_2024.pdf"
FIRST_WORDS_SECONDS = 0.150

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"Chromium is not installed at {CHROMIUM}"),
]


def leave_unembedded(
    filing_id: str, stores: Stores, *, on_progress: OnProgress | None = None
) -> FilingRecord:
    """Embedding takes its time; numbers are found without it."""
    return stores.library.filing(filing_id)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data_dir = tmp_path_factory.mktemp("whole_way")
    stores = open_stores(StoreConfig(data_dir=data_dir))
    parts = Parts(
        stores=stores,
        settings=Settings(data_dir=data_dir),
        answer=answer_question,
        check=check_numbers,
        search=lambda query, stores, *, filing_ids=(), limit=10: (),
        steps=Steps(embed=leave_unembedded),
    )
    config = uvicorn.Config(
        create_app(parts), host="127.0.0.1", port=0, log_level="error", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    stores.close()


def ask(page: Page, question: str) -> None:
    page.fill("#question", question)
    page.keyboard.press("Enter")


def test_a_filing_goes_the_whole_way(browser: Browser, address: str) -> None:
    complaints: list[str] = []
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    expect(page.locator(".welcome__title")).to_have_text("Add a filing to begin")

    page.set_input_files("#files", SAMPLE)
    filing = page.locator(".filing")
    expect(filing).to_contain_text("Can be asked", timeout=120_000)
    expect(filing.locator(".filing__title")).to_have_text("Qiverra Sensing Holdings Limited")
    expect(filing).to_contain_text("Annual report · Year to 31 Dec 2024")

    ask(page, "What was the revenue in 2024?")
    number = page.locator(".prose .num--supported")
    expect(number).to_have_text("RMB1,387,295 thousand")
    number.click()
    image = page.locator(".sheet__image")
    expect(image).to_have_js_property("naturalWidth", 1191)  # A4 at two pixels a point
    assert "highlight=" in (image.get_attribute("src") or "")
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator(".page-text mark .cited-cell")).to_have_text("1,387,295")
    page.get_by_role("button", name="Table as extracted").click()
    expect(page.locator(".extract .cited")).to_have_text("1,387,295")
    page.get_by_label("Close the evidence").click()

    page.locator(".chip--period").click()
    page.get_by_label("Period, such as FY2023", exact=False).fill("FY2023")
    page.keyboard.press("Enter")
    expect(number).to_have_text("RMB1,234,518 thousand")
    expect(page.locator(".chip--period")).to_have_text("FY2023")

    ask(page, "And the gross profit?")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn:last-child .turn__foot")).to_be_visible()
    expect(page.locator(".turn:last-child .prose")).to_contain_text("Gross profit")

    page.get_by_role("button", name="Export this conversation").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Working paper (.xlsx)").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    written = [row[3] for row in book["Numbers"].iter_rows(min_row=2, values_only=True)]
    # Of 2023, both: what was asked again stands in its place, and the follow-up follows the chip.
    assert written == ["RMB1,234,518 thousand", "RMB473,365 thousand"]
    page.keyboard.press("Escape")

    page.reload()
    expect(page.locator(".turn__question").first).to_have_text("What was the revenue in 2024?")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    page.get_by_role("tab", name="Conversations").click()
    page.get_by_label("Find a conversation").fill("revenue 2024")
    page.locator(".talk__open").click()
    expect(page.locator(".turn__question").last).to_have_text("And the gross profit?")
    assert complaints == []
    page.context.close()


def test_the_first_words_come_at_once(address: str) -> None:
    """After the filing above was read; the median over questions of several kinds, each at its best
    of three: what else the machine does is not ours."""
    questions = ("What was the revenue in 2024?", "What was the gross margin in 2024?",
                 "How did revenue change from 2023 to 2024?",
                 "What were inventories at 31 December 2024?")  # fmt: skip
    with httpx.Client(base_url=address, timeout=30) as client:
        if not client.get("/v1/filings").json()["filings"]:
            with SAMPLE.open("rb") as file:
                client.post("/v1/filings", files={"files": (SAMPLE.name, file)})
            while not client.get("/v1/filings").json()["filings"][0]["is_answerable"]:
                time.sleep(0.1)
        waits = [min(first_words(client, one) for _ in range(3)) for one in questions]
    assert statistics.median(waits) < FIRST_WORDS_SECONDS, waits


def first_words(client: httpx.Client, question: str) -> float:
    begun = time.perf_counter()
    body = {"question": question, "stream": True}
    with client.stream("POST", "/v1/questions", json=body) as response:
        for line in response.iter_lines():
            if line == "event: text":
                return time.perf_counter() - begun
    raise AssertionError(f"no words came for {question!r}")
