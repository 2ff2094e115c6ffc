"""People come out dressed, standing on the floor, and as the seed says; damage is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.assets import pack
from training.assets.parts import Part
from training.assets.people import load_people

_PACK = Path(__file__).parents[3] / "training" / "packs" / "people.npz"
pytestmark = pytest.mark.skipif(not _PACK.exists(), reason="the packs are not made")
_COUNT = 24


@pytest.fixture(scope="module")
def people() -> pack.MeshPack:
    return load_people(_PACK, _COUNT, seed=1)


def _points(people: pack.MeshPack, row: int) -> np.ndarray:
    return people.vertices[people.vertex_start[row] : people.vertex_start[row + 1]]


def test_every_figure_is_whole(people: pack.MeshPack) -> None:
    assert len(people) == _COUNT
    assert np.isfinite(people.vertices).all()
    assert people.material.max() < len(people.colour) == len(people.texture)
    assert people.texture.max() < len(people.pictures)
    assert set(people.part.tolist()) <= set(Part)
    owner = np.repeat(np.arange(_COUNT), np.diff(people.triangle_start))
    assert (people.triangles < np.diff(people.vertex_start)[owner][:, None]).all()


def test_figures_stand_on_the_floor_with_their_head_above(people: pack.MeshPack) -> None:
    for row in range(_COUNT):
        points = _points(people, row)
        assert points[:, 2].min() == pytest.approx(0, abs=0.03)
        assert 0.3 < np.ptp(points, axis=0).max() < 2.9
        low, high = points.min(0), points.max(0)
        assert (people.head[row] > low - 0.02).all()
        assert (people.head[row] < high + 0.02).all()


def test_seated_people_have_a_seat(people: pack.MeshPack) -> None:
    for pose, seat in zip(people.pose, people.seat, strict=True):
        assert (seat > 0.1) == (pose in ("sitting", "typing")), pose
        assert seat < 0.75


def test_everyone_shows_a_face_and_wears_something(people: pack.MeshPack) -> None:
    for start, stop in zip(people.triangle_start[:-1], people.triangle_start[1:], strict=True):
        parts = set(people.part[start:stop].tolist())
        assert Part.HEAD in parts
        assert parts & {Part.TORSO, Part.COAT}


def test_the_seed_decides(people: pack.MeshPack) -> None:
    again, other = load_people(_PACK, _COUNT, seed=1), load_people(_PACK, _COUNT, seed=2)
    np.testing.assert_array_equal(people.vertices, again.vertices)
    assert people.vertices.shape != other.vertices.shape


def test_a_people_pack_without_its_rig_is_refused(tmp_path: Path) -> None:
    with np.load(_PACK) as archive:
        arrays = {name: archive[name] for name in archive.files if name != "bone_parents"}
    pack.write_arrays(tmp_path / "people.npz", arrays)
    with pytest.raises(pack.PackError, match="lacks bone_parents"):
        load_people(tmp_path / "people.npz", 1, 0)
