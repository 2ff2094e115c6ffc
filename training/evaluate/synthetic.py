"""The held-out synthetic set: fixed seeds, kept as .npz, never trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from training.evaluate.metrics import angles, depth_errors, mean_of, overlap

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from training.evaluate.models import Model, Said


def measure_synthetic(model: Model, folder: Path) -> dict[str, float]:
    """Depth, normals, masks and focal length over every picture in `folder`.

    Each file holds rgb and normals (N, H, W, 3), depth, person, hit, leafy (N, H, W), focal (N,).
    Leaves have no part in the normals' errors.
    """
    depths: list[dict[str, float]] = []
    apart: list[NDArray[np.float32]] = []
    masks = {"person": [0, 0], "valid": [0, 0]}
    focals: list[float] = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as arrays:
            truth = dict(arrays)
        for index in range(len(truth["rgb"])):
            one = {name: values[index] for name, values in truth.items()}
            said = model(one["rgb"])
            depths.append(depth_errors(said.inverse, np.maximum(one["depth"], 0.1), one["hit"]))
            _count_normals(said, one, apart)
            _count_masks(said, one, masks)
            if said.focal is not None:
                focals.append(abs(float(np.log(said.focal / one["focal"]))))
    found = mean_of(depths)
    if apart:
        joined = np.concatenate(apart)
        found |= {
            "normals_mean": float(joined.mean()),
            "normals_median": float(np.median(joined)),
            "normals_11": float((joined < 11.25).mean()),
        }
    found |= {f"{name}_iou": both / either for name, (both, either) in masks.items() if either}
    if focals:
        found["focal_error"] = float(np.mean(focals))
    return found


def _count_normals(
    said: Said, truth: dict[str, NDArray[np.generic]], apart: list[NDArray[np.float32]]
) -> None:
    if said.normals is None:
        return
    height, width = truth["hit"].shape
    normals = cv2.resize(said.normals, (width, height), interpolation=cv2.INTER_LINEAR)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True).clip(1e-6)
    found = angles(normals, truth["normals"].astype(np.float32))
    found = found[truth["hit"].astype(bool) & ~truth["leafy"].astype(bool)]
    apart.append(found[::7])


def _count_masks(
    said: Said, truth: dict[str, NDArray[np.generic]], masks: dict[str, list[int]]
) -> None:
    for name, given, true_name in (
        ("person", said.person, "person"),
        ("valid", said.valid, "hit"),
    ):
        if given is None:
            continue
        true = truth[true_name].astype(bool)
        height, width = true.shape
        mask = cv2.resize(given, (width, height), interpolation=cv2.INTER_LINEAR) > 0.5
        both, either = overlap(mask, true)
        masks[name][0] += both
        masks[name][1] += either
