"""Tables of lamps, their shadow views, and the sky of every scene."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch.nn.functional import normalize

from training.render.camera import looking, view_rows
from training.render.tables import LIGHT, LIGHT_COLUMNS, MATERIAL, SCENE, SCENE_COLUMNS
from training.scenes.stage import Kind, Light

if TYPE_CHECKING:
    from torch import Tensor

    from training.render.library import MeshLibrary
    from training.scenes.stage import Stage

WINDOWS = 2
OVERHEAD = 0.6  # share of the sky's light that casts (very soft) shadows
_HALF_ANGLE = math.radians(62)
_AREA = 2  # number of an area light in the kernels, after Light.POINT and Light.SUN


@dataclass(frozen=True, slots=True)
class Lighting:
    """Rows of lamps (B * K), of their shadow views (B * K) and of scenes (B); K is `each`."""

    lamps: Tensor
    views: Tensor
    scenes: Tensor
    each: int


@dataclass(frozen=True, slots=True)
class Lamps:
    """Lamps of B scenes, K each; `kind` 0 lamp, 1 sun, 2 pane."""

    kind: Tensor
    place: Tensor
    direction: Tensor
    colour: Tensor
    size: Tensor


@dataclass(frozen=True, slots=True)
class Weather:
    """What a scene's light draws once, so that two frames of it agree; (B,) each."""

    overcast: Tensor
    clouds: Tensor
    seed: Tensor
    green: Tensor
    azimuth: Tensor
    height: Tensor
    warmth: Tensor
    daylight: Tensor
    brightness: Tensor

    @classmethod
    def draw(cls, count: int, generator: torch.Generator, device: torch.device) -> Weather:
        """Weather for each scene."""

        def uniform() -> Tensor:
            return torch.rand(count, generator=generator, device=device)

        return cls(
            overcast=uniform(),
            clouds=uniform() * (uniform() < 0.75),
            seed=uniform() * 50,
            green=uniform(),
            azimuth=uniform() * 2 * math.pi,
            height=uniform(),
            warmth=uniform() - 0.5,
            daylight=uniform() < 0.72,
            brightness=torch.exp(uniform() * 2.3 + 0.3),
        )


def lighting(stage: Stage, library: MeshLibrary, weather: Weather, size: int) -> Lighting:
    """Everything that shines on the scenes; `size` is the shadow maps' side in pixels."""
    lamps = _joined(_stage_lamps(stage), _panes(stage, library, weather))
    each = lamps.kind.shape[1]
    views = _shadow_views(stage, lamps, size)
    rows = torch.zeros(len(stage), each, LIGHT_COLUMNS, device=views.device)
    for name, value in (("type", lamps.kind.float()), ("size", lamps.size)):
        rows[..., LIGHT[name]] = value
    for name in ("place", "direction", "colour"):
        rows[..., LIGHT[name] : LIGHT[name] + 3] = getattr(lamps, name)
    dark = lamps.colour.sum(-1) <= 0
    number = torch.arange(len(stage) * each, device=views.device).reshape(len(stage), each)
    rows[..., LIGHT["view"]] = torch.where(dark, -1, number).float()
    views = torch.where(dark.reshape(-1, 1), 0.0, views)
    scenes = _scene_rows(stage, lamps, weather)
    return Lighting(rows.reshape(-1, LIGHT_COLUMNS), views, scenes, each)


def _stage_lamps(stage: Stage) -> Lamps:
    kind = stage.light_kind
    sun = kind == int(Light.SUN)
    place = torch.where(sun[..., None], 0.0, stage.light_position)
    direction = normalize(stage.light_position + 1e-6, dim=-1)
    colour = stage.light_colour * stage.light_on[..., None]
    return Lamps(kind, place, direction, colour, stage.light_size)


def _joined(a: Lamps, b: Lamps) -> Lamps:
    names = ("kind", "place", "direction", "colour", "size")
    return Lamps(*(torch.cat([getattr(a, n), getattr(b, n)], 1) for n in names))


