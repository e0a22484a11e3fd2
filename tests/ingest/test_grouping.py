"""A first column that names what rows are of: gender, age, place."""

from __future__ import annotations

from tables_from_text import facts_of

STAFF = """
\tCategory\tNumber of employees
Gender\tMale\t{male}
\tFemale\t282
Place\tNorth\t600
\tSouth\t{south}
"""


def test_the_rows_below_a_group_are_of_it() -> None:
    facts = facts_of(STAFF.format(male=718, south=400))
    assert [fact.labels for fact in facts] == [
        ("Gender", "Male"),
        ("Gender", "Female"),
        ("Place", "North"),
        ("Place", "South"),
    ]


def test_two_words_of_one_label_are_no_group() -> None:
    text = (
        "\tYear\t2023\nPumps\tred\t718\nValves\tblue\t282\nSeals\tgreen\t600\nHoses\tblack\t400\n"
    )
    assert [fact.label for fact in facts_of(text)][:2] == ["Pumps red", "Valves blue"]
