"""Every set of weights that can be fetched: where from, under which terms, and what is in it.

Sizes and SHA-256 are of the pinned revisions on the Hugging Face hub.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from camfilter.errors import UsageError


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file of a repository on the hub; a folder without those not required still works."""

    path: str
    size: int
    sha256: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Model:
    """Weights under one name.

    Attributes:
        repository: owner and name on the Hugging Face hub.
        revision: the commit whose sizes and hashes are pinned.
        gated: whether its owner has to grant access first.
        folders: names a local folder of these weights may have.
    """

    name: str
    engine: str
    title: str
    repository: str
    revision: str
    licence: str
    licence_url: str
    files: tuple[WeightFile, ...]
    folders: tuple[str, ...]
    gated: bool = False

    @property
    def page(self) -> str:
        """Address of the model's page."""
        return f"https://huggingface.co/{self.repository}"

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files)


def _moge(name: str, title: str, revision: str, size: int, sha256: str) -> Model:
    repository_name = "moge-vitl" if name == "moge-1" else f"{name}-normal"
    return Model(
        name,
        "moge",
        title,
        f"Ruicheng/{repository_name}",
        revision,
        "MIT",
        "https://github.com/microsoft/MoGe/blob/main/LICENSE",
        (WeightFile("model.pt", size, sha256),),
        (repository_name, name),
    )


_SAM3D_FILES: Final = (
    WeightFile(
        "checkpoints/ss_generator.ckpt",
        6_690_136_964,
        "225f40479e4cff4f39d6fa14c55be3abad1475bf55b61af3bec1e19ed2f6c146",
    ),
    WeightFile(
        "checkpoints/slat_generator.ckpt",
        4_906_537_684,
        "91529bde8e7daa12d09618a66c319e3a5a6398db6b23b958cedcb1c3f28faabb",
    ),
    WeightFile(
        "checkpoints/ss_decoder.ckpt",
        147_609_242,
        "6dac1cd7b7fda5a38e0614fadae441f1794f80e39ea2981f1ac8aff0a7e99340",
    ),
    WeightFile(
        "checkpoints/slat_decoder_gs.ckpt",
        171_476_155,
        "f8077c36a06eaf890dd93cda1937411f793dea1eb80b3dd9329f2038ba84a111",
    ),
    WeightFile(
        "checkpoints/slat_decoder_gs_4.ckpt",
        170_269_801,
        "731a0eceaa47945b52aa27f650d695b2aea9cc70945751e5609e5cb5b49f0186",
        required=False,
    ),
)

MODELS: Final = (
    _moge(
        "moge-2-vits",
        "MoGe 2 ViT-S: metric depth and normals, smallest and fastest",
        "679230677b4d282c6f304189a93e98e14f085902",
        140_550_416,
        "79a16621928c2bf0ed04659218c55c01075e950507f40bb3332fb4c873d3e1dc",
    ),
    _moge(
        "moge-2-vitb",
        "MoGe 2 ViT-B: metric depth and normals",
        "54ad3a693e61907ea4633d13dec6ee682fa09419",
        419_110_160,
        "16b8110e86d5dc5a849db120ca96ef3a223fd30b0c9146d1d81db504073da5f6",
    ),
    _moge(
        "moge-2-vitl",
        "MoGe 2 ViT-L: metric depth and normals, most accurate",
        "b135031bae30b5ac2ae141a0e68717795ce38340",
        1_323_815_904,
        "280741fd09bc3f403ccff9967784c2a391b52d2c0742ae3efdb21d9f90cc1a01",
    ),
    _moge(
        "moge-1",
        "MoGe 1 ViT-L: the point map that SAM 3D Objects starts from",
        "979e84da9415762c30e6c0cf8dc0962896c793df",
        1_256_823_446,
        "da96b09a0485a3c45a5aa455e67743c8b4efc4dd8437c1f2aa93c2b4303d957f",
    ),
    Model(
        "sam3d",
        "sam3d",
        "SAM 3D Objects: the whole object behind a mask, as 3D Gaussians",
        "facebook/sam-3d-objects",
        "2e73555018d2741ccd486e56c24fac41155a1dc6",
        "SAM License",
        "https://github.com/facebookresearch/sam-3d-objects/blob/main/LICENSE",
        _SAM3D_FILES,
        ("sam-3d-objects", "sam3d"),
        gated=True,
    ),
)
"""All of them, small ones first."""

GROUPS: Final = {"sam3d": ("sam3d", "moge-1"), "moge": ("moge-2-vitb",)}
"""Names that stand for what an engine needs to run."""


def model_named(name: str) -> Model:
    """The weights called `name`.

    Raises:
        UsageError: if there are none.
    """
    for model in MODELS:
        if model.name == name:
            return model
    known = ", ".join(model.name for model in MODELS)
    raise UsageError(f"there are no weights named '{name}'", f"choose from: {known}")


def models_of(engine: str) -> tuple[Model, ...]:
    """The weights that `engine` can use, small ones first."""
    return tuple(model for model in MODELS if model.engine == engine)
