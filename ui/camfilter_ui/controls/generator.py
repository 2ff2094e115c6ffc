"""The row that suits a parameter, whichever is declared."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from camfilter_ui.controls.choice_row import ChoiceRow
from camfilter_ui.controls.number_row import NumberRow
from camfilter_ui.controls.switch_row import SwitchRow
from camfilter_ui.controls.text_row import TextRow

if TYPE_CHECKING:
    from camfilter.settings import Parameter
    from camfilter_ui.controls.row import Row
    from camfilter_ui.settings_model import SettingsModel

_OFFERS: Final = {
    "output_size": ("source", "640x360", "1280x720", "1920x1080", "2560x1440", "3840x2160")
}


def row_for(parameter: Parameter, model: SettingsModel) -> Row:
    """A row that shows the value of `parameter` in `model`, and changes it there."""
    row = _made(parameter, model)
    row.edited.connect(lambda value: model.change(**{parameter.name: value}))
    row.reset_asked.connect(lambda: model.reset(parameter.name))
    row.drag_began.connect(model.begin_drag)
    row.drag_ended.connect(model.end_drag)
    row.show_value(getattr(model.settings, parameter.name))
    return row


def _made(parameter: Parameter, model: SettingsModel) -> Row:
    if parameter.kind == "bool":
        return SwitchRow(parameter)
    if parameter.kind == "choice":
        return ChoiceRow(parameter)
    if parameter.kind in ("int", "float"):
        return NumberRow(parameter)
    refusal = partial(model.refusal, parameter.name)
    return TextRow(parameter, refusal, _OFFERS.get(parameter.name, ()))
