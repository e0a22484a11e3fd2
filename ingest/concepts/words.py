"""Wording to comparable words: plural, spelling, hyphens and abbreviations taken out. Pure.

The same function reads the catalogue's synonyms, the labels of rows and the phrases of questions,
so a rule here holds on both sides of a comparison.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# Characters of the field's vocabulary, traditional and simplified, position by position.
_TRADITIONAL = (
    "資產負債權東淨額總營業務銷費開財內虧損繳稅項應貿購賬賺貸擔撥備儲計確認廠設無處寫"
    "動現運轉銀結餘幣匯換變響價歷貨積終經會發與佔於聯關連質壓遞預約訂單廢棄險級給職僱"
    "員準則調減償貼還術專間續優證環紅獎勵車數據門鋪圍溫體範氣電衛實貢獻類機構國際報導"
    "屬後歸個從為並將盡們該達對稱號帶製劃歲獲協議濟區別標綠強維護練訓時傷義雜盤點長張"
    "團條夠贖種綜擁儀離戶傭筆穩賽顧賠擇擬簽庫傳壞墊廣當舊來潤純組績補裝訴諾責賃過進釋"
    "閱譽場執萬況賣攤億驗養統納網節規線買勞檢滿頭頁徵創讓値帳礎飾劑獨"
)
_SIMPLIFIED = (
    "资产负债权东净额总营业务销费开财内亏损缴税项应贸购账赚贷担拨备储计确认厂设无处写"
    "动现运转银结余币汇换变响价历货积终经会发与占于联关连质压递预约订单废弃险级给职雇"
    "员准则调减偿贴还术专间续优证环红奖励车数据门铺围温体范气电卫实贡献类机构国际报导"
    "属后归个从为并将尽们该达对称号带制划岁获协议济区别标绿强维护练训时伤义杂盘点长张"
    "团条够赎种综拥仪离户佣笔稳赛顾赔择拟签库传坏垫广当旧来润纯组绩补装诉诺责赁过进释"
    "阅誉场执万况卖摊亿验养统纳网节规线买劳检满头页征创让值账础饰剂独"
)
_TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)

_STOP = frozenset(
    "the a an of in on for to from by or at as our its their his with under is are was were"
    " provided used generated utilised utilized arising s’ 's".split()
)
_PERIODS = frozenset("year years period periods quarter quarters month months half".split())
_NOISE = frozenset(
    """january february march april may june july august september october november december
    ended ending fiscal one two three four six nine twelve thirteen first second third fourth
    weeks week""".split()
)
_SPECIAL: tuple[tuple[str, str], ...] = (
    (r"non[-– ]?current|due after (?:more than )?(?:one|1) year", "noncurrent"),
    (r"due within (?:one|1) year", "current"),
    (r"current (?:portion|maturities|instal?lments?)", "current portion"),
    (r"long[-– ]?term", "longterm"),
    (r"short[-– ]?term", "shortterm"),
    (r"long[-– ]?lived", "longlived"),
    (r"(?:share|stock|equity)[-– ]based", "sharebased"),
    (r"right[-– ]?of[-– ]?use|rou\b", "rightofuse"),
    (r"fair value through profit (?:or|and) loss|fvt?pl", "fvtpl"),
    (r"fair value through other comprehensive income|fvt?oci", "fvoci"),
    (r"(?:available|held)[-– ]for[-– ]sale", "forsale"),
    (r"paid[-– ]?(?:in|up)\b", "paidin"),
    (r"buy[-– ]?backs?|bought back", "buyback"),
    (r"after[-– ]tax", "after tax"),
    (r"pre[-– ]?tax", "pretax"),
    (r"full[-– ]time", "fulltime"),
    (r"part[-– ]time", "parttime"),
    (r"same[-– ]stores?", "samestore"),
    (r"scope\s*[-–]?\s*(?:1|i|one)(?![a-z0-9])", "scope1"),
    (r"scope\s*[-–]?\s*(?:2|ii|two)(?![a-z0-9])", "scope2"),
    (r"scope\s*[-–]?\s*(?:3|iii|three)(?![a-z0-9])", "scope3"),
    (r"tier\s*(?:1|one|i)(?![a-z0-9])", "tier1"),
    (r"sg\s?&\s?a", "selling general administrative"),
    (r"r\s?&\s?d", "research and development"),
    (r"g\s?&\s?a", "general and administrative"),
    (r"d\s?&\s?a", "depreciation and amortization"),
    (r"pp\s?&\s?e|ppe|ppne", "property plant and equipment"),
    (r"(?:fiscal|financial) (?:year|period|quarter)s?", "period"),
    (r"(?:stock|share|unit)[- ]?(?:holders?|owners?)['’]?s?", "shareholder"),
    (r"non[-– ](?=[a-z]{2})", "non-"),  # joined to the word that follows
)
_TOKEN = re.compile(
    "|".join(
        [
            *(
                f"(?P<s{i}>(?<![a-z0-9&])(?:{p})(?![a-z0-9]))"
                for i, (p, _) in enumerate(_SPECIAL[:-1])
            ),
            rf"(?P<s{len(_SPECIAL) - 1}>(?<![a-z0-9&]){_SPECIAL[-1][0]})",
            r"(?P<word>[a-z]+(?:\.[a-z])*(?:['’]s?(?![a-z]))?)",
            r"(?P<percent>%)",
            r"(?P<and>&)",
        ]
    )
)
_FOLDED = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys("’‘ʼ`", "'"),
        **dict.fromkeys("—‑‐−", "–"),
        **dict.fromkeys("\u3000\u00a0\n\t", " "),
    }
)
_CJK = re.compile(r"[\u3400-\u9fff]")
_MOST_READ = 4000  # characters


class Word(NamedTuple):
    """A comparable word, and the characters it was read from."""

    text: str
    start: int
    end: int


def has_chinese(text: str) -> bool:
    """Whether any Chinese character stands in it."""
    return _CJK.search(text) is not None


def simplified(text: str) -> str:
    """Traditional characters of the field as simplified ones, character for character."""
    return text.translate(_TO_SIMPLIFIED)


def lowered(text: str) -> str:
    """Lower case, with full-width forms, quotes and dashes folded; the length never changes."""
    folded = text.translate(_FOLDED)
    low = folded.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


def words_of(text: str) -> list[Word]:
    """The comparable words of an English text, in order; numbers and particles are left out."""
    found: list[Word] = []
    prefix = ""
    for match in _TOKEN.finditer(lowered(text[:_MOST_READ])):
        kind = match.lastgroup or ""
        start, end = match.span()
        if kind == "percent":
            found.append(Word("percent", start, end))
        elif kind == "and":
            found.append(Word("and", start, end))
        elif kind == "word":
            word = match.group()
            if not prefix and (word in _STOP or len(word) == 1 or word in _NOISE):
                continue
            found.append(Word(prefix + normal(word), start, end))
            prefix = ""
        else:
            reading = _SPECIAL[int(kind[1:])][1]
            if reading == "non-":
                prefix = "non"
                continue
            found.extend(Word(normal(part), start, end) for part in reading.split())
    return found


@lru_cache(maxsize=20_000)
def normal(word: str) -> str:
    """One word as it is compared: singular, American spelling, one word for any period."""
    word = word.replace(".", "")
    word = re.sub(r"['’]s?$", "", word)
    if word in _PERIODS:
        return "period"
    if len(word) > 6:
        word = re.sub(r"is(ation|e[ds]?|ing)(s?)$", r"iz\1\2", word)
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return {"noncontrolling": "noncontrolling", "percentage": "percent", "women": "woman",
            "men": "man", "shareholding": "shareholder"}.get(word, word)  # fmt: skip
