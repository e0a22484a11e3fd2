"""What a filing says of itself: company, form, period, currency, language. Pure.

Read from the cover page first, then from the text, then (said so in `sources`) from the file name.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

from ingest.facts.calendar import CALENDAR_YEAR, ends_together, fiscal_year, on
from ingest.facts.periods import parse_periods, parse_shape
from ingest.facts.units import currency_of
from ingest.names import chinese_beside, find_chinese_name, find_company, short_names
from ingest.types import Identity, Period, Reading

INTERIM_FORMS = ("10-Q", "interim results", "interim report", "quarterly results")
ANNUAL_FORMS = ("10-K", "20-F", "annual results", "annual report")
COVER_CHARACTERS = 6000
FEWEST_NAMED = 2
TEXT_CHARACTERS = 400_000  # a name that has not come by then does not come

_FORMS: tuple[tuple[str, str], ...] = (
    ("10-K", r"\bform\s+10[-‑–]K(?:/A)?\b|annual\s+report\s+pursuant\s+to\s+section\s+13"),
    ("10-Q", r"\bform\s+10[-‑–]Q(?:/A)?\b|quarterly\s+report\s+pursuant\s+to\s+section\s+13"),
    ("8-K", r"\bform\s+8[-‑–]K(?:/A)?\b"),
    ("20-F", r"\bform\s+20[-‑–]F\b"),
    ("6-K", r"\bform\s+6[-‑–]K\b"),
    (
        "annual results",
        r"(?:annual|final|full[- ]year)\s+results|年度[业業][绩績]|全年[业業][绩績]",
    ),
    ("interim results", r"(?:interim|half[- ]year(?:ly)?)\s+results|中期[业業][绩績]"),
    (
        "quarterly results",
        r"(?:quarterly|(?:first|second|third|fourth)\s+quarter(?:ly)?)\s+results|季度[业業][绩績]",
    ),
    (
        "ESG report",
        r"environmental,?\s+social,?\s+(?:and|&)\s+governance\s+report|\bESG\s+report"
        r"|sustainability\s+report|corporate\s+social\s+responsibility\s+report"
        r"|環境、?社會及管治報告|环境、?社会及管治报告",
    ),
    ("interim report", r"interim\s+report|中期[报報]告"),
    ("annual report", r"annual\s+report|年度?[报報]告?"),
    (
        "earnings release",
        r"earnings\s+release|press\s+release|reports?\s+(?:first|second|third|fourth|full)[- ]",
    ),
)
_FORM_PATTERNS = tuple((form, re.compile(p, re.IGNORECASE)) for form, p in _FORMS)
_NAME_FORM = re.compile(r"(?<![A-Za-z0-9])(10-?[KQ]|8-?K|20-?F|6-?K)(?![A-Za-z0-9])", re.IGNORECASE)
# "FLUX-2024-02-08_10-Q.html": only a file that also names its form is taken to name a ticker.
_NAME_TICKER = re.compile(r"(?P<ticker>[A-Z0-9]{1,6}(?:-[A-Z]{1,2})?)[-_ ](?=(?:19|20)\d\d)")
_YEARS = re.compile(r"(?:^|(?<=\t))(?:19|20)\d\d(?=\s|$)")
_ENDED_ON = re.compile(r"end\w*\W.{0,12}\b[A-Z][a-z]{2}", re.IGNORECASE)
_YEAR_ENDED = re.compile(
    r"(?:fiscal|financial)?\s*years?\s+end(?:ed|ing|s)?\s+(?:on\s+)?(?P<day>[A-Za-z0-9 ]{3,16})",
    re.IGNORECASE,
)
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_TICKER = re.compile(
    r"(?:NYSE|NASDAQ|Nasdaq|Trading\s+Symbol\(?s?\)?)[^\n]{0,10}:\s*(?P<a>[A-Z]{1,5})\b"
    r"|stock\s+codes?\s*:?\s*(?P<b>\d{4,6})",
    re.IGNORECASE,
)


def identify(name: str, reading: Reading) -> Identity:
    """The identity of a filing; a field that nothing tells is None."""
    text = "\n".join(page.text for page in reading.pages)[:TEXT_CHARACTERS]
    cover = text[:COVER_CHARACTERS]
    sources: dict[str, str] = {}
    company = _company(text, cover, reading.metadata, sources)
    form = _form(name, cover, reading.metadata, sources)
    year_end = _year_end(text) or (None if form else _year_end_of_columns(text))
    period = _period(cover, text, form, name, year_end, sources)
    currency = _currency(text, form)
    return Identity(
        company=company,
        aliases=_aliases(company, text, cover, name),
        form=form,
        period=period,
        currency=currency,
        language=_language(text),
        year_end=_year_end_beside(year_end, period, form),
        sources=sources,
    )


def _company(
    text: str, cover: str, metadata: dict[str, str], sources: dict[str, str]
) -> str | None:
    if tagged := metadata.get("dei:EntityRegistrantName"):
        sources["company"] = "inline XBRL: dei:EntityRegistrantName"
        return tagged
    if found := find_company(text, cover):
        sources["company"] = found[1]
        return found[0]
    if chinese := find_chinese_name(cover):
        sources["company"] = chinese
        return chinese
    return None


def _aliases(company: str | None, text: str, cover: str, file_name: str) -> tuple[str, ...]:
    found: list[str] = []
    if company:
        found.extend(short_names(company, text))
    if chinese := find_chinese_name(cover) or chinese_beside(company or "", text):
        found += [chinese, *short_names(chinese)]
    if match := _TICKER.search(cover):
        found.append(match["a"] or match["b"])
    if (match := _NAME_TICKER.match(file_name)) and _NAME_FORM.search(file_name.replace("_", " ")):
        found.append(match["ticker"])
    known = {alias.casefold(): alias for alias in reversed(found) if alias and alias != company}
    return tuple(
        dict.fromkeys(known[alias.casefold()] for alias in found if alias.casefold() in known)
    )


def _form(name: str, cover: str, metadata: dict[str, str], sources: dict[str, str]) -> str | None:
    if tagged := metadata.get("dei:DocumentType"):
        sources["form"] = "inline XBRL: dei:DocumentType"
        return tagged
    hits = [(m.start(), form, m.group()) for form, p in _FORM_PATTERNS if (m := p.search(cover))]
    us_forms = [hit for hit in hits if hit[1][0].isdigit()]
    named = _NAME_FORM.search(name.replace("_", " "))
    # "our Annual Report on Form 10-K" is prose of any filing; a title has its line for itself.
    if us_forms and named and not any(_alone(cover, start, line) for start, _, line in us_forms):
        us_forms, hits = [], []
    if us_forms or hits:
        _, form, line = min(us_forms or hits)
        sources["form"] = " ".join(line.split())
        return form
    if named:
        sources["form"] = f"file name: {name}"
        word = named.group(1).upper()
        return word if "-" in word else f"{word[:-1]}-{word[-1]}"
    return None


def _alone(text: str, start: int, line: str) -> bool:
    """Whether the words at `start` begin their line."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return not re.search(r"\w", before)


