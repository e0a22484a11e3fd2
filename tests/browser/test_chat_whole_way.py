"""The chat page over the real application: a real PDF in, its very cell marked on its page.

The answer is scripted from the filing's own facts, so that this test is about the way and not
about the engine: upload, reading, facts, stream, ticks, page image, table, reload.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import expect, sync_playwright

from canned_api import CHROMIUM, CHROMIUM_ARGS
from ingest.pipeline import OnProgress
from ingest.stores import FilingRecord, StoreConfig, Stores, open_stores
from service.app import create_app
from service.config import Settings
from service.evidence import cite_fact
from service.ingestion import Steps
from service.models import Model
from service.parts import Parts
from service.types import Answer, NumberCheck, Question, Verdict

SAMPLE = Path(__file__).parents[2] / "samples" / "filings" / "qiverra_annual_report_2024.pdf"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"Chromium is not installed at {CHROMIUM}"),
]


def cite_first_revenue(
    question: Question,
    stores: Stores,
    model: Model | None = None,
    *,
    on_text: Callable[[str], None] | None = None,
) -> Answer:
    """Answers every question with the first revenue of the first filing."""
    filing = stores.library.filings()[0]
    fact = next(fact for fact in stores.library.facts([filing.id]) if fact.label == "Revenue")
    text = f"Revenue was {fact.text} [1]."
    for word in text.split(" "):
        if on_text is not None:
            on_text(word + " ")
    citation = cite_fact(fact, stores.library, 1)
    start = text.index(fact.text)
    end = start + len(fact.text)
    check = NumberCheck(
        fact.text, start, end, Verdict.SUPPORTED, "exact", "As printed.", evidence=(citation,)
    )
    return Answer(
        "a1", question.text, text, False, "embedded", citations=(citation,), numbers=(check,)
    )


def leave_unembedded(
    filing_id: str, stores: Stores, *, on_progress: OnProgress | None = None
) -> FilingRecord:
    """Embedding takes its time and is not what is tested here."""
    return stores.library.filing(filing_id)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    stores = open_stores(StoreConfig(data_dir=tmp_path))
    parts = Parts(
        stores=stores,
        settings=Settings(data_dir=tmp_path),
        answer=cite_first_revenue,
        check=lambda text, stores, filing_ids, *, from_prose=True: (),
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


def test_a_filing_goes_the_whole_way(address: str) -> None:
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        expect(page.locator(".welcome__title")).to_have_text("Add a filing to begin")

        page.set_input_files("#files", SAMPLE)
        filing = page.locator(".filing")
        expect(filing).to_contain_text("Can be asked", timeout=30_000)
        expect(filing.locator(".filing__title")).to_have_text("Qiverra Sensing Holdings Limited")
        expect(filing).to_contain_text("Annual report · Year to 31 Dec 2024")

        page.fill("#question", "What was the revenue?")
        page.keyboard.press("Enter")
        number = page.locator(".prose .num--supported")
        expect(number).to_have_text("1,387,295")
        number.click()
        image = page.locator(".sheet__image")
        expect(image).to_have_js_property("naturalWidth", 1191)  # A4 at two pixels a point
        assert "highlight=" in (image.get_attribute("src") or "")
        page.get_by_role("button", name="Text", exact=True).click()
        expect(page.locator(".page-text mark .cited-cell")).to_have_text("1,387,295")
        page.get_by_role("button", name="Table as extracted").click()
        expect(page.locator(".extract .cited")).to_have_text("1,387,295")

        page.reload()
        expect(page.locator(".turn__question")).to_have_text("What was the revenue?")
        expect(number).to_have_text("1,387,295")
        browser.close()
    assert complaints == []
