"""What a reader changes: chips, plans, thumbs, files, filters; and that all can be reached."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page, expect

from canned_api import CHROMIUM, Canned
from chat_steps import QUESTION, Watched, ask_and_wait, open_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"Chromium is not installed at {CHROMIUM}"),
]


def test_a_changed_period_is_asked_again_in_the_same_place(chat: Watched, server: Canned) -> None:
    ask_and_wait(chat.page)
    chat.page.locator(".chip--period").click()
    field = chat.page.get_by_label("Period, such as FY2023", exact=False)
    expect(field).to_be_focused()
    field.fill("FY2022")
    chat.page.keyboard.press("Enter")
    expect(chat.page.locator(".turn--streaming")).to_have_count(0)
    expect(chat.page.locator(".turn")).to_have_count(1)
    assert server.asked[1]["question"] == QUESTION
    assert server.asked[1]["given"] == {"periods": ["FY2022"]}
    assert server.asked[1]["history"] == []


def test_a_company_is_left_out_and_what_was_given_before_stays(
    chat: Watched, server: Canned
) -> None:
    ask_and_wait(chat.page)
    chat.page.locator(".chip--period").click()
    chat.page.get_by_label("Period, such as FY2023", exact=False).fill("FY2022")
    chat.page.locator(".chip__form").get_by_role("button", name="Ask again").click()
    expect(chat.page.locator(".turn--streaming")).to_have_count(0)
    chat.page.locator(".chip--company").click()
    chat.page.get_by_role("button", name="Leave out").click()
    expect(chat.page.locator(".turn--streaming")).to_have_count(0)
    assert server.asked[2]["given"] == {"periods": ["FY2022"], "companies": []}


def test_escape_leaves_a_chip_as_it_was(chat: Watched, server: Canned) -> None:
    ask_and_wait(chat.page)
    chat.page.locator(".chip--period").click()
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator(".chip--period")).to_be_focused()
    assert len(server.asked) == 1


def test_a_changed_plan_is_run(chat: Watched, server: Canned) -> None:
    ask_and_wait(chat.page)
    chat.page.get_by_role("button", name="Change the plan").click()
    chat.page.get_by_label("Period of b").fill("FY2021")
    chat.page.get_by_label("Formula").fill("a - b")
    chat.page.get_by_role("button", name="Run the plan").click()
    expect(chat.page.locator(".turn--streaming")).to_have_count(0)
    plan = server.asked[1]["plan"]
    assert (plan["formula"], plan["operation"]) == ("a - b", "formula")
    first, second = plan["operands"]
    assert first["fact_id"] == "x"  # as it was: the very cell
    assert (second["period"], second["fact_id"]) == ("FY2021", None)  # looked for anew


def test_thumbs_and_comments_are_kept(chat: Watched, server: Canned) -> None:
    ask_and_wait(chat.page)
    wrong = chat.page.get_by_role("button", name="The answer is wrong or of no use")
    wrong.click()
    chat.page.get_by_label("Comment on the answer").fill("It is of 2022.")
    chat.page.keyboard.press("Enter")
    expect(chat.page.locator(".feedback__said")).to_have_text("“It is of 2022.”")
    chat.page.reload()
    expect(wrong).to_have_attribute("aria-pressed", "true")
    expect(chat.page.locator(".feedback__said")).to_have_text("“It is of 2022.”")
    wrong.click()
    expect(wrong).to_have_attribute("aria-pressed", "false")
    assert server.judged == [
        ("a1", {"is_good": False, "comment": ""}),
        ("a1", {"is_good": False, "comment": "It is of 2022."}),
        ("a1", None),
    ]


def test_a_conversation_is_exported(chat: Watched) -> None:
    button = chat.page.get_by_role("button", name="Export this conversation")
    expect(button).to_be_hidden()
    ask_and_wait(chat.page)
    button.click()
    with chat.page.expect_download() as download:
        chat.page.get_by_role("link", name="Working paper (.xlsx)").click()
    assert download.value.suggested_filename == "talk.xlsx"
    chat.page.keyboard.press("Escape")
    expect(chat.page.get_by_role("dialog")).to_have_count(0)


def test_conversations_are_found_by_their_words(chat: Watched) -> None:
    ask_and_wait(chat.page)
    chat.page.get_by_role("tab", name="Conversations").click()
    expect(chat.page.locator(".talk")).to_have_count(1)
    chat.page.get_by_label("Find a conversation").fill("weather")
    expect(chat.page.locator(".talks")).to_contain_text("No conversation of that name.")
    chat.page.get_by_label("Find a conversation").fill("harbour revenue")
    expect(chat.page.locator(".talk")).to_have_count(1)


def test_filings_are_filtered_and_go_to_a_collection(chat: Watched, server: Canned) -> None:
    server.filings.extend(
        server.filings[0] | {"id": f"g{n}", "name": f"more_{n}.pdf"} for n in range(3)
    )
    chat.page.reload()
    chat.page.get_by_label("Show by form").select_option("10-K")
    expect(chat.page.locator(".filing__title")).to_have_text(["Northwind Tooling, Inc."])
    chat.page.get_by_label("Show by form").select_option("")
    expect(chat.page.locator(".filing")).to_have_count(7)
    chat.page.get_by_label("New filings go to").fill("audit 2024")
    chat.page.set_input_files(
        "#files", FilePayload(name="a.txt", mimeType="text/plain", buffer=b"Revenue")
    )
    expect(chat.page.locator(".filing")).to_have_count(8)
    assert server.collections == ["audit 2024"]


def serious(page: Page) -> list[str]:
    """The serious and critical findings of axe-core, WCAG 2.2 A and AA."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}"
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_shut_out(
    browser: Browser, server: Canned, theme: str, width: int, height: int
) -> None:
    page = open_page(browser, server, width=width, height=height).page
    if theme == "dark":
        page.get_by_label("Use dark colours").click()
    states = {"welcome": serious(page)}
    ask_and_wait(page)
    states["answer"] = serious(page)
    page.locator(".chip--period").click()
    page.get_by_role("button", name="Change the plan").click()
    states["changing"] = serious(page)
    page.get_by_role("button", name="Export this conversation").click()
    states["dialog"] = serious(page)
    page.keyboard.press("Escape")
    page.locator(".prose .num--supported").first.click()
    expect(page.locator(".sheet__image")).to_be_visible()
    states["evidence"] = serious(page)
    page.keyboard.press("Escape")
    ask_and_wait(page, "What about the weather?")
    states["abstained"] = serious(page)
    assert states == dict.fromkeys(states, [])
    page.context.close()


def test_a_fault_of_access_is_noticed(chat: Watched) -> None:
    """The check itself works: a button without a name is found."""
    chat.page.evaluate("document.body.append(document.createElement('button'))")
    assert any(line.startswith("button-name") for line in serious(chat.page))


def test_an_encrypted_file_is_opened_with_its_password(chat: Watched) -> None:
    page = chat.page
    chat.expected = ("422",)
    locked = page.locator(".filing", has_text="scan.pdf")
    field = locked.get_by_label("Password of scan.pdf")
    field.fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_contain_text("scan.pdf does not open with this password.")
    expect(field).to_have_value("")
    field.fill("right")
    page.keyboard.press("Enter")
    expect(locked.locator(".filing__error, .filing__unlock")).to_have_count(0)
    expect(locked.get_by_role("checkbox")).to_be_enabled()
