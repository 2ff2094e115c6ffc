"""What a triangle belongs to: the renderer picks skin, cloth, glass or paint by it."""

from __future__ import annotations

from enum import IntEnum


class Part(IntEnum):
    """Every number that the `part` array of a pack may hold."""

    OBJECT = 0
    SKIN = 1
    TORSO = 2
    UPPER_SLEEVE = 3
    LOWER_SLEEVE = 4
    TROUSERS = 5
    LOWER_LEG = 6
    SHOE = 7
    HEAD = 8
    HAIR = 9
    EYE = 10
    LIP = 11
    BROW = 12
    HAT = 13
    GLASSES = 14
    HEADSET = 15
    COAT = 16
    SCARF = 17
    BAG = 18
    HELD = 19
    TEXTILE = 20
    GLASS = 30
    PAINT = 31
    TYRE = 32
    LAMP = 33
    METAL = 34
    LEAF = 40
    BARK = 41
    WALL = 50
    ROOF = 51
    WINDOW = 52
    SCREEN = 53


SKIN_PARTS = (Part.SKIN, Part.HEAD)
CLOTH_PARTS = (
    Part.TORSO,
    Part.UPPER_SLEEVE,
    Part.LOWER_SLEEVE,
    Part.TROUSERS,
    Part.LOWER_LEG,
    Part.SHOE,
    Part.HAT,
    Part.COAT,
    Part.SCARF,
    Part.BAG,
    Part.TEXTILE,
)
