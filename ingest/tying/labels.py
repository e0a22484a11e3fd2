"""What the words of a line say of its place in a sum. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

CACHED = 4096  # labels come again in every column and table

_TOTAL = re.compile(
    r"^(?:sub)?[- ]?totals?\b|\b(?:sub)?-?totals?$|^(?:grand|consolidated|group)\s+total"
    r"|^[总總合小][计計]|[总總合小][计計]$|[总總][额額值]$",
    re.IGNORECASE,
)
_NET_CASH = re.compile(
    r"^(?:(?:net|total)\s+)?cash\s+(?:flows?\s+)?\(?(?:provided|used|generated|from|in|out|(?:in|out)flows?)"
    r"|^net\s+cash\b|^net\s+(?:\(?(?:de|in)crease\)?|change)\b.{0,30}\bcash\b"
    r"|(?:[所产產]生|使用|[动動])的?[现現]金(?:流量)?[净淨][额額]",
    re.IGNORECASE,
)
_NET = re.compile(
    r"^(?:gross|operating|net|segment|adjusted|core)?\s*\(?(?:profit|loss|income|earnings|margin"
    r"|result|results|expense|surplus|deficit)\)?(?:\s*[/(]\s*\(?(?:profit|loss|income|expense)\)?)?"
    r"(?:,?\s+(?:net|before|after|for|from|attributable|including)\b|$)"
    r"|^(?:gross|operating)\s+\(?(?:profit|loss|income|margin)|^net\s+\(?(?:income|loss|earnings"
    r"|profit|assets|liabilit|sales|revenue|interest|investment|worth|debt|book|carrying)"
    r"|\bbefore\s+(?:\w+\s+){0,4}tax|,?\s+net$|^(?:comprehensive|funds|free)\s+"
    r"|[毛][利]|[利][润潤]|溢利|[净淨](?:[额額值]|利)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\b(?:beginning|start|opening|commencement)\b|\bat\s+1\s+(?:january|april|july|october)\b"
    r"|[年期]初|[于於][一1]月[一1]日",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\b(?:end|ending|closing|close)\b(?!\w)|\bat\s+(?:31\s+(?:december|march)|30\s+(?:june|september))"
    r"|[年期]末|[年期][终終]",
    re.IGNORECASE,
)
_BALANCE = re.compile(r"^(?:as\s+)?(?:at|of)\b|\bbalances?\b|[结結][余餘]", re.IGNORECASE)
_AVERAGE = re.compile(
    r"\baverage|\bper\b|\bprices?\b|\brates?\b|\blife\b|\blives\b|\bterms?\b|\byears?\s+remaining"
    r"|\bmargin|\byield|\bratios?\b|%|\bmultiple|\bfactor|平均|每股|比率|[价價]格",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(
    r"^\W*(?:of\s+which|including|comprising|thereof|其中|包括)\b", re.IGNORECASE
)
_AFTER_MARKS = re.compile(r"\s*(?:\((?:notes?|unaudited|[a-z0-9]{1,3})\b[^)]*\)|[*†‡]+)\s*$", re.I)
_NOT_WORD = re.compile(r"[^\w]+")

# Lines of a balance sheet, as IAS 1 and Regulation S-X name them.
TOTAL_ASSETS = re.compile(
    r"^total\s+assets$|^[资資][产產][总總合][值额額计計]$|^[总總][资資][产產]$"
)
TOTAL_LIABILITIES = re.compile(
    r"^total\s+liabilities$|^[负負][债債][总總合][值额額计計]$|^[总總][负負][债債]$"
)
TOTAL_CLAIMS = re.compile(
    r"^total\s+liabilities\b.{0,80}\b(?:equity|deficit|deficiency|capital|investments?)\b"
    r"|^total\s+(?:\w+\s+){0,2}(?:equity|deficit|capital)\W+(?:and|plus)\s+(?:\w+\s+){0,2}liabilities$"
    r"|^(?:[权權]益(?:及|和)[负負][债債]|[负負][债債](?:及|和)[权權]益)[总總合][值额額计計]$"
)
TOTAL_EQUITY = re.compile(
    r"^total\s+(?:[\w.&]+\s+){0,4}(?:equity|deficit|deficiency)(?:\s+\w*deficit\w*)?$"
    r"|^[权權]益[总總合][值额額计計]$|^[总總][权權]益$"
)
NET_ASSETS = re.compile(
    r"^net\s+(?:assets|liabilities|assets\s+liabilities)$|^[净淨][资資][产產]$|^[资資][产產][净淨][值额額]$"
)


@lru_cache(maxsize=CACHED)
def plain(label: str) -> str:
    """A label in small letters, its words parted by single blanks, note marks off."""
    return _NOT_WORD.sub(
        " ", _AFTER_MARKS.sub("", label).replace("’", "").replace("'", "").lower()
    ).strip()


@lru_cache(maxsize=CACHED)
def is_total(label: str) -> bool:
    """Says of itself that it is a sum: Total assets, Subtotal, 合計."""
    return _TOTAL.search(_AFTER_MARKS.sub("", label).strip()) is not None


@lru_cache(maxsize=CACHED)
def is_net_cash(label: str) -> bool:
    """Ends a part of the cash flows: Net cash used in operating activities."""
    return _NET_CASH.search(label) is not None


@lru_cache(maxsize=CACHED)
def is_net(label: str) -> bool:
    """May be what is left of the lines above: gross profit, income before tax."""
    return _NET.search(_AFTER_MARKS.sub("", label).strip()) is not None


@lru_cache(maxsize=CACHED)
def is_opening(label: str) -> bool:
    """The balance that a movement starts from."""
    return _OPENING.search(label) is not None


@lru_cache(maxsize=CACHED)
def is_closing(label: str) -> bool:
    """The balance that a movement ends with."""
    return _CLOSING.search(label) is not None


@lru_cache(maxsize=CACHED)
def is_balance(label: str) -> bool:
    """A balance between two movements: Balance at 1 January 2024."""
    return _BALANCE.search(label) is not None


@lru_cache(maxsize=CACHED)
def is_of_which(label: str) -> bool:
    """A part of the line above, not a line beside it."""
    return _OF_WHICH.search(label) is not None


@lru_cache(maxsize=CACHED)
def is_average(header: str) -> bool:
    """Heads figures that do not add up: averages, prices, lives, rates."""
    return _AVERAGE.search(header) is not None
