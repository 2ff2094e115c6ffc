"""A pack comes back as it was written, and a damaged one is refused with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from training.assets import pack

pytest.importorskip("PIL")

if TYPE_CHECKING:
    from pathlib import Path


def _two_meshes() -> pack.MeshPack:
    """A tetrahedron with a picture and one in plain colour."""
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1.0]], np.float32)
    faces = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]], np.int32)
    uv = np.tile(np.array([[0, 0], [1, 0], [0, 1]], np.float32), (8, 1, 1))
    uv[4:] = 0
    rng = np.random.default_rng(0)
    return pack.MeshPack(
        vertices=np.concatenate([points, points * 2 + 5]),
        triangles=np.concatenate([faces, faces]),
        vertex_start=np.array([0, 4, 8]),
        triangle_start=np.array([0, 4, 8]),
        part=np.arange(8, dtype=np.uint8),
        material=np.array([0] * 4 + [1] * 4, np.int32),
        uv=uv,
        smooth=np.array([True, False]),
        colour=np.array([[255, 255, 255], [9, 8, 7]], np.uint8),
        texture=np.array([0, -1], np.int32),
        pictures=rng.integers(90, 110, (1, 16, 16, 3)).astype(np.uint8),
        names=["one", "two"],
        categories=["chair", "plant"],
        sources=["own", "own"],
        size=np.ones((2, 3), np.float32),
        elevation=np.zeros(2, np.float32),
        pose=["", ""],
        seat=np.zeros(2, np.float32),
        head=np.zeros((2, 3), np.float32),
    )


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "furniture.npz"
    pack.save_meshes(path, "furniture", _two_meshes())
    return path


def _rewritten(path: Path, **changes: object) -> None:
    """The same pack with some arrays replaced; None leaves one out."""
    with np.load(path) as archive:
        arrays: dict[str, object] = {name: archive[name] for name in archive.files}
    arrays |= changes
    pack.write_arrays(path, {k: v for k, v in arrays.items() if v is not None})


def test_a_pack_comes_back(written: Path) -> None:
    before, after = _two_meshes(), pack.load_meshes(written, "furniture")
    assert after.names == before.names
    assert after.categories == before.categories
    np.testing.assert_allclose(after.vertices, before.vertices, atol=1e-4)
    np.testing.assert_array_equal(after.triangles, before.triangles)
    np.testing.assert_allclose(after.uv, before.uv, atol=1e-3)
    np.testing.assert_array_equal(after.material, before.material)
    assert after.pictures.shape == (1, 16, 16, 3)


def test_textures_come_back(tmp_path: Path) -> None:
    pictures = np.full((2, 16, 16, 3), 120, np.uint8)
    path = tmp_path / "textures.npz"
    pack.save_textures(path, pack.Textures(pictures, ["sky", "wood"], ["own", "own"]))
    after = pack.load_textures(path)
    assert after.categories == ["sky", "wood"]
    np.testing.assert_allclose(after.pictures, pictures, atol=2)


def test_writing_twice_gives_the_same_bytes(written: Path) -> None:
    first = written.read_bytes()
    pack.save_meshes(written, "furniture", _two_meshes())
    assert written.read_bytes() == first


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(pack.PackError, match=r"is missing\. Make the packs again"):
        pack.load_meshes(tmp_path / "furniture.npz", "furniture")


@pytest.mark.parametrize("keep", [0, 7, 400])
def test_a_cut_file_is_refused(written: Path, keep: int) -> None:
    written.write_bytes(written.read_bytes()[:keep])
    with pytest.raises(pack.PackError, match="is damaged"):
        pack.load_meshes(written, "furniture")


def test_a_changed_byte_is_refused(written: Path) -> None:
    data = bytearray(written.read_bytes())
    data[len(data) // 3] ^= 0xFF
    written.write_bytes(bytes(data))
    with pytest.raises(pack.PackError):
        pack.load_meshes(written, "furniture")


@pytest.mark.parametrize("name", ["vertices", "uv", "names", "jpeg", "head"])
def test_a_missing_array_is_named(written: Path, name: str) -> None:
    _rewritten(written, **{name: None})
    with pytest.raises(pack.PackError, match=f"lacks {name}"):
        pack.load_meshes(written, "furniture")


def test_another_theme_or_format_is_refused(written: Path) -> None:
    with pytest.raises(pack.PackError, match="not a pack of outdoor"):
        pack.load_meshes(written, "outdoor")
    _rewritten(written, format=np.array(99))
    with pytest.raises(pack.PackError, match="format 1"):
        pack.load_meshes(written, "furniture")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("triangles", np.full((8, 3), 4, np.uint16)),
        ("material", np.full(8, 2, np.uint16)),
        ("uv", np.zeros((3, 3, 2), np.float16)),
        ("vertex_start", np.array([0, 4])),
        ("texture", np.array([5, -1], np.int16)),
        ("low", np.full((2, 3), np.nan, np.float32)),
    ],
)
def test_arrays_that_contradict_each_other_are_refused(
    written: Path, name: str, value: object
) -> None:
    _rewritten(written, **{name: value})
    with pytest.raises(pack.PackError, match="do not fit together"):
        pack.load_meshes(written, "furniture")
