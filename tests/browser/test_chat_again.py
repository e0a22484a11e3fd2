"""Asking again in the same place, and finding one's way back: what stood, stands or is replaced."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from canned_api import CHROMIUM, Canned
from chat_steps import QUESTION, Watched, ask_and_wait, open_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"Chromium is not installed at {CHROMIUM}"),
]
PLANNED = "An edited plan was run. It may compute something else than the question asks."


def run_plan(page: Page, formula: str) -> None:
    page.get_by_role("button", name="Change the plan").click()
    page.get_by_label("Formula").fill(formula)
    page.get_by_role("button", name="Run the plan").click()


def settled(page: Page) -> None:
    expect(page.locator(".turn--streaming")).to_have_count(0)


def test_an_edited_plan_is_said_to_be_one_also_after_a_reload(
    chat: Watched, server: Canned
) -> None:
    page = chat.page
    ask_and_wait(page)
    expect(page.locator(".planned")).to_have_count(0)
    run_plan(page, "a - b")
    settled(page)
    expect(page.locator(".planned")).to_have_text(PLANNED)
    expect(page.locator(".chip--measure")).to_have_count(0)  # of the question, not of the plan
    expect(page.locator(".chip--plan")).to_have_text("edited plan")
    page.reload()
    expect(page.locator(".planned")).to_have_text(PLANNED)
    page.get_by_role("button", name="Ask again", exact=True).click()
    settled(page)
    assert server.asked[2]["plan"] == server.asked[1]["plan"]


def test_what_was_asked_again_is_kept_once_and_in_its_place(chat: Watched, server: Canned) -> None:
    page = chat.page
    ask_and_wait(page)
    ask_and_wait(page, "And in 2022?")
    page.locator(".turn").first.get_by_role("button", name="Ask again", exact=True).click()
    settled(page)
    assert (server.asked[2]["replaces"], server.asked[2]["history"]) == ("a1", [])
    ask_and_wait(page, "And in 2021?")
    assert [turn["question"] for turn in server.asked[3]["history"]] == [QUESTION, "And in 2022?"]
    page.reload()
    expect(page.locator(".turn__question")).to_have_text([QUESTION, "And in 2022?", "And in 2021?"])


def test_a_plan_that_cannot_be_run_leaves_answer_and_plan_to_be_mended(
    chat: Watched, server: Canned
) -> None:
    page = chat.page
    chat.expected = ("422",)
    ask_and_wait(page)
    run_plan(page, "a / (b")
    expect(page.locator(".failure")).to_contain_text("That is not a formula.")
    expect(page.locator(".failure")).to_contain_text("The earlier answer stands.")
    expect(page.locator(".headline")).to_be_visible()
    expect(page.get_by_label("Formula")).to_have_value("a / (b")
    page.get_by_label("Formula").fill("a / b")
    page.get_by_role("button", name="Run the plan").click()
    settled(page)
    expect(page.locator(".failure")).to_have_count(0)
    assert server.asked[2]["plan"]["formula"] == "a / b"


def test_back_leads_to_the_conversation_before(chat: Watched) -> None:
    page = chat.page
    ask_and_wait(page)
    page.get_by_role("button", name="New conversation").click()
    ask_and_wait(page, "What about the weather?")
    page.go_back()
    expect(page.locator(".turn__question")).to_have_text(QUESTION)
    page.go_forward()
    expect(page.locator(".turn__question")).to_have_text("What about the weather?")


def test_back_on_a_phone_leads_from_the_evidence_to_the_answer(
    browser: Browser, server: Canned
) -> None:
    page = open_page(browser, server, width=390, height=844).page
    ask_and_wait(page)
    address = page.url
    page.locator(".prose .num").first.click()
    expect(page.locator("#evidence")).to_be_visible()
    page.go_back()
    expect(page.locator("#evidence")).to_be_hidden()
    expect(page.locator(".turn__question")).to_have_text(QUESTION)
    page.locator(".prose .num").first.click()
    page.get_by_label("Close the evidence (Esc)").click()
    expect(page.locator("#evidence")).to_be_hidden()
    page.wait_for_function("history.state === null")
    assert page.url == address
    page.context.close()


def test_a_conversation_deleted_elsewhere_does_not_stop_the_next_question(
    chat: Watched, server: Canned
) -> None:
    page = chat.page
    chat.expected = ("404",)
    ask_and_wait(page)
    server.talks.clear()
    ask_and_wait(page, "And in 2022?")
    expect(page.locator(".failure")).to_have_count(0)
    (kept,) = server.talks.values()
    assert kept["title"] == "And in 2022?"
    assert [turn["question"] for turn in server.asked[-1]["history"]] == [QUESTION]


def test_an_address_of_no_conversation_says_so(chat: Watched, server: Canned) -> None:
    chat.expected = ("404",)
    chat.page.goto(f"{server.address}/?conversation=c_none")
    expect(chat.page.get_by_role("alert")).to_contain_text("There is no conversation 'c_none'.")
    expect(chat.page.locator("#welcome")).to_be_visible()
    chat.page.locator("#toast").get_by_role("button", name="Close").click()
    expect(chat.page.locator("#toast")).to_be_hidden()


def test_what_another_tab_added_is_seen_on_coming_back(chat: Watched, server: Canned) -> None:
    expect(chat.page.locator(".filing")).to_have_count(len(server.filings))
    server.filings.append(server.filings[0] | {"id": "elsewhere", "name": "elsewhere.pdf"})
    chat.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(chat.page.locator(".filing")).to_have_count(len(server.filings))


def test_a_long_question_leaves_room_for_its_answer(chat: Watched) -> None:
    ask_and_wait(chat.page, "What was revenue? " + "words and words and " * 150)
    expect(chat.page.locator(".headline, .prose").first).to_be_in_viewport()


def test_on_a_phone_the_fields_of_a_plan_are_named(browser: Browser, server: Canned) -> None:
    page = open_page(browser, server, width=390, height=844).page
    ask_and_wait(page)
    page.get_by_role("button", name="Change the plan").click()
    for name in ("Line item", "Company", "Period"):
        expect(page.locator(".plan__cell span", has_text=name).first).to_be_visible()
    page.context.close()


def test_the_first_questions_offered_are_of_figures_that_are_there(
    chat: Watched, server: Canned
) -> None:
    page = chat.page
    year, half = "2023-01-01..2023-12-31", "2024-01-01..2024-06-30"
    server.facts = [("f1", "Revenue", year), ("f3", "ProfitLoss", year), ("f2", "Revenue", half)]
    page.reload()
    harbour, northwind = "Harbour Precision Holdings Limited", "Northwind Tooling, Inc."
    offered = page.locator(".suggestion")
    expect(offered).to_have_text([f"What was the revenue of {harbour} in 2023?",
                                  f"What was the net profit of {northwind} in 2023?"])  # fmt: skip
    del server.filings[0]  # and its facts: the next of that company is a half-year's
    page.reload()
    asked = f"What was the revenue of {harbour} in the 6 months to 30 Jun 2024?"
    expect(offered.first).to_have_text(asked)
    offered.first.click()
    expect(page.locator(".turn__question")).to_have_text(asked)
    server.facts = []
    page.goto(server.address)
    expect(page.locator(".legend")).to_be_visible()
    expect(page.locator(".suggestion")).to_have_count(0)


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        ("qwen3", "Waiting for qwen3; should it stay silent, the embedded engine answers"),
        ("embedded", "This takes longer than usual"),
    ],
)
def test_a_long_silence_is_explained_and_can_be_stopped(
    chat: Watched, server: Canned, engine: str, said: str
) -> None:
    server.engine, server.silence_seconds = engine, 20.0
    chat.page.fill("#question", QUESTION)
    chat.page.keyboard.press("Enter")
    expect(chat.page.locator(".waiting")).to_have_text(said)
    chat.page.get_by_role("button", name="Stop the answer").click()
    expect(chat.page.locator(".failure")).to_contain_text("Stopped.")
    expect(chat.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_the_focus_stays_where_the_reader_is(chat: Watched, server: Canned) -> None:
    page = chat.page
    page.locator(".suggestion").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_be_focused()
    page.wait_for_selector(".turn__foot")
    page.get_by_role("button", name="Ask again", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_be_focused()
    settled(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.turn') !== null")
    server.silence_seconds = 20.0
    page.fill("#question", "And in 2022?")
    page.get_by_role("button", name="Ask", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop the answer")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()


def test_a_follow_up_follows_the_chips_also_after_a_reload(chat: Watched, server: Canned) -> None:
    page = chat.page
    ask_and_wait(page)
    page.locator(".chip--period").click()
    page.get_by_label("Period, such as FY2023", exact=False).fill("FY2022")
    page.keyboard.press("Enter")
    settled(page)
    asked = f"{QUESTION} with {{'periods': ['FY2022']}}"
    for _ in range(2):
        ask_and_wait(page, "And the margin?")
        assert server.asked[-1]["history"][0]["question"] == asked
        page.reload()
        expect(page.locator(".turn__question").first).to_have_text(QUESTION)


def test_a_kept_conversation_names_its_filings_however_slow_the_library(
    chat: Watched, server: Canned
) -> None:
    ask_and_wait(chat.page)
    server.listing_seconds = 0.7
    chat.page.reload()
    expect(chat.page.locator(".chip--filing")).to_have_text(["harbour_2023_annual.pdf"])


def test_the_focus_stays_in_the_list_that_was_changed(chat: Watched) -> None:
    page = chat.page
    page.get_by_label("Delete scan.pdf").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Delete").press("Enter")
    expect(page.locator(".filing")).to_have_count(3)
    expect(page.get_by_label("Delete northwind_10k_2023.pdf")).to_be_focused()
    ask_and_wait(page)
    page.get_by_role("button", name="New conversation").click()
    ask_and_wait(page, "What about the weather?")
    page.get_by_role("tab", name="Conversations").click()
    talk = page.locator(".talk", has_text="weather")
    talk.get_by_label("Rename", exact=False).press("Enter")
    page.keyboard.type("Rain")
    page.keyboard.press("Enter")
    expect(page.locator(".talk", has_text="Rain").locator(".talk__open")).to_be_focused()
    page.locator(".talk", has_text="revenue").get_by_label("Delete", exact=False).press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Delete").press("Enter")
    expect(page.locator(".talk")).to_have_count(1)
    expect(page.get_by_label("Find a conversation")).to_be_focused()


def test_a_tick_stays_on_the_line_of_its_number(browser: Browser, server: Canned) -> None:
    page = open_page(browser, server, width=390, height=844).page
    ask_and_wait(page)
    script = """node => {
      const end = node.querySelector(".num__tick").getBoundingClientRect();
      const text = document.createRange();
      const last = node.querySelector(".num__end").firstChild;
      text.setStart(last, last.length - 1);
      text.setEnd(last, last.length);
      const box = text.getBoundingClientRect();
      return end.left >= box.right - 1 && end.top < box.bottom;
    }"""
    number = page.locator(".prose .num").first
    for width in range(120, 400, 3):  # wherever a line may end
        number.evaluate("(node, width) => { node.closest('p').style.width = `${width}px` }", width)
        assert number.evaluate(script), width
    page.context.close()
