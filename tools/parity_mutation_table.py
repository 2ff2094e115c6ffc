"""The mistakes that `parity_mutations.py` plants, and the tests that must notice them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGE: Final = "camfilter.engines"
_TESTS: Final = "tests/engines"


@dataclass(frozen=True)
class Mutation:
    """`text`, found exactly once in `module`, becomes `instead`; one of `tests` must fail."""

    name: str
    module: str
    text: str
    instead: str
    tests: tuple[str, ...]

    def applied(self, source: str) -> str:
        """`source` with the mistake in it.

        Raises:
            ValueError: if `text` is not there exactly once.
        """
        if source.count(self.text) != 1:
            raise ValueError(f"{self.module} does not hold this just once: {self.text}")
        return source.replace(self.text, self.instead, 1)

    def fits(self, root: Path) -> bool:
        """Whether `text` is in the module's source exactly once."""
        path = root.joinpath(*self.module.split(".")).with_suffix(".py")
        return path.exists() and path.read_text("utf-8").count(self.text) == 1


def _row(name: str, module: str, text: str, instead: str, *tests: str) -> Mutation:
    paths = tuple(f"{_TESTS}/{test}" for test in tests)
    return Mutation(name, f"{_PACKAGE}.{module}", text, instead, paths)


_PREPARATION: Final = "sam3d/test_preparation.py::test_maps_match_the_official_ones"
_STAGE1_TOKENS: Final = "sam3d/test_condition.py::test_tokens_match_the_official_ones[ss_condition]"
_STAGE2_TOKENS: Final = (
    "sam3d/test_condition.py::test_tokens_match_the_official_ones[slat_condition]"
)
_QUIET_TOKENS: Final = (
    "sam3d/test_condition.py::"
    "test_tokens_match_with_activations_as_small_as_the_norms_eps[ss_condition]"
)
_STAGE1_FLOW: Final = "sam3d/test_structure_flow.py::test_velocities_match_the_official_ones"
_STAGE1_SAMPLING: Final = (
    "sam3d/test_structure_flow.py::test_every_step_of_sampling_matches_the_official_one"
)
_LOGITS: Final = "sam3d/test_structure_decoder.py::test_logits_and_voxels_match_the_official_ones"
_BALL: Final = "sam3d/test_voxels.py::test_the_inside_of_a_ball_is_left_out_as_officially"
_BOX: Final = "sam3d/test_voxels.py::test_a_large_box_is_halved_as_officially"
_POSE: Final = "sam3d/test_pose.py::test_the_pose_matches_the_official_one"
_PLACED: Final = "sam3d/test_pose.py::test_gaussians_are_placed_as_officially"
_STAGE2_FLOW: Final = "sam3d/test_latent_flow.py::test_velocity_is_the_official_one"
_STAGE2_SAMPLING: Final = (
    "sam3d/test_latent_flow.py::test_sampling_is_the_official_one_at_every_step"
)
_GAUSSIANS: Final = "sam3d/test_gaussian_decoder.py::test_gaussians_are_the_official_ones"
_EPS: Final = "sam3d/test_norm_eps.py"
_MOGE: Final = "moge/test_parity.py::test_network_outputs"

_PREPARED: Final = (
    _row(
        "the whole point map is padded with unknown points",
        "sam3d.preparation",
        "whole = _squared(layer, 0.0)",
        "whole = _squared(layer, pad)",
        _PREPARATION,
    ),
    _row(
        "the crop's point map is made square with zeros",
        "sam3d.preparation",
        "cropped = _squared(_cropped(layer, box), pad)",
        "cropped = _squared(_cropped(layer, box), 0.0)",
        _PREPARATION,
    ),
    _row(
        "the mask's sides count one pixel more",
        "sam3d.preparation",
        "width, height = right - left, bottom - top",
        "width, height = right - left + 1, bottom - top + 1",
        _PREPARATION,
    ),
    _row(
        "corners are rounded down",
        "sam3d.preparation",
        "Box(int(x - reach), ",
        "Box(int(np.floor(x - reach)), ",
        _PREPARATION,
    ),
    _row(
        "pictures are made smaller without antialiasing",
        "sam3d.preparation",
        'mode="bilinear", antialias=True',
        'mode="bilinear", antialias=False',
        _PREPARATION,
    ),
    _row(
        "the scale is the median over the object alone",
        "sam3d.preparation",
        "scale = distance.nanmedian()",
        "scale = torch.where(chosen, distance, torch.nan).nanmedian()",
        _PREPARATION,
    ),
)

