"""The chat page's colours hold WCAG 2.2 AA, in both themes: computed, no browser needed."""

from __future__ import annotations

import re

import pytest

from canned_api import WEB

TEXT_PAIRS = [
    (text, ground)
    for text in ("ink", "ink-soft", "green", "blue", "red", "amber")
    for ground in ("paper", "surface", "sunk")
] + [
    ("ink", "green-wash"), ("ink", "blue-wash"), ("ink", "red-wash"), ("ink", "amber-wash"),
    ("green", "green-wash"), ("blue", "blue-wash"), ("red", "red-wash"), ("amber", "amber-wash"),
    ("ink-soft", "green-wash"), ("on-green", "green"), ("mark-ink", "mark"), ("surface", "red"),
    ("surface", "ink"),
]  # fmt: skip


def colours(theme: str) -> dict[str, str]:
    css = (WEB / "base.css").read_text(encoding="utf-8")
    block = re.search(r":root\s*\{(.*?)\}", css, re.S)
    dark = re.search(r':root\[data-theme="dark"\]\s*\{(.*?)\}', css, re.S)
    assert block
    assert dark
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block[1]))
    if theme == "dark":
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", dark[1]))
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_stands_out(theme: str, text: str, ground: str) -> None:
    named = colours(theme)
    assert contrast(named[text], named[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_edges_of_fields_and_buttons_stand_out(theme: str, ground: str) -> None:
    named = colours(theme)
    assert contrast(named["line-strong"], named[ground]) >= 3.0
