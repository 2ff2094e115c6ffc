from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camfilter.doctor.network import ndi_discovery, ndi_library, ndi_loopback
from camfilter.ndi import support

if TYPE_CHECKING:
    import pytest


def _number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    assert found is not None, text
    return float(found[1])


def test_what_this_machine_sends_arrives_at_about_its_rate(ndi_network: None) -> None:
    check = ndi_loopback("NDI loopback")
    assert 1 < _number(r": ([\d.]+) of 30", check.detail) < 31
    assert _number(r"arrived, (\d+) ms", check.detail) < 250
    assert not check.needed


def test_a_missing_discovery_service_is_told_with_what_to_do(
    ndi_network: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(support, "_AVAHI_SOCKETS", ())
    check = ndi_discovery("NDI discovery")
    assert not check.ok
    assert "avahi" in check.detail
    assert "ndi:NAME@ADDRESS" in check.remedy


def test_the_library_names_its_version(ndi_network: None) -> None:
    assert "NDI" in ndi_library("NDI library").detail