_CONDITION: Final = (
    _row(
        "masks come before pictures",
        "sam3d.condition",
        "return torch.cat(parts)[None]",
        "return torch.cat([parts[1], parts[0], *parts[2:]])[None]",
        _STAGE1_TOKENS,
    ),
    _row(
        "cropped and whole maps swap their index",
        "sam3d.condition",
        "self.idx_emb[:2, None]",
        "self.idx_emb[:2, None].flip(0)",
        _STAGE1_TOKENS,
    ),
    _row(
        "stage 1 keeps the registers",
        "sam3d.condition",
        "normalised[:, 1 + registers :]",
        "normalised[:, 1:-registers]",
        _STAGE1_TOKENS,
    ),
    _row(
        "stage 2 takes the trained norm",
        "sam3d.condition",
        "return plain_norm(tokens, FINAL_EPS)",
        "return self.backbone.normalised(tokens)",
        _STAGE2_TOKENS,
    ),
    _row(
        "DINOv2 has the tanh GELU",
        "dinov2",
        "functional.gelu(self.fc1(x))",
        'functional.gelu(self.fc1(x), approximate="tanh")',
        _STAGE1_TOKENS,
    ),
    _row(
        "DINOv2 norms have an eps of 1e-5",
        "dinov2",
        "NORM_EPS: Final = 1e-6",
        "NORM_EPS: Final = 1e-5",
        _QUIET_TOKENS,
    ),
    _row(
        "projections are normed with an eps of 1e-6",
        "sam3d.condition",
        "LayerNorm(width, eps=FINAL_EPS)",
        "LayerNorm(width, eps=FINAL_EPS / 10)",
        _QUIET_TOKENS,
    ),
    _row(
        "stage 2 tokens are normed with an eps of 1e-6",
        "sam3d.condition",
        "return plain_norm(tokens, FINAL_EPS)",
        "return plain_norm(tokens, FINAL_EPS / 10)",
        _EPS,
    ),
    _row(
        "the block over points has an eps of 1e-5",
        "sam3d.point_embedder",
        "self.norm1 = nn.LayerNorm(width, eps=NORM_EPS)",
        "self.norm1 = nn.LayerNorm(width, eps=10 * NORM_EPS)",
        _QUIET_TOKENS,
    ),
    _row(
        "positions are not given to the class token",
        "dinov2",
        "x = torch.cat([class_token, patches], 1) + self.positions(rows, columns)",
        "x = torch.cat([class_token, patches + self.positions(rows, columns)[:, 1:]], 1)",
        _STAGE1_TOKENS,
    ),
    _row(
        "positions are resized without antialiasing",
        "dinov2",
        "antialias=self.settings.position_antialias",
        "antialias=False",
        _STAGE1_TOKENS,
    ),
    _row(
        "windows of points run column by column",
        "sam3d.point_embedder",
        "side, patch, side, patch, -1).transpose(2, 3)",
        "side, patch, side, patch, -1).permute(0, 3, 1, 4, 2, 5)",
        _STAGE1_TOKENS,
    ),
)