def _panes(stage: Stage, library: MeshLibrary, weather: Weather) -> Lamps:
    """The largest window panes of each room by day, as lamps that shine inwards."""
    count, device = len(stage), stage.focal.device
    rows = torch.nonzero(stage.kind == int(Kind.WINDOW))[:, 0]
    linear, scene = stage.linear[rows], stage.scene[rows]
    mesh = stage.mesh[rows]
    local = (library.low[mesh] + library.high[mesh]) / 2
    place = torch.einsum("nij,nj->ni", linear, local) + stage.offset[rows]
    metres = linear.norm(dim=1) * library.size[mesh]
    thin = metres.argmin(1)
    normal = normalize(linear.gather(2, thin[:, None, None].expand(-1, 3, 1))[..., 0], dim=-1)
    inwards = torch.sign(((stage.position[scene] - place) * normal).sum(-1, keepdim=True))
    normal = normal * torch.where(inwards == 0, 1.0, inwards)
    area = metres.prod(1) / metres.gather(1, thin[:, None])[:, 0].clamp(min=1e-4)
    area = area.clamp(max=8.0) * ~stage.outdoor[scene]
    order = torch.argsort(scene * 1000.0 - area)
    rank = torch.arange(len(order), device=device)
    start = torch.searchsorted(scene[order].contiguous(), torch.arange(count, device=device))
    rank = rank - start[scene[order]]
    keep = order[rank < WINDOWS]
    at = (scene[keep], rank[rank < WINDOWS])
    made = [torch.zeros(count, WINDOWS, *s, device=device) for s in ((3,), (3,), (3,), ())]
    strength = weather.brightness * weather.daylight
    made[0][at] = place[keep] + normal[keep] * 0.04
    made[1][at] = normal[keep]
    sky = _sky_colour(weather)
    made[2][at] = sky[scene[keep]] * (strength[scene[keep]] * area[keep] / math.pi)[:, None]
    made[3][at] = 0.4 * area[keep].clamp(min=0.01).sqrt()
    kind = torch.full((count, WINDOWS), _AREA, device=device)
    return _under_sky(stage, Lamps(kind, *made))


def _under_sky(stage: Stage, lamps: Lamps) -> Lamps:
    """Outdoors the first pane's place is taken by the sky overhead, a sun as wide as the sky."""
    kind, direction = lamps.kind.clone(), lamps.direction.clone()
    colour, size = lamps.colour.clone(), lamps.size.clone()
    kind[:, 0] = torch.where(stage.outdoor, int(Light.SUN), kind[:, 0])
    up = torch.tensor([0.05, 0.02, 0.9985], device=kind.device)
    direction[:, 0] = torch.where(stage.outdoor[:, None], up, direction[:, 0])
    overhead = stage.ambient * OVERHEAD
    colour[:, 0] = torch.where(stage.outdoor[:, None], overhead, colour[:, 0])
    size[:, 0] = torch.where(stage.outdoor, 0.55, size[:, 0])
    return Lamps(kind, lamps.place, direction, colour, size)


def _sky_colour(weather: Weather) -> Tensor:
    """Colour (B, 3) of diffuse daylight, luminance about 1."""
    blue = torch.tensor([0.86, 0.98, 1.16], device=weather.seed.device)
    clear = (1 - weather.overcast)[:, None]
    warm = torch.tensor([1.2, 0.6, -1.6], device=weather.seed.device) * 0.12
    return (1 + (blue - 1) * clear) * torch.exp(warm * weather.warmth[:, None])


