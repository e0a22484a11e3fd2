"""Amounts in messages, as a filing would print them. Pure."""

from __future__ import annotations

from decimal import Decimal


def amount(value: Decimal, scale: Decimal) -> str:
    """In the scale of the table, with thousands separators: 12,345, (1.25)."""
    shown = (abs(value) / scale).normalize()
    text = f"{shown:,f}"
    return f"({text})" if value < 0 else text
