"""Notices when pictures come from somewhere else than the last ones."""

from __future__ import annotations

from typing import Any


class SceneWatch:
    """Remembers what the last picture was like."""

    def __init__(self) -> None:
        self._view: tuple[object, ...] | None = None
        self._seconds: float | None = None

    def changed(self, call: dict[str, Any], size: tuple[int, ...], output: object) -> bool:
        """Whether size, mode or input differ from those of the last call.

        Another input shows in the stamps of its pictures: they begin anew, or count otherwise.
        """
        base, seconds = _stamp(call.get("video_timestamps"))
        view = (size, str(output), call.get("input_mode"), base)
        is_back = seconds is not None and self._seconds is not None and seconds < self._seconds
        is_other = view != self._view
        self._view, self._seconds = view, seconds
        return is_other or is_back


def _stamp(stamps: Any) -> tuple[object, float | None]:
    """The unit and the seconds of the newest of the host's time stamps, where they are known."""
    last = stamps[-1] if isinstance(stamps, list) and stamps else None
    pts, base = getattr(last, "pts", None), getattr(last, "time_base", None)
    try:
        return base, None if pts is None or base is None else float(pts * base)
    except (TypeError, ValueError, ArithmeticError):
        return None, None