def _year_end(text: str) -> tuple[int, int] | None:
    """The month and day that "fiscal year ended ..." names most often."""
    ends: Counter[tuple[int, int]] = Counter()
    for match in _YEAR_ENDED.finditer(text):
        if not _MONTH.search(match["day"]):
            continue  # "Years ended 2024 against 2023" names no day
        shape = parse_shape(match.group())
        if shape is not None and shape.months == 12 and shape.day is not None:
            ends[(shape.month, shape.day)] += 1
    return ends.most_common(1)[0][0] if ends else None


def _year_end_of_columns(text: str) -> tuple[int, int] | None:
    """Without a cover: the day on which columns close that stand a year apart, as annual ones do.

    Columns of a part of a year may close so too: a text that has them tells nothing.
    """
    ends: Counter[tuple[int, int]] = Counter()
    for line in _with_split_dates(text).splitlines():
        found = parse_periods(line)
        if _heads_columns(line) and any(p.start and p.months < 11 for _, p in found):
            return None
        closes = sorted({p for _, p in found if p.start is None}, key=lambda p: p.end, reverse=True)
        for later, earlier in zip(closes, closes[1:], strict=False):
            if ends_together(later.shifted(-1), earlier):
                ends[(later.end.month, later.end.day)] += 1
        for match in _COMPARED.finditer(line):
            for _, close in parse_periods(match["day"]):
                if close.end.year == int(match["before"]) + 1:
                    ends[(close.end.month, close.end.day)] += 1
    return ends.most_common(1)[0][0] if ends else _year_end_of_rows(text)


