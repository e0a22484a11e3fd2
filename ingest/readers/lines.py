"""How a printed line looks: figures, page numbers, headings. Shared by the readers; pure.

Nothing here says what a number is worth: that is `ingest/facts`. It says only that a piece of text
is printed as a figure, so that cells and columns can be told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

CURRENCY = r"(?:[A-Z]{1,3}\s?)?[$€£¥￥₹₩]|RMB|HKD|USD|CNY|EUR|GBP|JPY|Rs\.?|CHF|CAD|AUD|SGD"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_AFTER = r"\s*(?:%|％|bps|bp|x|pts?|p\.p\.)?"
_NOTE = r"(?:\s?(?:\*{1,3}|[†‡]|\(\d{1,2}\)|\([a-z]\)|[¹²³⁴⁵⁶⁷⁸⁹]))?"
FIGURE = re.compile(
    rf"(?:{CURRENCY})?\s*[-+–—−]?\s*(?:{CURRENCY})?\s*"
    rf"(?:\(\s*(?:{CURRENCY})?\s*[-–—−]?\s*(?:{_NUMBER}){_AFTER}\s*\)?{_AFTER}|(?:{_NUMBER}){_AFTER})"
    rf"\s*\)?{_NOTE}"
)
_FOOTNOTE = re.compile(rf"(?<=[\d%)]){_NOTE}\Z")
BLANK = re.compile(
    rf"(?:{CURRENCY})?\s*(?:[-–—−_‐‒―~]{{1,3}}|\*|N/?A|n/?a|N\.A\.|n\.m\.|NM|nil|Nil|NIL)"
    rf"\s*(?:%|\))?{_NOTE}"
)
YEAR = re.compile(r"(?:19|20)\d{2}")

_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—\s|]*(?:[A-Z]{1,2}-)?(?:\d{1,4}|(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3}))(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s|]*",
    re.I,
)
_MARKDOWN = re.compile(r"(#{1,6})\s+\S")
_BOLD_LINE = re.compile(r"\*\*[^*]+\*\*:?|<b>[^<]+</b>", re.I)
_PART = re.compile(r"PART\s+(?:[IVX]+|\d+|[A-Z])\b", re.I)
_ITEM = re.compile(r"ITEM\s+\d{1,2}[A-C]?\b\.?", re.I)
_NUMBERED = re.compile(
    r"(?:note\s+)?(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=[A-Z\u4e00-\u9fff“\"(])", re.I
)
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
    re.I,
)
_DATE = re.compile(rf"(?:\d{{1,2}}\s+)?{_MONTH.pattern}[\s\d,]*", re.I)
_LETTERED = re.compile(r"\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)\s+(?=[A-Z\u4e00-\u9fff])")
_MARKED = re.compile(r"[➤►▶■◆●]\s*(?=\S)")
_CHINESE = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十\d]{1,4}[章節节部])"
)
_SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "per",
        "the",
        "to",
        "under",
        "upon",
        "via",
        "with",
        "-",
        "–",
        "—",
        "&",
        "/",
    ]
)
_LONGEST_VALUE = 50  # characters; bounds the work on hostile lines too
_LONGEST_HEADING = 160  # characters
_MOST_WORDS = 22
_MOST_TITLE_WORDS = 14


def is_figure(text: str) -> bool:
    """Is the whole of `text` one printed number: `(1,234)`, `$ 5.2`, `33.8%`, `-0.6`?"""
    return len(text) <= _LONGEST_VALUE and FIGURE.fullmatch(text.strip()) is not None


def is_blank_mark(text: str) -> bool:
    """Is `text` what tables print for nothing: a dash, `N/A`, `nil`, `*`?"""
    return len(text) <= _LONGEST_VALUE and BLANK.fullmatch(text.strip()) is not None


def is_value(text: str) -> bool:
    """A figure or the mark that stands for nothing in its place."""
    return is_figure(text) or is_blank_mark(text)


def size_of(text: str) -> Decimal | None:
    """What a figure comes to, for adding up: parentheses and minus negative, marks left out.

    None where `text` is no figure; a blank mark is 0. Neither unit nor scale is read here.
    """
    if is_blank_mark(text):
        return Decimal(0)
    digits = re.sub(r"[^\d.]", "", _FOOTNOTE.sub("", text.strip()))
    if not is_figure(text) or not digits.strip(".") or digits.count(".") > 1:
        return None
    size = Decimal(digits)
    return -size if re.match(r"[^\d(\-–—−]*[(\-–—−]", text) else size


def is_page_number(text: str) -> bool:
    """Can a line of its own be a page number: `12`, `- 12 -`, `F-3`, `Page 4 of 80`, `iv`?"""
    return len(text) <= _LONGEST_VALUE and _PAGE_NUMBER.fullmatch(text.strip()) is not None


@dataclass(frozen=True, slots=True)
class HeadingForm:
    """A heading's level (1 the highest) and whether its form alone makes it one.

    `is_certain` false means it looks like a title but only its surroundings can tell.
    """

    level: int
    is_certain: bool


def heading_form(line: str) -> HeadingForm | None:
    """Read one line as a heading; None where it is no heading.

    Levels follow how filings are set: part and Markdown `#` 1, capitals 2, items and one-figure
    numbers 2 and below, titles in mixed case 4, lettered ones 5.
    """
    text = line.strip()
    if not text or len(text) > _LONGEST_HEADING:
        return None
    if markdown := _MARKDOWN.match(text):
        return HeadingForm(len(markdown[1]), True)
    bold = _BOLD_LINE.fullmatch(text) is not None
    text = text.strip("*").strip() if bold else text
    words = text.split()
    if (
        len(words) > _MOST_WORDS
        or not _has_letters(text)
        or _ends_as_prose(text)
        or _DATE.fullmatch(text)
    ):
        return None
    return _marked_form(text) or _plain_form(text, is_bold=bold)


def _marked_form(text: str) -> HeadingForm | None:
    """Headings that begin with a part, an item, a number or a letter."""
    if _PART.match(text) and len(text.split()) <= 12:
        return HeadingForm(1, True)
    if _ITEM.match(text) or _CHINESE.match(text):
        return HeadingForm(2, True)
    if level := _number_level(text):
        return HeadingForm(level, _is_title(text))
    if _LETTERED.match(text) and _is_title(text):
        return HeadingForm(5, False)
    return None


def _plain_form(text: str, *, is_bold: bool) -> HeadingForm | None:
    """Headings that are set apart by capitals, bold type, a mark, or by standing alone."""
    if _is_capitals(text):
        return HeadingForm(2, len(text) >= 6 and not text.startswith("("))
    if is_bold or _MARKED.match(text):
        return HeadingForm(4, True)
    if _is_title(text) and len(text.split()) <= _MOST_TITLE_WORDS:
        return HeadingForm(4, False)
    return None


def _has_letters(text: str) -> bool:
    return sum(character.isalpha() for character in text) * 2 >= len(text.replace(" ", ""))


def _ends_as_prose(text: str) -> bool:
    return text.endswith((".", ";", ",", ":", "。", "；", "，", "：")) and not _ITEM.match(text)


def _number_level(text: str) -> int | None:
    found = _NUMBERED.match(text)
    if found is None or _MONTH.match(text, found.end()):  # "31 December 2023" is a date
        return None
    return 2 + found[1].count(".")


def _is_capitals(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    cased = [character for character in letters if character.isupper() or character.islower()]
    return len(cased) >= 4 and all(character.isupper() for character in cased)


def _is_title(text: str) -> bool:
    """Does a line read as a title?

    A verbless short line cannot be told from prose, so a capital at its start, its length and the
    absence of sentence marks decide.
    """
    body = _LETTERED.sub("", _NUMBERED.sub("", text, count=1), count=1).strip()
    if not body or not (body[0].isupper() or "\u4e00" <= body[0] <= "\u9fff"):
        return False
    words = [word for word in body.split() if word.lower() not in _SMALL_WORDS]
    if ". " in body or not words:
        return False
    capital = sum(not word[0].islower() for word in words)
    return capital * 2 >= len(words) or len(words) <= 9
