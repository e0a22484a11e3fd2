"""What stands around a number in prose: currency marks, scale words, percent signs, units.

All patterns are bounded: text comes from anywhere, and matching must stay linear in its length.
"""

from __future__ import annotations

import re
from decimal import Decimal

CURRENCIES = {
    "rmb": "CNY", "cny": "CNY", "cn¥": "CNY", "renminbi": "CNY", "人民币": "CNY", "人民幣": "CNY",
    "hk": "HKD", "us": "USD", "港仙": "HKD", "美仙": "USD", "美分": "USD",
    "hk$": "HKD", "hkd": "HKD", "港币": "HKD", "港幣": "HKD", "港元": "HKD",
    "us$": "USD", "usd": "USD", "$": "USD", "美元": "USD", "美金": "USD",
    "nt$": "TWD", "twd": "TWD", "s$": "SGD", "sgd": "SGD", "a$": "AUD", "aud": "AUD",
    "c$": "CAD", "cad": "CAD", "r$": "BRL", "brl": "BRL", "mop": "MOP",
    "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "chf": "CHF", "jpy": "JPY",
    "₹": "INR", "inr": "INR", "rs": "INR", "₩": "KRW", "krw": "KRW", "sek": "SEK", "nok": "NOK",
    "dkk": "DKK", "thb": "THB", "myr": "MYR", "idr": "IDR", "zar": "ZAR", "mxn": "MXN",
    "日元": "JPY", "欧元": "EUR", "歐元": "EUR", "英镑": "GBP", "英鎊": "GBP",
    "yuan": "CNY", "euro": "EUR", "euros": "EUR", "yen": "JPY", "dollars": "USD", "dollar": "USD",
    "¥": None, "元": None,
}  # fmt: skip

SCALES = {
    "hundred": 2, "thousand": 3, "thousands": 3, "k": 3, "'000": 3, "千": 3, "million": 6,
    "millions": 6, "mn": 6, "mln": 6, "mio": 6, "mm": 6, "m": 6, "百万": 6, "百萬": 6,
    "billion": 9, "billions": 9, "bn": 9, "bln": 9, "b": 9, "十亿": 9, "十億": 9,
    "trillion": 12, "trillions": 12, "tn": 12, "trn": 12, "万": 4, "萬": 4, "亿": 8, "億": 8,
    "千万": 7, "千萬": 7, "百亿": 10, "百億": 10, "千亿": 11, "千億": 11, "万亿": 12, "萬億": 12,
}  # fmt: skip

# Units whose word belongs to the quantity itself: 33 hours, 586.86 tons, 20,000 PetaFLOPS.
MEASURES = frozenset(
    """year years month months week weeks day days hour hours minute minutes second seconds
    ton tons tonne tonnes kg kilogram kilograms gram grams pound pounds barrel barrels boe mboe
    mwh kwh gwh twh mw gw kw watt watts joule joules gj tj mj btu mmbtu kilometre kilometres
    kilometer kilometers km mile miles metre metres meter meters sqm acre acres hectare hectares
    litre litres liter liters gallon gallons petaflops share shares
    vote votes ads adss m2 m3 m² m³ oz ounce ounces""".split()
)
# Nouns that make a count of four bare digits: 2000 employees is none of the years.
COUNTED = MEASURES | frozenset(
    """employees staff people persons customers suppliers patents stores units members users
    vehicles participants shareholders holders cases 人 名 家 项 項 个 個""".split()
)

_WORD_SCALE = (
    r"thousands?|millions?|billions?|trillions?|mn|mln|mio|bn|bln|tn|trn|hundred|'000"
    r"|百万|百萬|千万|千萬|十亿|十億|百亿|百億|千亿|千億|万亿|萬億|千|万|萬|亿|億"
)

_CENTS = r"\s{0,2}(?:(?:HK|US|RMB|Euro)\s?)?(?:cents?(?![A-Za-z])|¢)|\s?(?:港仙|美仙|美分|仙)"
CENTS = re.compile(_CENTS, re.IGNORECASE)
PER_OTHER = re.compile(  # "5 cents per kWh": a price, not an amount per share
    r"\s{0,2}(?:(?:per|an?|each)\s|/)\s?(?!(?:[a-z]{2,12}\s){0,2}(?:share|ads|unit|security|stock)\b)[a-z]",
    re.IGNORECASE,
)

