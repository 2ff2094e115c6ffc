from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camfilter.frames import Intrinsics
from camfilter.ndi.metadata import DepthInfo, FrameInfo, MetadataError

_INFO = DepthInfo(7, 17_640_000_000_000_000, 0.5, 10.0, True, 16, 1024, 65535)
_XML = _INFO.to_xml()

_cameras = st.builds(
    Intrinsics, st.floats(0.01, 100), st.floats(0.01, 100), st.floats(-2, 2), st.floats(-2, 2)
)


@given(
    frame=st.integers(0, 2**62),
    timecode=st.integers(-(2**62), 2**62),
    near=st.floats(1e-6, 1e6),
    ratio=st.floats(1.0001, 1e5),
    metric=st.booleans(),
    valid=st.booleans(),
    linear=st.booleans(),
    camera=st.none() | _cameras,
)
def test_everything_comes_back_exactly(
    frame: int,
    timecode: int,
    near: float,
    ratio: float,
    metric: bool,
    valid: bool,
    linear: bool,
    camera: Intrinsics | None,
) -> None:
    info = DepthInfo(frame, timecode, near, near * ratio, metric, 8, 16, 235, valid, linear, camera)
    assert DepthInfo.from_xml(info.to_xml()) == info


def test_it_is_the_xml_that_is_documented() -> None:
    info = DepthInfo(42, 9, 0.5, 10.0, False, 8, 16, 235, intrinsics=Intrinsics(0.9, 1.6))
    assert info.to_xml() == (
        '<camfilter_depth version="1" frame="42" timecode="9" valid="true" near="0.5" far="10.0" '
        'unit="relative" encoding="inverse" bits="8" black="16" white="235" '
        'fx="0.9" fy="1.6" cx="0.5" cy="0.5"/>'
    )
    assert FrameInfo(3, 4).to_xml() == '<camfilter_frame version="1" frame="3" timecode="4"/>'


@pytest.mark.parametrize(
    "around",
    [
        "<x><y/>{}</x>",
        "<?xml version='1.0'?><!-- a -->{}",
        "<?xml version='1.0' encoding='nope'?>{}",
        "<?xml version='1.0' encoding='utf-16'?>{}",
    ],
)
def test_other_programs_may_wrap_it(around: str) -> None:
    assert DepthInfo.from_xml(around.format(_XML)) == _INFO


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("", "are not XML"),
        ("depth near=1", "are not XML"),
        ("<camfilter_depth", "are not XML"),
        ("\x00", "are not XML"),
        ("\ud800", "are not XML"),
        ("<ndi_color_info/>", "do not describe depth"),
        (FrameInfo(1, 2).to_xml(), "do not describe depth"),
        ("<x>" * 30000, "too long"),
        (_XML + " " * 70000, "too long"),
        ("<x>" * 10000, "are not XML"),
        (
            '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;">]>'
            '<camfilter_depth near="&c;"/>',
            "document type",
        ),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type"),
        ("<camfilter_depth/>", "lack 'version'"),
        (_XML.replace('version="1"', 'version="2"'), "version 2"),
        (_XML.replace('near="0.5" ', ""), "lack 'near'"),
    ],
)
def test_what_is_no_depth_metadata_is_refused(xml: str, message: str) -> None:
    with pytest.raises(MetadataError, match=message) as caught:
        DepthInfo.from_xml(xml)
    assert "camfilter" in caught.value.remedy


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("near", value) for value in ("nan", "inf", "-1", "0", "10", "11", "1_0", "", "1e-400")),
        *(("far", value) for value in ("nan", "-inf", "1e400", "0.5", "1e300", "0x10", " 10 ")),
        *(("frame", value) for value in ("1.5", "nan", "9" * 5000, "")),
        *(("timecode", value) for value in ("now", "1e3")),
        *(("bits", value) for value in ("12", "0", "-16", "16.0")),
        *(("black", value) for value in ("0", "-1", "65535", "70000")),
        *(("white", value) for value in ("1024", "65536", "x")),
        *(("unit", value) for value in ("km", "")),
        *(("valid", value) for value in ("1", "True")),
        *(("encoding", value) for value in ("log", "")),
    ],
)
def test_values_that_make_no_sense_are_refused(key: str, value: str) -> None:
    before, _, rest = _XML.partition(f' {key}="')
    xml = f'{before} {key}="{value}"{rest.partition(chr(34))[2]}'
    with pytest.raises(MetadataError):
        DepthInfo.from_xml(xml)


@pytest.mark.parametrize(
    "camera",
    [
        'fx="nan" fy="1" cx="0" cy="0"',
        'fx="0" fy="1" cx="0" cy="0"',
        'fx="1" fy="-1" cx="0" cy="0"',
        'fx="1" fy="1" cx="0"',
        'fx="1" fy="1" cx="0" cy="inf"',
    ],
)
def test_a_camera_that_cannot_be_is_refused(camera: str) -> None:
    with pytest.raises(MetadataError):
        DepthInfo.from_xml(_XML.replace("/>", f" {camera}/>"))


@given(st.text(max_size=200) | st.from_regex(r"<camfilter_depth [^<>&]*/>", fullmatch=True))
def test_no_text_at_all_makes_it_fail_otherwise(text: str) -> None:
    with suppress(MetadataError):
        DepthInfo.from_xml(text)
