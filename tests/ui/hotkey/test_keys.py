from __future__ import annotations

import pytest

from camfilter_ui.hotkey import HotkeyError, combination


@pytest.mark.parametrize(
    ("text", "modifiers", "key"),
    [
        ("Ctrl+Alt+K", {"ctrl", "alt"}, "K"),
        ("ctrl+k", {"ctrl"}, "K"),
        ("Meta+7", {"meta"}, "7"),
        ("Ctrl+Shift+F", {"ctrl", "shift"}, "F"),
        ("F5", set(), "F5"),
        ("Shift+F12", {"shift"}, "F12"),
        ("Ctrl + Alt + F1", {"ctrl", "alt"}, "F1"),
    ],
)
def test_keys_are_understood(text: str, modifiers: set[str], key: str) -> None:
    found = combination(text)
    assert (found.modifiers, found.key) == (modifiers, key)


@pytest.mark.parametrize("text", ["K", "F", "Shift+F", "Shift+K", "7"])
def test_what_one_types_is_not_taken_from_other_programs(text: str) -> None:
    with pytest.raises(HotkeyError, match="alone would be missed"):
        combination(text)


@pytest.mark.parametrize(
    "text",
    ["", "+", "Ctrl+", "Ctrl++", "Ctrl+F13", "F0", "F01", "Ctrl+Ü", "Hyper+K", "Ctrl+K, Ctrl+L"],
)
def test_what_is_no_key_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(HotkeyError) as refused:
        combination(text)
    assert "Ctrl+Alt+K" in refused.value.remedy
