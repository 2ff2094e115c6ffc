"""Triton kernels that see a cloud of Gaussians as `rendering` does in plain PyTorch.

Ellipses are listed by tile, the nearest first. One program composites a tile: it adds up shares
from the front and from the back until it has crossed a surface, then averages what is about there.

Only for machines with Triton: to be imported through `rendering`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
import triton  # type: ignore[import-not-found, unused-ignore]
import triton.language as tl  # type: ignore[import-not-found, unused-ignore]

from camfilter.engines.sam3d import footprints
from camfilter.engines.sam3d.compositing import COVERED, CROSSED
from camfilter.engines.sam3d.holes import ENOUGH

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.cloud_surface import CloudSurface
    from camfilter.engines.sam3d.footprints import View
    from camfilter.engines.sam3d.gaussians import Gaussians
    from camfilter.engines.sam3d.similarity import Similarity

TILE = 8
"""Pixels along a side: small Gaussians then lie in few tiles and miss few pixels of them."""
CHUNK = 8
"""Gaussians that a tile takes at once."""
TILE_WARPS = 1
_BLOCK = 128
_FIELDS = tl.constexpr(footprints.FIELDS)
_BLUR = tl.constexpr(footprints.BLUR)
_FAINT = tl.constexpr(footprints.FAINT)
_WIDEST = tl.constexpr(footprints.WIDEST)
_WITHIN = tl.constexpr(footprints.WITHIN)
_NEAREST = tl.constexpr(footprints.NEAREST)
_FAINTEST = tl.constexpr(footprints.FAINTEST)
_MOST_SIDE = tl.constexpr(footprints.MOST_SIDE)
_CROSSED = tl.constexpr(CROSSED)
_COVERED = tl.constexpr(COVERED)
_ENOUGH = tl.constexpr(ENOUGH)
_MAPS = tl.constexpr(10)


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _depth_kernel(  # type: ignore[no-untyped-def]
    xyz, rotation, translation, scaling, out, count, block: tl.constexpr
):
    index = tl.program_id(0) * block + tl.arange(0, block)
    inside = index < count
    x = tl.load(xyz + index * 3, mask=inside, other=0.0)
    y = tl.load(xyz + index * 3 + 1, mask=inside, other=0.0)
    z = tl.load(xyz + index * 3 + 2, mask=inside, other=0.0)
    turned = x * tl.load(rotation + 6) + y * tl.load(rotation + 7) + z * tl.load(rotation + 8)
    tl.store(out + index, tl.load(scaling) * turned + tl.load(translation + 2), mask=inside)


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _row(matrix, line: tl.constexpr, x, y, z):  # type: ignore[no-untyped-def]
    """One coordinate of the matrix times a vector."""
    first = tl.load(matrix + 3 * line) * x + tl.load(matrix + 3 * line + 1) * y
    return first + tl.load(matrix + 3 * line + 2) * z


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _project_kernel(  # type: ignore[no-untyped-def]
    order,
    xyz,
    scale,
    quaternion,
    opacity,
    colour,
    normal,
    overlap,
    rotation,
    translation,
    scaling,
    mean_depth,
    records,
    corner,
    across,
    number,
    largest,
    count,
    focal_u,
    focal_v,
    centre_u,
    centre_v,
    height,
    width,
    orthographic: tl.constexpr,
    tile: tl.constexpr,
    block: tl.constexpr,
):
    index = tl.program_id(0) * block + tl.arange(0, block)
    inside = index < count
    row = tl.load(order + index, mask=inside, other=0)
    factor = tl.load(scaling)
    mean = tl.load(mean_depth)
    px = tl.load(xyz + row * 3, mask=inside, other=0.0)
    py = tl.load(xyz + row * 3 + 1, mask=inside, other=0.0)
    pz = tl.load(xyz + row * 3 + 2, mask=inside, other=1.0)
    x = factor * _row(rotation, 0, px, py, pz) + tl.load(translation)
    y = factor * _row(rotation, 1, px, py, pz) + tl.load(translation + 1)
    z = factor * _row(rotation, 2, px, py, pz) + tl.load(translation + 2)
    distance = mean if orthographic else z
    per_u = focal_u / distance
    per_v = focal_v / distance
    u = per_u * x + centre_u
    v = per_v * y + centre_v

    nx0 = tl.load(normal + row * 3, mask=inside, other=0.0)
    ny0 = tl.load(normal + row * 3 + 1, mask=inside, other=0.0)
    nz0 = tl.load(normal + row * 3 + 2, mask=inside, other=1.0)
    nx = _row(rotation, 0, nx0, ny0, nz0)
    ny = _row(rotation, 1, nx0, ny0, nz0)
    nz = _row(rotation, 2, nx0, ny0, nz0)
    along = nz if orthographic else (nx * x + ny * y + nz * z) / z
    sign = tl.where(along > 0, -1.0, 1.0)
    nx *= sign
    ny *= sign
    nz *= sign
    away = tl.abs(along)

    w = tl.load(quaternion + row * 4, mask=inside, other=1.0)
    a = tl.load(quaternion + row * 4 + 1, mask=inside, other=0.0)
    b = tl.load(quaternion + row * 4 + 2, mask=inside, other=0.0)
    c = tl.load(quaternion + row * 4 + 3, mask=inside, other=0.0)
    length = tl.maximum(tl.sqrt(w * w + a * a + b * b + c * c), 1e-12)
    w, a, b, c = w / length, a / length, b / length, c / length
    s0 = factor * tl.load(scale + row * 3, mask=inside, other=1.0)
    s1 = factor * tl.load(scale + row * 3 + 1, mask=inside, other=1.0)
    s2 = factor * tl.load(scale + row * 3 + 2, mask=inside, other=1.0)
    xx = tl.zeros_like(u)
    xy = tl.zeros_like(u)
    yy = tl.zeros_like(u)
    for axis in tl.static_range(3):
        if axis == 0:
            ax = (1 - 2 * (b * b + c * c)) * s0
            ay = 2 * (a * b + w * c) * s0
            az = 2 * (a * c - w * b) * s0
        elif axis == 1:
            ax = 2 * (a * b - w * c) * s1
            ay = (1 - 2 * (a * a + c * c)) * s1
            az = 2 * (b * c + w * a) * s1
        else:
            ax = 2 * (a * c + w * b) * s2
            ay = 2 * (b * c - w * a) * s2
            az = (1 - 2 * (a * a + b * b)) * s2
        tx = _row(rotation, 0, ax, ay, az)
        ty = _row(rotation, 1, ax, ay, az)
        if not orthographic:
            tz = _row(rotation, 2, ax, ay, az)
            tx -= x / z * tz
            ty -= y / z * tz
        tx *= per_u
        ty *= per_v
        xx += tx * tx
        xy += tx * ty
        yy += ty * ty
    xx += _BLUR
    yy += _BLUR
    determinant = xx * yy - xy * xy
    longest = tl.maximum(tl.maximum(s0, s1), s2)
    shortest = tl.minimum(tl.minimum(s0, s1), s2)
    middle = s0 + s1 + s2 - longest - shortest
    area = middle * longest * (per_u * per_v) * away / tl.sqrt(determinant)
    share = tl.load(opacity + row, mask=inside, other=0.0) * tl.minimum(area, 1.0) / _WITHIN
    share /= tl.maximum(tl.load(overlap + row, mask=inside, other=1.0), 1.0)
    steep = tl.maximum(away, 1e-6)
    reach = _WIDEST * longest

    out = records + index * _FIELDS
    tl.store(out, u, mask=inside)
    tl.store(out + 1, v, mask=inside)
    factor = _FAINT / (_WIDEST * _WIDEST) / determinant
    tl.store(out + 2, factor * yy, mask=inside)
    tl.store(out + 3, -2 * factor * xy, mask=inside)
    tl.store(out + 4, factor * xx, mask=inside)
    tl.store(out + 5, z, mask=inside)
    tl.store(out + 6, nx / steep / per_u, mask=inside)
    tl.store(out + 7, ny / steep / per_v, mask=inside)
    tl.store(out + 8, reach, mask=inside)
    tl.store(out + 9, share, mask=inside)
    tl.store(out + 10, nx, mask=inside)
    tl.store(out + 11, ny, mask=inside)
    tl.store(out + 12, nz, mask=inside)
    for channel in tl.static_range(3):
        value = tl.load(colour + row * 3 + channel, mask=inside, other=0.0)
        tl.store(out + 13 + channel, value, mask=inside)

    side_u = _WIDEST * tl.sqrt(xx)
    side_v = _WIDEST * tl.sqrt(yy)
    left = tl.minimum(tl.maximum(tl.ceil(u - side_u - 0.5), 0.0), width)
    right = tl.minimum(tl.maximum(tl.floor(u + side_u - 0.5) + 1, 0.0), width)
    top = tl.minimum(tl.maximum(tl.ceil(v - side_v - 0.5), 0.0), height)
    bottom = tl.minimum(tl.maximum(tl.floor(v + side_v - 0.5) + 1, 0.0), height)
    # What is not a number fails every comparison.
    seen = (z > reach) & (z > _NEAREST * tl.abs(mean)) & (share > _FAINTEST) & (determinant > 0)
    seen = seen & (xx + yy < _MOST_SIDE * _MOST_SIDE) & (right > left) & (bottom > top) & inside
    first_u = tl.where(seen, left, 0.0).to(tl.int32) // tile
    first_v = tl.where(seen, top, 0.0).to(tl.int32) // tile
    last_u = tl.where(seen, right - 1, 0.0).to(tl.int32) // tile
    last_v = tl.where(seen, bottom - 1, 0.0).to(tl.int32) // tile
    columns = tl.where(seen, last_u - first_u + 1, 0)
    lines = tl.where(seen, last_v - first_v + 1, 0)
    tl.store(corner + index, first_v * 65536 + first_u, mask=inside)
    tl.store(across + index, columns, mask=inside)
    tl.store(number + index, columns * lines, mask=inside)
    tl.atomic_max(largest, tl.max(tl.where(seen, reach, 0.0), 0))


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _list_kernel(  # type: ignore[no-untyped-def]
    corner, across, ends, tiles, rows, count, tiles_across, block: tl.constexpr
):
    index = tl.program_id(0) * block + tl.arange(0, block)
    inside = index < count
    first = tl.load(corner + index, mask=inside, other=0)
    columns = tl.maximum(tl.load(across + index, mask=inside, other=1), 1)
    place = tl.load(ends + index - 1, mask=inside & (index > 0), other=0)
    number = tl.load(ends + index, mask=inside, other=0) - place
    most = tl.max(number, 0)
    step = most * 0
    while step < most:
        here = step < number
        column = first % 65536 + step % columns
        line = first // 65536 + step // columns
        tl.store(
            tiles + place + step,
            (line * tiles_across + column).to(tiles.dtype.element_ty),
            mask=here,
        )
        tl.store(rows + place + step, index, mask=here)
        step += 1


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _share(row, inside, dx, dy):  # type: ignore[no-untyped-def]
    """(chunk, pixels) shares of the Gaussians with records at `row`, so far from their middles."""
    xx = tl.load(row + 2)[:, None]
    xy = tl.load(row + 3)[:, None]
    yy = tl.load(row + 4)[:, None]
    form = (xx * dx + xy * dy) * dx + yy * dy * dy
    most = tl.load(row + 9, mask=inside, other=0.0)[:, None]
    return tl.where(form >= _FAINT, most * tl.exp2(form), 0.0)


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _crossing(  # type: ignore[no-untyped-def]
    records, rows, start, step, count, enough, x, y, chunk: tl.constexpr
):
    """Where a surface is crossed: depth, record, whether at all, and the shares up to `enough`."""
    total = tl.zeros_like(x)
    before = tl.zeros_like(x).to(tl.int32)
    done = start * 0
    while (done < count) & (tl.min(total, 0) < enough):
        place = done + tl.arange(0, chunk)
        inside = place < count
        row = records + tl.load(rows + start + step * place, mask=inside, other=0) * _FIELDS
        dx = x[None, :] - tl.load(row)[:, None]
        dy = y[None, :] - tl.load(row + 1)[:, None]
        after = total[None, :] + tl.cumsum(_share(row, inside, dx, dy), 0)
        # The sums only grow: so many are before the crossing.
        before += tl.sum((after < _CROSSED).to(tl.int32), 0)
        total = tl.max(after, 0)
        done += chunk
    crossed = before < count
    at = records + tl.load(rows + start + step * before, mask=crossed, other=0) * _FIELDS
    rise = tl.load(at + 6) * (x - tl.load(at)) + tl.load(at + 7) * (y - tl.load(at + 1))
    reach = tl.load(at + 8)
    depth = tl.load(at + 5) + tl.minimum(tl.maximum(rise, -reach), reach)
    return depth, at, crossed, total


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _near(row, inside, around, x, y):  # type: ignore[no-untyped-def]
    """(chunk, pixels) shares of those within their reach of the depth `around`, and how far off."""
    dx = x[None, :] - tl.load(row)[:, None]
    dy = y[None, :] - tl.load(row + 1)[:, None]
    share = _share(row, inside, dx, dy)
    rise = tl.load(row + 6)[:, None] * dx + tl.load(row + 7)[:, None] * dy
    reach = tl.load(row + 8)[:, None]
    away = tl.load(row + 5)[:, None] - around[None, :]
    away += tl.minimum(tl.maximum(rise, -reach), reach)
    return tl.where(tl.abs(away) <= reach, share, 0.0), away


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _back(  # type: ignore[no-untyped-def]
    records, rows, start, end, extent, met, x, y, chunk: tl.constexpr
):
    """Depth of the last surface."""
    count = end - start
    back, _, _, _ = _crossing(records, rows, end - 1, -1, count, _CROSSED, x, y, chunk)
    last = tl.min(tl.where(met, back, 1e30), 0) - extent
    weight = tl.zeros_like(x)
    moved = tl.zeros_like(x)
    done = start * 0
    reached = last * 0 + 1e30
    while (done < count) & (reached >= last):
        place = done + tl.arange(0, chunk)
        inside = place < count
        row = records + tl.load(rows + end - 1 - place, mask=inside, other=0) * _FIELDS
        share, away = _near(row, inside, back, x, y)
        weight += tl.sum(share, 0)
        moved += tl.sum(share * away, 0)
        done += chunk
        final = tl.load(rows + end - tl.minimum(done, count))
        reached = tl.load(records + final * _FIELDS + 5)
    return back + moved / tl.maximum(weight, 1e-20)


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _tile_kernel(  # type: ignore[no-untyped-def]
    records,
    rows,
    starts,
    largest,
    maps,
    height,
    width,
    tiles_across,
    thickness: tl.constexpr,
    colour: tl.constexpr,
    tile: tl.constexpr,
    chunk: tl.constexpr,
):
    here = tl.program_id(0)
    start = tl.load(starts + here)
    end = tl.load(starts + here + 1)
    count = end - start
    pixel = tl.arange(0, tile * tile)
    column = here % tiles_across * tile + pixel % tile
    line = here // tiles_across * tile + pixel // tile
    x = column.to(tl.float32) + 0.5
    y = line.to(tl.float32) + 0.5
    extent = 2 * tl.load(largest)

    front, at, met, total = _crossing(records, rows, start, 1, count, 1.0, x, y, chunk)
    last = tl.max(tl.where(met, front, -1e30), 0) + extent
    reach = tl.load(at + 8)
    leading_x = tl.load(at + 10)[None, :]
    leading_y = tl.load(at + 11)[None, :]
    leading_z = tl.load(at + 12)[None, :]
    weight = tl.zeros_like(x)
    moved = tl.zeros_like(x)
    nx = tl.zeros_like(x)
    ny = tl.zeros_like(x)
    nz = tl.zeros_like(x)
    red = tl.zeros_like(x)
    green = tl.zeros_like(x)
    blue = tl.zeros_like(x)
    done = start * 0
    reached = last * 0 - 1e30
    while (done < count) & (reached <= last):
        place = done + tl.arange(0, chunk)
        inside = place < count
        row = records + tl.load(rows + start + place, mask=inside, other=0) * _FIELDS
        share, away = _near(row, inside, front, x, y)
        weight += tl.sum(share, 0)
        moved += tl.sum(share * away, 0)
        own_x = tl.load(row + 10)[:, None]
        own_y = tl.load(row + 11)[:, None]
        own_z = tl.load(row + 12)[:, None]
        # At the rim half of the normals are of the far side.
        along = own_x * leading_x + own_y * leading_y + own_z * leading_z
        signed = tl.where(along < 0, -share, share)
        nx += tl.sum(signed * own_x, 0)
        ny += tl.sum(signed * own_y, 0)
        nz += tl.sum(signed * own_z, 0)
        if colour:
            red += tl.sum(share * tl.load(row + 13)[:, None], 0)
            green += tl.sum(share * tl.load(row + 14)[:, None], 0)
            blue += tl.sum(share * tl.load(row + 15)[:, None], 0)
        done += chunk
        # The last of the chunk is the farthest.
        final = tl.load(rows + start + tl.minimum(done, count) - 1)
        reached = tl.load(records + final * _FIELDS + 5)
    divisor = tl.maximum(weight, 1e-20)
    front += moved / divisor
    length = tl.maximum(tl.sqrt(nx * nx + ny * ny + nz * nz), 1e-12)

    thick = tl.zeros_like(x)
    if thickness:
        back = _back(records, rows, start, end, extent, met, x, y, chunk)
        thick = tl.maximum(back - front, 0.0)

    covered = met & (total >= _COVERED) & (front > 0)
    drawn = (column < width) & (line < height)
    area = height * width
    out = maps + line * width + column
    tl.store(out, tl.where(covered, front, float("inf")), mask=drawn)
    tl.store(out + area, tl.where(covered, front + 2 * reach, float("inf")), mask=drawn)
    tl.store(out + 2 * area, thick, mask=drawn)
    tl.store(out + 3 * area, nx / length, mask=drawn)
    tl.store(out + 4 * area, ny / length, mask=drawn)
    tl.store(out + 5 * area, nz / length, mask=drawn)
    tl.store(out + 6 * area, tl.minimum(tl.maximum(red / divisor, 0.0), 1.0), mask=drawn)
    tl.store(out + 7 * area, tl.minimum(tl.maximum(green / divisor, 0.0), 1.0), mask=drawn)
    tl.store(out + 8 * area, tl.minimum(tl.maximum(blue / divisor, 0.0), 1.0), mask=drawn)
    tl.store(out + 9 * area, tl.minimum(total, 1.0), mask=drawn)


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _finish_kernel(  # type: ignore[no-untyped-def]
    maps,
    depth,
    normals,
    covered,
    opacity,
    thickness,
    colour,
    height,
    width,
    block: tl.constexpr,
):
    index = tl.program_id(0) * block + tl.arange(0, block)
    area = height * width
    inside = index < area
    line = index // width
    column = index % width
    front = tl.load(maps + index, mask=inside, other=float("inf"))
    votes = tl.zeros_like(index)
    for neighbour in tl.static_range(25):
        beyond = _beyond(maps, line, column, neighbour, height, width)
        votes += (front > beyond).to(tl.int32)
    hole = (votes >= _ENOUGH) & inside
    seen = (front < float("inf")) & inside
    if tl.max(hole.to(tl.int32), 0) > 0:
        _fill(
            maps, depth, normals, opacity, thickness, colour, line, column, front, hole,
            height, width,
        )  # fmt: skip
    shown = seen & ~hole
    kept = inside & ~hole
    at = maps + index
    tl.store(covered + index, (seen | hole).to(tl.int8), mask=inside)
    tl.store(depth + index, tl.where(shown, front, 0.0), mask=kept)
    tl.store(thickness + index, tl.load(at + 2 * area, mask=shown, other=0.0), mask=kept)
    tl.store(opacity + index, tl.load(at + 9 * area, mask=kept, other=0.0), mask=kept)
    for axis in tl.static_range(3):
        value = tl.load(at + (3 + axis) * area, mask=shown, other=-1.0 if axis == 2 else 0.0)
        tl.store(normals + index * 3 + axis, value, mask=kept)
        value = tl.load(at + (6 + axis) * area, mask=shown, other=0.0)
        tl.store(colour + index * 3 + axis, value, mask=kept)


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _beyond(maps, line, column, neighbour, height, width):  # type: ignore[no-untyped-def]
    """Depth from which on one sees past the surface of one of the 5 x 5 pixels around."""
    down = line + neighbour // 5 - 2
    right = column + neighbour % 5 - 2
    inside = (down >= 0) & (down < height) & (right >= 0) & (right < width)
    at = maps + height * width + down * width + right
    return tl.load(at, mask=inside, other=float("inf"))


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _fill(  # type: ignore[no-untyped-def]
    maps,
    depth,
    normals,
    opacity,
    thickness,
    colour,
    line,
    column,
    front,
    hole,
    height,
    width,
):
    """The mean of the neighbours that are in front of it, into each hole."""
    area = height * width
    number = tl.zeros_like(front)
    near = tl.zeros_like(front)
    thick = tl.zeros_like(front)
    nx = tl.zeros_like(front)
    ny = tl.zeros_like(front)
    nz = tl.zeros_like(front)
    red = tl.zeros_like(front)
    green = tl.zeros_like(front)
    blue = tl.zeros_like(front)
    total = tl.zeros_like(front)
    neighbour = 0
    while neighbour < 25:
        taken = hole & (front > _beyond(maps, line, column, neighbour, height, width))
        at = maps + (line + neighbour // 5 - 2) * width + column + neighbour % 5 - 2
        number += taken.to(tl.float32)
        near += tl.load(at, mask=taken, other=0.0)
        thick += tl.load(at + 2 * area, mask=taken, other=0.0)
        nx += tl.load(at + 3 * area, mask=taken, other=0.0)
        ny += tl.load(at + 4 * area, mask=taken, other=0.0)
        nz += tl.load(at + 5 * area, mask=taken, other=0.0)
        red += tl.load(at + 6 * area, mask=taken, other=0.0)
        green += tl.load(at + 7 * area, mask=taken, other=0.0)
        blue += tl.load(at + 8 * area, mask=taken, other=0.0)
        total += tl.load(at + 9 * area, mask=taken, other=0.0)
        neighbour += 1
    length = tl.maximum(tl.sqrt(nx * nx + ny * ny + nz * nz), 1e-12)
    index = line * width + column
    tl.store(depth + index, near / number, mask=hole)
    tl.store(thickness + index, thick / number, mask=hole)
    tl.store(opacity + index, total / number, mask=hole)
    tl.store(normals + index * 3, nx / length, mask=hole)
    tl.store(normals + index * 3 + 1, ny / length, mask=hole)
    tl.store(normals + index * 3 + 2, nz / length, mask=hole)
    tl.store(colour + index * 3, red / number, mask=hole)
    tl.store(colour + index * 3 + 1, green / number, mask=hole)
    tl.store(colour + index * 3 + 2, blue / number, mask=hole)


def rendered(
    cloud: Gaussians,
    surface: CloudSurface,
    view: View,
    moved: Similarity,
    *,
    thickness: bool,
    colour: bool,
) -> tuple[Tensor, ...]:
    """The fields of `rendering.Rendered`, in their order."""
    projected = _projected(cloud, surface, view, moved)
    rows, starts = _listed(projected, view)
    return _finished(
        _composited(projected, rows, starts, view, thickness=thickness, colour=colour), view
    )


class _Projected(NamedTuple):
    """Gaussians, the nearest first.

    Attributes:
        records: (G, FIELDS), as of `footprints`.
        corner, across, number: (G,) first tile, and how many tiles across and in all.
        largest: (1,) the farthest reach of any.
    """

    records: Tensor
    corner: Tensor
    across: Tensor
    number: Tensor
    largest: Tensor


def _projected(
    cloud: Gaussians, surface: CloudSurface, view: View, moved: Similarity
) -> _Projected:
    count = len(cloud)
    xyz, rotation = cloud.xyz.contiguous(), moved.rotation.contiguous()
    depth = xyz.new_empty(count)
    grid = (triton.cdiv(count, _BLOCK),)
    motion = (rotation, moved.translation, moved.scale)
    corner, across, number = torch.empty(3, count, dtype=torch.int32, device=xyz.device)
    records, largest = xyz.new_empty(count, footprints.FIELDS), xyz.new_zeros(1)
    made = _Projected(records, corner, across, number, largest)
    with _on(xyz):
        _depth_kernel[grid](xyz, *motion, depth, count, block=_BLOCK)
        _project_kernel[grid](
            depth.argsort(stable=True),
            xyz,
            cloud.scale.contiguous(),
            cloud.rotation.contiguous(),
            cloud.opacity.contiguous(),
            cloud.colour.contiguous(),
            surface.normals.contiguous(),
            surface.overlap,
            *motion,
            depth.mean(),
            *made,
            count,
            view.focal_u,
            view.focal_v,
            view.centre_u,
            view.centre_v,
            view.height,
            view.width,
            orthographic=view.orthographic,
            tile=TILE,
            block=_BLOCK,
        )
    return made


def _listed(made: _Projected, view: View) -> tuple[Tensor, Tensor]:
    """Rows of the records of every tile, one tile after the other, and where each begins."""
    count, device = len(made.records), made.records.device
    across, down = triton.cdiv(view.width, TILE), triton.cdiv(view.height, TILE)
    narrow = across * down < torch.iinfo(torch.int16).max
    dtype = torch.int16 if narrow else torch.int32
    limits = torch.arange(across * down + 1, dtype=dtype, device=device)
    ends = made.number.cumsum(0, dtype=torch.int32)
    total = int(ends[-1])
    tiles = torch.empty(total, dtype=dtype, device=device)
    rows = torch.empty(total, dtype=torch.int32, device=device)
    with _on(rows):
        _list_kernel[(triton.cdiv(count, _BLOCK),)](
            made.corner, made.across, ends, tiles, rows, count, across, block=_BLOCK
        )
    tiles, order = torch.sort(tiles, stable=True)
    return rows[order], torch.searchsorted(tiles, limits, out_int32=True)


def _composited(
    made: _Projected, rows: Tensor, starts: Tensor, view: View, *, thickness: bool, colour: bool
) -> Tensor:
    """(10, h, w) front, beyond, thickness, three of the normal, three of the colour, opacity.

    Front and beyond are infinite where nothing is seen.
    """
    maps = made.records.new_empty(_MAPS.value, view.height, view.width)
    with _on(maps):
        _tile_kernel[(len(starts) - 1,)](
            made.records,
            rows,
            starts,
            made.largest,
            maps,
            view.height,
            view.width,
            triton.cdiv(view.width, TILE),
            thickness=thickness,
            colour=colour,
            tile=TILE,
            chunk=CHUNK,
            num_warps=TILE_WARPS,
        )
    return maps


def _finished(maps: Tensor, view: View) -> tuple[Tensor, ...]:
    shape = (view.height, view.width)
    depth, opacity, thickness = (maps.new_empty(shape) for _ in range(3))
    normals, colour = (maps.new_empty(*shape, 3) for _ in range(2))
    covered = torch.empty(shape, dtype=torch.bool, device=maps.device)
    with _on(maps):
        _finish_kernel[(triton.cdiv(view.height * view.width, _BLOCK),)](
            maps,
            depth,
            normals,
            covered.view(torch.int8),
            opacity,
            thickness,
            colour,
            view.height,
            view.width,
            block=_BLOCK,
        )
    return depth, normals, covered, opacity, thickness, colour


def _on(tensor: Tensor) -> AbstractContextManager[Any]:
    return torch.cuda.device(tensor.device) if tensor.is_cuda else nullcontext()
