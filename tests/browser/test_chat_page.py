"""The chat page in headless Chromium, over a server with canned answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from canned_answers import PAGE_TEXT, SCRIPT
from canned_api import CHROMIUM, WEB, Canned
from chat_steps import QUESTION, Watched, ask, ask_and_wait, open_page

BANNED = [
    "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
    " style=", " onclick=", "https://", "url(", "@import",
]  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"Chromium is not installed at {CHROMIUM}"),
]


def test_an_answer_streams_before_it_is_whole(chat: Watched, server: Canned) -> None:
    server.pause_seconds = 0.1
    ask(chat.page)
    raw = chat.page.locator(".prose--raw")
    expect(raw).to_contain_text("Revenue was")
    assert chat.page.locator(".turn__foot").count() == 0
    assert chat.page.get_attribute("#turns", "aria-busy") == "true"
    chat.page.wait_for_selector(".turn__foot", timeout=15_000)
    assert raw.count() == 0
    assert chat.page.get_attribute("#turns", "aria-busy") == "false"
    assert chat.page.locator(".chip--company").inner_text() == "Harbour Precision Holdings Limited"


def test_every_number_wears_its_tick(chat: Watched) -> None:
    ask_and_wait(chat.page)
    ticks = {
        "supported": ["RMB571,704 thousand", "RMB498,310 thousand"],
        "derived": ["14.7%"],
        "contradicted": ["RMB60,168 thousand"],
        "unsupported": ["nine"],
    }
    for tick, numbers in ticks.items():
        # Offsets count characters, and one before the numbers takes two UTF-16 units.
        assert chat.page.locator(f".prose .num--{tick}").all_inner_texts() == numbers
    assert chat.page.locator(".prose strong .num--supported").count() == 1
    assert chat.page.locator(".headline .num--derived").inner_text() == "14.7%"
    assert [mark.strip() for mark in chat.page.locator(".prose .mark").all_inner_texts()] == [
        "[1]", "[2]", "[3]",
    ]  # fmt: skip
    assert chat.page.locator(".tally__item").all_inner_texts() == [
        "2 traced", "1 recomputed", "1 contradicted", "1 not found",
    ]  # fmt: skip


def test_the_reason_shows_on_focus_and_is_the_description(chat: Watched) -> None:
    ask_and_wait(chat.page)
    number = chat.page.locator(".prose .num--contradicted")
    number.focus()
    expect(chat.page.locator("#tip")).to_contain_text("61,068 (RMB'000)")
    described_by = number.get_attribute("aria-describedby")
    described = chat.page.locator(f"#{described_by}").text_content() or ""
    assert described.startswith("Contradicted. The statement prints another figure.")
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator("#tip")).to_be_hidden()


def test_a_number_opens_its_cell_on_the_page_and_in_the_table(chat: Watched) -> None:
    ask_and_wait(chat.page)
    page = chat.page
    page.locator(".prose .num--supported").first.click()
    image = page.locator(".sheet__image")
    expect(image).to_have_js_property("complete", True)
    expect(image).to_have_js_property("naturalWidth", 1190)
    source = image.get_attribute("src") or ""
    assert source == "/v1/filings/f1/pages/2/image?scale=2&highlight=310,194,388,214"
    expect(page.locator(".sheet__label")).to_have_text("Page 2 of 3")
    page.get_by_label("Next page").click()
    expect(page.locator(".sheet__label")).to_have_text("Page 3 of 3")
    assert "highlight" not in (image.get_attribute("src") or "")
    expect(page.get_by_label("Next page")).to_be_disabled()

    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator(".page-text mark")).to_have_text("Revenue\t571,704\t498,310")
    assert page.locator(".page-text").text_content() == PAGE_TEXT

    page.get_by_role("button", name="Table as extracted").click()
    expect(page.locator(".extract .cited")).to_have_text("571,704")
    assert page.locator(".extract .cited-row th").inner_text() == "Revenue"

    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#evidence")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "RMB571,704 thousand"


def test_a_derived_number_offers_each_of_its_operands(chat: Watched) -> None:
    ask_and_wait(chat.page)
    chat.page.locator(".prose .num--derived").click()
    expect(chat.page.locator(".verdict__formula")).to_contain_text("= 14.7%")
    places = chat.page.locator(".picker__item")
    assert places.all_inner_texts() == ["Revenue, 2023", "Revenue, 2022"]
    places.nth(1).click()
    expect(chat.page.locator(".cell dd").last).to_have_text("498,310")
    source = chat.page.locator(".sheet__image").get_attribute("src") or ""
    assert source.count("highlight=") == 2  # both operands, on the page and in the table
    chat.page.get_by_role("button", name="Table as extracted").click()
    expect(chat.page.locator(".extract .cited mark")).to_have_text(["571,704", "498,310"])
    expect(chat.page.locator(".extract .cited--operand")).to_have_text("571,704")


def test_a_zoomed_page_is_drawn_anew(chat: Watched) -> None:
    ask_and_wait(chat.page)
    chat.page.locator(".prose .num--supported").first.click()
    image = chat.page.locator(".sheet__image")
    chat.page.get_by_label("Zoom in").click()
    expect(image).to_have_js_property("naturalWidth", 2380)


def test_markup_in_filings_and_answers_stays_text(chat: Watched) -> None:
    ask_and_wait(chat.page)
    page = chat.page
    expect(page.locator(".prose")).to_contain_text(SCRIPT)
    expect(page.locator(".filing__file").nth(1)).to_have_text(f"note {SCRIPT}.html")
    page.get_by_label("Source 3").click()
    quote = f"Remarks {SCRIPT} are kept as they stand."
    expect(page.locator(".quote")).to_have_text(quote)
    expect(page.frame_locator(".layout").locator("mark")).to_have_text(quote)
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator(".page-text mark")).to_have_text(quote)
    # A long text shows a window around the quote, and more on request.
    before = len(page.locator(".page-text").text_content() or "")
    page.get_by_role("button", name="Show what follows").click()
    assert len(page.locator(".page-text").text_content() or "") > before
    assert page.locator("script").count() == 2  # our own two, in the head
    assert page.locator("main img").count() == 0


def test_a_refused_inline_script_is_noticed(chat: Watched) -> None:
    """The watch itself works: an inline handler is stopped by the policy and reported."""
    button = "<button id=x onclick='document.title=1'>"
    chat.page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", button)
    chat.page.evaluate("document.getElementById('x').click()")
    assert any("Content Security Policy" in line for line in chat.complaints)
    chat.expected = ("Content Security Policy",)


def test_what_the_filings_do_not_say_looks_different(chat: Watched) -> None:
    ask_and_wait(chat.page, "What about the weather?")
    expect(chat.page.locator(".turn--abstained .abstained__label")).to_be_visible()
    assert chat.page.locator(".sources summary").inner_text() == "Nearest passages"
    assert chat.page.locator(".headline").count() == 0


def test_picked_filings_and_history_go_with_the_question(chat: Watched, server: Canned) -> None:
    chat.page.get_by_label("Restrict questions to harbour_2023_annual.pdf").check()
    expect(chat.page.locator("#scope-text")).to_have_text("Asking harbour_2023_annual.pdf")
    ask_and_wait(chat.page)
    chat.page.get_by_role("button", name="Ask all").click()
    chat.page.get_by_role("button", name="What was the gross margin in 2023?").click()
    expect(chat.page.locator(".turn__foot")).to_have_count(2)
    first, second = server.asked
    assert (first["filings"], first["history"], first["stream"]) == (["f1"], [], True)
    assert second["question"] == "What was the gross margin in 2023?"
    assert second["filings"] == []
    assert [turn["question"] for turn in second["history"]] == [QUESTION]
    assert first["conversation_id"] == second["conversation_id"] == "c_0"


def test_a_conversation_is_found_again_after_a_reload(chat: Watched) -> None:
    ask_and_wait(chat.page)
    chat.page.reload()
    expect(chat.page.locator(".turn__question")).to_have_text(QUESTION)
    expect(chat.page.locator(".prose .num--supported")).to_have_count(2)
    chat.page.get_by_role("button", name="New conversation").click()
    expect(chat.page.locator(".turn")).to_have_count(0)
    chat.page.get_by_role("tab", name="Conversations").click()
    chat.page.get_by_label(f"Rename {QUESTION}").click()
    chat.page.get_by_label("Title of the conversation").fill("Revenue work")
    chat.page.keyboard.press("Enter")
    chat.page.get_by_role("button", name="Revenue work", exact=False).first.click()
    expect(chat.page.locator(".turn__question")).to_have_text(QUESTION)


def test_an_error_says_why_and_can_be_tried_again(chat: Watched, server: Canned) -> None:
    chat.expected = ("409",)
    ask(chat.page, "Is nothing ready yet?")
    failure = chat.page.locator(".failure")
    expect(failure).to_contain_text("scan.pdf is still being read; ask again in a moment.")
    failure.get_by_role("button", name="Try again").click()
    expect(failure).to_have_count(1)
    assert len(server.asked) == 2


def test_an_answer_that_breaks_off_is_not_taken_for_whole(chat: Watched) -> None:
    ask(chat.page, "Please break off")
    expect(chat.page.locator(".failure")).to_contain_text("broke off before its checks arrived")
    expect(chat.page.locator(".prose--raw")).to_contain_text("Revenue was")


def test_a_fault_in_the_middle_of_an_answer_is_told(chat: Watched) -> None:
    ask(chat.page, "Please meet a fault")
    expect(chat.page.locator(".failure p")).to_have_text("A fault 1f.")


def test_an_answer_can_be_stopped(chat: Watched) -> None:
    ask(chat.page, "Answer slowly")
    expect(chat.page.locator(".prose--raw")).to_be_visible()
    chat.page.get_by_label("Stop the answer").click()
    expect(chat.page.locator(".failure")).to_contain_text("Stopped.")
    expect(chat.page.get_by_label("Ask", exact=True)).to_be_visible()


def test_the_keyboard_asks_and_breaks_lines(chat: Watched, server: Canned) -> None:
    page = chat.page
    page.locator("#question").focus()
    page.keyboard.type("first")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second")
    assert server.asked == []
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn__foot")
    assert server.asked[0]["question"] == "first\nsecond"
    page.reload()
    page.keyboard.press("Shift+Tab")
    page.locator(".skip").focus()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "question"


def test_files_are_added_refused_and_deleted(chat: Watched, server: Canned) -> None:
    chat.expected = ("415",)
    page = chat.page
    page.set_input_files(
        "#files",
        [
            FilePayload(name="new.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7"),
            FilePayload(name="bad.exe", mimeType="application/octet-stream", buffer=b"MZ"),
        ],
    )
    expect(page.locator(".uploads__item--failed")).to_contain_text("bad.exe is not a PDF")
    assert server.uploaded == ["new.pdf"]
    expect(page.locator(".filing__title").last).to_have_text("Uploaded Co")
    page.locator(".filing").last.hover()
    page.get_by_label("Delete new.pdf").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".filing")).to_have_count(5)
    page.locator(".filing").last.hover()
    page.get_by_label("Delete new.pdf").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".filing")).to_have_count(4)


def test_dropped_files_are_added(chat: Watched, server: Canned) -> None:
    chat.page.evaluate(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(["%PDF-1.7"], "dropped.pdf", {type: "application/pdf"}));
          for (const name of ["dragenter", "dragover", "drop"])
            document.body.dispatchEvent(
              new DragEvent(name, {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }"""
    )
    expect(chat.page.locator(".filing")).to_have_count(5)
    assert server.uploaded == ["dropped.pdf"]


