"""Words by which a line of a table tells its unit: counts of shares, rates, ratios. Pure."""

from __future__ import annotations

import re

PERCENT_LABEL = re.compile(
    r"^%|\bpercent(?:age)?\s+of\b|\bas\s+(?:a\s+)?%|\(%\)|（%）", re.IGNORECASE
)
SHARE_COUNT = re.compile(
    r"\b(?:weighted|number\s+of|average|shares\s+outstanding|diluted\s+shares|basic\s+shares)\b.*\bshares?\b"
    r"|\bshares?\s+(?:outstanding|issued|used)|股[份數数]",
    re.IGNORECASE,
)
SECURITIES = re.compile(  # tables and columns that count shares, options and share units
    r"\bshares?\s+(?:information|activity|available|outstanding|issued|purchased|repurchased|granted"
    r"|vested|authori[sz]ed)\b|\bclass(?:es)?\s+of\s+shares\b|\bnumber\s+of\s+(?:shares|options|awards|units)\b"
    r"|\b(?:stock|share|performance|restricted)[\w -]{0,20}(?:units?|options?|awards?|shares?)\b"
    r"[\w ,-]{0,30}\bactivity\b",
    re.IGNORECASE,
)
OF_SHARES = re.compile(  # a heading over counts
    r"^(?:(?:weighted|average|number\s+of|common|ordinary|outstanding)[\s-]+)*shares\b"
    r"(?!\s+(?:capital|premium))",
    re.IGNORECASE,
)
BOUGHT = re.compile(
    r"\bshares?\s+(?:re)?purchased\b|^(?:total\s+)?shares\b(?!\s+(?:capital|premium))", re.I
)
NUMBER_OF = re.compile(r"\b(?:number|no\.)\s+of\b|\bshares\s+outstanding\b|[數数]目", re.IGNORECASE)
DAYS = re.compile(
    r"^(?:number\s+of\s+)?days\b|\bdays\s+(?:sales|payable|inventory|outstanding)"
    r"|\b(?:turnover|inventory|receivables?|payables?|creditors?|debtors?)\s+days\b",
    re.I,
)
RATIO = re.compile(
    r"\bturns\b|\b(?:inventory|receivables?|payables?|assets?)\s+turnover\b(?!\s+days)"
    r"|\b(?:current|quick|gearing|leverage|coverage|cover|equity|debt)\s+ratio\b"
    r"|\bto[\s-][\w\s-]{2,60}\bratio\W*$",
    re.IGNORECASE,
)
COUNTED = re.compile(  # things counted, whatever money the table is in
    r"\b(?:memberships?|subscribers|deliveries|cards[- ]in[- ]force|headcount)"
    r"(?:\s+at\s+(?:the\s+)?(?:end|beginning)\s+of\s+(?:the\s+)?(?:period|year|quarter))?\W*$",
    re.IGNORECASE,
)
RATES = re.compile(r"\b(?:rates?|yields?|margins?|percent\w*|growth|change)\b|%", re.IGNORECASE)
CAPITAL = re.compile(  # a class of capital described: what is printed is its amount
    r"^(?!number\b)(?:[\w'’.-]+\s+){0,3}(?:stock|shares?|capital)\b.{0,80}?"
    r"(?:\b(?:par|stated)\s+value\b|\bno\s+par\b|\bat\s+cost\b|\bauthori[sz]ed\b)",
    re.IGNORECASE,
)
PRICE = re.compile(r"\b(?:prices?|values?|costs?|proceeds)\b", re.IGNORECASE)
PRICED = re.compile(
    r"\b(?:price|value|amount|cost|proceeds|expense|rate|percent\w*|term|years?|life)\b|[%$]",
    re.IGNORECASE,
)
NOTE_FILL = frozenset(
    "for per share shares data amounts amount information number par value where indicated as"
    " otherwise noted unless ratios the".split()
)
COUNT_LABEL = re.compile(r"^(?:the\s+)?(?:total\s+|average\s+)?number\s+of\b", re.IGNORECASE)
# What an auditor would not call an amount: how many loans, a rating, years of life
NOT_MONEY = re.compile(
    r"\b(?:number|no\.|count)\s+of\s+(?!\w*\s?shares)|\bcount\b|\b(?:risk|credit)\s+ratings?\b"
    r"|\b(?:useful|remaining|contractual|estimated)\s+(?:\w+\s+)?(?:life|lives|terms?)\b"
    r"|\baverage\s+(?:life|lives)\b",
    re.IGNORECASE,
)
# What earnings are spread over. "Shares issued" alone may be an amount.
SHARES_USED = re.compile(
    r"\bweighted[\s-]+average\b(?!.{0,60}\b(?:price|value|rate|cost|yield|term|life)\b).*\bshares\b"
    r"|\bnumber\s+of\s+(?:[\w-]+\s+){0,3}shares\b"
    r"|\b(?:average|basic|diluted|dilutive|potential|incremental|anti-?dilutive)"
    r"\s+(?:[\w-]+\s+){0,3}shares\b"
    r"|\bshares\s+used\b|\bdilutive\s+(?:effect|securities|potential)"
    r"|^(?:total\s+)?shares(?:\s+of\s+[\w ]*stock)?$",
    re.IGNORECASE,
)
OF_MONEY = re.compile(  # a row that its heading does not make a count
    r"\b(?:income|loss|earnings|profit|dividends?|revenues?|sales|cash|interest|tax\w*|expenses?"
    r"|costs?|amounts?|prices?|value|[$€£])\b",
    re.IGNORECASE,
)
ANTIDILUTIVE = re.compile(r"\b(?:anti)?-?\s?dilutive\b", re.IGNORECASE)
REPURCHASED = re.compile(r"\bshares\s+(?:re)?purchased\W*$", re.IGNORECASE)
MATURITIES = re.compile(r"\bmatur", re.IGNORECASE)
DENOMINATOR = re.compile(r"\W*denominators?\b", re.IGNORECASE)
AWARD_PRICE = re.compile(  # of one award; the aggregate is an amount
    r"^(?!.*\b(?:aggregate|total|intrinsic)\b).*\b(?:grant[\s-]+date\s+fair\s+value"
    r"|(?:exercise|conversion|strike|grant)\s+prices?|price\s+paid)\b",
    re.IGNORECASE,
)
YEARS = re.compile(
    r"[(（]\s*(?:in\s+)?years?\s*[)）]|\bin\s+years\b|\b(?:life|lives|terms?|period)\W+years\b|^\W*years\W*$",
    re.IGNORECASE,
)
PERCENT_SECTION = re.compile(r"\bpercent(?:age)?\b|^\W*%", re.IGNORECASE)
THINGS = re.compile(  # what a column may count, where nothing says that it is in money
    r"\b(?:stores|warehouses|restaurants|rooms|beds|seats|berths|trips|visits|visitors|patients"
    r"|passengers|students|users|subscribers|employees|headcount"
    r"|(?:bed|patient|inpatient|guest|room)[\s-](?:days|nights))\b"
    r"|\(\s*(?:vehicles|vessels|ships|outlets|shops|branches|members|accounts)\s*\)|\bunits\W*$",
    re.IGNORECASE,
)
# People and what they do are counted; things that are owned, or are a segment, may be amounts.
PEOPLE_LABEL = re.compile(
    r"^(?:total\s+)?(?:(?!(?:to|from|by|of|for|due|with)\b)[\w’'-]+\s+){0,3}?"
    r"(?:physicians|doctors|nurses|pharmacists|technicians|engineers|teachers|students|learners"
    r"|passengers|patients|visitors|visits|trips|rides|flights|users|subscribers|downloads)\b"
    r"(?:\s+and\s+[\w-]+s)?\W*(?:[–—-]\s*[\w\s]+)?$",
    re.IGNORECASE,
)
# "had 120 employees, by function as follows": what a table below it counts
HEADCOUNT = re.compile(
    r"\b(?:had|employed|were)\b[^.;]{0,60}?\b\d[\d,]*\s+(?:[\w-]+\s+){0,2}?"
    r"(?:employees|persons|staff)\b(?=[^.;]*\b(?:as\s+follows|following|below|by\s+\w+)\b)",
    re.IGNORECASE,
)
