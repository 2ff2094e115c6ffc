"""People of all ages and builds as rest shapes, and where on the limbs each point lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from training.assets import makehuman as mh

if TYPE_CHECKING:
    from numpy.typing import NDArray


LIMBS = ("torso", "arm", "leg", "head", "hand", "foot")


COMPONENTS = 56


def identities(rng: np.random.Generator, targets: mh.Targets, count: int) -> list[mh.Identity]:
    """People of all ages, builds and origins."""
    found = []
    for _ in range(count):
        ages = [(0.09, 0.3), (0.3, 0.46), (0.46, 0.75), (0.75, 1.0)]
        age = rng.uniform(*ages[rng.choice(4, p=[0.13, 0.12, 0.5, 0.25])])
        race = rng.dirichlet([0.4] * 3)
        names = rng.choice(targets.details, 14, replace=False)
        found.append(
            mh.Identity(
                male=float(np.clip(rng.integers(2) + rng.normal(0, 0.12), 0, 1)),
                age=age,
                muscle=float(np.clip(rng.normal(0.5, 0.2), 0, 1)),
                weight=float(np.clip(rng.normal(0.52, 0.24), 0, 1)),
                height=float(np.clip(rng.normal(0.5, 0.22), 0, 1)),
                race=dict(zip(("african", "asian", "caucasian"), race.tolist(), strict=True)),
                details={str(n): float(rng.uniform(0.05, 0.6)) for n in names},
            )
        )
    return found


def _limb_of(bone: str) -> tuple[str, float, float]:
    """Limb of a bone and the stretch of it (0 at the trunk, 1 at wrist or ankle)."""
    table = {
        "upperarm01": ("arm", 0.0, 0.25), "upperarm02": ("arm", 0.25, 0.5),
        "lowerarm01": ("arm", 0.5, 0.75), "lowerarm02": ("arm", 0.75, 1.0),
        "upperleg01": ("leg", 0.0, 0.25), "upperleg02": ("leg", 0.25, 0.5),
        "lowerleg01": ("leg", 0.5, 0.75), "lowerleg02": ("leg", 0.75, 1.0),
    }  # fmt: skip
    stem = bone.split(".")[0]
    if stem in table:
        return table[stem]
    if stem.startswith(("wrist", "finger", "metacarpal")):
        return ("hand", 1.0, 1.0)
    if stem.startswith(("foot", "toe")):
        return ("foot", 1.0, 1.0)
    trunk = ("spine", "root", "clavicle", "shoulder", "breast", "pelvis", "neck01")
    return ("torso", 0.0, 0.0) if stem.startswith(trunk) else ("head", 0.0, 0.0)


def limbs(points: NDArray[Any], rig: mh.Rig) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Limb number and place along it of every base point; for the torso its height, 0..1."""
    top = np.asarray(rig.weights.argmax(axis=1)).ravel()
    ends = rig.ends @ points
    heads, tails = ends[: len(rig.names)], ends[len(rig.names) :]
    rows = [_limb_of(name) for name in rig.names]
    limb = np.array([LIMBS.index(r[0]) for r in rows], np.uint8)[top]
    axis = (tails - heads)[top]
    t = ((points - heads[top]) * axis).sum(1) / np.maximum((axis**2).sum(1), 1e-9)
    low, high = (np.array([r[k] for r in rows])[top] for k in (1, 2))
    along = low + (high - low) * np.clip(t, 0, 1)
    pelvis, neck = heads[rig.names.index("root"), 2], heads[rig.names.index("neck01"), 2]
    torso = limb == LIMBS.index("torso")
    along[torso] = ((points[:, 2] - pelvis) / (neck - pelvis))[torso]
    return limb, along.astype(np.float32)


def enlarged(points: NDArray[Any], heads: dict[str, NDArray[Any]]) -> NDArray[Any]:
    """Head and hands magnified smoothly, so that edge collapse spends more triangles on them."""
    big = points.copy()
    pins = {"neck02": (heads["neck02"], 0.10, 1.5)}
    pins |= {name: (heads[name], 0.05, 1.6) for name in ("wrist.L", "wrist.R")}
    for name, (pin, soft, gain) in pins.items():
        step = points - pin
        ahead = (
            step[:, 2] if name == "neck02" else step @ _unit(pin - heads[f"lowerarm01.{name[-1]}"])
        )
        near = np.abs(step[:, 0]) < 0.14 if name == "neck02" else np.linalg.norm(step, axis=1) < 0.3
        t = np.clip(ahead / soft, 0, 1) * near
        big += step * (gain * t * t * (3 - 2 * t))[:, None]
    return big


def _unit(v: NDArray[Any]) -> NDArray[Any]:
    return v / np.linalg.norm(v)


def shapes(
    base: mh.Base, rig: mh.Rig, targets: mh.Targets, rng: np.random.Generator, count: int
) -> tuple[list[mh.Identity], NDArray[np.float32]]:
    """Bodies (count, points + bone ends, 3), soles at z = 0."""
    people = identities(rng, targets, count)
    rows = []
    for who in people:
        points = mh.shape(base, targets, who)
        points[:, 2] -= points[base.cubes["body"], 2].min()
        rows.append(np.concatenate([points, rig.ends @ points]).astype(np.float32))
    return people, np.stack(rows)


def basis_of(rows: NDArray[np.float32]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Mean (P, 3), principal directions (K, P, 3) and coefficients (N, K)."""
    mean = rows.mean(0)
    flat = (rows - mean).reshape(len(rows), -1).astype(np.float64)
    values, vectors = np.linalg.eigh(flat @ flat.T)
    best = np.argsort(values)[::-1][:COMPONENTS]
    coefficients = vectors[:, best] * np.sqrt(values[best])
    basis = np.linalg.lstsq(coefficients, flat, rcond=None)[0]
    return mean, basis.reshape(-1, *mean.shape), coefficients
