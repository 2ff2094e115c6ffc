from __future__ import annotations

import numpy as np
import pytest
import torch
from stage import video

from camfilter_scope.tensors import newest, rgb_of, video_of

ALL_BYTES = torch.arange(256, dtype=torch.uint8).reshape(16, 16, 1).expand(-1, -1, 3)


@pytest.mark.parametrize("nothing", [None, [], (), "text", 3, [None], ["x"], [torch.empty(0)], {}])
def test_what_holds_no_picture_is_none(nothing):
    assert newest(nothing) is None


@pytest.mark.parametrize(
    "given",
    [
        [video(8, 6, 3), video(8, 6, 9)],
        (video(8, 6, 9),),
        video(8, 6, 9),
        torch.cat([video(8, 6, 3), video(8, 6, 9)]),
        [video(8, 6, 9)[0]],
        [video(8, 6, 9)[0, ..., 0]],
        [video(8, 6, 9)[..., :1]],
        [torch.cat([video(8, 6, 9), video(8, 6, 0)[..., :1]], dim=-1)],
        [video(8, 6, 9).float() / 255],
        [video(8, 6, 9).double() / 255],
        [video(8, 6, 9).half() / 255],
        [video(8, 6, 9).int()],
        [video(8, 6, 9).numpy()],
        [video(8, 6, 9).transpose(1, 2).contiguous().transpose(1, 2)],
    ],
)
def test_every_kind_of_picture_becomes_rgb_bytes(given):
    rgb = rgb_of(newest(given))
    assert rgb.shape == (8, 6, 3)
    assert rgb.dtype == np.uint8
    assert rgb.flags.c_contiguous
    assert (rgb == 9).all()


def test_what_is_no_number_is_black_and_what_is_too_bright_is_white():
    odd = torch.tensor([torch.nan, -torch.inf, -3.0, 3.0, torch.inf]).reshape(1, 1, 5, 1)
    assert rgb_of(newest([odd]))[0, :, 0].tolist() == [0, 0, 0, 255, 255]


def test_a_picture_on_the_processor_is_not_copied():
    given = video()
    assert np.shares_memory(rgb_of(newest([given])), given.numpy())
    made = rgb_of(newest([given]))
    assert np.shares_memory(video_of(made, given.device).numpy(), made)


@pytest.mark.parametrize("as_bytes", [True, False])
def test_the_host_gets_back_exactly_the_bytes(as_bytes):
    made = video_of(rgb_of(ALL_BYTES), torch.device("cpu"), as_bytes=as_bytes)
    assert made.shape == (1, 16, 16, 3)
    if not as_bytes:
        assert 0 <= float(made.min()) <= float(made.max()) <= 1
        error = torch.tensor([-0.4, 0.0, 0.4])
        assert torch.equal((made * 255.0 + error)[0, 1:15].to(torch.uint8), ALL_BYTES[1:15])
        made = (made * 255.0).clamp(0, 255).to(torch.uint8)
    assert torch.equal(made[0], ALL_BYTES)


def test_a_picture_that_may_not_be_written_to_is_copied():
    rgb = np.zeros((4, 4, 3), np.uint8)
    rgb.flags.writeable = False
    assert video_of(rgb, torch.device("cpu")).shape == (1, 4, 4, 3)
