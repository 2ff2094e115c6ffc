"""What stands outdoors, built of primitives: trees, houses, poles, fences, hedges, bridges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from training.scenes.setting import Piece, Setting, turned, vector
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

_FAR = 30.0


def trees(setting: Setting, mask: Tensor, place: Tensor, height: Tensor) -> None:
    """Trees (B, S): real meshes, broad crowns of several lumps on a trunk, or cones."""
    draw, shape = setting.draw, mask.shape
    real = mask & draw.chance(*shape, of=0.55 if setting.catalogue.has("tree") else 0.0)
    thing = setting.catalogue.thing("tree", draw, *shape)
    thing = thing.scaled(height / thing.size[..., 2])
    yaw = draw.angle(*shape)
    setting.put(real, thing, place, Kind.FOLIAGE, yaw=yaw, solid=False)
    built = mask & ~real
    conic = draw.chance(*shape, of=0.2)
    thick = height * draw.uniform(*shape, low=0.02, high=0.05)
    bare = draw.uniform(*shape, low=0.15, high=0.4)
    bare = torch.where(conic, 0.1, bare)
    trunk = setting.catalogue.primitive("cylinder", vector(thick, thick, height * (bare + 0.25)))
    setting.put(mask & built, trunk, place + vector(0 * thick, 0, -0.1), Kind.BARK, yaw=yaw)
    look, tint = setting.looks(*shape), leaf_green(setting, *shape)
    wide = height * draw.uniform(*shape, low=0.5, high=0.9) * torch.where(conic, 0.55, 1.0)
    tall = height * (1 - bare)
    # A fir is a stack of narrowing lumps, a broad tree a heap of them; far ones are one lump.
    far = place[..., :2].norm(dim=-1) > _FAR
    for i in range(4):
        share = draw.uniform(*shape, low=0.5, high=0.75)
        level = torch.where(conic, 0.24 * i + 0 * share, draw.uniform(*shape, high=0.5))
        across = wide * torch.where(conic, 1.0 - 0.25 * i, share)
        offset = torch.where(conic, 0.0, wide * 0.28)[..., None] * draw.normal(*shape, 2, scale=0.7)
        whole = far & ~conic
        across, high = torch.where(whole, wide, across), torch.where(whole, tall, 0.5 * tall)
        level = torch.where(whole, 0.0, level)
        size = vector(across, across * draw.uniform(*shape, low=0.8, high=1.2), high)
        lump = setting.catalogue.any_of("ragged", draw, size)
        at = place + torch.cat([offset, (height * bare + tall * level)[..., None]], -1)
        shown = built & (~whole | (i == 0))
        setting.put(shown, lump, at, Kind.FOLIAGE, yaw=draw.angle(*shape), look=look, tint=tint,
                    solid=False)  # fmt: skip


def leaf_green(setting: Setting, *shape: int) -> Tensor:
    """Colours (..., 3) of leaves: mostly greens, some yellow, red or bare brown."""
    draw = setting.draw
    light = draw.log_uniform(*shape, low=0.5, high=1.8)
    warm = draw.normal(*shape, scale=0.25) + torch.where(draw.chance(*shape, of=0.1), 1.1, 0.0)
    red, green = 0.07 * torch.exp(warm), 0.11 * torch.exp(0.15 * warm)
    return (vector(red, green, 0.035) * light[..., None]).clamp(0.005, 0.6)


def houses(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, size: Tensor,
           flat_roof: Tensor) -> None:  # fmt: skip
    """Houses (B, S) with storeys of windows, roofs, chimneys; `place` is the floor's middle."""
    draw, shape = setting.draw, mask.shape
    wide, deep, tall = size.unbind(-1)
    cellar = 2.5
    walls = setting.looks(*shape)
    body = [Piece("box", (wide, deep, tall + cellar), (0.0, 0.0, -cellar))]
    setting.assemble(mask, place, yaw, body, Kind.BUILDING, look=walls)
    _roof(setting, mask, place, yaw, size, flat_roof)
    _windows(setting, mask & draw.chance(*shape, of=0.6), place, yaw, size)
    extra = draw.chance(*shape, of=0.35)
    side = draw.sign(*shape)
    bay = [
        Piece(
            "box", (wide * 0.35, 1.6, tall * 0.6 + cellar), (side * wide * 0.25, -deep / 2, -cellar)
        ),
        Piece("box", (wide * 0.5, 1.3, 0.15), (-side * wide * 0.2, -deep / 2 - 0.4, tall * 0.62)),
    ]
    setting.assemble(mask & extra, place, yaw, bay, Kind.BUILDING, look=walls)
    garage = [
        Piece("box", (3.2, deep * 0.7, 2.6 + cellar), (side * (wide / 2 + 1.6), 0.5, -cellar))
    ]
    setting.assemble(mask & draw.chance(*shape, of=0.2), place, yaw, garage, Kind.BUILDING)


