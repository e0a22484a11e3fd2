"""Names of countries, which a list of countries must hold. Pure."""

from __future__ import annotations

import re

_NAMES = """
Afghanistan Albania Algeria Andorra Angola Argentina Armenia Australia Austria Azerbaijan Bahamas
Bahrain Bangladesh Barbados Belarus Belgium Belize Benin Bhutan Bolivia Bosnia Botswana Brazil
Brunei Bulgaria Burundi Cambodia Cameroon Canada Chad Chile China Colombia Congo Croatia Cuba
Cyprus Czechia Denmark Ecuador Egypt Eritrea Estonia Ethiopia Fiji Finland France Gabon Gambia
Georgia Germany Ghana Greece Grenada Guatemala Guinea Guyana Haiti Honduras Hungary Iceland India
Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Jordan Kazakhstan Kenya Kuwait Kyrgyzstan
Laos Latvia Lebanon Lesotho Liberia Libya Liechtenstein Lithuania Luxembourg Macao Macau Madagascar
Malawi Malaysia Maldives Mali Malta Mauritania Mauritius Mexico Moldova Monaco Mongolia Montenegro
Morocco Mozambique Myanmar Namibia Nepal Netherlands Nicaragua Niger Nigeria Norway Oman Pakistan
Panama Paraguay Peru Philippines Poland Portugal Qatar Romania Russia Rwanda Samoa Senegal Serbia
Seychelles Singapore Slovakia Slovenia Somalia Spain Sudan Suriname Sweden Switzerland Syria
Taiwan Tajikistan Tanzania Thailand Togo Tunisia Turkey Türkiye Turkmenistan Uganda Ukraine Uruguay
Uzbekistan Venezuela Vietnam Yemen Zambia Zimbabwe
"""
_LONGER = (
    "Burkina Faso|Cape Verde|Costa Rica|Czech Republic|Dominican Republic|El Salvador|Hong Kong"
    "|Ivory Coast|New Zealand|North Macedonia|Papua New Guinea|Puerto Rico|San Marino|Saudi Arabia"
    "|Sierra Leone|South Africa|South Korea|Korea|Sri Lanka|Trinidad and Tobago"
    "|United Arab Emirates|UAE|United Kingdom|UK|United States|USA|U\\.S|Viet Nam|PRC"
)
_COUNTRY = re.compile(rf"\b(?:{_LONGER}|{'|'.join(_NAMES.split())})\b")
_ASKED = re.compile(r"\b(?:which|what|list|name)\b.{0,30}\bcountr(?:y|ies)\b", re.IGNORECASE)


def asks_countries(question: str) -> bool:
    """Whether the names of countries are asked for."""
    return _ASKED.search(question) is not None


def countries_in(text: str) -> frozenset[str]:
    """The countries that a text names."""
    return frozenset(_COUNTRY.findall(text))
