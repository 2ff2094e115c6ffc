"""What is written can be read: contrast as WCAG 2 measures it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from camfilter_ui.theme import palette

ROLE = QPalette.ColorRole
PAIRS = [
    (ROLE.WindowText, ROLE.Window),
    (ROLE.WindowText, ROLE.Base),
    (ROLE.Text, ROLE.Base),
    (ROLE.Text, ROLE.AlternateBase),
    (ROLE.Text, ROLE.Window),
    (ROLE.ButtonText, ROLE.Button),
    (ROLE.ButtonText, ROLE.Window),
    (ROLE.ToolTipText, ROLE.ToolTipBase),
    (ROLE.HighlightedText, ROLE.Highlight),
    (ROLE.Link, ROLE.Window),
    (ROLE.Link, ROLE.Base),
    (ROLE.LinkVisited, ROLE.Base),
    (ROLE.PlaceholderText, ROLE.Base),
    (ROLE.PlaceholderText, ROLE.Window),
    (ROLE.BrightText, ROLE.Window),
    (ROLE.BrightText, ROLE.Base),
]


def luminance(colour: QColor) -> float:
    shares = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in shares]
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: QColor, other: QColor) -> float:
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("group", ["Active", "Inactive", "Disabled"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_what_is_written_can_be_read(dark: bool, group: str, ink: ROLE, ground: ROLE) -> None:
    colours = palette(dark=dark)
    which = QPalette.ColorGroup[group]
    least = 3.0 if group == "Disabled" else 4.5
    assert contrast(colours.color(which, ink), colours.color(which, ground)) >= least


@pytest.mark.parametrize("dark", [False, True])
def test_what_is_chosen_stands_out(dark: bool) -> None:
    colours = palette(dark=dark)
    for ground in (ROLE.Window, ROLE.Base):
        assert contrast(colours.color(ROLE.Highlight), colours.color(ground)) >= 3.0