def _shadow_views(stage: Stage, lamps: Lamps, size: int) -> Tensor:
    """One view a lamp: suns look past the scene before the camera, lamps into the room."""
    count, each = lamps.kind.shape
    ahead = stage.rotation[:, None, 2]
    reach = torch.where(stage.outdoor, 9.0, 1.6)[:, None, None]
    target = stage.position[:, None] + ahead * reach
    sun, pane = lamps.kind == int(Light.SUN), lamps.kind == _AREA
    into = normalize(target - lamps.place, dim=-1)
    down = torch.tensor([0.0, 0.0, -1.0], device=into.device)
    high = (lamps.place[..., 2:] - target[..., 2:]).clamp(0, 1.5) / 1.5
    lamp_way = normalize(into * (1.15 - high) + down * high * 1.2, dim=-1)
    pane_way = normalize(lamps.direction + 0.25 * down, dim=-1)
    way = torch.where(sun[..., None], -lamps.direction, lamp_way)
    way = torch.where(pane[..., None], pane_way, way).reshape(-1, 3)
    place = torch.where(sun[..., None], target + lamps.direction * 150.0, lamps.place)
    half = torch.where(stage.outdoor, 22.0, 5.0)[:, None].expand(count, each)
    focal = size / 2 / math.tan(_HALF_ANGLE)
    scale = torch.where(sun, size / 2 / half, focal)
    return view_rows(looking(way), place.reshape(-1, 3), scale.reshape(-1), size, size,
                     parallel=sun.reshape(-1))  # fmt: skip


def _scene_rows(stage: Stage, lamps: Lamps, weather: Weather) -> Tensor:
    """Sky, ground light and air; indoors the sky is what windows show."""
    rows = torch.zeros(len(stage), SCENE_COLUMNS, device=stage.focal.device)
    outdoor = stage.outdoor[:, None]
    flat = torch.cos(weather.height * 1.2 + 0.1)
    drawn = torch.stack([flat * torch.cos(weather.azimuth), flat * torch.sin(weather.azimuth),
                         torch.sin(weather.height * 1.2 + 0.1)], -1)  # fmt: skip
    is_sun = (lamps.kind == int(Light.SUN)) & (lamps.colour.sum(-1) > 0) & (lamps.size < 0.3)
    sun_colour = (lamps.colour * is_sun[..., None]).sum(1)
    sunny = is_sun.any(1, keepdim=True)
    first = is_sun.float().argmax(1)
    sun = lamps.direction[torch.arange(len(stage), device=first.device), first]
    shine = torch.where(outdoor, sun_colour, (1.5 * (1 - weather.overcast))[:, None].expand(-1, 3))
    ambient = torch.where(outdoor, stage.ambient, _sky_colour(weather))
    clear = torch.where(outdoor[:, 0], sunny[:, 0].float() * 0.8 + 0.1, 1 - weather.overcast)
    blue = torch.tensor([0.46, 0.87, 1.45], device=rows.device)
    zenith = ambient * torch.lerp(
        torch.full_like(ambient, 0.85), blue.expand_as(ambient), clear[:, None]
    )
    horizon = ambient * ambient.new_tensor([1.16, 1.23, 1.25]) + 0.06 * shine
    around = stage.ambient * torch.where(outdoor, 1 - OVERHEAD, 1.0)
    ground = 0.16 * stage.ambient + 0.1 * sun_colour * sun[:, 2:].clamp(0.1, 1)
    for name, value in (
        ("sun", torch.where(sunny, sun, drawn)), ("sunlight", shine), ("zenith", zenith),
        ("horizon", horizon), ("ground", ground), ("ambient", around),
        ("haze", horizon * 0.9),
    ):  # fmt: skip
        rows[:, SCENE[name] : SCENE[name] + 3] = value
    for name, value in (
        ("clouds", weather.clouds * (0.35 + 0.5 * weather.overcast)), ("seed", weather.seed),
        ("fog", stage.fog), ("outdoor", stage.outdoor.float()), ("green", weather.green),
    ):  # fmt: skip
        rows[:, SCENE[name]] = value
    return rows


def light_panes(materials: Tensor, first: Tensor, stage: Stage, weather: Weather) -> None:
    """Sets how bright each window pane looks: as the daylight that comes in, or dark by night."""
    rows = torch.nonzero(stage.kind == int(Kind.WINDOW))[:, 0]
    scene = stage.scene[rows]
    by_day = weather.brightness * (0.5 + 0.5 * weather.overcast)
    bright = torch.where(weather.daylight | stage.outdoor, by_day, 0.03)[scene]
    materials[first[rows].long(), MATERIAL["emission"]] = bright
