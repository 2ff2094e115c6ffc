"""The short table at the end: every option of a name in one line."""

from __future__ import annotations

from typing import Any

TARGETS = {
    "stage 1 conditional": 21,
    "stage 1 unconditional": 11,
    "stage 2 conditional": 38,
    "condition 1": 14,
    "gaussian decoder 32": 18,
    "pipeline 4+4 with point map": 300,
    "pipeline 2+2 with point map": 200,
}
"""Milliseconds aimed at."""

Row = dict[str, Any]


def table(rows: list[Row]) -> str:
    """Times with their targets, then errors and overlaps, then peaks of memory."""
    return "\n".join([*_times(rows), *_agreements(rows), *_peaks(rows)])


def _times(rows: list[Row]) -> list[str]:
    timed = [row for row in rows if "ms" in row]
    options = list(dict.fromkeys(row["option"] for row in timed))
    cells = {(row["name"], row["option"]): row["ms"] for row in timed}
    lines = [f"{'ms':32s} {'target':>7s} " + " ".join(f"{option:>15s}" for option in options)]
    for name in dict.fromkeys(row["name"] for row in timed):
        values = (cells.get((name, option)) for option in options)
        shown = " ".join(f"{value:15.2f}" if value else " " * 15 for value in values)
        lines.append(f"{name:32s} {TARGETS.get(name, ''):>7} {shown}")
    return lines


def _agreements(rows: list[Row]) -> list[str]:
    return [
        f"{row['name']:44s} {row['option']:10s} {row[kind]:.6g}"
        for row in rows
        for kind in ("error", "iou")
        if kind in row
    ]


def _peaks(rows: list[Row]) -> list[str]:
    return [
        f"peak {row['name']:36s} {row['option']:8s} {row['peak_gb']} GB"
        for row in rows
        if "peak_gb" in row
    ]