def _roof(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, size: Tensor,
          flat_roof: Tensor) -> None:  # fmt: skip
    draw, shape = setting.draw, mask.shape
    wide, deep, tall = size.unbind(-1)
    pitch = draw.uniform(*shape, low=0.35, high=0.95)
    gable = draw.chance(*shape, of=0.3)
    across, along = torch.where(gable, wide, deep) + 0.7, torch.where(gable, deep, wide) + 0.5
    rise = across / 2 * pitch
    look = setting.looks(*shape)
    turn = yaw + torch.where(gable, 0.0, torch.pi / 2)
    ridge = [Piece("prism", (across, along, rise), (0.0, 0.0, 0.0))]
    on_top = place + vector(0 * tall, 0, tall)
    setting.assemble(mask & ~flat_roof, on_top, turn, ridge, Kind.ROOF, look=look)
    parapet = [Piece("box", (wide + 0.3, deep + 0.3, 0.35), (0.0, 0.0, 0.0))]
    setting.assemble(mask & flat_roof, on_top, yaw, parapet, Kind.ROOF, look=look)
    stack = [Piece("box", (0.6, 0.5, rise * 0.7 + 0.9), (wide * 0.2, deep * 0.12, 0.0))]
    chimney = mask & ~flat_roof & draw.chance(*shape, of=0.5)
    setting.assemble(chimney, on_top, yaw, stack, Kind.BUILDING)


