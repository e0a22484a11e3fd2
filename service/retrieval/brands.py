"""What a company is called by where its name begins with a place: "Luming", "鹿鸣汽车". Pure.

Zhejiang Luming Motor Co., Ltd. is one of very many that begin with Zhejiang, and goes by
what comes next: in Chinese with the word for what it makes, which ends the name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from service.chinese import simplified

_PLACES = (
    "Zhejiang|Jiangsu|Guangdong|Shenzhen|Shanghai|Beijing|Tianjin|Chongqing|Sichuan|Hubei|Hunan"
    "|Henan|Hebei|Shandong|Shanxi|Shaanxi|Anhui|Fujian|Jiangxi|Guangxi|Yunnan|Guizhou|Hainan"
    "|Liaoning|Jilin|Heilongjiang|Gansu|Qinghai|Ningxia|Xinjiang|Inner Mongolia|Hangzhou|Ningbo"
    "|Suzhou|Nanjing|Wuxi|Wuhan|Changsha|Chengdu|Xi'an|Xiamen|Fuzhou|Guangzhou|Dongguan|Zhuhai"
    "|Foshan|Qingdao|Jinan|Dalian|Shenyang|Harbin|Hefei|Zhengzhou|Kunming|China|Hong Kong"
)
_PLACES_ZH = (
    "浙江|江苏|广东|深圳|上海|北京|天津|重庆|四川|湖北|湖南|河南|河北|山东|山西|陕西|安徽|福建|江西"
    "|广西|云南|贵州|海南|辽宁|吉林|黑龙江|甘肃|青海|宁夏|新疆|内蒙古|杭州|宁波|苏州|南京|无锡|武汉"
    "|长沙|成都|西安|厦门|福州|广州|东莞|珠海|佛山|青岛|济南|大连|沈阳|哈尔滨|合肥|郑州|昆明|中国|香港"
)
# What begins so many names that it tells no company from another.
_COMMON = frozenset(
    """
    new energy bank bus motor motors motor auto automobile international holdings holding group
    industrial industries technology technologies development investment financial finance
    pharmaceutical medical medicine health environmental environment property land real estate
    resources power electric electronics machinery metal steel chemical textile food foods united
    first general great southern northern eastern western south north east west national overseas
    mobile telecom life insurance railway airlines shipping ports port water gas oil petroleum
    """.split()
)
_NAME = re.compile(rf"^(?:{_PLACES})\s+(?P<brand>[A-Z][a-z][\w-]{{2,}})\s+\S", re.IGNORECASE)
_NAME_ZH = re.compile(
    rf"^(?:{_PLACES_ZH})(?P<brand>[\u3400-\u9fff]{{2}})(?P<rest>[\u3400-\u9fff]+)$"
)


@lru_cache(maxsize=4096)
def brand_of(company: str) -> str:
    """The word behind the place that a name begins with; empty where it is a common word."""
    match = _NAME.match(company)
    if match is None or match["brand"].casefold() in _COMMON:
        return ""
    return match["brand"].capitalize() if match["brand"].isupper() else match["brand"]


@lru_cache(maxsize=4096)
def called_zh(name: str) -> re.Pattern[str] | None:
    """How a Chinese name that begins with a place is cut short: its second word and later ones.

    At least two characters of what follows must be there: the brand by itself may be a word.
    """
    match = _NAME_ZH.match(simplified(name))
    if match is None:
        return None
    later = "".join(dict.fromkeys(match["rest"]))
    return re.compile(rf"{match['brand']}[{later}]{{2,}}")
