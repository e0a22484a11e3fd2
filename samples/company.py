"""The invented company: names, and the figures of every period. Whole thousands of RMB.

Qiverra Sensing Holdings Limited makes industrial sensors, process instruments and the software
that reads them. No such company exists.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from samples.accounts import Balance, Drivers, Lines, roll

NAME = "Qiverra Sensing Holdings Limited"
NAME_ZH = "祺維感測控股有限公司"
STOCK_CODE = "39871"
SHORT = "Qiverra"

_END_2021 = Balance(
    plant=214_836,
    right_of_use=38_417,
    goodwill=61_208,
    intangibles=47_952,
    associate=22_614,
    deferred_tax=18_375,
    inventories=198_264,
    receivables=287_419,
    prepayments=41_836,
    wealth=120_357,
    restricted=6_412,
    cash=486_291,
    trade_payables=163_827,
    other_payables=97_462,
    contract_liabilities=34_185,
    tax_payable=5_236,
    borrowings_current=138_650,
    lease_current=11_283,
    borrowings_later=85_400,
    lease_later=26_904,
    grants=19_716,
    share_capital=43_627,
    reserves=998_540,
    retained=-95_231,
    minority=14_382,
)

_YEAR_2022 = Drivers(
    revenue=Lines(587_214, 341_905, 113_518),
    cost=Lines(372_846, 238_417, 48_926),
    other_income=31_264,
    selling=128_357,
    administrative=97_826,
    research=141_593,
    impairment=8_417,
    finance_income=6_284,
    finance_costs=11_437,
    associate=-2_186,
    current_tax=6_412,
    deferred_charge=-1_873,
    minority=-1_207,
    exchange=9_358,
    depreciation=27_418,
    right_of_use_depreciation=12_364,
    amortisation=9_827,
    share_payments=18_645,
    fair_value_gain=3_172,
    capital_expenditure=58_294,
    intangibles_bought=11_463,
    wealth_bought=240_000,
    wealth_sold=203_518,
    leases_new=14_827,
    lease_paid=12_936,
    borrowed=146_730,
    repaid=138_650,
    dividends_paid=0,
    bought_back=0,
    tax_paid=5_784,
    inventories=236_718,
    receivables=341_852,
    prepayments=47_319,
    trade_payables=187_364,
    other_payables=104_827,
    contract_liabilities=41_296,
    grants=22_184,
    restricted=8_735,
    borrowings_later=92_610,
    lease_current=12_047,
    shares=524_180,
    dilution=7_584,
)

_YEAR_2023 = Drivers(
    revenue=Lines(694_837, 389_264, 150_417),
    cost=Lines(431_958, 266_804, 62_391),
    other_income=36_918,
    selling=146_283,
    administrative=104_759,
    research=162_418,
    impairment=12_846,
    finance_income=9_163,
    finance_costs=12_958,
    associate=1_347,
    current_tax=11_864,
    deferred_charge=-2_417,
    minority=2_315,
    exchange=-4_126,
    depreciation=31_652,
    right_of_use_depreciation=13_208,
    amortisation=11_439,
    share_payments=22_317,
    fair_value_gain=4_081,
    capital_expenditure=73_816,
    intangibles_bought=14_927,
    wealth_bought=310_000,
    wealth_sold=264_835,
    leases_new=17_342,
    lease_paid=14_118,
    borrowed=168_240,
    repaid=154_130,
    dividends_paid=0,
    bought_back=0,
    tax_paid=9_347,
    inventories=268_153,
    receivables=402_637,
    prepayments=52_984,
    trade_payables=214_918,
    other_payables=118_356,
    contract_liabilities=57_823,
    grants=24_591,
    restricted=9_164,
    borrowings_later=104_370,
    lease_current=13_284,
    shares=528_416,
    dilution=8_137,
)

_YEAR_2024 = Drivers(
    revenue=Lines(758_426, 431_683, 197_186),
    cost=Lines(465_317, 291_846, 79_253),
    other_income=29_475,
    selling=161_872,
    administrative=112_364,
    research=188_537,
    impairment=21_593,
    finance_income=12_746,
    finance_costs=10_284,
    associate=-3_418,
    current_tax=16_293,
    deferred_charge=-1_586,
    minority=3_862,
    exchange=6_573,
    depreciation=36_847,
    right_of_use_depreciation=14_516,
    amortisation=13_094,
    share_payments=19_728,
    fair_value_gain=5_236,
    capital_expenditure=91_538,
    intangibles_bought=17_265,
    wealth_bought=285_000,
    wealth_sold=318_462,
    leases_new=11_936,
    lease_paid=15_247,
    borrowed=132_590,
    repaid=171_860,
    dividends_paid=18_425,
    bought_back=12_683,
    tax_paid=14_728,
    inventories=254_917,
    receivables=463_284,
    prepayments=58_726,
    trade_payables=239_451,
    other_payables=127_638,
    contract_liabilities=82_947,
    grants=21_836,
    restricted=7_528,
    borrowings_later=88_240,
    lease_current=12_659,
    shares=527_903,
    dilution=6_842,
)

_HALF_2024 = Drivers(
    revenue=Lines(344_917, 193_568, 85_361),
    cost=Lines(213_846, 131_972, 35_418),
    other_income=14_286,
    selling=76_418,
    administrative=53_927,
    research=91_364,
    impairment=9_752,
    finance_income=6_138,
    finance_costs=5_326,
    associate=-1_894,
    current_tax=4_816,
    deferred_charge=-928,
    minority=1_127,
    exchange=2_847,
    depreciation=17_936,
    right_of_use_depreciation=7_124,
    amortisation=6_358,
    share_payments=10_463,
    fair_value_gain=2_614,
    capital_expenditure=42_785,
    intangibles_bought=8_129,
    wealth_bought=150_000,
    wealth_sold=141_273,
    leases_new=5_462,
    lease_paid=7_583,
    borrowed=74_380,
    repaid=88_150,
    dividends_paid=18_425,
    bought_back=4_917,
    tax_paid=8_264,
    inventories=281_436,
    receivables=431_725,
    prepayments=55_817,
    trade_payables=221_684,
    other_payables=109_437,
    contract_liabilities=64_152,
    grants=23_047,
    restricted=8_316,
    borrowings_later=96_720,
    lease_current=12_938,
    shares=528_954,
    dilution=7_216,
)

_HALF_2025 = Drivers(
    revenue=Lines(362_814, 225_739, 113_409),
    cost=Lines(229_463, 153_817, 44_926),
    other_income=11_837,
    selling=84_263,
    administrative=58_914,
    research=118_752,
    impairment=27_468,
    finance_income=5_417,
    finance_costs=4_863,
    associate=628,
    current_tax=3_294,
    deferred_charge=-1_715,
    minority=1_486,
    exchange=-3_942,
    depreciation=20_473,
    right_of_use_depreciation=7_386,
    amortisation=7_215,
    share_payments=8_954,
    fair_value_gain=1_947,
    capital_expenditure=38_617,
    intangibles_bought=9_384,
    wealth_bought=120_000,
    wealth_sold=146_825,
    leases_new=8_173,
    lease_paid=7_928,
    borrowed=81_450,
    repaid=69_380,
    dividends_paid=24_167,
    bought_back=6_295,
    tax_paid=9_846,
    inventories=279_364,
    receivables=498_713,
    prepayments=61_485,
    trade_payables=226_938,
    other_payables=113_254,
    contract_liabilities=91_376,
    grants=20_418,
    restricted=7_941,
    borrowings_later=94_830,
    lease_current=12_274,
    shares=526_318,
    dilution=6_517,
)

FY2022 = roll(_END_2021, _YEAR_2022)
FY2023 = roll(FY2022.closing, _YEAR_2023)
FY2024 = roll(FY2023.closing, _YEAR_2024)
H1_2024 = roll(FY2023.closing, _HALF_2024)
H1_2025 = roll(FY2024.closing, _HALF_2025)

# year -> revenue, gross profit, result before tax, result, assets, liabilities
EARLIER_YEARS: dict[int, tuple[int, int, int, int, int, int]] = {
    2019: (612_384, 198_417, -61_835, -63_274, 1_187_362, 418_936),
    2020: (688_917, 229_684, -44_192, -47_318, 1_264_715, 463_827),
    2021: (871_246, 309_572, -8_764, -12_439, _END_2021.assets, _END_2021.liabilities),
}

# Headcount at the end of the period, by function.
FUNCTIONS = ("Production", "Research and development", "Sales and marketing", "Administration")
HEADCOUNT: dict[str, tuple[int, int, int, int]] = {
    "2022": (612, 386, 217, 126),
    "2023": (668, 442, 241, 135),
    "2024": (703, 511, 254, 144),
    "H1 2025": (694, 548, 262, 151),
}
EMPLOYEE_COST: dict[str, int] = {
    "2022": 264_718,
    "2023": 307_952,
    "2024": 349_386,
    "H1 2024": 168_274,
    "H1 2025": 196_835,
}


class Purpose(NamedTuple):
    """One use of the net proceeds of the listing, HK$ million."""

    label: str
    planned: Decimal
    used_before_2023: Decimal
    used_in_2023: Decimal
    used_in_2024: Decimal


def _purpose(label: str, planned: str, before: str, in_2023: str, in_2024: str) -> Purpose:
    return Purpose(label, Decimal(planned), Decimal(before), Decimal(in_2023), Decimal(in_2024))


PROCEEDS = (
    _purpose("Expansion of production facilities", "245.6", "98.3", "61.7", "52.4"),
    _purpose(
        "Research and development of next-generation sensing elements",
        *("184.2", "71.9", "48.6", "39.8"),
    ),
    _purpose("Overseas sales and service network", "92.1", "26.4", "18.9", "22.7"),
    _purpose("Strategic investments and acquisitions", "61.4", "0", "0", "14.5"),
    _purpose("General working capital", "30.7", "30.7", "0", "0"),
)

FINAL_DIVIDEND_2023 = Decimal("0.038")  # HK$ a share
FINAL_DIVIDEND_2024 = Decimal("0.050")  # HK$ a share
SHARES_IN_ISSUE = 529_463_200
