"""`python -m training.evaluate`: one table and one JSON file over everything that is measured."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from training.evaluate.metrics import depth_errors, mean_of
from training.evaluate.models import FastDepth, OwnModel, Stills, fetch_baseline
from training.evaluate.photos import read_photos, write_contact_sheet
from training.evaluate.speed import speed
from training.evaluate.steadiness import steadiness
from training.evaluate.synthetic import measure_synthetic
from training.evaluate.truths import Measured, from_folder, from_wheels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.evaluate.models import Model

_TIMED: Final = ((192, 256), (288, 384), (384, 512))
_MOST_STEADY_PHOTOS: Final = 8


def main() -> None:
    """Measure the given weights and FastDepth in one run."""
    given = _arguments()
    baseline = FastDepth(fetch_baseline(given.cache))
    models = [baseline, *_models(given)]
    truths = list(_truths(given))
    results: dict[str, dict[str, object]] = {model.name: {} for model in models}
    for model in models:
        results[model.name]["real"] = _real(model, truths)
        if given.synthetic:
            results[model.name]["synthetic"] = measure_synthetic(model, given.synthetic)
        photos = read_photos(given.photos) if given.photos else [truth.rgb for truth in truths]
        if photos:
            results[model.name]["steadiness"] = steadiness(model, photos[:_MOST_STEADY_PHOTOS])
        if given.photos and given.sheets:
            given.sheets.mkdir(parents=True, exist_ok=True)
            write_contact_sheet(model, photos, given.sheets / f"{model.name}.png")
        _say(model.name, results[model.name])
    if not given.untimed:
        _time(given, baseline, results)
    if given.json:
        given.json.write_text(json.dumps(results, indent=1))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=main.__doc__)
    add = parser.add_argument
    add("--weights", type=Path, nargs="+", default=[], help="ONNX files")
    add("--sides", type=int, nargs="+", default=[384], help="long sides to work at")
    add("--stills", type=int, nargs="+", default=[], help="resolutions of `camfilter image`")
    add("--precision", default="auto", help="of the stills")
    add("--cache", type=Path, default=Path("build/evaluate"), help="for FastDepth and wheels")
    add("--pictures", type=Path, help="folder of .npz with rgb, depth, valid")
    add("--synthetic", type=Path, help="folder written by `training.heldout`")
    add("--photos", type=Path, help="folder of photos to look at")
    add("--sheets", type=Path, help="folder for the contact sheets")
    add("--json", type=Path)
    add("--untimed", action="store_true")
    return parser.parse_args()


def _models(given: argparse.Namespace) -> list[Model]:
    own = [OwnModel(path, side) for path in given.weights for side in given.sides]
    stills = [Stills(resolution, given.precision) for resolution in given.stills]
    return [*own, *stills]


def _truths(given: argparse.Namespace) -> Sequence[Measured]:
    found = list(from_wheels(given.cache))
    return found + (list(from_folder(given.pictures)) if given.pictures else [])


def _real(model: Model, truths: Sequence[Measured]) -> dict[str, dict[str, float]]:
    """Errors of every picture, of every group, and over all groups."""
    rows: dict[str, dict[str, float]] = {}
    groups: dict[str, list[dict[str, float]]] = {}
    for truth in truths:
        found = depth_errors(model(truth.rgb).inverse, truth.depth, truth.valid)
        rows[truth.name] = found
        groups.setdefault(truth.group, []).append(found)
    means = {f"mean of {name}": mean_of(members) for name, members in groups.items()}
    every = {"mean of groups": mean_of(list(means.values()))} if means else {}
    return rows | means | every


def _time(
    given: argparse.Namespace, baseline: FastDepth, results: dict[str, dict[str, object]]
) -> None:
    for height, width in _TIMED:
        at_size = [OwnModel(path, max(height, width), path.stem) for path in given.weights]
        found = speed([baseline, *at_size], height, width)
        for name, times in found.items():
            results.setdefault(name, {})[f"{width}x{height}"] = times
        _say(f"{width}x{height}", found)


def _say(title: str, found: dict[str, object]) -> None:
    lines = [f"== {title}"]
    for name, value in found.items():
        if isinstance(value, dict) and any(isinstance(inner, dict) for inner in value.values()):
            lines += [f"  {key:28s} {_numbers(inner)}" for key, inner in value.items()]
        else:
            lines.append(f"  {name:28s} {_numbers(value)}")
    sys.stdout.write("\n".join(lines) + "\n")


def _numbers(value: object) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {number:.4g}" for name, number in value.items())
    return str(value)


if __name__ == "__main__":
    main()