def _windows(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, size: Tensor) -> None:
    """Panes and frames a hand's breadth deep on the front and both sides, and a front door."""
    draw, shape = setting.draw, mask.shape
    wide, deep, tall = size.unbind(-1)
    columns, floors = 4, 3
    storey = (tall / (tall / 3.0).floor().clamp(1, floors))[..., None]
    pane_w = draw.uniform(*shape, 1, low=0.8, high=1.5)
    pane_h = draw.uniform(*shape, 1, low=1.1, high=1.6)
    i = torch.arange(columns * floors, device=setting.device)
    x = ((i % columns + 0.5) / columns - 0.5) * wide[..., None] * 0.92
    z = 0.95 + (i // columns) * storey
    shown = mask[..., None] & (z + pane_h < tall[..., None]) & draw.chance(*shape, 12, of=0.93)
    shown &= pane_w < wide[..., None] * 0.85 / columns * 1.2
    glass = draw.uniform(*shape, 1, 1, low=0.02, high=0.12) * vector(0.8, 0.95, 1.15, like=x)
    frame_look = setting.looks(*shape, 1)
    for turn, out, span in (
        (0.0, deep, wide),
        (torch.pi / 2, wide, deep),
        (-torch.pi / 2, wide, deep),
    ):
        local = vector(x * (span / wide)[..., None], -(out / 2)[..., None], z)
        facing = yaw + turn
        world = place[..., None, :] + (turned(facing)[..., None, :, :] @ local[..., None])[..., 0]
        rim = setting.catalogue.primitive(
            "box", vector(pane_w + 0.16, 0.10, pane_h + 0.16).expand_as(world)
        )
        pane = setting.catalogue.primitive("box", vector(pane_w, 0.13, pane_h).expand_as(world))
        setting.put(shown, rim, world + vector(0, 0, -0.08, like=world), Kind.FURNITURE,
                    yaw=facing[..., None], look=frame_look, solid=False)  # fmt: skip
        setting.put(shown, pane, world, Kind.PROP, yaw=facing[..., None],
                    tint=glass.expand_as(world), look=frame_look + 0, solid=False)  # fmt: skip
    door = [Piece("box", (1.1, 0.12, 2.1), (wide * 0.5 - 1.2, -deep / 2, 0.0))]
    setting.assemble(mask & (wide > 5), place, yaw, door, Kind.DECOR, solid=False)


def lamps(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor) -> None:
    """Street lamps (B, S): a tall pole, an arm over the road and a head."""
    draw, shape = setting.draw, mask.shape
    tall = draw.uniform(shape[0], 1, low=4.5, high=9.0).expand(shape)
    arm = draw.uniform(shape[0], 1, low=0.1, high=2.2).expand(shape)
    pieces = [
        Piece("cylinder", (0.14, 0.14, tall), (0.0, 0.0, -0.1)),
        Piece("box", (0.08, arm, 0.08), (0.0, -arm / 2, tall - 0.2)),
        Piece("bevel_box", (0.25, 0.6, 0.14), (0.0, -arm, tall - 0.28)),
    ]
    look = setting.looks(shape[0], 1)
    short = draw.chance(shape[0], 1, of=0.3 if setting.catalogue.has("street_lamp") else 0.0)
    post = setting.catalogue.thing("street_lamp", draw, *shape)
    setting.put(mask & short, post, place, Kind.POLE, yaw=yaw, look=look)
    setting.assemble(mask & ~short, place, yaw, pieces, Kind.POLE, look=look)


def signs(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor) -> None:
    """Road signs (B, S): round, square or broad plates on poles, facing -y."""
    draw, shape = setting.draw, mask.shape
    real = mask & draw.chance(*shape, of=0.5 if setting.catalogue.has("sign") else 0.0)
    setting.put(real, setting.catalogue.thing("sign", draw, *shape), place, Kind.SIGN, yaw=yaw)
    mask = mask & ~real
    tall = draw.uniform(*shape, low=1.9, high=3.2)
    broad = draw.chance(*shape, of=0.25)
    wide = torch.where(broad, draw.uniform(*shape, low=0.8, high=2.4), 0.62)
    high = torch.where(broad, wide * 0.6, 0.62)
    pole = [Piece("cylinder", (0.07, 0.07, tall), (0.0, 0.0, -0.1))]
    setting.assemble(mask, place, yaw, pole, Kind.POLE)
    disc = draw.chance(*shape, of=0.5) & ~broad
    plate = [Piece("box", (wide * ~disc, 0.03, high), (0.0, -0.05, tall - 0.5))]
    setting.assemble(mask, place, yaw, plate, Kind.SIGN, solid=False)
    size = vector(wide, wide, 0.03)
    tilt = torch.tensor([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]], device=setting.device)
    thing = setting.catalogue.primitive("cylinder", size)
    at = place + (turned(yaw) @ vector(0 * tall, -0.05, tall - 0.2)[..., None])[..., 0]
    setting.put(mask & disc, thing, at, Kind.SIGN, rotation=turned(yaw) @ tilt, solid=False)


def traffic_lights(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor) -> None:
    """Traffic lights (B, S) on poles."""
    draw = setting.draw
    known = 0.7 if setting.catalogue.has("traffic_light") else 0.0
    real = mask & draw.chance(*mask.shape, of=known)
    thing = setting.catalogue.thing("traffic_light", draw, *mask.shape)
    setting.put(real, thing, place, Kind.POLE, yaw=yaw)
    mask = mask & ~real
    tall = draw.uniform(*mask.shape, low=2.4, high=3.4)
    pole = [Piece("cylinder", (0.12, 0.12, tall), (0.0, 0.0, -0.1))]
    setting.assemble(mask, place, yaw, pole, Kind.POLE)
    head = [Piece("bevel_box", (0.32, 0.25, 0.95), (0.0, -0.12, tall - 0.95))]
    dark = torch.full((*mask.shape, 3), 0.03, device=setting.device)
    setting.assemble(mask, place, yaw, head, Kind.PROP, tint=dark)