_AT_DAY = re.compile(
    r"^[^\t\n]{0,60}\bat\s+(?P<day>\d{1,2}\s+[A-Z][a-z]+|[A-Z][a-z]+\s+\d{1,2})[^\S\n]*\t",
    re.MULTILINE,
)


def _year_end_of_rows(text: str) -> tuple[int, int] | None:
    """The day of a row of closing balances, which the day of one of opening balances follows."""
    days = {match["day"] for match in _AT_DAY.finditer(text)}
    ends = {period.end for day in days for _, period in parse_periods(f"{day} 2001")}
    closes = [end for end in ends if end + timedelta(days=1) in ends]
    return (closes[0].month, closes[0].day) if len(closes) == 1 else None


_HEADED = re.compile(
    r"\t|^\W*(?:for\s+the\s+)?(?:three|six|nine)\s+months|^.{0,30}$", re.IGNORECASE
)
# "at 31 March 2024 was 5.1 million (2023: 4.2 million)"
_COMPARED = re.compile(
    r"\b(?:at|of)\s+(?P<day>\d{1,2}\s+[A-Z][a-z]+\s+(?:19|20)\d\d|[A-Z][a-z]+\s+\d{1,2},\s+(?:19|20)\d\d)"
    r"\b[^().]{0,80}(?:\.\d[^().]{0,40})?\((?P<before>(?:19|20)\d\d):"
)
_DAY_ALONE = re.compile(
    r"^[^\S\n]*(?P<day>[A-Z][a-z]{2,8}\s+\d{1,2}),?[^\S\n]*\n[^\S\n]*(?P<years>(?:(?:19|20)\d\d[^\S\n]*){2,5})$",
    re.MULTILINE,
)


def _heads_columns(line: str) -> bool:
    return _HEADED.search(line) is not None


def _with_split_dates(text: str) -> str:
    """The text with a day that stands over years said with each: "March 31," over "2024 2023"."""

    def joined(match: re.Match[str]) -> str:
        return "\t".join(f"{match['day']}, {year}" for year in match["years"].split())

    return _DAY_ALONE.sub(joined, text)


def _year_end_beside(
    year_end: tuple[int, int] | None, period: Period | None, form: str | None
) -> tuple[int, int] | None:
    """The year end that a text names, unless the period says otherwise.

    A year is its own; six and nine months of an interim filing begin the fiscal year.
    """
    if period is None or period.start is None or period.months == 3:
        return year_end
    if period.months == 12:
        return None
    if year_end is None or form not in INTERIM_FORMS:
        return year_end
    last = Period(None, period.start - timedelta(days=1))
    named = Period(None, on(last.end.year, *year_end))
    return year_end if any(ends_together(named.shifted(n), last) for n in (-1, 0, 1)) else None


