"""Ways of holding a hand: where the wrist is, how it is turned, how far the fingers are bent."""

from __future__ import annotations

from training.assets.rig import Hand

# Offsets are in arm lengths from the joint; x points to the hand's own side.
_TABLE = """
name    joint      | offset            | fingers           | palm              | elbow         |curl
hang    upperarm01 |  0.16 -0.06 -0.93 |     0 -0.15    -1 |    -1   0.1     0 |  0.5    1 -0.1 | 18
lap     lowerleg01 |  -0.1  0.22  0.17 |  -0.4    -1  -0.1 |     0     0    -1 |    1  0.4 -0.4 | 18
knee    lowerleg01 |     0  0.12  0.14 |     0    -1  -0.4 |     0     0    -1 |    1  0.2 -0.2 | 18
type    upperarm01 | -0.14  -0.6 -0.58 | -0.25    -1     0 |     0     0    -1 |  0.8  0.6 -0.7 | 25
mouse   upperarm01 |  0.06 -0.66 -0.55 | -0.05    -1     0 |  -0.2     0    -1 |  0.8  0.5 -0.7 | 22
desk    upperarm01 | -0.25  -0.5  -0.6 |  -0.9  -0.5     0 |     0     0    -1 |    1    0 -0.5 | 20
chin    head       |  0.07 -0.21  -0.1 | -0.25  -0.1     1 |  -0.5     1   0.2 |  0.5 -0.4   -1 | 55
cheek   head       |  0.15 -0.12 -0.08 |  -0.1   0.1     1 |    -1   0.2     0 |  0.7 -0.4   -1 | 25
brow    head       |  0.16 -0.16   0.1 |  -0.7   0.1   0.7 |  -0.4     1  -0.3 |    1 -0.3 -0.6 | 15
hair    head       |  0.15  0.02  0.22 |  -0.5   0.3   0.8 |  -0.8     0  -0.5 |    1 -0.2    0 | 25
neck    head       |  0.13  0.14 -0.02 |    -1   0.4   0.1 |  -0.2    -1     0 |    1 -0.3  0.1 | 20
phone   head       |  0.14 -0.06 -0.04 |  -0.2   0.1     1 |    -1  -0.1     0 |  0.8 -0.2   -1 | 40
wave    upperarm01 |  0.32 -0.28  0.28 |  0.15  -0.1     1 |     0    -1     0 |    1  0.2   -1 |  8
stop    upperarm01 |  0.02 -0.72  0.05 |     0  -0.3     1 |     0    -1  -0.2 |  0.7  0.2 -0.8 |  6
point   upperarm01 |  0.15 -0.85  0.05 |   0.1    -1   0.1 |     0     0    -1 |  0.7  0.2 -0.8 |  5
explain upperarm01 |  0.14 -0.52 -0.32 |  -0.5  -0.7   0.5 |  -0.7   0.1   0.6 |  0.8  0.5 -0.6 | 18
open    upperarm01 |  0.42 -0.45 -0.32 |   0.4  -0.7   0.3 |   0.1  -0.2     1 |  0.8  0.5 -0.6 | 18
cross   spine01    | -0.26 -0.36 -0.18 |    -1  -0.1  0.25 |   0.1     1     0 |    1 -0.4 -0.7 | 25
hip     upperleg01 |  0.17 -0.06  0.22 |  -0.5  -0.8  -0.3 |    -1     0     0 |    1  0.9  0.1 | 30
pocket  upperleg01 |  0.13 -0.05  0.08 |  -0.1  -0.2    -1 |    -1   0.1     0 |  0.8    1    0 | 20
hold    spine01    |  0.08  -0.5 -0.12 |  -0.3  -0.7   0.5 |  -0.5   0.9   0.3 |  0.9  0.2 -0.8 | 40
cup     head       |  0.06 -0.42 -0.32 |  -0.7  -0.6   0.2 |  -0.8   0.5     0 |  0.8    0 -0.9 | 55
up      upperarm01 |  0.18  -0.1  0.88 |   0.1     0     1 |     0    -1     0 |    1  0.2    0 | 18
reach   upperarm01 | -0.02 -0.88 -0.22 |     0    -1     0 |  -0.4     0  -0.9 |  0.7  0.3 -0.7 | 30
push    upperarm01 |  0.06  -0.4 -0.78 |     0  -0.8  -0.2 |     0     0    -1 |  0.8  0.6    0 | 18
back    upperleg01 | -0.08  0.24  0.18 |    -1   0.1  -0.2 |     0     1     0 |  0.8    1    0 | 18
swing   upperarm01 |  0.13  -0.3 -0.84 |     0  -0.5  -0.9 |    -1   0.1     0 |  0.5    1 -0.1 | 30
swung   upperarm01 |  0.16  0.26 -0.86 |     0   0.2    -1 |    -1   0.1     0 |  0.5    1 -0.1 | 30
"""


def _read(line: str) -> tuple[str, Hand]:
    """One row of the table."""
    first, *columns, curl = (column.split() for column in line.split("|"))
    offset, fingers, palm, elbow = ((float(x), float(y), float(z)) for x, y, z in columns)
    return first[0], Hand(first[1], offset, fingers, palm, elbow, float(curl[0]))


HANDS = dict(_read(line) for line in _TABLE.strip().splitlines()[1:])
