from __future__ import annotations

import numpy as np
import pytest

from camfilter.errors import SinkError
from camfilter.sinks.virtualcam import (
    VirtualCameraSink,
    check_virtual_camera,
    virtual_camera_listings,
)
from camfilter.video4linux import Abilities


def test_every_loopback_is_listed_and_says_what_is_wrong_with_it(backend, devices, make_host):
    good, bad = devices.add_loopback(9, "Good"), devices.add_loopback(10, "Bad")
    devices.can[bad] = Abilities(True, False, False)
    first, second = virtual_camera_listings(make_host("Linux"))
    assert (first.spec, first.name, first.available) == (f"vcam:{good}", "Good", True)
    assert (second.spec, second.available) == (f"vcam:{bad}", False)
    assert "only once" in second.detail
    assert "modprobe" in second.remedy
    assert backend.made == []


def test_where_there_is_none_one_entry_says_what_to_install(backend, make_host):
    (only,) = virtual_camera_listings(make_host("Linux"))
    assert (only.spec, only.available) == ("vcam", False)
    assert "modprobe" in only.remedy


@pytest.mark.parametrize("system", ["Windows", "Darwin"])
def test_elsewhere_it_is_tried_for_a_moment(backend, make_host, system):
    (only,) = virtual_camera_listings(make_host(system))
    assert (only.spec, only.detail, only.available) == ("vcam", "OBS Virtual Camera", True)
    assert [made.closed for made in backend.made] == [1]


def test_one_that_is_in_use_here_is_not_tried_again(backend, make_host, make_output):
    host = make_host("Darwin")
    sink = VirtualCameraSink(host=host)
    sink.open(30.0)
    sink.write(make_output(np.zeros((64, 96, 3), np.uint8)))
    assert check_virtual_camera(None, host) == "OBS Virtual Camera"
    assert len(backend.made) == 1
    sink.close()


def test_a_check_says_why_not(backend, make_host):
    backend.refusal = RuntimeError("Couldn't start stream")
    with pytest.raises(SinkError, match="macOS does not let") as refused:
        check_virtual_camera(None, make_host("Darwin"))
    assert "System Settings" in refused.value.remedy
