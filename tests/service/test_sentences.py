"""Sentences are spans of the text: in order, apart, and together all that is printed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.sentences import MAX_SENTENCE, sentences

PIECES = st.sampled_from(
    ["Revenue", "rose", " ", " ", ". ", ".\n", "\n", "\n\n", "No. 5", "RMB1.5", "Mr. Li", "! ",
     "?”", "。", "；", "(a)", "• ", "\t", "Inc. ", "...", "x" * 120, "\u3000", "٣", "U.S. "]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=300)


def split(text: str, *, lines_end: bool = False) -> list[str]:
    return [span.of(text) for span in sentences(text, lines_end=lines_end)]


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.booleans())
def test_spans_cut_out_their_text_in_order_without_overlap(text: str, lines_end: bool) -> None:
    spans = list(sentences(text, lines_end=lines_end))
    ends = [0, *(span.end for span in spans)]
    for before, span in zip(ends, spans, strict=False):
        assert before <= span.start < span.end <= len(text)
        piece = span.of(text)
        assert piece == piece.strip()
        assert len(piece) <= MAX_SENTENCE
        assert not (lines_end and "\n" in piece)
    kept = "".join("".join(span.of(text).split()) for span in spans)
    assert kept == "".join(text.split())


def test_stops_that_end_nothing() -> None:
    text = (
        "Qin Hao Co., Ltd. was founded by Mr. Li in the U.S. in 1998. Revenue was RMB1.5 million."
        " See Note No. 4 vs. Note 5. “Is it so?” It is."
    )
    assert split(text) == [
        "Qin Hao Co., Ltd. was founded by Mr. Li in the U.S. in 1998.",
        "Revenue was RMB1.5 million.",
        "See Note No. 4 vs. Note 5.",
        "“Is it so?”",
        "It is.",
    ]


def test_a_line_break_inside_a_sentence_of_a_pdf_wraps() -> None:
    text = "Revenue rose by 5% to\nRMB10 million. Costs fell."
    assert split(text) == ["Revenue rose by 5% to\nRMB10 million.", "Costs fell."]
    assert split(text, lines_end=True) == ["Revenue rose by 5% to", "RMB10 million.", "Costs fell."]


def test_paragraphs_and_list_items_end_sentences() -> None:
    text = "The risks are\n• credit risk\n• liquidity risk\n(b) currency risk\n\nNext part"
    assert split(text) == [
        "The risks are",
        "• credit risk",
        "• liquidity risk",
        "(b) currency risk",
        "Next part",
    ]


def test_chinese_sentences() -> None:
    assert split("收入增加。成本下降；毛利上升！是否？”是") == [
        "收入增加。",
        "成本下降；",
        "毛利上升！",
        "是否？”",
        "是",
    ]


def test_a_run_without_a_stop_is_cut_at_a_line_end() -> None:
    line = "word " * 30  # 150 characters
    text = "\n".join([line] * 10)
    found = split(text)
    assert all(len(piece) <= MAX_SENTENCE for piece in found)
    assert [piece.count("\n") for piece in found] == [4, 4]


@pytest.mark.parametrize(
    "text",
    ["." * 50_000, "\n" * 50_000, ". " * 25_000, "a" * 50_000, "\n " * 25_000 + "x", "”" * 50_000],
    ids=["stops", "lines", "stops and spaces", "one word", "blank lines", "quotes"],
)
def test_hostile_texts_are_split_in_no_time(text: str) -> None:
    start = time.process_time()
    list(sentences(text, lines_end=False))
    list(sentences(text, lines_end=True))
    assert time.process_time() - start < 2
