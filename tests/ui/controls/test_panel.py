from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from camfilter.settings import EngineChoice
from camfilter_ui.controls import ControlsPanel
from camfilter_ui.controls.grouping import EVERYDAY, grouped
from camfilter_ui.controls.wording import english_choice
from camfilter_ui.range_panel import RangePanel
from camfilter_ui.settings_model import PARAMETERS, SettingsModel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def model() -> SettingsModel:
    return SettingsModel()


@pytest.fixture
def panel(qtbot: QtBot, model: SettingsModel) -> ControlsPanel:
    panel = ControlsPanel(model)
    qtbot.addWidget(panel)
    panel.resize(300, 700)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def seen(panel: ControlsPanel) -> set[str]:
    return {name for name, row in panel.rows.items() if row.isVisible()}


def test_every_parameter_has_a_row(panel: ControlsPanel) -> None:
    assert panel.rows.keys() == PARAMETERS.keys()


def test_the_everyday_controls_come_first_and_the_rest_is_folded(panel: ControlsPanel) -> None:
    assert next(iter(panel.groups)) == EVERYDAY
    assert panel.unfolded == [EVERYDAY]
    assert seen(panel) == {
        "output",
        "depth_colormap",
        "depth_invert",
        "opacity",
        "temporal_smoothing",
    }


def test_a_group_unfolds_with_a_key(qtbot: QtBot, panel: ControlsPanel) -> None:
    header = panel.groups["Stability"].header
    header.setFocus()
    qtbot.keyClick(header, Qt.Key.Key_Space)
    assert panel.rows["edge_refinement"].isVisible()
    qtbot.keyClick(header, Qt.Key.Key_Space)
    assert not panel.rows["edge_refinement"].isVisible()


def test_which_groups_are_open_can_be_kept(panel: ControlsPanel) -> None:
    panel.unfold(["Picture", "Gone"])
    assert panel.unfolded == ["Picture"]


def test_rows_follow_the_model(panel: ControlsPanel, model: SettingsModel) -> None:
    model.change(opacity=0.25, mirror=True)
    assert panel.rows["opacity"].reset_button.isVisible()
    assert "1" in panel.groups["Picture"].header.text()
    assert panel.reset_all_button.isEnabled()
    panel.reset_all_button.click()
    assert model.settings == SettingsModel().settings
    assert not panel.reset_all_button.isEnabled()


def test_a_refused_change_is_taken_back_from_the_row(
    panel: ControlsPanel, model: SettingsModel
) -> None:
    panel.rows["opacity"].show_value(0.1)
    model.change(opacity=7.0)
    assert panel.rows["opacity"].reset_button.isHidden()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("smooth", {"temporal_smoothing"}),
        ("DIRECTX", {"normal_format"}),
        ("ndi sound", {"ndi_audio"}),
        ("depth_curve", {"depth_curve"}),
    ],
)
def test_the_search_shows_only_what_is_found(
    qtbot: QtBot, panel: ControlsPanel, words: str, found: set[str]
) -> None:
    qtbot.keyClicks(panel.search_field, words)
    assert seen(panel) == found
    assert panel.unfolded == [EVERYDAY]
    panel.search("")
    assert panel.unfolded == [EVERYDAY]
    assert "opacity" in seen(panel)


def test_a_search_in_vain_says_so(panel: ControlsPanel) -> None:
    panel.search("banana")
    assert seen(panel) == set()
    texts = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "No control has these words." in texts


def test_sam3d_is_shown_where_that_engine_may_run(
    panel: ControlsPanel, model: SettingsModel
) -> None:
    group = panel.groups["SAM 3D"]
    assert group.isVisible()
    assert not group.unfolded
    model.change(engine=EngineChoice.MOGE)
    assert group.isHidden()
    model.change(engine=EngineChoice.SAM3D)
    assert group.isVisible()
    assert group.unfolded
    model.change(engine=EngineChoice.BUILTIN)
    panel.search("seed")
    assert panel.rows["seed"].isVisible()


def test_the_range_panel_stands_in_for_its_rows(qtbot: QtBot, model: SettingsModel) -> None:
    stand_in = RangePanel(model)
    panel = ControlsPanel(model, stand_in)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    assert not {"near", "far", "range_mode"} & panel.rows.keys()
    assert stand_in.isVisible()
    panel.search("smooth")
    assert not stand_in.isVisible()
    panel.search("far")
    assert stand_in.isVisible()


def test_tab_goes_through_the_controls_from_top_to_bottom(
    qtbot: QtBot, panel: ControlsPanel
) -> None:
    panel.unfold(panel.groups)
    panel.activateWindow()
    panel.search_field.setFocus()
    inner, tops, visited = panel._area.widget(), [], set()
    while panel.focusWidget() not in visited:
        widget = panel.focusWidget()
        visited.add(widget)
        if inner.isAncestorOf(widget):
            tops.append(widget.mapTo(inner, widget.rect().center()).y())
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    assert len(tops) >= len(PARAMETERS) + len(panel.groups)
    assert tops == sorted(tops)


def test_everything_has_room_in_a_narrow_panel(qtbot: QtBot, panel: ControlsPanel) -> None:
    panel.unfold(panel.groups)
    panel.resize(280, 700)
    qtbot.waitUntil(lambda: panel._area.viewport().width() < 280)
    assert panel._area.widget().width() <= panel._area.viewport().width()
    for row in panel.rows.values():
        for widget in row.findChildren(QWidget):
            if widget.isVisibleTo(row) and widget.parentWidget() is row:
                assert widget.width() >= widget.minimumSizeHint().width(), row.parameter.name
                assert row.rect().contains(widget.geometry()), row.parameter.name


def test_a_group_and_a_parameter_nobody_knows_find_their_place() -> None:
    known = PARAMETERS["mirror"]
    new = [
        replace(known, name="blink", group="Ideas"),
        replace(known, name="mask", group="SAM 3D Object"),
    ]
    groups = grouped([*PARAMETERS.values(), *new])
    order = list(groups)
    assert groups["Ideas"] == ["blink"]
    assert order.index("NDI") < order.index("Ideas") < order.index("Engine")
    assert order[-1] == "SAM 3D Object"
    assert sum(map(len, groups.values())) == len(PARAMETERS) + 2


@pytest.mark.parametrize(
    ("parameter", "choice", "name"),
    [
        ("output", "side_by_side", "Side by side"),
        ("engine", "sam3d", "SAM 3D"),
        ("rotation", "90", "90°"),
        ("anything", "brand_new", "Brand new"),
    ],
)
def test_choices_are_written_for_people(parameter: str, choice: str, name: str) -> None:
    assert english_choice(parameter, choice) == name
