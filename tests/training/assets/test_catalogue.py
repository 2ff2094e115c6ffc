"""Catalogue entries get a category, and meshes lose triangles but not their shape."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("scipy")
pytest.importorskip("fast_simplification")
pytest.importorskip("PIL")

from training.assets import catalogue, solids
from training.assets.wavefront import Mesh

if TYPE_CHECKING:
    from pathlib import Path

_PROPERTIES = """id=Test
name#1=Round table
category#1=Living room
model#1=/table/table.obj
width#1=200
depth#1=100
height#1=70
creator#1=Somebody
name#2=Standing male
category#2=Characters
model#2=/man.obj
width#2=50
depth#2=50
height#2=180
"""
_OBJ = """mtllib table.mtl
v 0 0 0
v 1 0 0
v 1 1 0
v 0 1 3
usemtl oak
f 1 2 3
f 1 3 4
f 2 4 3
f 1 4 2
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "Scopia.sh3f"
    with zipfile.ZipFile(path, "w") as files:
        files.writestr("PluginFurnitureCatalog.properties", _PROPERTIES)
        files.writestr("table/table.obj", _OBJ)
        files.writestr("table/table.mtl", "newmtl oak\nKd 0.5 0.4 0.3\n")
    return path


def test_people_are_left_out_and_tables_taken(archive: Path) -> None:
    (entry,) = catalogue.entries(archive)
    assert (entry.name, entry.category, entry.author) == ("Round table", "table", "Somebody")


def test_a_mesh_is_scaled_to_the_catalogue_and_stands_on_the_floor(archive: Path) -> None:
    (entry,) = catalogue.entries(archive)
    mesh = catalogue.load(archive, entry)
    np.testing.assert_allclose(np.ptp(mesh.points, axis=0), [2.0, 1.0, 0.7])
    assert mesh.points[:, 2].min() == pytest.approx(0)
    (front,) = mesh.points[(mesh.points[:, 0] < -0.9) & (mesh.points[:, 2] > 0.6)]
    assert front[1] == pytest.approx(-0.5), "what is in front in the file looks to -y"
    assert mesh.materials[mesh.material[0]].colour == (0.5, 0.4, 0.3)


def test_simplifying_keeps_the_outline() -> None:
    points, triangles = solids.dome((1, 1, 1), -1, 80, 60)
    uv = np.zeros((len(triangles), 3, 2))
    mesh = Mesh(points, triangles, uv, np.zeros(len(triangles), int))
    small = catalogue.simplified(mesh, 1000)
    assert len(small.triangles) <= 1200
    used = small.points[small.triangles.ravel()]
    np.testing.assert_allclose(np.ptp(used, axis=0), 2, atol=0.05)


def test_loose_leaves_are_thinned_and_grow() -> None:
    rng = np.random.default_rng(0)
    corners = rng.normal(0, 1, (1000, 1, 3)) + rng.normal(0, 0.02, (1000, 3, 3))
    mesh = Mesh(
        corners.reshape(-1, 3),
        np.arange(3000).reshape(-1, 3),
        np.zeros((1000, 3, 2)),
        np.zeros(1000, int),
    )
    small = catalogue.simplified(mesh, 300)
    assert 100 < len(small.triangles) < 400
    assert np.isfinite(small.points).all()
