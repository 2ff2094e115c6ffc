from __future__ import annotations

import pluggy

hookimpl = pluggy.HookimplMarker("scope")
