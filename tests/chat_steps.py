"""What the tests of the chat page do again and again: open it and watch it, ask, wait."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, Request

from canned_api import Canned

QUESTION = "How did revenue of Harbour Precision change in 2023?"


@dataclass
class Watched:
    """A page and all that it did that it should not have."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()  # parts of console lines that a test brings about itself

    def unexpected(self) -> list[str]:
        return [line for line in self.complaints if not any(part in line for part in self.expected)]


def open_page(browser: Browser, server: Canned, *, width: int, height: int) -> Watched:
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(30_000)
    watched = Watched(page)

    def requested(request: Request) -> None:
        if not request.url.startswith((server.address, "data:")):
            watched.complaints.append(f"request to another origin: {request.url}")

    page.on("request", requested)
    page.on("pageerror", lambda error: watched.complaints.append(f"error: {error}"))
    page.on("console", lambda message: watched.complaints.append(f"console: {message.text}"))
    page.goto(server.address)
    page.wait_for_selector(".filing", state="attached")
    return watched


def ask(page: Page, question: str = QUESTION) -> None:
    page.fill("#question", question)
    page.keyboard.press("Enter")


def ask_and_wait(page: Page, question: str = QUESTION) -> None:
    ask(page, question)
    page.wait_for_selector(".turn:last-child .turn__foot")
