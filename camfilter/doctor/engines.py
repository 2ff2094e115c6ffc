"""The engine that would run, the weights there are, and the token for the gated ones."""

from __future__ import annotations

import time
from typing import Final

import numpy as np

from camfilter.config import load_settings
from camfilter.doctor.check import Check, wanting
from camfilter.engines.base import open_engine
from camfilter.frames import Frame
from camfilter.weights.catalogue import MODELS
from camfilter.weights.hub import has_token
from camfilter.weights.local import locate

_RUNS: Final = 5


def engine(name: str) -> Check:
    """Load the engine of the configuration and time it."""
    opened, why = open_engine(load_settings())
    frame = Frame(np.zeros((720, 1280, 3), np.uint8), 0, 0)
    times = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        opened.infer(frame)
        times.append((time.perf_counter() - start) * 1e3)
    detail = f"{opened.info.title} on {opened.info.device}, {min(times):.0f} ms a picture ({why})"
    opened.close()
    return Check(name, True, detail)


def weights(name: str) -> Check:
    """Which downloadable weights are here."""
    here = [model.name for model in MODELS if locate(model).complete]
    missing = [model.name for model in MODELS if model.name not in here]
    if here:
        return Check(name, True, f"here: {', '.join(here)}", needed=False)
    remedy = "camfilter models fetch moge, the best picture without an account"
    return wanting(name, f"only the embedded engine's; not here: {', '.join(missing)}", remedy)


def token(name: str) -> Check:
    """Whether there is a Hugging Face token, which SAM 3D's gated weights need."""
    if has_token():
        return Check(name, True, "a Hugging Face token is here", needed=False)
    remedy = (
        "ask for access at https://huggingface.co/facebook/sam-3d-objects, make a read token at"
        " https://huggingface.co/settings/tokens, then run 'hf auth login'"
    )
    return wanting(name, "no Hugging Face token, which only SAM 3D's weights need", remedy)