BEFORE = re.compile(
    r"""(?:(?<![A-Za-z])(?P<sign>[-+−]|minus\s|negative\s|负|負)\s?)?
    (?P<currency>(?<![A-Za-z])(?:(?:RMB|HK|US|Euro)\s?cents?\b|RMB|CNY|CN¥|HK\\?\$|US\\?\$|NT\\?\$|S\\?\$|A\\?\$|C\\?\$|R\\?\$
      |USD|HKD|TWD|SGD|AUD|CAD|BRL|MOP|EUR|GBP|CHF|JPY|INR|KRW|SEK|NOK|DKK|THB|MYR|IDR|ZAR|MXN
      |Rs\.?|(?:HK|US)(?=\s?$))
      |\\?\$|€|£|¥|₹|₩|人民币|人民幣|港币|港幣|美元|港元)?
    \s{0,2}(?P<inner>[-−(])?\s?$""",
    re.VERBOSE | re.IGNORECASE,
)

AFTER = re.compile(
    rf"""(?P<point>\s?%\s?-?(?:points?\b|pts?\b)|\s?-?(?:percentage|percent|per\s+cent)[\s-]points?\b
         |\s?(?:ppts?|ppt|pps?|p\.p\.|pct\s?pts?)(?![A-Za-z])|\s?[个個]百分[点點])
    |(?P<basis>\s?-?(?:bps?\b|basis[\s-]points?\b)|\s?[个個]?基[点點])
    |(?P<percent>\s?%|\s?-?(?:percent|per\s+cent|pct)\b)
    |(?P<cents>{_CENTS})
    |(?P<mille>\s?‰)
    |(?P<multiple>[x×](?![A-Za-z0-9])|\stimes\b|-?fold\b|\s-?fold\b|\s?倍)
    |(?P<scale>\s{{0,2}}-?(?:{_WORD_SCALE})(?![A-Za-z])|(?:k|mm|m|b)(?![A-Za-z0-9]))
     (?P<after>\s{{0,2}}(?:of\s)?(?:yuan|renminbi|RMB|CNY|HKD|USD|HK\$|US\$|euros?|yen|dollars?)\b
        |\s?(?:人民币|人民幣|港元|港币|港幣|美元|日元|欧元|歐元|英镑|英鎊|元))?
    |(?P<noted>\s?\((?:in\s)?(?:thousands|millions|billions)\))
    |(?P<tail>\s{{1,2}}(?:yuan|renminbi|RMB|CNY|HKD|USD|euros?|yen|dollars?)\b
        |\s?(?:港元|港币|港幣|美元|日元|欧元|歐元|英镑|英鎊|元))
    """,
    re.VERBOSE | re.IGNORECASE,
)
SPACED_SCALE = re.compile(
    r"\s(?:mm|m|b|k)(?![A-Za-z0-9'’])", re.IGNORECASE
)  # only after a currency

UNIT = re.compile(r"(?!\s?\n[A-Z])[\s-]{0,2}([A-Za-z][A-Za-z²³]{0,30}\d?|[\u4e00-\u9fff])")
PER_SHARE_AFTER = re.compile(
    r"\s{0,2}(?:per|a|each|/)\s{0,2}(?:[a-z]{2,12}\s){0,2}(?:share|ads|unit|security|stock)\b"
    r"|\s?每股",
    re.IGNORECASE,
)
PER_SHARE_BEFORE = re.compile(
    r"(?:(?:per|each)\s(?:[a-z]{2,12}\s){0,2}(?:share|ads)\b|\bEPS\b|每股)(?:[^.;。；]|\.(?=\d)){0,80}$",
    re.IGNORECASE,
)

APPROXIMATE = re.compile(
    r"""(?:(?P<about>about|approximately|approx\.?|around|roughly|some|circa|nearly|almost
        |close\sto|in\sthe\sregion\sof|broadly|virtually|~|≈|约|約|大约|大約|近)
    |(?P<over>more\sthan|over|above|exceed(?:ing|s|ed)?|at\sleast|in\sexcess\sof|upwards\sof
        |no\s(?:less|fewer)\sthan|not\sless\sthan|just\sover|surpass(?:ing|ed|es)?|greater\sthan
        |超过|超過|逾|多于|至少|不少于)
    |(?P<under>less\sthan|fewer\sthan|under|below|(?<!add\s)(?<!adds\s)(?<!added\s)(?<!adding\s)up\sto|at\smost|no\smore\sthan|just\sunder
        |not\smore\sthan|within|不到|不足|少于|低于))
    \s{0,2}(?:by\s|a\stotal\sof\s|an?\s)?[-(]?$""",
    re.VERBOSE | re.IGNORECASE,
)


def currency_of(mark: str) -> str | None:
    """ISO 4217 of a currency mark; None where the mark stands for several (¥, 元)."""
    name = mark.strip().lower().replace("\\", "").rstrip(".")
    return CURRENCIES.get(re.sub(r"\s?cents?$|¢$", "", name))


def scale_of(word: str) -> Decimal:
    """What one unit of a scale word stands for: million is 1000000."""
    return Decimal(10) ** SCALES[word.strip().lstrip("-").lower()]
