"""The chat page in Chinese: its own labels, while names, quotes and answers stay as they are."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from canned_api import CHROMIUM, WEB, Canned
from ingest.facts import parse_periods
from ingest.types import Period

QUESTION = "Harbour Precision 2023年收入变动了多少？"
HAN = re.compile(r"[\u4e00-\u9fff]")
STRING = r'"((?:[^"\\]|\\.)*)"'
WORDS = WEB / "words-zh.js"
SCRIPTS = [path for path in sorted(WEB.glob("*.js")) if path != WORDS]

in_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"Chromium is not installed at {CHROMIUM}"),
]


def marked(function: Callable[..., None]) -> Callable[..., None]:
    for mark in in_chromium:
        function = mark(function)
    return function


# The dictionary


def entries() -> dict[str, str]:
    """The Chinese words: keys that are plain names stand there without quotes."""
    entry = rf"^  (?:{STRING}|([A-Za-z]\w*)):\s*{STRING},$"
    found = re.findall(entry, text_of(WORDS), re.MULTILINE)
    keys = [quoted or bare for quoted, bare, _ in found]
    assert len(keys) == len(set(keys))
    return {key: said for key, (_, _, said) in zip(keys, found, strict=True)}


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def labels_of_scripts() -> set[str]:
    labels: set[str] = set()
    for path in SCRIPTS:
        text = text_of(path)
        labels.update(re.findall(rf"\bt\(\s*{STRING}", text))
        for noun, plural in re.findall(r'counted\([^"`]*?, "([^"]+)"(?:, "([^"]+)")?\)', text):
            labels.add(f"{{count}} {plural or noun + 's'}")
    return labels


def labels_of_page() -> set[str]:
    text = text_of(WEB / "index.html") + text_of(WEB / "evals.html")
    labels = {found[1] for found in re.finditer(r"<[^>]*\sdata-t(?=[\s>])[^>]*>([^<]*)<", text)}
    attributes = {"label": "aria-label", "title": "title", "placeholder": "placeholder"}
    for tag in re.findall(r"<[^>]*\sdata-t-[^>]*>", text):
        for kind in re.findall(r"data-t-(\w+)", tag):
            found = re.search(rf'\s{attributes[kind]}="([^"]*)"', tag)
            assert found, tag
            labels.add(found[1])
    return {html.unescape(label) for label in labels}


def test_every_label_has_its_chinese_and_no_other_has() -> None:
    labels = labels_of_scripts() | labels_of_page()
    assert len(labels) > 200
    assert sorted(labels - entries().keys()) == []
    assert sorted(entries().keys() - labels) == []


def test_the_chinese_is_chinese_and_keeps_the_placeholders() -> None:
    for label, said in entries().items():
        assert sorted(re.findall(r"\{\w+\}", said)) == sorted(re.findall(r"\{\w+\}", label)), label
        words = re.sub(r"\{\w+\}", "", said)
        assert HAN.search(words) or not re.search(r"[a-z]", words), label


def test_chinese_periods_are_such_as_the_service_reads() -> None:
    """A period's chip hands its words back with the question."""
    periods = {
        "Year to {end}": Period(date(2024, 1, 1), date(2024, 12, 31)),
        "{months} months to {end}": Period(date(2024, 1, 1), date(2024, 6, 30)),
        "Quarter to {end}": Period(date(2024, 1, 1), date(2024, 3, 31)),
        "at {end}": Period(None, date(2024, 12, 31)),
    }
    for label, period in periods.items():
        end = f"{period.end.year}年{period.end.month}月{period.end.day}日"
        words = entries()[label].format(months=6, end=end)
        assert [found for _, found in parse_periods(words)] == [period], words


def test_labels_are_written_out_where_they_are_looked_up() -> None:
    """A label that is put together at run time could not be held against the dictionary."""
    for path in SCRIPTS:
        if path.name in ("words.js", "dom.js"):  # `t` itself, and `counted`
            continue
        assert re.findall(r"(?<!function )\bt\((?!\s*\").{0,40}", text_of(path)) == [], path.name


def test_index_html_has_no_text_that_is_not_marked() -> None:
    body = text_of(WEB / "index.html").split("<body>")[1].split("<noscript>")[0]
    texts = re.findall(r"<([^>]*)>([^<]*[A-Za-z][^<]*)(?=<)", body)
    unmarked = [text for tag, text in texts if "data-t" not in tag and tag != "kbd"]
    assert unmarked == ["Tickmark"]
    for tag in re.findall(r"<[^>]*(?:aria-label|placeholder|title)=[^>]*>", body):
        assert "data-t" in tag or 'id="language"' in tag or 'id="collection"' in tag, tag


# The page


Opener = Callable[..., Page]