_STAGE1: Final = (
    _row(
        "a step size of zero is not embedded",
        "sam3d.structure_flow",
        "self.t_embedder(times) + self.d_embedder(sizes)",
        "self.t_embedder(times) + (self.d_embedder(sizes) if shortcut else 0)",
        _STAGE1_FLOW,
    ),
    _row(
        "sines of the time come first",
        "sam3d.layers",
        "[angles.cos(), angles.sin()]",
        "[angles.sin(), angles.cos()]",
        _STAGE1_FLOW,
    ),
    _row(
        "shift and scale are swapped",
        "sam3d.layers",
        "table[:, (1, 4)] += 1",
        "table = table[:, [1, 0, 2, 4, 3, 5]]; table[:, (1, 4)] += 1",
        _STAGE1_FLOW,
    ),
    _row(
        "block norms have an eps of 1e-5",
        "sam3d.layers",
        "BLOCK_EPS: Final = 1e-6",
        "BLOCK_EPS: Final = 1e-5",
        f"{_STAGE1_FLOW}[quiet]",
    ),
    _row(
        "the norm before cross-attention has an eps of 1e-5",
        "sam3d.two_stream_block",
        "LayerNorm(width, eps=BLOCK_EPS)",
        "LayerNorm(width, eps=10 * BLOCK_EPS)",
        f"{_STAGE1_FLOW}[quiet]",
    ),
    _row(
        "final norms have an eps of 1e-6",
        "sam3d.layers",
        "FINAL_EPS: Final = 1e-5",
        "FINAL_EPS: Final = 1e-6",
        f"{_STAGE1_FLOW}[quiet]",
    ),
    _row(
        "the flows have the erf GELU",
        "sam3d.layers",
        'nn.GELU(approximate="tanh")',
        "nn.GELU()",
        _STAGE1_FLOW,
    ),
    _row(
        "queries and keys lack the factor sqrt(head width)",
        "sam3d.layers",
        "* math.sqrt(x.shape[-1])",
        "* 1.0",
        _STAGE1_FLOW,
    ),
    _row(
        "the constant without a condition is that of the keys",
        "sam3d.layers",
        "_, value = self.to_kv.bias.chunk(2)",
        "value, _ = self.to_kv.bias.chunk(2)",
        _STAGE1_FLOW,
    ),
    _row(
        "the layout does not see the shape",
        "sam3d.two_stream_block",
        "key, value = torch.cat([key, shape_key], 2), torch.cat([value, shape_value], 2)",
        "pass",
        _STAGE1_FLOW,
    ),
    _row(
        "the layout's tokens come in the order of their names",
        "sam3d.structure_flow",
        "return x, torch.cat(parts, 1)",
        "return x, torch.cat([parts[0], parts[2], parts[1], parts[3]], 1)",
        _STAGE1_FLOW,
    ),
    _row(
        "guidance adds the strength once too seldom",
        "sam3d.sampler",
        "(1 + strength) * velocity",
        "strength * velocity",
        f"{_STAGE1_SAMPLING}[default-True]",
    ),
    _row(
        "guidance leaves out the end of its interval",
        "sam3d.sampler",
        "first <= time * TIME_SCALE <= last",
        "first <= time * TIME_SCALE < last",
        f"{_STAGE1_SAMPLING}[boundary-True]",
    ),
    _row(
        "times are not rescaled",
        "sam3d.sampler",
        "return time / (1 + (rescale - 1) * (1 - time))",
        "return time",
        f"{_STAGE1_SAMPLING}[default-True]",
    ),
    _row(
        "a shortcut run is told its real step sizes",
        "sam3d.sampler",
        "(1 - start) / count if shortcut else 0.0",
        "times[1] if shortcut else 0.0",
        f"{_STAGE1_SAMPLING}[shortcut-True]",
    ),
    _row(
        "the structure decoder's norms have an eps of 1e-6",
        "sam3d.structure_decoder",
        "self.norm1 = ChannelNorm(channels, eps=FINAL_EPS)",
        "self.norm1 = ChannelNorm(channels, eps=FINAL_EPS / 10)",
        "sam3d/test_structure_decoder.py::test_norms_match_where_their_eps_shows",
    ),
    _row(
        "the shape's tokens run z, y, x",
        "sam3d.structure_decoder",
        "-1, side, side, side)",
        "-1, side, side, side).transpose(2, 4)",
        _LOGITS,
    ),
    _row(
        "finer cells are taken channel by channel",
        "sam3d.structure_decoder",
        "cells.reshape(batch, packed // 8, 2, 2, 2, *grid).permute(0, 1, 5, 2, 6, 3, 7, 4)",
        "cells.reshape(batch, 2, 2, 2, packed // 8, *grid).permute(0, 4, 5, 1, 6, 2, 7, 3)",
        _LOGITS,
    ),
    _row(
        "the outside of the grid counts as occupied",
        "sam3d.voxels",
        "value=1.0",
        "value=0.0",
        "sam3d/test_voxels.py::test_a_grid_that_is_full_keeps_its_outer_cells",
    ),
    _row(
        "only voxels without any gap in their plane are left out",
        "sam3d.voxels",
        "functional.max_pool3d(padded, 3, stride=1)",
        "functional.max_pool3d(padded[..., 1:-1], (3, 3, 1), stride=1)",
        _BALL,
    ),
    _row(
        "a reduced object keeps its corner in place",
        "sam3d.voxels",
        "start = first + cells / 2",
        "start = first",
        _BOX,
    ),
)