def bridge(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, span: Tensor) -> None:
    """Bridges (B, S) across the road on piers, `span` between them."""
    draw, shape = setting.draw, mask.shape
    clear = draw.uniform(*shape, low=4.6, high=6.5)
    deep = draw.uniform(*shape, low=3.0, high=14.0)
    thick = draw.uniform(*shape, low=0.8, high=1.6)
    pieces = [
        Piece("box", (span + 60, deep, thick), (0.0, 0.0, clear)),
        Piece("box", (span + 60, 0.25, 0.9), (0.0, -deep / 2, clear + thick)),
        Piece("box", (0.9, deep * 0.8, clear + 4), (-span / 2, 0.0, -4.0)),
        Piece("box", (0.9, deep * 0.8, clear + 4), (span / 2, 0.0, -4.0)),
    ]
    setting.assemble(mask, place, yaw, pieces, Kind.BUILDING)


def fences(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, long: Tensor) -> None:
    """Fences (B, S) of pales or rails along local x."""
    draw, shape = setting.draw, mask.shape
    tall = draw.uniform(shape[0], 1, low=0.8, high=1.5).expand(shape)
    pales = draw.chance(shape[0], 1, of=0.6).expand(shape).float()
    pieces = [Piece("box", (long, 0.05, 0.09), (0.0, 0.0, tall * z)) for z in (0.25, 0.85)]
    pieces += [
        Piece(
            "box", (0.09 * pales + 0.001, 0.03, tall * pales), (long * (i / 13.0 - 0.5), -0.04, 0.0)
        )
        for i in range(14)
    ]
    pieces += [Piece("box", (0.1, 0.1, tall + 0.3), (long * x, 0.0, -0.3)) for x in (-0.5, 0.0)]
    look = setting.looks(shape[0], 1)
    setting.assemble(mask, place, yaw, pieces, Kind.FURNITURE, look=look)


def hedges(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, long: Tensor) -> None:
    """Hedges (B, S) along local x: a clipped core with leafy lumps on it."""
    draw, shape = setting.draw, mask.shape
    tall = draw.uniform(shape[0], 1, low=0.8, high=2.4) * draw.uniform(*shape, low=0.9, high=1.1)
    deep = draw.uniform(shape[0], 1, low=0.6, high=1.2).expand(shape)
    look, tint = setting.looks(shape[0], 1), leaf_green(setting, shape[0], 1)
    core = [Piece("bevel_box", (long, deep, tall + 0.4), (0.0, 0.0, -0.4))]
    setting.assemble(mask, place, yaw, core, Kind.FOLIAGE, look=look, tint=tint.expand(*shape, 3))
    for i in range(3):
        size = vector(long * 0.5, deep * 1.2, tall * draw.uniform(*shape, low=0.9, high=1.15) + 0.3)
        lump = setting.catalogue.any_of("ragged", draw, size)
        local = vector((i - 1) * long / 3, 0.0, -0.3)
        at = place + (turned(yaw) @ local[..., None])[..., 0]
        rough = draw.chance(shape[0], 1, of=0.6)
        setting.put(
            mask & rough, lump, at, Kind.FOLIAGE, yaw=yaw, look=look, tint=tint, solid=False
        )


def walls(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, long: Tensor) -> None:
    """Garden walls and noise barriers (B, S) along local x."""
    draw, shape = setting.draw, mask.shape
    tall = draw.among(shape[0], 1, values=(0.5, 1.1, 1.8, 3.0), weights=(3, 4, 3, 1)).expand(shape)
    body = [
        Piece("box", (long, 0.24, tall + 0.6), (0.0, 0.0, -0.6)),
        Piece("box", (long + 0.02, 0.32, 0.08), (0.0, 0.0, tall)),
    ]
    setting.assemble(mask, place, yaw, body, Kind.BUILDING, look=setting.looks(shape[0], 1))


def rails(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, long: Tensor) -> None:
    """Guard rails (B, S) along local x."""
    pieces = [Piece("bevel_box", (long + 0.1, 0.08, 0.3), (0.0, 0.0, 0.45))]
    pieces += [Piece("box", (0.12, 0.12, 0.9), (long * x, 0.06, -0.2)) for x in (-0.5, -0.17, 0.17)]
    setting.assemble(mask, place, yaw, pieces, Kind.POLE, look=setting.looks(mask.shape[0], 1))
