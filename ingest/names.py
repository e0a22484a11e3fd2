"""Company names: what a filing calls its company, and what people call it. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_SUFFIX = (
    r"(?:Inc|Incorporated|Corp|Corporation|Company|Co|Ltd|Limited|PLC|plc|N\.V|S\.A|A\.G|AG|SE"
    r"|LLC|L\.P|LP"
    r"|L\.L\.C|Trust|Bancorp|Holdings?|Group|INC|CORP|CORPORATION|COMPANY|CO|LTD|LIMITED"
    r"|HOLDINGS?|GROUP|TRUST)"
)
# Every repetition is bounded: a cover may be hostile.
_FIRST = r"[A-Z0-9][\w'’.&\-]{0,40}"
_WORD = rf"(?:{_FIRST}|&|and|of|the|de)"
_NAME = (
    rf"{_FIRST}(?:[ ]{{1,4}}{_WORD}){{0,7}},?[ ]{{1,4}}{_SUFFIX}\b\.?"
    rf"(?:,?[ ]{{1,4}}{_SUFFIX}\b\.?){{0,3}}"
)
NAME = re.compile(rf"(?<![\w])(?P<name>{_NAME}|[0-9]?[A-Z][\w.&'’\-]*\.com,?[ ]+{_SUFFIX}\.?)")
_DEFINED = re.compile(
    rf"(?<!\w)(?P<name>{_NAME})[*\s]{{0,20}}(?:[\u3400-\u9fff]{{1,40}}\s{{0,9}})?"
    r"\(\s*(?:together[^)“\"]{0,60}|collectively|hereinafter|the|referred to[^)“\"]{0,40})?[\s,]*"
    r"[*“\"'‘]+(?:the\s+)?(?:Company|Corporation|Registrant|we|We|Group|Issuer|our)\b"
)
_EXACT_NAME = re.compile(r"(?P<name>[^\n]{2,120})\n+\s*\(\s*Exact\s+name\s+of", re.IGNORECASE)
_PLACE = re.compile(
    r"\(\s*(?:A\s+(?:joint\s+stock\s+|exempted\s+)?company\b|Incorporated\s+in|於|于)",
    re.IGNORECASE,
)
LINES_ABOVE_PLACE = 4
_CHINESE = re.compile(
    r"(?<![\u3400-\u9fff])[\u3400-\u9fff]{4,24}(?:有限公司|集[团團]|控股)(?![\u3400-\u9fff])"
)
_NOT_THE_COMPANY = re.compile(
    r"Stock Exchange|Exchanges? and Clearing|Securities Clearing|Exchange Commission"
    r"|交易所|結算|结算",
    re.IGNORECASE,
)
# Words that tell nothing about which company it is.
_GENERIC_WORDS = """
    inc incorporated corp corporation company co ltd limited plc nv sa ag se llc lp trust bancorp
    holding holdings group international global worldwide technology technologies industries
    industrial financial services service wholesale stores systems software solutions energy power
    resources foods brands products materials handling enterprises partners capital realty
    properties communications pharmaceuticals pharmaceutical therapeutics medical healthcare
    sciences laboratories motors airlines bank banking insurance entertainment media networks the
    and of de com joint stock"""
GENERIC = frozenset(_GENERIC_WORDS.split())
_LEGAL_WORDS = "inc incorporated corp corporation company co ltd limited plc nv sa ag se llc lp the"
_LEGAL = frozenset(_LEGAL_WORDS.split())
_CHINESE_TAIL = re.compile(r"(?:股份)?有限公司$|集[团團]$|控股$|科技$")


def find_company(text: str, cover: str) -> tuple[str, str] | None:
    """The company of a filing and the line it was read from. `cover` is the start of `text`."""
    for match in _EXACT_NAME.finditer(cover):
        name = _tidy(match["name"])
        if re.search(r"[A-Za-z]{2}|\d", name):
            return name, match.group().strip()[:200]
    for match in _PLACE.finditer(cover):
        lines = [line for line in cover[: match.start()].splitlines() if line.strip()]
        for line in reversed(lines[-LINES_ABOVE_PLACE:]):
            if (found := NAME.search(_tidy(line))) and _is_own(found["name"]):
                return _tidy(line), line.strip()
    for match in _DEFINED.finditer(text):
        if _is_own(name := _tidy(match["name"])):
            return name, match.group()[:200]
    counts = Counter(name for match in NAME.finditer(text) if _is_own(name := _tidy(match["name"])))
    for name, count in counts.most_common(1):
        if count >= 2:
            return name, name
    return None


def _is_own(name: str) -> bool:
    """A name that tells companies apart, and not the exchange's."""
    words = [word.strip(".,").lower() for word in name.split()]
    told = any(word not in GENERIC for word in words)
    return told and _NOT_THE_COMPANY.search(name) is None


def find_chinese_name(cover: str) -> str | None:
    """The Chinese name on the cover."""
    names = (match.group() for match in _CHINESE.finditer(cover))
    return next((name for name in names if not _NOT_THE_COMPANY.search(name)), None)


def _tidy(name: str) -> str:
    plain = re.sub(r"[\u3400-\u9fff（）_]+", " ", name.replace("*", " "))
    plain = re.sub(
        r"^(?:General|Overview|Background|Business|The|Name of Registrant:?)\s+(?=[A-Z0-9])",
        "",
        plain.strip(),
    )
    return " ".join(plain.split()).strip(" ,;:-")


def short_names(name: str, text: str = "") -> tuple[str, ...]:
    """What people call a company: its name without legal and generic words, its coined word.

    "Qingdao AInnovation Technology Group Co., Ltd" gives "Qingdao AInnovation Technology Group",
    "Qingdao AInnovation", and "AInnovation": a word with an inner capital or digit is a name.
    """
    return tuple(dict.fromkeys(_shorten(name, text)))


def _shorten(name: str, text: str) -> Iterator[str]:
    if re.search(r"[\u3400-\u9fff]", name):
        short = name
        while (shorter := _CHINESE_TAIL.sub("", short)) != short and len(shorter) >= 2:
            short = shorter
            yield short
        return
    words = re.findall(r"[\w&'’.\-]+", re.sub(r"\.com\b", "", name, flags=re.IGNORECASE))
    while words and words[-1].strip(".").lower() in _LEGAL:
        words.pop()
    while words and words[0].lower() == "the":
        words.pop(0)
    if not words:
        return
    yield " ".join(words)
    core = list(words)
    while len(core) > 1 and core[-1].strip(".").lower() in GENERIC:
        core.pop()
    yield " ".join(core)
    for word in core:
        if word.lower() in GENERIC or len(word) < 3:
            continue
        coined = re.search(r"[a-z][A-Z]|[A-Z]{2}[a-z]|\d", word) is not None
        if coined or (len(core) > 1 and _stands_alone(word, text)):
            yield word


def _stands_alone(word: str, text: str) -> bool:
    """The filing uses the word by itself as a name, and never as an ordinary word.

    "Costco" stands without "Wholesale" and never in lower case; "General" of General Mills does.
    """
    forms = Counter(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))
    named = sum(count for form, count in forms.items() if form[0].isupper() and not form.isupper())
    coined = sum(n for form, n in forms.items() if re.search(r"[a-z][A-Z]|[A-Z]{2}[a-z]", form))
    return coined >= 3 or (named >= 5 and not forms[word.lower()])