def _period(
    cover: str,
    text: str,
    form: str | None,
    name: str,
    year_end: tuple[int, int] | None,
    sources: dict[str, str],
) -> Period | None:
    found = [(span, p) for span, p in parse_periods(cover) if p.start is not None]
    stated = [
        (span, p) for span, p in found if re.search(r"end|止|to", span.of(cover), re.IGNORECASE)
    ]
    if form in INTERIM_FORMS:  # the year it follows is named as well
        stated = [(span, p) for span, p in stated if p.months < 11]
    elif form in ANNUAL_FORMS:
        stated = [(span, p) for span, p in stated if p.months >= 11]
    if form is None and (usual := _usual_period(text, form, year_end, sources)) is not None:
        return usual  # no cover: the first period named is one of several columns'
    if stated and form != "ESG report":
        span, period = stated[0]
        sources["period"] = " ".join(span.of(cover).split())
        return period
    if form == "8-K":
        dates = [(span, p) for span, p in parse_periods(cover) if p.start is None]
        if dates:
            sources["period"] = dates[0][0].of(cover)
            return dates[0][1]
    if found and form in ("ESG report", "annual report", "annual results"):
        span, period = found[0]
        sources["period"] = " ".join(span.of(cover).split())
        return period
    return _usual_period(text, form, year_end, sources)


def _usual_period(
    text: str, form: str | None, year_end: tuple[int, int] | None, sources: dict[str, str]
) -> Period | None:
    """Without a cover: the latest of the stretches that the text names often."""
    wanted = {"10-K": (12,), "annual report": (12,), "10-Q": (3, 6, 9)}.get(
        form or "", (3, 6, 9, 12)
    )
    dated: Counter[Period] = Counter()
    fiscal: Counter[Period] = Counter()  # "fiscal 2023": its dates hang on a year end not known
    for span, period in parse_periods(text, year_end or CALENDAR_YEAR):
        if period.start is None or period.months not in wanted:
            continue
        words = span.of(text)
        if _ENDED_ON.search(words):
            dated[period] += 1
        elif re.search(r"end|fiscal|FY", words, re.IGNORECASE):
            fiscal[period] += 1
    counts = dated if sum(dated.values()) >= FEWEST_NAMED else dated + fiscal
    if form is None and year_end is not None:
        counts += _bare_years(text, year_end)
    if form is None and (headed := _last_headed(text, year_end or CALENDAR_YEAR)) is not None:
        # A debt that falls due in a year to come is no year that is reported on.
        counts = Counter({p: n for p, n in counts.items() if p.end <= headed.end})
    if not counts:
        return None
    most = counts.most_common(1)[0][1]
    often = [period for period, count in counts.items() if count * 4 >= most]
    last = max(period.end for period in often)
    latest = [p for p in often if ends_together(p, Period(None, last))]
    best = max(latest, key=lambda p: counts[p])
    sources["period"] = "the latest period that the text names often"
    return best


def _last_headed(text: str, year_end: tuple[int, int]) -> Period | None:
    """The latest of the years that head columns."""
    lines = [line for line in _with_split_dates(text).splitlines() if "\t" in line]
    headed = [
        p
        for line in lines
        if len(found := {period for _, period in parse_periods(line, year_end)}) > 1
        for p in found
    ]
    return max(headed, key=lambda p: p.end, default=None)


def _bare_years(text: str, year_end: tuple[int, int]) -> Counter[Period]:
    """The years that head columns, where the text says on which day its years end."""
    lines = [line for line in text.splitlines() if len(_YEARS.findall(line)) > 1]
    return Counter(
        fiscal_year(int(year), year_end) for line in lines for year in _YEARS.findall(line)
    )


def _currency(text: str, form: str | None) -> str | None:
    """The currency whose marks the text prints most; a bare dollar sign is the filing's own."""
    marks = Counter(
        match.group()
        for match in re.finditer(
            r"RMB|CNY|HK\s?\\?\$|US\s?\\?\$|(?<![A-Z])\$|€|£|¥|人民[币幣]|港元|美元", text
        )
    )
    if not marks:
        return "USD" if form in ("10-K", "10-Q", "8-K") else None
    return currency_of(marks.most_common(1)[0][0])


def _language(text: str) -> str | None:
    sample = text[:20_000]
    chinese = len(re.findall(r"[\u3400-\u9fff]", sample))
    latin = len(re.findall(r"[A-Za-z]{2,}", sample))
    if not chinese and not latin:
        return None
    return "zh" if chinese > 2 * latin else "en"
