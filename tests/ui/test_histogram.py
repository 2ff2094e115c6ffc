from __future__ import annotations

import numpy as np
import pytest

from camfilter_ui.histogram import histogram_of


def picture(*parts: tuple[float, float]) -> np.ndarray:
    """(256, 450): distances, each over its share of the columns."""
    columns = np.concatenate([np.full(round(share * 450), at) for at, share in parts])
    return np.tile(columns.astype(np.float32), (256, 1))


def test_shares_lie_at_their_distances() -> None:
    depth = picture((1.5, 1 / 3), (4.0, 2 / 3))
    found = histogram_of(depth, np.ones(depth.shape, bool), 1.0, 5.0, metric=True)
    assert found is not None
    assert (found.near, found.far, found.metric) == (1.0, 5.0, True)
    assert found.edges.shape == (found.counts.size + 1,)
    assert (np.diff(found.edges) > 0).all()
    assert found.edges[0] <= 1.5
    assert found.edges[-1] >= 4.0
    near = found.counts[found.edges[1:] < 2].sum()
    assert near == pytest.approx(1 / 3, abs=0.02)
    assert found.counts.sum() == pytest.approx(1.0)


def test_unknown_pixels_do_not_count() -> None:
    depth = picture((2.0, 0.5), (9.0, 0.5))
    found = histogram_of(depth, depth < 5, 1.0, 5.0, metric=False)
    assert found is not None
    assert found.edges[-1] < 3


@pytest.mark.parametrize("size", [(256, 450), (1, 1), (3, 2)])
def test_nothing_known_is_none(size: tuple[int, int]) -> None:
    empty = np.zeros(size, bool)
    assert histogram_of(np.ones(size, np.float32), empty, 1.0, 2.0, metric=False) is None


def test_one_distance_alone_is_one_bar() -> None:
    depth = np.full((4, 4), 3.0, np.float32)
    found = histogram_of(depth, np.ones((4, 4), bool), 1.0, 5.0, metric=False)
    assert found is not None
    assert found.counts.tolist() == [1.0]


def test_few_wild_pixels_do_not_widen_it() -> None:
    depth = picture((2.0, 0.5), (4.0, 0.5))
    depth[0, 0] = 1e-6
    depth[0, 3] = 1e6
    found = histogram_of(depth, np.ones(depth.shape, bool), 1.0, 5.0, metric=True)
    assert found is not None
    assert found.edges[0] > 1
    assert found.edges[-1] < 6


def test_bars_stay_on_one_grid() -> None:
    one = histogram_of(picture((1.0, 1.0)), np.ones((256, 450), bool), 1, 2, metric=True)
    other = histogram_of(
        picture((0.7, 0.5), (3.0, 0.5)), np.ones((256, 450), bool), 1, 2, metric=True
    )
    assert one is not None
    assert other is not None
    assert np.isclose(other.edges, one.edges[0]).any()
