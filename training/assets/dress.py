"""Chooses what a person wears and puts body, clothes, hair and things together in one mesh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.assets import accessories, headwear
from training.assets.clothing import coat, footwear, hood, mask, own_clothes, wear_piece
from training.assets.figure import Figure, Wearer
from training.assets.hair import hair
from training.assets.parts import Part
from training.assets.poses import gestures
from training.assets.rig import unit
from training.assets.wardrobe import HEAD, Wardrobe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.assets.people import Bodies
    from training.assets.rig import Posture, Rig

    Floats = NDArray[np.float32]


_HELD = {"hold": ("phone", "phone", "book", "tablet", "cup"), "cup": ("cup", "cup", "bottle"),
    "phone": ("phone",),
         "hang": ("bottle", "phone"), "explain": ("phone", "cup")}  # fmt: skip


def _skin(s: Wearer, bodies: Bodies, row: int) -> None:
    """The body that clothes leave free, with a picture for the face and one for the rest."""
    rng, body = s.rng, s.wardrobe.body
    age = float(bodies.age[row])
    stage = "young" if age < 0.62 else "middleage" if age < 0.78 else "old"
    sex = "male" if bodies.male[row] > 0.5 else "female"
    picture = s.wardrobe.skins[f"{stage}_{bodies.race[row]}_{sex}"]
    tone = rng.uniform(0.8, 1.05)
    tint = tuple(int(255 * np.clip(tone * rng.uniform(0.95, 1.03), 0, 1)) for _ in range(3))
    free = ~s.covered[body.ref[:, 0]][body.triangles].all(1)
    x0, y0, x1, y1 = s.wardrobe.face_box
    middle = body.uv.mean(1)
    face = (
        (middle[:, 0] > x0)
        & (middle[:, 0] < x1)
        & (middle[:, 1] > 1 - y1)
        & (middle[:, 1] < 1 - y0)
    )
    limb = s.wardrobe.limb[body.ref[body.triangles[:, 0], 0]]
    points = s.posed(body)
    near = (body.uv - [x0, 1 - y1]) / [x1 - x0, y1 - y0]
    s.figure.add(
        points, body.triangles[free & face], Part.HEAD, tint, picture + 1, near[free & face]
    )
    rest = free & ~face
    parts = np.where(limb[rest] == HEAD, Part.HEAD, Part.SKIN)
    s.figure.add(points, body.triangles[rest], parts, tint, picture, body.uv[rest])


def _headwear(m: headwear.Measure, rng: np.random.Generator) -> list[headwear.Thing]:
    makers = (headwear.cap, headwear.beanie, headwear.brimmed, headwear.helmet)
    return makers[int(rng.choice(4, p=[0.4, 0.3, 0.2, 0.1]))](m, rng)


def _things(
    s: Wearer, m: headwear.Measure, rig: Rig, row: int, posture: Posture, *, hat: bool, hooded: bool
) -> list[headwear.Thing]:
    """Everything rigid that the person wears or holds."""
    rng, heads = s.rng, rig.heads[row]
    found = _headwear(m, rng) if hat else []
    if rng.random() < 0.26:
        found += headwear.glasses(m, rng)
    if (
        not hat
        and not hooded
        and rng.random() < (0.3 if posture.name in ("typing", "sitting") else 0.08)
    ):
        found += headwear.headset(m, rng)
    if rng.random() < 0.07:
        found += accessories.scarf(m, rng)
    if posture.name in ("standing", "walking") and rng.random() < 0.14:
        blades = heads[rig.at["spine01"]] + [0, 0.09 * m.half_width / 0.075, 0.02]
        found += accessories.backpack(blades, m.half_width / 0.075, rng)
    for side, sign in (("L", 1), ("R", -1)):
        gesture = gestures(posture, side)
        things = _HELD.get(gesture, ())
        if things and rng.random() < (0.85 if gesture in ("hold", "cup", "phone") else 0.06):
            wrist, middle, index, little = (
                heads[rig.at[f"{n}.{side}"]]
                for n in ("wrist", "finger3-1", "finger2-1", "finger5-1")
            )
            fingers = unit(middle - wrist)
            normal = unit(-sign * np.cross(index - little, middle - wrist))
            found += accessories.held(
                middle * 0.8 + wrist * 0.2 + normal * 0.012,
                fingers,
                normal,
                f"{rng.choice(things)}.{side}",
                rng,
            )
    return found


def _clothes(s: Wearer, m: headwear.Measure, *, male: bool) -> bool:
    """Everything but hair and hats; true where a hood covers the head."""
    rng, wardrobe = s.rng, s.wardrobe
    suits = [n for n in wardrobe.of_kind("suit") if n.startswith("male") == male]
    if rng.random() < 0.45:
        wear_piece(s, wardrobe.pieces[str(rng.choice(suits))], None)
    else:
        own_clothes(s, male)
    footwear(s)
    if rng.random() < 0.03:
        mask(s, m)
    if rng.random() > 0.22:
        return False
    colour, hooded = coat(s), bool(rng.random() < 0.25)
    if hooded:
        hood(s, m, colour)
    return hooded


def dress(
    wardrobe: Wardrobe,
    bodies: Bodies,
    row: int,
    rig: Rig,
    posture: Posture,
    transforms: Floats,
    rng: np.random.Generator,
) -> Figure:
    """One whole person."""
    male, old = bool(bodies.male[row] > 0.5), bool(bodies.age[row] > 0.78)
    figure = Figure(f"{posture.name} {'man' if male else 'woman'} {row}")
    s = Wearer(
        wardrobe, bodies.points[row], transforms, rng, figure, np.zeros(len(wardrobe.limb), bool)
    )
    heads = rig.heads[row]
    eyes_at = np.stack([heads[rig.at["eye.L"]], heads[rig.at["eye.R"]]])
    head_points = s.base[: len(wardrobe.limb)][wardrobe.limb == HEAD]
    m = headwear.measure(head_points, eyes_at, heads[rig.at["neck01"]])
    hooded = _clothes(s, m, male=male)
    hat = not hooded and rng.random() < 0.16
    hair(s, m, male, old, hat=hat or hooded)
    _skin(s, bodies, row)
    brow = wardrobe.pieces[str(rng.choice(wardrobe.of_kind("brow")))]
    figure.add(s.posed(brow), brow.triangles, Part.BROW, (60, 44, 34), -1)
    eyes = wardrobe.pieces["Low-Poly"]
    figure.add(s.posed(eyes), eyes.triangles, Part.EYE, (255, 255, 255), eyes.picture, eyes.uv)
    for thing in _things(s, m, rig, row, posture, hat=hat, hooded=hooded):
        move = transforms[rig.at[thing.bone]]
        figure.add(
            (thing.solid[0] @ move[:, :3].T + move[:, 3]).astype(np.float32),
            thing.solid[1],
            thing.part,
            thing.colour,
        )
    figure.finish()
    top = np.array([0.0, m.centre[1], m.centre[2]])
    figure.joints = {
        "root": transforms[rig.at["root"]] @ np.append(heads[rig.at["root"]], 1),
        "head": transforms[rig.at["head"]] @ np.append(top, 1),
    }
    return figure
