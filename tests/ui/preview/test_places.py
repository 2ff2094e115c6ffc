"""A click on what is shown finds the geometry under it, however the picture is laid out."""

from __future__ import annotations

import numpy as np
import pytest
from fakes import picture

from camfilter.frames import Frame, Geometry
from camfilter.look import Look, orient
from camfilter.settings import FilterSettings, OutputMode, RotationAngle
from camfilter_ui.preview.places import Size, depth_at

SPOT = (40, 12)
"""Where the source, 64 x 48, has a spot that is nearer than everything else: x, y."""


def spotted(settings: FilterSettings) -> object:
    """A rendering in which a blue spot of the source is at distance 1, and all else at 5."""
    rgb = picture(0)
    rgb[:] = 90
    x, y = SPOT
    rgb[y - 4 : y + 4, x - 4 : x + 4] = (0, 0, 255)
    frame = orient(Frame(rgb, 0, 0), settings)
    near = (frame.rgb == (0, 0, 255)).all(axis=2)
    depth = np.where(near, np.float32(1), np.float32(5))
    normals = np.zeros((*depth.shape, 3), np.float32)
    normals[..., 2] = -1
    look = Look()
    geometry = look.steady(Geometry.checked(depth, normals, frame, metric=True), frame, settings)
    return look.render(frame, geometry, settings)


def spot(rgb: np.ndarray) -> list[tuple[float, float]]:
    """Middle of the blue spot in shares of the picture, as far as it is to be seen."""
    blue = (rgb[..., 2] > 200) & (rgb[..., 0] < 60)
    if blue.sum() < 8:
        return []
    rows, columns = np.nonzero(blue)
    return [((columns.mean() + 0.5) / rgb.shape[1], (rows.mean() + 0.5) / rgb.shape[0])]


@pytest.mark.parametrize("rotation", list(RotationAngle))
@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("size", ["source", "96x96", "640x64"])
def test_the_spot_is_where_it_is_seen(rotation: RotationAngle, mirror: bool, size: str) -> None:
    settings = FilterSettings(
        output="source", rotation=rotation, mirror=mirror, output_size=size, opacity=0
    )
    output = spotted(settings)
    (x, y) = spot(output.picture)[0]
    assert depth_at(output, OutputMode.SOURCE, x, y) == pytest.approx(1, abs=0.2)
    assert depth_at(output, OutputMode.SOURCE, 1 - x, y) == pytest.approx(5, abs=0.2)
    (x, y) = spot(output.frame.rgb)[0]
    assert depth_at(output, None, x, y) == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize("mode", list(OutputMode))
@pytest.mark.parametrize("size", ["source", "96x96"])
def test_in_every_output_it_is_found_where_it_is_shown(mode: OutputMode, size: str) -> None:
    # With no effect over the source every panel shows the source, laid out as in that mode.
    settings = FilterSettings(output=mode, output_size=size, opacity=0)
    output = spotted(settings)
    shown = output.picture
    halves = np.array_split(np.arange(shown.shape[1]), 2)
    found = 0
    for columns in halves if mode in ("both", "both_wide", "side_by_side") else [None]:
        part = shown if columns is None else shown[:, columns]
        for x, y in spot(part):
            if columns is not None:
                x = (columns[0] + x * len(columns)) / shown.shape[1]
            assert depth_at(output, mode, x, y) == pytest.approx(1, abs=0.2)
            found += 1
    assert found >= 1


def test_beside_the_picture_nothing_is_known() -> None:
    output = spotted(FilterSettings(output="source", output_size="96x96"))
    assert depth_at(output, OutputMode.SOURCE, 0.5, 0.01) is None
    assert depth_at(output, OutputMode.SOURCE, 0.5, 0.99) is None
    assert depth_at(output, OutputMode.SOURCE, 1.0, 0.5) is None


@pytest.mark.parametrize(
    ("size", "room", "fits"),
    [
        ((1920, 1080), (960, 960), (960, 540)),
        ((64, 48), (640, 480), (640, 480)),
        ((1, 4000), (100, 100), (1, 100)),
        ((0, 0), (10, 10), (1, 1)),
    ],
)
def test_a_size_fits_into_a_room(
    size: tuple[int, int], room: tuple[int, int], fits: tuple[int, int]
) -> None:
    assert Size(*size).fitting(Size(*room)) == Size(*fits)
