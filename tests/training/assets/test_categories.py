"""Items come into the category that scenes look for; people and brands stay out."""

from __future__ import annotations

import pytest

from training.assets.categories import category_of


@pytest.mark.parametrize(
    ("kind", "name", "category"),
    [
        ("Bedroom", "Bedside table", "table"),
        ("Bedroom", "Bed", "bed"),
        ("Exterior", "Pine", "tree"),
        ("Kitchen", "Coffee cup", "tableware"),
        ("Vehicles", "SUV", "car"),
        ("Doors and windows", "Sliding window", "window"),
        ("Doors and windows", "Glass door", "door"),
        ("Living room", "Spathiphyllum", "plant"),
        ("Miscellaneous", "Bill 10", ""),
        ("Characters", "Sitting girl", ""),
        ("Characters", "Siamese cat", "animal"),
    ],
)
def test_categories(kind: str, name: str, category: str) -> None:
    assert category_of(kind, name) == category
