"""One spelling for what reads the same, and whether words stand in a text as words. Pure."""

from __future__ import annotations

import re
import unicodedata

_MARK = re.compile(r"\[\d+(?:\s*[,;–-]\s*\d+)*\]")  # citation marks: [1], [2, 3]
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_SINGLE = dict.fromkeys(map(ord, "‘’‚‛`´′"), "'")
_DOUBLE = dict.fromkeys(map(ord, "“”„‟«»″"), '"')
_DASH = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_NONE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad*\\"))
_TABLE = {**_SINGLE, **_DOUBLE, **_DASH, **_NONE}
_HAN = r"[\u3400-\u9fff]"


def even(text: str) -> str:
    """Case, white space, quotes, dashes, thousands separators, per cent, marks: all one way."""
    text = unicodedata.normalize("NFKC", _TAG.sub(" ", _MARK.sub(" ", text)))
    text = text.translate(_TABLE).casefold().replace("|", " ").replace("&", " and ")
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(?<=\d)\s*(?:per\s?cent|percent|%)(?![a-z])", "%", text)
    text = re.sub(r"(rmb|cny|hkd|usd|eur|gbp|[$€£¥])\s+(?=\d)", r"\1", text)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    text = " ".join(text.split())
    return re.sub(rf"(?<={_HAN}) (?=\S)|(?<=\S) (?={_HAN})", "", text)


def holds(text: str, phrase: str, *, may_end_inside: bool = False) -> bool:
    """Whether an evened text has an evened phrase as words and numbers of its own.

    "no" is not in "note", "7.2" not in "17.2" nor in "7.25"; "loan" is in "loans", "342" in
    "342.0". With `may_end_inside` a phrase of four letters or more may also open a longer word.
    """
    if not phrase:
        return False
    first, last = phrase[0], phrase[-1]
    before = after = ""
    if first.isascii() and first.isdigit():
        before = r"(?<![\d])(?<!\d\.)"
    elif first.isascii() and first.isalpha():
        before = r"(?<![a-z])"
    if last.isascii() and last.isdigit():
        after = r"(?!\d)(?!\.\d*[1-9])"
    elif last.isascii() and last.isalpha():
        if len(phrase) < 4:
            after = r"(?![a-z])"
        elif not may_end_inside:
            after = r"(?:e?s)?(?![a-z])"
    return re.search(before + re.escape(phrase) + after, text) is not None


def opens_with(text: str, word: str) -> bool:
    """Whether an evened text opens with a word (after punctuation)."""
    return re.match(rf"\W*{re.escape(word)}(?![a-z])", text) is not None
