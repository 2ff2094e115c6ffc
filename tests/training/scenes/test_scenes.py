"""Scenes: cameras that see something, true sizes, the same for the same seed, smooth motion."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import pytest

torch = pytest.importorskip("torch")

from training.scenes import mix, storage  # noqa: E402
from training.scenes.catalogue import Catalogue  # noqa: E402
from training.scenes.check import obstructed  # noqa: E402
from training.scenes.draw import Draw  # noqa: E402
from training.scenes.roles import ROLES  # noqa: E402
from training.scenes.setting import Setting  # noqa: E402
from training.scenes.shell import plan  # noqa: E402
from training.scenes.stage import Kind, Stage, Theme, concatenate, rotation_about  # noqa: E402

SHAPES = [(192, 256), (140, 460), (256, 144)]
PRIMITIVES = ["box", "bevel_box", "cylinder", "cone", "sphere", "quad", "prism", "bowl", "torus"]
MEASURES = {
    "chair": (0.45, 0.5, 0.9),
    "table": (1.4, 0.8, 0.75),
    "sofa": (1.9, 0.9, 0.8),
    "bookcase": (0.9, 0.35, 1.9),
    "car": (1.8, 4.4, 1.5),
    "cup": (0.08, 0.1, 0.09),
    "female": (0.5, 0.3, 1.7),
    "wall switch": (0.08, 0.01, 0.08),
}
PERSON = (0.5, 0.4, 1.75)


@dataclass(eq=False)
class Shelf:
    """A library without vertices: what scenes need of one."""

    names: list[str] = field(default_factory=lambda: [*PRIMITIVES, *MEASURES, "one", "other"])
    seated: bool = True

    def __post_init__(self) -> None:
        count = len(PRIMITIVES)
        self.categories = ["primitive"] * count + ["thing"] * len(MEASURES) + ["person"] * 2
        self.pose = [""] * (count + len(MEASURES)) + ["standing", "sitting"]
        unit = torch.full((count, 3), 0.5)
        size = torch.tensor([*MEASURES.values(), PERSON, PERSON])
        half = size * torch.tensor([0.5, 0.5, 0.0])
        self.low = torch.cat([-unit, -half])
        self.high = torch.cat([unit, half + size * torch.tensor([0.0, 0.0, 1.0])])


@pytest.fixture(scope="module")
def library() -> Shelf:
    return Shelf()


def made(
    library: Shelf, theme: Theme, shape: tuple[int, int] = SHAPES[0], count: int = 12
) -> Stage:
    return mix.make(theme, library, count, torch.Generator().manual_seed(5), shape)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("theme", list(Theme))
def test_a_stage_is_whole(library: Shelf, theme: Theme, shape: tuple[int, int]) -> None:
    stage = made(library, theme, shape, 6)
    assert len(stage) == 6
    assert set(stage.scene.tolist()) == set(range(6))
    assert int(stage.group.max()) < len(stage.pivot)
    assert bool((stage.theme == int(theme)).all())
    for each in fields(stage):
        value = getattr(stage, each.name)
        assert not value.is_floating_point() or bool(value.isfinite().all()), each.name


@pytest.mark.parametrize("theme", list(Theme))
def test_cameras_are_upright_and_outside_of_everything(library: Shelf, theme: Theme) -> None:
    stage = made(library, theme)
    identity = torch.eye(3).expand(len(stage), 3, 3)
    assert torch.allclose(stage.rotation @ stage.rotation.mT, identity, atol=1e-4)
    assert bool((torch.linalg.det(stage.rotation) > 0).all())
    assert bool((stage.rotation[:, 1, 2] < 0.35).all()), "the picture's down points up"
    assert not bool(obstructed(stage, Catalogue(library)).any())


@pytest.mark.parametrize("theme", list(Theme))
def test_cameras_have_things_before_them(library: Shelf, theme: Theme) -> None:
    stage = made(library, theme)
    seen = stage.rotation[stage.scene] @ (stage.offset - stage.position[stage.scene])[..., None]
    x, _, z = seen[..., 0].unbind(-1)
    ahead = (z > 0.2) & (x.abs() < z / (2 * stage.focal[stage.scene]))
    per_scene = torch.zeros(len(stage)).index_add(0, stage.scene, ahead.float())
    assert bool((per_scene >= 3).all())


@pytest.mark.parametrize("shape", SHAPES)
def test_the_field_of_view_suits_the_shape(library: Shelf, shape: tuple[int, int]) -> None:
    stage = made(library, Theme.STREET, shape)
    half_diagonal = torch.hypot(torch.tensor(1.0), torch.tensor(shape[0] / shape[1])) / 2
    angle = 2 * torch.rad2deg(torch.atan(half_diagonal / stage.focal))
    assert bool(((angle > 50) & (angle < 100)).all())


def test_a_driver_sits_above_the_road_and_looks_along_it(library: Shelf) -> None:
    stage = made(library, Theme.STREET, (140, 460), 24)
    road = stage.kind == int(Kind.ROAD)
    height = []
    for scene in range(len(stage)):
        own = road & (stage.scene == scene)
        gap = stage.position[scene] - stage.offset[own]
        nearest = gap[:, 1].abs().argmin()
        normal = stage.linear[own][nearest, :, 2]
        height.append(float(gap[nearest] @ normal))
    assert all(0.9 < h < 3.0 for h in height)
    assert sum(abs(float(r[2, 2])) < 0.12 for r in stage.rotation) >= 20


def test_things_have_true_sizes(library: Shelf) -> None:
    catalogue, draw = Catalogue(library), Draw(torch.Generator().manual_seed(0))
    for role, name in (("chair", "chair"), ("sofa", "sofa"), ("car", "car")):
        size = catalogue.thing(role, draw, 50).size
        assert torch.allclose(size, torch.tensor(MEASURES[name]).expand_as(size), rtol=0.1)


@pytest.mark.parametrize("role", list(ROLES))
def test_no_role_is_played_by_people_or_switches(library: Shelf, role: str) -> None:
    catalogue, draw = Catalogue(library), Draw(torch.Generator().manual_seed(0))
    mesh = catalogue.thing(role, draw, 200).mesh.unique().tolist()
    names = {library.names[i] for i in mesh}
    assert not names & {"female", "wall switch", "one", "other"}


def test_people_stand_on_the_floor(library: Shelf) -> None:
    stage = made(library, Theme.WEBCAM)
    people = stage.kind == int(Kind.BODY)
    assert int(people.sum()) >= 8
    assert bool((stage.offset[people][:, 2].abs() < 0.02).all())


def test_what_racks_hold_stays_in_the_room(library: Shelf) -> None:
    draw = Draw(torch.Generator().manual_seed(2))
    setting = Setting(Catalogue(library), 8, draw)
    size = torch.tensor([3.0, 5.0, 2.2]).expand(8, 3).unbind(1)
    storage.racks(setting, plan(setting, *size), torch.ones(8))
    placed = torch.cat([part[7] for part in setting._put])[torch.cat([p[0] for p in setting._put])]
    assert len(placed) > 200
    assert bool((placed.abs() <= torch.tensor([1.6, 2.6, 2.8])).all())
    assert bool((placed[:, 2] >= 0).all())


def test_the_shares_are_kept() -> None:
    numbers = mix.numbers(1000, torch.Generator().manual_seed(1))
    assert sum(numbers.values()) == 1000
    for theme, share in mix.SHARES.items():
        assert abs(numbers[theme] / 1000 - share) < 0.01


def test_few_scenes_are_dealt_by_lot() -> None:
    drawn = {
        theme
        for seed in range(40)
        for theme, n in mix.numbers(1, torch.Generator().manual_seed(seed)).items()
        if n
    }
    assert {Theme.ROOM, Theme.WEBCAM, Theme.STREET} <= drawn


def test_the_same_seed_gives_the_same_scenes(library: Shelf) -> None:
    one, same, other = (
        mix.sample(library, 8, torch.Generator().manual_seed(seed), SHAPES[0]) for seed in (3, 3, 4)
    )
    for each in fields(one):
        assert torch.equal(getattr(one, each.name), getattr(same, each.name)), each.name
    assert not torch.equal(one.position, other.position)


def test_a_mixture_has_every_theme(library: Shelf) -> None:
    stage = mix.sample(library, 40, torch.Generator().manual_seed(2), SHAPES[0])
    assert len(stage) == 40
    assert set(stage.theme.tolist()) == set(map(int, Theme))


def test_time_moves_things_a_little_at_a_time(library: Shelf) -> None:
    stage = mix.sample(library, 16, torch.Generator().manual_seed(2), SHAPES[0])
    soon = stage.moved(1 / 30)
    step = (soon.position - stage.position).norm(dim=-1)
    assert bool((step < 1.2).all())
    assert bool((step > 1e-4).any())
    turned = soon.rotation @ stage.rotation.mT
    angle = torch.arccos(((turned.diagonal(dim1=1, dim2=2).sum(1) - 1) / 2).clamp(-1, 1))
    assert bool((angle < 0.2).all())
    assert torch.equal(soon.mesh, stage.mesh)
    still = stage.group == 0
    assert torch.allclose(
        soon.offset[still & (stage.scene == 0)], stage.offset[still & (stage.scene == 0)]
    )


def test_no_time_changes_nothing(library: Shelf) -> None:
    stage = made(library, Theme.PEOPLE)
    now = stage.moved(0.0)
    for name in ("linear", "offset", "rotation", "position"):
        assert torch.allclose(getattr(now, name), getattr(stage, name), atol=1e-5), name


def test_motion_adds_up(library: Shelf) -> None:
    stage = made(library, Theme.STREET)
    twice, once = stage.moved(0.1).moved(0.1), stage.moved(0.2)
    assert torch.allclose(twice.offset, once.offset, atol=1e-3)
    assert torch.allclose(twice.rotation, once.rotation, atol=1e-4)


def test_choosing_and_joining_are_inverse(library: Shelf) -> None:
    stage = mix.sample(library, 10, torch.Generator().manual_seed(2), SHAPES[0])
    first = torch.arange(10) < 4
    joined = concatenate([stage.chosen(first), stage.chosen(~first)])
    assert torch.equal(joined.position, stage.position)
    assert torch.equal(joined.scene.sort().values, stage.scene.sort().values)
    soon, again = stage.moved(0.5), joined.moved(0.5)
    for scene in range(10):
        mine, theirs = soon.offset[stage.scene == scene], again.offset[joined.scene == scene]
        assert torch.allclose(mine, theirs, atol=1e-4)


def test_a_quarter_turn() -> None:
    turn = rotation_about(torch.tensor([[0.0, 0.0, torch.pi / 2]]))
    assert torch.allclose(turn[0] @ torch.tensor([1.0, 0, 0]), torch.tensor([0.0, 1, 0]), atol=1e-6)