_PLACES: Final = (
    _row(
        "the rotation turns to the other side",
        "sam3d.pose",
        "points @ pose.matrix",
        "points @ pose.matrix.T",
        _PLACED,
    ),
    _row(
        "Gaussians turn by the pose itself",
        "sam3d.pose",
        "torch.stack([w, -x, -y, -z]), quaternions",
        "torch.stack([w, x, y, z]), quaternions",
        _PLACED,
    ),
    _row(
        "the six numbers are rows of the rotation",
        "sam3d.pose",
        "torch.stack([x, y, torch.linalg.cross(x, y)], 1)",
        "torch.stack([x, y, torch.linalg.cross(x, y)], 0)",
        _POSE,
    ),
    _row(
        "the six numbers are not denormalised",
        "sam3d.pose",
        "value * std + mean",
        "value",
        _POSE,
    ),
    _row(
        "the translation is not scaled by the scene",
        "sam3d.pose",
        '["translation"].flatten().float() * scene_scale',
        '["translation"].flatten().float()',
        _POSE,
    ),
)

_STAGE2: Final = (
    _row(
        "pooling divides by the number of voxels",
        "sam3d.sparse",
        "(total / (count + 1))",
        "(total / count)",
        _STAGE2_FLOW,
    ),
    _row(
        "cosines of the position come first",
        "sam3d.sparse",
        "(angles.sin(), angles.cos())",
        "(angles.cos(), angles.sin())",
        _STAGE2_FLOW,
    ),
    _row(
        "the residual blocks' norms have an eps of 1e-5",
        "sam3d.sparse_block",
        "self.norm1 = LayerNorm(channels, eps=BLOCK_EPS)",
        "self.norm1 = LayerNorm(channels, eps=10 * BLOCK_EPS)",
        f"{_STAGE2_FLOW}[quiet]",
    ),
    _row(
        "the stage 2 norm before cross-attention has an eps of 1e-5",
        "sam3d.modulated_block",
        "LayerNorm(width, eps=BLOCK_EPS)",
        "LayerNorm(width, eps=10 * BLOCK_EPS)",
        _EPS,
    ),
    _row(
        "skips are joined before the features",
        "sam3d.latent_flow",
        "block.from_coarse(torch.cat((x, skip), 1)",
        "block.from_coarse(torch.cat((skip, x), 1)",
        _STAGE2_FLOW,
    ),
    _row(
        "residual blocks take the shift first",
        "sam3d.sparse_block",
        "table[:, 0] += 1",
        "table = table.flip(1); table[:, 0] += 1",
        _STAGE2_FLOW,
    ),
    _row(
        "latents are denormalised by other statistics",
        "sam3d.latent_velocity",
        "    2.37326008,",
        "    2.37426008,",
        _STAGE2_SAMPLING,
    ),
)

_DECODED: Final = (
    _row(
        "the Gaussian decoder's norms have an eps of 1e-5",
        "sam3d.gaussian_decoder",
        "self.attn(plain_norm(x, BLOCK_EPS)",
        "self.attn(plain_norm(x, 10 * BLOCK_EPS)",
        _EPS,
    ),
    _row(
        "windows do not shift",
        "sam3d.gaussian_decoder",
        "Windows(voxels, size, size // 2)",
        "Windows(voxels, size, 0)",
        _GAUSSIANS,
    ),
    _row(
        "Gaussians reach a whole voxel",
        "sam3d.gaussian_decoder",
        "settings.voxel_size / 2 / cells",
        "settings.voxel_size / cells",
        _GAUSSIANS,
    ),
    _row(
        "the smallest scale is added, not joined in squares",
        "sam3d.gaussian_decoder",
        "(deviation.square() + settings.minimum_scale**2).sqrt()",
        "deviation + settings.minimum_scale",
        _GAUSSIANS,
    ),
    _row(
        "rotations are not slowed down",
        "sam3d.gaussian_decoder",
        "turn * settings.rotation_rate + upright",
        "turn + upright",
        _GAUSSIANS,
    ),
)

_POINT_MAPS: Final = (
    _row(
        "MoGe convolutions pad with zeros",
        "moge.layers",
        'padding=1, padding_mode="replicate"',
        "padding=1",
        _MOGE,
    ),
    _row(
        "MoGe positions are resized to the number of patches",
        "dinov2",
        "scale = None if offset is None else ",
        "scale = None if True else ",
        _MOGE,
    ),
)

MUTATIONS: Final = (
    *_PREPARED,
    *_CONDITION,
    *_STAGE1,
    *_PLACES,
    *_STAGE2,
    *_DECODED,
    *_POINT_MAPS,
)