def test_the_library_says_how_far_each_filing_is(chat: Watched) -> None:
    filings = chat.page.locator(".filing")
    expect(filings.nth(0)).to_contain_text("Annual report · Year to 31 Dec 2023")
    expect(filings.nth(0)).to_contain_text("168 pages · 143 tables · 5,120 facts")
    expect(filings.nth(2)).to_contain_text("Can be asked; embedding, 12 of 40")
    assert filings.nth(2).locator("progress").get_attribute("value") == "0.3"
    expect(filings.nth(3)).to_contain_text("The file asks for a password.")
    filings.nth(0).hover()
    chat.page.get_by_label("Ingest report of harbour_2023_annual.pdf").click()
    report = chat.page.get_by_role("dialog")
    expect(report).to_contain_text("A page without text.")
    expect(report.get_by_role("row", name="Cells with digits not read")).to_contain_text("2")
    for name, query in (
        ("Facts and tables (.xlsx)", "format=xlsx&content=facts"),
        ("Tables (.csv)", "format=csv&content=tables"),
    ):
        link = report.get_by_role("link", name=name, exact=True)
        expect(link).to_have_attribute("href", f"/v1/filings/f1/export?{query}")
    chat.page.keyboard.press("Escape")
    expect(report).to_have_count(0)


def test_the_chosen_colours_are_remembered(chat: Watched) -> None:
    assert chat.page.get_attribute("html", "data-theme") == "light"
    chat.page.get_by_label("Use dark colours").click()
    chat.page.reload()
    assert chat.page.get_attribute("html", "data-theme") == "dark"


