"""Prints as JSON what is true of the host that is on the path, the double or the real one."""

from __future__ import annotations

import inspect
import json
import os
from pathlib import Path
from queue import Queue
from typing import Any

from scope.core import config
from scope.core.nodes.base import Node, NodeDefinition, NodeParam, NodePort
from scope.core.pipelines.artifacts import HuggingfaceRepoArtifact
from scope.core.pipelines.base_schema import (
    BasePipelineConfig,
    ModeDefaults,
    UsageType,
    ui_field_config,
)
from scope.core.pipelines.interface import Pipeline, Requirements
from scope.core.plugins.hookspecs import hookimpl


def fields(model: Any) -> dict[str, str]:
    return {name: str(field.is_required()) for name, field in model.model_fields.items()}


def forbids(model: Any) -> bool:
    try:
        model(surely_unknown=1)
    except ValueError:
        return True
    return False


def base_config() -> dict[str, Any]:
    names = [name for name in vars(BasePipelineConfig) if not name.startswith("_")]
    plain = (str, int, float, bool, list, type(None))
    values = {name: getattr(BasePipelineConfig, name) for name in names}
    return {
        "class": {k: v for k, v in values.items() if isinstance(v, plain) and k not in WORDS},
        "fields": {k: repr(f.default) for k, f in BasePipelineConfig.model_fields.items()},
        "forbids": forbids(BasePipelineConfig),
        "modes": {k: v.default for k, v in BasePipelineConfig.modes.items()},
    }


WORDS = ("pipeline_description", "model_fields", "model_computed_fields")


@hookimpl
def register_pipelines() -> None:
    """For the mark that the host looks for."""


def facts() -> dict[str, Any]:
    os.environ["DAYDREAM_SCOPE_MODELS_DIR"] = "/some/models"
    return {
        "models folder": str(config.get_models_dir()) == str(Path("/some/models").resolve()),
        "artifact": fields(HuggingfaceRepoArtifact),
        "base": base_config(),
        "mode": [fields(ModeDefaults).get("default"), forbids(ModeDefaults)],
        "usage": [usage.value for usage in UsageType],
        "ui": [
            ui_field_config(order=3, label="A", is_load_param=True, modes=["video"]),
            ui_field_config(),
        ],
        "ui keywords": list(inspect.signature(ui_field_config).parameters),
        "requirements": fields(Requirements),
        "pipeline is node": Pipeline is Node,
        "node": list(inspect.signature(Node.__init__).parameters),
        "fresh node": [vars(Node()), Node.node_type_id, Node().shutdown()],
        "port": fields(NodePort),
        "param": fields(NodeParam),
        "definition": fields(NodeDefinition),
        "mark": sorted(name for name in vars(register_pipelines) if "scope" in name),
    }


def picks() -> list[list[int]] | None:
    """The host's own choice from its queue, or None where its server's packages are missing."""
    try:
        from scope.server.pipeline_processor import PipelineProcessor, VideoPacket
    except ImportError:
        return None
    chosen = []
    for waiting in range(1, 31):
        for wanted in range(1, min(waiting, 15) + 1):
            queue: Queue[Any] = Queue()
            for number in range(waiting):
                queue.put(VideoPacket(tensor=number))
            taken = PipelineProcessor.prepare_chunk(None, queue, wanted)
            chosen.append([packet.tensor for packet in taken] + [queue.qsize()])
    return chosen


if __name__ == "__main__":
    print(json.dumps({"facts": facts(), "picks": picks()}))  # noqa: T201
