from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

from camfilter import doctor
from camfilter.doctor import Check, examine
from camfilter.errors import SourceError

if TYPE_CHECKING:
    import pytest


def fine(name: str) -> Check:
    return Check(name, ok=True, detail="fine")


def refused(name: str) -> Check:
    raise SourceError("it is not there", "plug it in")


def broken(name: str) -> Check:
    raise ZeroDivisionError("of our own making")


def test_a_broken_part_hides_none_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("refused", "broken", "fine")
    places = {name: f"{__name__}:{name}" for name in names}
    monkeypatch.setitem(sys.modules, __name__, _this_module())
    monkeypatch.setattr(doctor, "CHECKS", places | {"gone": "camfilter.doctor.nowhere:check"})
    checks = {check.name: check for check in examine()}
    assert list(checks) == [*names, "gone"]
    assert checks["fine"].ok
    assert (checks["refused"].detail, checks["refused"].remedy) == ("it is not there", "plug it in")
    assert "of our own making" in checks["broken"].detail
    assert not checks["gone"].ok
    assert all(check.ok or check.remedy for check in checks.values())


def test_checks_can_be_chosen_and_are_made_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []

    def noted(name: str) -> Check:
        made.append(name)
        return Check(name, ok=True, detail="fine")

    monkeypatch.setitem(sys.modules, __name__, SimpleNamespace(noted=noted))
    monkeypatch.setattr(doctor, "CHECKS", {name: f"{__name__}:noted" for name in "abc"})
    checks = examine(["c", "a"])
    assert next(checks).name == "c"
    assert made == ["c"]


def _this_module() -> SimpleNamespace:
    return SimpleNamespace(fine=fine, refused=refused, broken=broken)
