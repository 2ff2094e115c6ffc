"""Primitive meshes, their normals, and pictures with their mip levels."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training.render.library import _levels
from training.render.shapes import shapes

OPEN = ("quad", "grid", "curtain_", "hill_")


@pytest.mark.parametrize("name", [n for n in shapes() if not n.startswith(OPEN)])
def test_closed_shapes_face_outwards(name):
    shape = shapes()[name]
    a, b, c = (shape.vertices[shape.triangles[:, k]].astype(np.float64) for k in range(3))
    assert (a * np.cross(b, c)).sum() / 6 > 0.05


@pytest.mark.parametrize("name", ["box", "sphere", "cylinder", "torus", "half_cylinder", "prism"])
def test_every_edge_has_two_sides(name):
    triangles = shapes()[name].triangles
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    forward = {tuple(edge) for edge in edges.tolist()}
    assert len(forward) == len(edges)
    assert all((b, a) in forward for a, b in forward)


def test_a_box_is_flat_and_a_sphere_is_smooth(library):
    def normals(name):
        row = library.index(name)
        first, count = int(library.face_start[row]), int(library.face_count[row])
        return library.normals[first : first + count].float() / 32767, library.faces[
            first : first + count
        ].long()

    box, _ = normals("box")
    assert torch.allclose(box.abs().amax(-1), torch.ones(box.shape[:2]), atol=1e-4)
    ball, faces = normals("sphere")
    outward = torch.nn.functional.normalize(library.vertices[faces], dim=-1)
    assert (ball * outward).sum(-1).min() > 0.99


def test_levels_halve_down_to_the_mean():
    picture = torch.zeros(1, 4, 4, 3, dtype=torch.uint8)
    picture[:, :, 2:] = 255
    levels = _levels(picture)[0]
    assert len(levels) == 16 + 4 + 1
    assert levels[:4].tolist() == [0, 0, 0xFFFFFF, 0xFFFFFF]
    assert int(levels[-1]) & 255 == pytest.approx(255 * 0.5 ** (1 / 2.2), abs=1)


def test_names_lead_to_rows(library):
    assert library.names[library.index("torus")] == "torus"
    assert len(library.find("primitive")) == len(library)
    with pytest.raises(KeyError):
        library.index("unicorn")