def test_a_phone_shows_one_pane_at_a_time(browser: Browser, server: Canned) -> None:
    watched = open_page(browser, server, width=390, height=844)
    page = watched.page
    expect(page.locator("#library")).not_to_be_in_viewport()
    page.get_by_role("button", name="Filings", exact=True).click()
    expect(page.locator("#library")).to_be_in_viewport()
    page.get_by_label("Close the library").click()
    ask_and_wait(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator(".prose .num--supported").first.click()
    evidence = page.locator("#evidence").bounding_box()
    assert evidence is not None
    assert (evidence["x"], evidence["width"]) == (0, 390)
    assert page.evaluate("document.getElementById('conversation').inert") is True
    page.get_by_label("Close the evidence").click()
    assert page.evaluate("document.getElementById('conversation').inert") is False
    assert watched.unexpected() == []
    page.context.close()


def load_once(browser: Browser, address: str) -> tuple[int, float]:
    """Bytes of a first load, and milliseconds until the page can be used."""
    page = browser.new_context().new_page()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(address, wait_until="networkidle")
    ready = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    wait = float(page.evaluate(ready))
    page.context.close()
    return sum(sizes), wait


def test_the_first_load_is_small_and_soon_there(browser: Browser, server: Canned) -> None:
    loads = [load_once(browser, server.address) for _ in range(3)]
    assert all(20_000 < size < 200_000 for size, _ in loads)
    assert min(wait for _, wait in loads) < 1_000  # the machine may be busy with something else


def test_the_page_asks_nothing_of_the_policy() -> None:
    """No markup is built from text, nothing is inline, nothing comes from elsewhere."""
    files = [path for path in WEB.iterdir() if path.suffix in (".js", ".css", ".html")]
    assert len(files) >= 15
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 400, path.name
        assert [word for word in BANNED if word in text] == [], path.name
