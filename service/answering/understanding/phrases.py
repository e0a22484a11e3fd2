"""Ways of saying one thing that sentences use and line items do not.

A question says "written down" where a filing says "impairment", and a Chinese question says
"上市" where an English filing says "listed". Each group is read as its first phrase. Words of
opposite sense stand in one group: which of the two was said is told in `polarity`.
"""

from __future__ import annotations

import re
from functools import cache

from service.terms import terms

_GROUPS: tuple[tuple[str, ...], ...] = (
    ("impairment", "impaired", "impairments", "written down", "wrote down", "write-down",
     "write-downs", "written off", "write-off", "writedown", "减值", "減值"),
    ("compliance", "stay within", "stayed within", "remain within", "complied", "comply",
     "complies", "compliant", "complying", "adhered", "breach", "breached", "breaches",
     "violation", "violated", "violate", "in default", "non-compliance", "noncompliance",
     "all met", "met all", "were met", "been met", "are met", "fully met", "were satisfied",
     "been satisfied", "infringe",
     "infringed", "infringes", "infringement", "contravene", "contravened", "contravention",
     "mishandle", "mishandles", "mishandled", "mishandling", "fall foul of", "falls foul of",
     "break the law", "遵守", "违反", "違反"),
    ("penalty", "penalties", "a fine", "fines", "fined", "sanction", "sanctions", "punishment",
     "罚款", "罰款", "处罚", "處罰"),
    ("may attract", "might attract", "could attract", "may face", "might face", "could face",
     "can face", "may be subject to", "might be subject to", "could be subject to",
     "may be liable to", "could be liable to", "may incur", "might incur", "could incur"),
    ("personal information", "personal data", "private data", "个人信息", "個人資料",
     "个人资料"),
    ("review", "reviewed", "reviews", "looked over", "look over", "looks over", "gone over",
     "went over", "gone through", "went through", "cast an eye over", "审阅", "審閱"),
    ("accident", "accidents", "incident", "incidents", "mishap", "事故", "意外"),
    ("loan", "loans", "borrowing", "borrowings", "borrowing facilities", "credit facility",
     "credit facilities", "credit agreement", "debt", "lender", "lenders", "bank loans", "贷款"),
    ("exceed", "exceeds", "exceeded", "exceeding", "more than", "over", "in excess of",
     "greater than", "above", "超过", "超過"),
    ("10%", "a tenth", "one tenth", "one-tenth", "ten percent", "10 percent", "ten per cent"),
    ("20%", "a fifth", "one fifth", "one-fifth", "twenty percent"),
    ("25%", "a quarter of", "one quarter of", "one-quarter", "twenty-five percent"),
    ("50%", "fifty percent"),
    ("individual", "single", "any one", "no one"),
    ("contribute", "contributes", "contributed", "bring in", "brought in", "brings in",
     "account for", "accounts for", "accounted for", "accounting for", "represented",
     "represents", "makes up", "made up"),
    ("deliver", "delivered", "delivers", "deliveries", "delivery", "supplied", "supply",
     "supplies"),
    ("head", "heads", "headed", "led by", "leads", "lead", "in charge of",
     "领导", "負責人", "负责人", "主管", "负责"),
    ("expected", "expect", "expects", "outlook", "anticipate", "anticipated", "anticipates",
     "forecast", "预期", "預期", "展望"),
    ("placing", "share sale", "share placement", "share placing", "placement of shares", "配售"),
    ("listed", "listing", "list on", "traded", "trades", "trade on", "quoted", "上市"),
    ("Main Board", "主板"),
    ("stock exchange", "联交所", "聯交所", "交易所", "证券交易所"),
    ("Hong Kong", "香港"),
    ("H shares", "h share", "H股"),
    ("incorporated", "incorporation", "organized under", "注册成立", "註冊成立", "成立于"),
    ("registered office", "注册办事处", "註冊辦事處"),
    ("company secretary", "公司秘书", "公司秘書"),
    ("audit committee", "审核委员会", "審核委員會", "审计委员会"),
    ("independent non-executive director", "独立非执行董事", "獨立非執行董事"),
    ("executive director", "执行董事", "執行董事"),
    ("board of directors", "the board", "董事会", "董事會"),
    ("interim dividend", "中期股息"),
    ("final dividend", "末期股息"),
    ("declare", "declared", "declares", "recommend", "recommends", "recommended", "宣派", "派发",
     "派發"),
    ("annual general meeting", "agm", "annual meeting", "annual meeting of shareholders",
     "annual meeting of stockholders", "股东周年大会", "股東周年大會", "股東週年大會"),
    ("repurchase", "repurchased", "repurchases", "bought back", "buy back", "buys back",
     "buyback", "buybacks", "buy-back", "buy-backs", "回购", "回購"),
    ("acquire", "acquired", "acquisition", "acquisitions", "bought", "buy", "buys", "buying",
     "purchase of", "收购", "收購"),
    ("stake", "stakes", "equity interest", "equity interests", "interest in", "interests in",
     "shareholding", "股权", "股權"),
    ("agreement", "agreements", "deal", "deals", "agree", "agreed", "agrees", "contracted to",
     "协议", "協議"),
    ("grant", "granted", "grants", "given", "awarded", "conferred", "授予"),
    ("customer", "customers", "client", "clients", "客户", "客戶"),
    ("chairman", "chair", "chairs", "chaired", "chairwoman", "chairlady", "chairperson", "主席"),
    ("determine", "determining", "determined", "ascertain", "ascertaining", "settle"),
    ("Europe", "European", "欧洲", "歐洲"),
    ("priorities", "priority", "prioritise", "prioritize", "focus on", "focuses on", "focused on"),
    ("Asia", "Asian"),
    ("Africa", "African"),
    ("dispose", "disposed", "disposal", "disposals", "sold", "divested", "出售"),
    ("completed", "completion", "closed", "close", "shut", "closure", "完成"),
    ("due to", "driven by", "attributable to", "because of", "because", "owing to",
     "as a result of", "resulted from", "caused by", "reflecting", "原因"),
    ("principal", "main", "primary", "major", "key", "chief reason", "主要"),
    ("pledged", "secures", "secured by", "secured", "collateral", "抵押"),
    ("headquarters", "headquartered", "principal executive offices", "head office", "总部", "總部"),
    ("appointed", "appointment", "named as", "委任"),
    ("resigned", "resignation", "stepped down", "left the board", "retired", "辞任", "辭任"),
    ("legal proceedings", "litigation", "lawsuit", "lawsuits", "legal action", "诉讼", "訴訟"),
    ("seasonal", "seasonality", "seasonally"),
    ("competitors", "competitor", "compete", "competition", "competes", "rivals"),
    ("segment", "segments", "business line", "business lines", "lines of business",
     "reportable segments"),
    ("effective", "ineffective", "not effective", "有效"),
    ("union", "unions", "unionized", "collective bargaining", "labor union"),
    ("increase", "increased", "increases", "increasing", "rise", "rose", "risen", "rises",
     "rising", "grow", "grew", "grown", "grows", "growing", "growth", "go up", "went up",
     "gone up", "going up", "jump", "jumped", "surge", "surged", "climb", "climbed", "soared",
     "widen", "widened", "lengthen", "lengthened", "up from", "上升", "增加", "增长", "增長"),
    ("decrease", "decreased", "decreases", "decreasing", "decline", "declined", "declines",
     "declining", "fall", "fell", "fallen", "falls", "falling", "drop", "dropped", "drops",
     "go down", "went down", "gone down", "going down", "come down", "came down", "shrank",
     "shrink", "shrunk", "slip", "slipped", "dip", "dipped", "plunge", "plunged", "slump",
     "slumped", "narrow", "narrowed", "narrower", "thinner", "shorten", "shortened", "reduction",
     "down from", "下降", "减少", "減少"),
    ("mature", "matures", "matured", "fall due", "falls due", "fell due", "falling due"),
    ("belong to", "belongs to", "fall within", "falls within", "fall under", "falls under"),
    ("use", "used", "uses", "useful life", "utilised", "utilized", "utilisation", "使用"),
)  # fmt: skip


@cache
def _phrases() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    groups = {phrase.lower(): group for group in _GROUPS for phrase in group}
    parts = [
        re.escape(phrase) if re.match(r"[\u3400-\u9fff]", phrase) or phrase.endswith("%")
        else rf"(?<![\w-]){re.escape(phrase)}(?![\w-])"
        for phrase in sorted(groups, key=len, reverse=True)
    ]  # fmt: skip
    return re.compile("|".join(parts), re.IGNORECASE), groups


def rephrased(text: str) -> str:
    """`text` with each known phrase as the first of its group."""
    pattern, groups = _phrases()
    return pattern.sub(lambda match: f" {groups[match.group().lower()][0]} ", text)


def other_words(text: str) -> str:
    """How else what `text` says is said: for a full-text search."""
    pattern, groups = _phrases()
    found = dict.fromkeys(groups[match.group().lower()] for match in pattern.finditer(text))
    return " ".join(phrase for group in found for phrase in group)


@cache
def spoken_terms(text: str) -> tuple[str, ...]:
    """The distinct terms of a text, its phrases read as the first of their groups."""
    return tuple(word for word in terms(rephrased(text)) if word.isascii())
