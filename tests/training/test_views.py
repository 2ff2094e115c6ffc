"""What is cut out of the replay is still true."""

from __future__ import annotations

import random

import pytest

torch = pytest.importorskip("torch")

from training import views  # noqa: E402
from training.alignment import warp  # noqa: E402
from training.replay import Ring, bytes_per_entry, usable  # noqa: E402
from training.settings import Shape  # noqa: E402
from training.views import Pairing, sample_views  # noqa: E402

SHAPE = Shape(96, 128, 1.0, ())


@pytest.fixture(autouse=True)
def seeded(monkeypatch):
    random.seed(0)
    torch.manual_seed(0)
    monkeypatch.setattr(views, "apply_faults", lambda rgb, person: rgb)


@pytest.fixture
def ring(toy):
    ring = Ring(16, 2, SHAPE.height, SHAPE.width, torch.device("cpu"))
    frames, flow, seen = toy.draw(SHAPE, 2)
    ring.add(frames, flow, seen)
    return ring


@pytest.mark.parametrize("pairing", list(Pairing))
@pytest.mark.parametrize(("height", "width"), [(64, 96), (96, 64), (32, 96)])
def test_views_have_the_size_and_unit_normals(ring, pairing, height, width):
    found = sample_views(ring, 6, height, width, pairing)
    assert found.rgb.shape == (6, 3, height, width)
    assert found.truth.inverse.shape == found.truth.person.shape == (6, height, width)
    lengths = found.truth.normals.norm(dim=1)
    torch.testing.assert_close(lengths, torch.ones_like(lengths), atol=0.02, rtol=0)


@pytest.mark.parametrize("pairing", [Pairing.SHIFT, Pairing.FRAME])
def test_flow_leads_from_the_first_view_to_the_second(ring, pairing):
    for _ in range(4):
        found = sample_views(ring, 8, 64, 96, pairing)
        first, second = found.rgb.chunk(2)
        fetched, inside = warp(second, found.flow)
        weight = (inside & found.seen)[:, None].float()
        error = ((fetched - first).abs() * weight).sum() / weight.sum() / 3
        unmoved = ((second - first).abs() * weight).sum() / weight.sum() / 3
        assert error < max(0.035, 0.6 * unmoved)


def test_zooming_lengthens_the_focal(ring):
    focals = [sample_views(ring, 2, 64, 96, Pairing.NONE).truth.focal.max() for _ in range(30)]
    assert max(focals) > 1.3


def test_a_full_ring_forgets_the_oldest(toy):
    ring = Ring(6, 1, 48, 64, torch.device("cpu"))
    for _ in range(3):
        frames, flow, seen = toy.draw(Shape(48, 64, 1.0, ()), 1)
        ring.add(frames, flow, seen)
    assert len(ring) == 6
    assert ring.added == ring.offered == 12


def test_empty_and_broken_pictures_are_refused(toy):
    (batch,), _, _ = toy.draw(SHAPE, 1)
    rgb, depth, hit = batch.rgb.clone(), batch.depth.clone(), batch.hit.clone()
    rgb[0] = 0.5
    depth[1] = torch.nan
    hit[2] = False
    odd = batch._replace(rgb=rgb, depth=depth, hit=hit)
    assert usable(batch).all()
    assert usable(odd).tolist() == [False, False, False, True]


def test_memory_is_counted_as_it_is_used():
    ring = Ring(3, 2, 48, 64, torch.device("cpu"))
    stored = (ring._rgb, ring._inverse, ring._normals, ring._marks, ring._flow)
    used = sum(part.numel() * part.element_size() for part in stored)
    assert used == 3 * bytes_per_entry(2, 48, 64)
