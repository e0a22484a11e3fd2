"""The evidence pane: a sentence is marked where it is drawn, or where it is read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from canned_api import CHROMIUM, Canned
from chat_steps import Watched, ask_and_wait

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"Chromium is not installed at {CHROMIUM}"),
]


def test_a_sentence_is_marked_in_the_image_of_its_page(chat: Watched, server: Canned) -> None:
    server.marks = [[72, 500, 300, 512], [72, 514, 120, 526]]
    ask_and_wait(chat.page, "What is said in words?")
    chat.page.locator(".mark").click()
    image = chat.page.locator(".sheet__image")
    marked = "scale=2&highlight=72,500,300,512&highlight=72,514,120,526"
    expect(image).to_have_attribute("src", f"/v1/filings/f1/pages/2/image?{marked}")
    expect(image).to_have_attribute("alt", "Page 2 of harbour_2023_annual.pdf, the quote marked")
    chat.page.get_by_role("button", name="Next page").click()
    expect(image).to_have_attribute("src", "/v1/filings/f1/pages/3/image?scale=2")
    chat.page.get_by_role("button", name="Back to the mark").click()
    expect(image).to_have_attribute("alt", "Page 2 of harbour_2023_annual.pdf, the quote marked")


def test_a_sentence_that_the_image_does_not_show_is_marked_in_the_text(
    chat: Watched, server: Canned
) -> None:
    ask_and_wait(chat.page, "What is said in words?")
    chat.page.locator(".mark").click()
    expect(chat.page.locator(".page-text mark")).to_have_text("Revenue\t571,704\t498,310")
    pressed = chat.page.locator(".views__item[aria-pressed=true]")
    expect(pressed).to_have_text("Text")
