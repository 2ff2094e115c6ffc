from __future__ import annotations

import os
from pathlib import Path


def get_models_dir() -> Path:
    chosen = os.environ.get("DAYDREAM_SCOPE_MODELS_DIR", "~/.daydream-scope/models")
    return Path(chosen).expanduser().resolve()