@pytest.fixture
def open_in(browser: Browser, server: Canned) -> Iterator[Opener]:
    """Opens the page with the browser in a language; fails on any complaint of the console."""
    complaints: list[str] = []
    pages: list[Page] = []

    def opened(locale: str, width: int = 1440, height: int = 900) -> Page:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": height})
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.goto(server.address)
        page.wait_for_selector(".filing", state="attached")
        pages.append(page)
        return page

    yield opened
    assert complaints == []
    for page in pages:
        assert page.title() == "Tickmark"
        page.context.close()


@pytest.fixture
def chinese(open_in: Opener) -> Page:
    return open_in("zh-CN")


def ask(page: Page, question: str = QUESTION) -> None:
    page.fill("#question", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn:last-child .turn__foot")


def english_in(page: Page, *places: str) -> list[str]:
    """Texts and attributes under `places` that hold Latin words and no Chinese."""
    found = page.evaluate(
        """places => places.flatMap((place) => [...document.querySelectorAll(place)].flatMap((at) =>
          [at, ...at.querySelectorAll("*")].flatMap((node) => [
            ...[...node.childNodes].map((child) => child.nodeType === 3 && child.data),
            ...["aria-label", "title", "placeholder", "alt"].map((name) => node.getAttribute(name)),
          ])))""",
        list(places),
    )
    latin = [text for text in found if text and re.search(r"[a-z]{2}", text)]
    return [text for text in latin if not HAN.search(text)]


@marked
def test_the_library_is_chinese(chinese: Page) -> None:
    assert chinese.get_attribute("html", "lang") == "zh-CN"
    expect(chinese.get_by_role("tab", name="披露文件")).to_be_visible()
    expect(chinese.locator("#filing-count")).to_have_text("4 份文件")
    filings = chinese.locator(".filing")
    expect(filings.nth(0)).to_contain_text("年报 · 截至2023年12月31日止年度")
    expect(filings.nth(0)).to_contain_text("168 页 · 143 个表格 · 5,120 个数据项")
    expect(filings.nth(1)).to_contain_text("中期业绩公告 · 截至2024年6月30日止6个月")
    expect(filings.nth(2)).to_contain_text("可以提问；正在生成向量，12/40")
    expect(filings.nth(3)).to_contain_text("The file asks for a password.")  # the API's own words
    chinese.get_by_label("仅针对 harbour_2023_annual.pdf 提问").check()
    expect(chinese.locator("#scope-text")).to_have_text("提问范围：harbour_2023_annual.pdf")
    expect(chinese.locator("#scope-row")).to_contain_text("提问范围：1 份文件")
    panels = [".library__top", ".library__foot", "#panel-conversations"]
    expect(chinese.get_by_label("按公司显示").locator("option").first).to_have_text("公司：全部")
    assert english_in(chinese, ".bar", *panels, ".composer", ".welcome") == [
        "Tickmark", "English", "English: show the page in English", "Show the page in English",
        "Enter", "Shift", "Enter",
    ]  # fmt: skip


@marked
def test_suggestions_ask_in_chinese(chinese: Page, server: Canned) -> None:
    chinese.locator(".suggestion").first.click()
    chinese.wait_for_selector(".turn__foot")
    company = "Harbour Precision Holdings Limited"
    assert server.asked[0]["question"] == f"{company} 2023年的毛利是多少？"


@marked
def test_an_answer_wears_chinese_ticks(chinese: Page) -> None:
    ask(chinese)
    assert chinese.locator(".tally__item").all_inner_texts() == [
        "2 个已核对", "1 个重新计算", "1 个不符", "1 个未找到",
    ]  # fmt: skip
    expect(chinese.locator(".prose")).to_contain_text("Revenue was")  # the answer stays as it is
    expect(chinese.locator(".turn__foot")).to_contain_text("内置引擎，184 毫秒")
    expect(chinese.locator(".sources summary")).to_have_text("3 个来源")
    expect(chinese.locator(".plan summary")).to_have_text("计算过程")
    expect(chinese.locator(".chips__label")).to_have_text("问题理解为")
    expect(chinese.locator(".chip--operation")).to_have_text("变动百分比")
    number = chinese.locator(".prose .num--contradicted")
    number.focus()
    tip = chinese.locator("#tip")
    expect(tip).to_contain_text("不符")
    expect(tip).to_contain_text("披露文件： 61,068 (RMB'000)")
    described = chinese.locator(f"#{number.get_attribute('aria-describedby')}").text_content() or ""
    assert described.startswith("不符。The statement prints another figure.")
    assert english_in(chinese, ".turn__foot", ".tally", ".chips__label", ".chip--add") == []
    chinese.locator(".plan__change").click()
    expect(chinese.get_by_label("a 的期间", exact=True)).to_have_value("FY2023")
    expect(chinese.get_by_role("button", name="按此计算")).to_be_visible()
    chinese.locator(".chip--company").click()
    expect(chinese.get_by_role("button", name="去掉")).to_be_visible()
    ask(chinese, "What about the weather?")
    expect(chinese.locator(".abstained__label")).to_have_text("披露文件未载明")


@marked
def test_the_evidence_is_chinese(chinese: Page) -> None:
    ask(chinese)
    chinese.locator(".prose .num--supported").first.click()
    pane = chinese.locator("#evidence")
    expect(pane.locator("h2")).to_have_text("数字的证据")
    expect(pane.locator(".verdict__head")).to_contain_text("已核对，逐位一致")
    expect(pane.locator(".sheet__label")).to_have_text("第 2 页，共 3 页")
    assert pane.locator(".cell dt").all_inner_texts() == ["行", "列", "单元格"]
    assert english_in(chinese, ".views", ".sheet__bar", "#evidence .pane__head") == []
    pane.get_by_role("button", name="文本", exact=True).click()
    expect(pane.locator(".page-text mark")).to_have_text("Revenue\t571,704\t498,310")
    pane.get_by_role("button", name="提取的表格").click()
    expect(pane.locator(".extract .cited")).to_have_text("571,704")
    chinese.locator(".sources__list .source").last.click()
    expect(pane.locator("h2")).to_have_text("来源 [3]")
    pane.get_by_label("关闭证据（Esc）").click()
    expect(pane).to_be_hidden()


@marked
def test_the_dialogs_are_chinese(chinese: Page) -> None:
    filing = chinese.locator(".filing").first
    filing.hover()
    chinese.get_by_label("harbour_2023_annual.pdf 的解析报告").click()
    report = chinese.get_by_role("dialog")
    expect(report.get_by_role("row", name="含数字但未读取的单元格")).to_contain_text("2")
    expect(report).to_contain_text("年报 · 截至2023年12月31日止年度")
    expect(report).to_contain_text("未能正常读取的内容（1 条提示）")
    expect(report).to_contain_text("读取 0.21 秒，表格 0.05 秒")
    assert english_in(chinese, ".figures", ".correct", ".report__links", ".report__times") == []
    chinese.keyboard.press("Escape")
    filing.hover()
    chinese.get_by_label("删除 harbour_2023_annual.pdf").click()
    dialog = chinese.get_by_role("dialog")
    expect(dialog).to_contain_text("其页面、表格和数据项将从文件库中移除。")
    dialog.get_by_role("button", name="保留").click()
    ask(chinese)
    chinese.locator("#export-conversation").click()
    expect(chinese.get_by_role("dialog")).to_contain_text("工作底稿（.xlsx）")
    assert english_in(chinese, "dialog") == ["Markdown"]


@marked
def test_english_stays_the_language_of_an_english_browser(open_in: Opener) -> None:
    page = open_in("en-GB")
    loaded = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    assert [name for name in loaded if "words-zh" in name] == []
    assert page.get_attribute("html", "lang") == "en"
    expect(page.locator("#filing-count")).to_have_text("4 filings")
    body = page.evaluate("document.body.innerText")
    assert HAN.findall(body) == list("中文")  # the button alone
    assert page.get_attribute("#language", "lang") == "zh-CN"


@marked
def test_a_language_that_the_page_has_not_gives_english(open_in: Opener) -> None:
    assert open_in("fr-FR").get_attribute("html", "lang") == "en"


@marked
def test_the_choice_survives_a_reload_and_keeps_the_conversation(open_in: Opener) -> None:
    page = open_in("en-GB")
    ask(page)
    page.locator("#language").click()
    expect(page.locator(".sources summary")).to_have_text("3 个来源")
    expect(page.locator(".turn__question")).to_have_text(QUESTION)
    page.reload()
    expect(page.locator("#filing-count")).to_have_text("4 份文件")
    page.get_by_role("tab", name="对话").click()
    expect(page.locator(".talk__when")).to_contain_text("2024年5月6日")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#filing-count")).to_have_text("4 filings")
    expect(page.locator(".sources summary")).to_have_text("3 sources")


@marked
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_a_phone_has_room_for_the_bar(open_in: Opener, locale: str) -> None:
    page = open_in(locale, width=320, height=640)
    ask(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    theme = page.locator("#theme").bounding_box()
    assert theme is not None
    assert theme["x"] + theme["width"] <= 320
    assert page.evaluate("document.querySelector('.bar').scrollWidth") <= 320


@marked
def test_a_chinese_first_load_is_small_too(browser: Browser, server: Canned) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(server.address, wait_until="networkidle")
    assert sum(sizes) < 200_000
    context.close()
