"""What a run finds out: rows of the table and facts beside it, said as they come."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from pathlib import Path


def say(text: str) -> None:
    """Print a line for whoever watches."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Report:
    """Rows, each of a name and an option with a time, an error or an overlap; and facts by name."""

    def __init__(self, device: torch.device) -> None:
        title = "cpu" if device.type == "cpu" else torch.cuda.get_device_name()
        self.rows: list[dict[str, Any]] = []
        self.facts: dict[str, Any] = {"torch": torch.__version__, "device": title}

    def add_time(self, name: str, ms: float, option: str, **more: Any) -> None:
        """A row of a time, with whatever else is known of it."""
        self.rows.append({"name": name, "option": option, "ms": round(ms, 3), **more})
        say(f"  {name:34s} {option:18s} {ms:10.3f} ms  {more or ''}")

    def add_error(self, name: str, error: float, option: str) -> None:
        """A row of a relative error."""
        self.rows.append({"name": f"error: {name}", "option": option, "error": error})
        say(f"  error: {name:27s} {option:18s} {error:10.2e}")

    def add_overlap(self, name: str, iou: float, option: str) -> None:
        """A row of how far two sets of occupied cells agree, as intersection over union."""
        self.rows.append({"name": f"occupancy IoU, {name}", "option": option, "iou": iou})
        say(f"  occupancy IoU, {name:19s} {option:18s} {iou:10.5f}")

    def add_failure(self, what: str, error: Exception) -> None:
        """A fact: what did not work, and why."""
        self.facts.setdefault("failed", {})[what] = repr(error)[:300]
        say(f"  failed: {what}: {error!r}"[:300])

    def facts_as_text(self) -> str:
        """All facts as JSON."""
        return json.dumps(self.facts, indent=1)

    def write(self, path: Path) -> None:
        """All facts and rows as a file of JSON."""
        path.write_text(json.dumps({"facts": self.facts, "rows": self.rows}, indent=1))
