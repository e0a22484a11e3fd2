"""Yes or no: what a sentence says to a question."""

from __future__ import annotations

import pytest

from service.answering.prose.enumerating import count_asked, items_in, says_count, stem_asked
from service.answering.prose.polarity import says_yes
from service.answering.understanding.sought import Sought, fit, sought_by

CASES = [
    ("Did any single customer bring in more than a tenth of revenue?",
     "No individual customer contributed over 10% of total revenue.", False),
    ("Did any single customer bring in more than a fifth of revenue?",
     "No individual customer contributed over 10% of total revenue.", None),
    ("Did it stay within its loan covenants?",
     "The Company had complied with all financial covenants of its borrowings.", True),
    ("Did it breach any covenants?", "The Company was in compliance with all covenants.", False),
    ("Did it breach any covenants?", "There was no breach of any covenants.", False),
    ("Can the placing proceeds be used beyond 2025?",
     "The period for the offering proceeds is extended from 31 December 2024 to 31 December 2025,"
     " and that for the placing proceeds is extended to 31 December 2027.", True),
    ("Did it lose the lawsuit?", "We may lose the lawsuit.", None),
    ("Is it paying an interim dividend for the first half of 2024?",
     "The Board has resolved not to declare an interim dividend (2023: Nil).", False),
]  # fmt: skip


@pytest.mark.parametrize(("question", "sentence", "said"), CASES)
def test_the_clause_that_speaks_of_it_decides(
    question: str, sentence: str, said: bool | None
) -> None:
    assert says_yes(question, sentence) is said


def test_a_list_has_as_many_things_as_it_says() -> None:
    text = 'Of its three aims, "lamps, buoys and bells", the first comes first.'
    assert count_asked("What are the three aims?") == 3
    assert 3 in items_in(text)
    assert says_count(text, 3)
    assert not says_count(text, 4)


def test_what_is_sought_is_told_by_the_question() -> None:
    assert sought_by("When was the lamp certified?") is Sought.DAY
    assert sought_by("Why did revenue fall?") is Sought.REASON
    assert fit(Sought.REASON, "Why did revenue fall?", "Revenue fell due to fewer orders.") == 1
    assert fit(Sought.REASON, "Why did revenue fall?", "Revenue fell by a tenth.") == 0
    assert stem_asked("Name the lamps of the GlowX series") == "Glow"
