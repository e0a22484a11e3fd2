"""Headless Chromium, a server with canned answers, and the page open on a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from canned_api import CHROMIUM, CHROMIUM_ARGS, Canned, serving
from chat_steps import Watched, open_page

expect.set_options(timeout=30_000)  # milliseconds; a machine that is busy is no fault of the page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def server() -> Iterator[Canned]:
    with serving() as canned:
        yield canned


@pytest.fixture
def chat(browser: Browser, server: Canned) -> Iterator[Watched]:
    """The page on a desk; fails the test if anything ran, was refused or went elsewhere."""
    watched = open_page(browser, server, width=1440, height=900)
    yield watched
    assert watched.unexpected() == []
    assert watched.page.title() == "Tickmark"
    watched.page.context.close()
