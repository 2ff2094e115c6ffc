"""Names of choices, as people write them."""

from __future__ import annotations

from typing import Final

from camfilter_ui.texts import tr_core

_NAMES: Final = {
    "builtin": "Built-in",
    "camfilter": "camfilter",
    "coreml": "Core ML",
    "cpu": "CPU",
    "cuda": "CUDA",
    "directml": "DirectML",
    "directx": "DirectX",
    "fp16": "FP16",
    "fp32": "FP32",
    "int8": "INT8",
    "moge": "MoGe",
    "mps": "MPS",
    "opengl": "OpenGL",
    "sam3d": "SAM 3D",
}


def english_choice(parameter: str, choice: str) -> str:
    """The English name of a choice of a parameter, known or yet to come."""
    if parameter == "rotation":
        return f"{choice}°"
    words = choice.replace("_", " ")
    return _NAMES.get(choice, words[:1].upper() + words[1:])


def choice_text(parameter: str, choice: str) -> str:
    """The name of a choice in the user's language."""
    return tr_core(english_choice(parameter, choice))
