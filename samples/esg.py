"""Environmental and social key performance indicators of 2024 and 2023."""

from __future__ import annotations

from decimal import Decimal

from samples.accounts import quotient
from samples.company import FY2023, FY2024, HEADCOUNT
from samples.document import Head, Look, Row, Table, section

# Indicator -> 2024, 2023. Tons of CO2 equivalent, MWh, tons, hours, persons as named.
SCOPE_1 = (Decimal("1284.37"), Decimal("1196.52"))
SCOPE_2 = (Decimal("9761.84"), Decimal("9238.16"))
ELECTRICITY = (Decimal("17136.42"), Decimal("16204.79"))
GAS = (Decimal("5482.61"), Decimal("5117.38"))
WATER = (Decimal("148263"), Decimal("152917"))
HAZARDOUS = (Decimal("63.28"), Decimal("58.94"))
NON_HAZARDOUS = (Decimal("412.65"), Decimal("437.12"))
TRAINING = (Decimal("41268"), Decimal("35812"))
WOMEN = (528, 471)
TURNOVER = (("Male", "9.4%", "11.2%"), ("Female", "7.8%", "8.6%"))
AGES = (("Below 30", (431, 402)), ("30 to 50", (1_009, 925)), ("Above 50", (172, 159)))


def environment_table() -> Table:
    """Emissions, energy, water, waste."""
    emissions = tuple(a + b for a, b in zip(SCOPE_1, SCOPE_2, strict=True))
    energy = tuple(a + b for a, b in zip(ELECTRICITY, GAS, strict=True))
    revenue = (FY2024.drivers.revenue.total, FY2023.drivers.revenue.total)
    intensity = [quotient(a * 1000, r, 2) for a, r in zip(emissions, revenue, strict=True)]
    lines: list[Row] = [
        section("Greenhouse gas emissions"),
        _line("Direct emissions (Scope 1)", "tons of CO2 equivalent", SCOPE_1),
        _line("Indirect emissions from energy (Scope 2)", "tons of CO2 equivalent", SCOPE_2),
        _line("Total emissions (Scope 1 and 2)", "tons of CO2 equivalent", emissions, True),
        _line("Emission intensity", "tons/RMB million", tuple(intensity)),
        section("Energy consumption"),
        _line("Purchased electricity", "MWh", ELECTRICITY),
        _line("Natural gas", "MWh", GAS),
        _line("Total energy consumption", "MWh", energy, True),
        section("Water and waste"),
        _line("Water consumption", "tons", WATER),
        _line("Hazardous waste", "tons", HAZARDOUS),
        _line("Non-hazardous waste", "tons", NON_HAZARDOUS),
    ]
    return Table(_TOP, tuple(lines), corner="Indicator", label_width=190)


def social_table() -> Table:
    """Employees, turnover, training."""
    staff = (sum(HEADCOUNT["2024"]), sum(HEADCOUNT["2023"]))
    men = tuple(Decimal(s - w) for s, w in zip(staff, WOMEN, strict=True))
    average = tuple(quotient(t, s, 1) for t, s in zip(TRAINING, staff, strict=True))
    lines: list[Row] = [
        section("Employees by gender"),
        _line("Male", "persons", men),
        _line("Female", "persons", tuple(map(Decimal, WOMEN))),
        section("Employees by age"),
        *(_line(label, "persons", tuple(map(Decimal, values))) for label, values in AGES),
        _line("Total number of employees", "persons", tuple(map(Decimal, staff)), True),
        section("Employee turnover rate"),
        *(Row(label, ("%", now, before)) for label, now, before in TURNOVER),
        section("Training and safety"),
        _line("Total training hours", "hours", TRAINING),
        _line("Average training hours per employee", "hours", average),
        _line("Working days lost to injury", "days", (Decimal(146), Decimal(173))),
        _line("Work-related fatalities", "persons", (Decimal(0), Decimal(0))),
    ]
    return Table(_TOP, tuple(lines), corner="Indicator", label_width=190)


_TOP = ((Head("Unit"), Head("2024"), Head("2023")),)


def _line(label: str, unit: str, values: tuple[Decimal, ...], is_total: bool = False) -> Row:
    wrapped = unit.replace(" of CO2", "\nof CO2")
    printed = tuple("–" if value == 0 else f"{value:,}" for value in values)
    return Row(label, (wrapped, *printed), look=Look.TOTAL if is_total else Look.ITEM)
