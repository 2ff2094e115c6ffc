"""Materials, lights and development."""

from __future__ import annotations

from dataclasses import replace

import torch

from training.render.finishes import finishes
from training.render.light import Weather, lighting
from training.render.sheet import tiled, views, write_png
from training.render.studio import Studio, room
from training.render.surface import Materials
from training.render.tables import LIGHT, MATERIAL, MATERIAL_COLUMNS, Pattern
from training.render.tone import Development, develop, gains
from training.scenes.stage import Kind


def base(rows):
    return rows[:, MATERIAL["base"] : MATERIAL["base"] + 3]


def drawn(library, stage, seed=0):
    return Materials(library).draw(stage, torch.Generator().manual_seed(seed))


def test_every_kind_has_a_finish():
    known = finishes()
    assert set(known.kinds) == set(Kind)
    for weights in (*known.kinds.values(), *known.parts.values()):
        assert set(weights) <= set(known.finishes)
    for finish in known.finishes.values():
        assert finish.palette in known.palettes
        assert not finish.second or finish.second in known.palettes


def test_materials_are_plausible(library):
    rows, first = drawn(library, room(library, 8))
    assert rows.shape[1] == MATERIAL_COLUMNS
    assert first.max() < len(rows)
    assert torch.isfinite(rows).all()
    assert base(rows).min() > 0.005
    assert base(rows).max() < 0.95
    assert set(rows[:, MATERIAL["pattern"]].long().tolist()) <= set(map(int, Pattern))


def test_things_of_one_look_share_a_material(library):
    stage = room(library, 2)
    together, _ = drawn(library, replace(stage, look=torch.zeros_like(stage.look)))
    walls = together[stage.kind == int(Kind.WALL)]
    assert (walls == walls[0]).all()
    apart, _ = drawn(library, stage)
    assert len({tuple(r.tolist()) for r in base(apart[stage.kind == int(Kind.WALL)])}) > 4


def test_a_tint_is_kept(library):
    studio = Studio(library, 1)
    studio.put(0, "box", (0, 3, 0), 1.0, Kind.WALL, tint=(0.2, 0.4, 0.6))
    rows, _ = drawn(library, studio.stage(torch.zeros(1, 3), torch.tensor([[0.0, 1.0, 0.0]])))
    assert torch.allclose(base(rows)[0], torch.tensor([0.2, 0.4, 0.6]))


def test_a_window_shines_into_the_room_by_day(library):
    stage = room(library, 1)
    weather = Weather.draw(1, torch.Generator().manual_seed(0), torch.device("cpu"))
    for day in (True, False):
        sky = replace(weather, daylight=torch.tensor([day]))
        lamps = lighting(stage, library, sky, 64).lamps
        panes = lamps[lamps[:, LIGHT["type"]] == 2]
        assert bool((panes[:, LIGHT["colour"]] > 0).any()) == day
    into = panes[0, LIGHT["direction"] : LIGHT["direction"] + 3]
    assert torch.allclose(into, torch.tensor([-1.0, 0.0, 0.0]), atol=1e-5)


def test_exposure_and_balance():
    count = 4
    exposure, outdoor = torch.tensor([0.0, 0.0, 1.0, -1.0]), torch.zeros(count, dtype=torch.bool)
    camera = Development.draw(exposure, outdoor, torch.Generator().manual_seed(1))
    scene = torch.rand(1, 3, 24, 32, generator=torch.Generator().manual_seed(2))
    warm = (scene * torch.tensor([1.4, 1.0, 0.5])[:, None, None]).expand(count, -1, -1, -1)
    for brightness in (0.02, 1.0, 50.0):
        pictures = develop(warm * brightness, camera, gains(warm * brightness, camera))
        assert 0.15 < pictures.mean() < 0.8
    assert pictures[2].mean() > pictures[3].mean()
    spread = pictures.mean((2, 3))
    assert (spread[:, 0] / spread[:, 2] < 1.4 / 0.5).all()


def test_a_sheet_is_a_png(library, tmp_path):
    from training.render.renderer import Renderer

    batch = Renderer(library, 24, 32).render(room(library, 3))
    sheet = tiled(views(batch), 2)
    assert sheet.shape == (48, 2 * 4 * 32, 3)
    write_png(tmp_path / "sheet.png", sheet)
    assert (tmp_path / "sheet.png").read_bytes().startswith(b"\x89PNG")
